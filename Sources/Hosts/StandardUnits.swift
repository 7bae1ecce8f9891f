/// The units that run on every simulated host, with the settings that matter here.
enum StandardUnits {
  static let enabled = ["ssh.service", "cron.service", "systemd-timesyncd.service"]

  static let all: [String: String] = [
    "sysinit.target": target("System Initialization"),
    "basic.target": target("Basic System"),
    "sockets.target": target("Socket Units"),
    "network.target": target("Network"),
    "network-online.target": target("Network is Online"),
    "timers.target": target("Timer Units"),
    "multi-user.target": target("Multi-User System"),
    "graphical.target": target("Graphical Interface"),
    "ssh.service": """
    [Unit]
    Description=OpenBSD Secure Shell server
    Documentation=man:sshd(8) man:sshd_config(5)
    After=network.target auditd.service
    ConditionPathExists=!/etc/ssh/sshd_not_to_be_run

    [Service]
    EnvironmentFile=-/etc/default/ssh
    ExecStartPre=/usr/sbin/sshd -t
    ExecStart=/usr/sbin/sshd -D $SSHD_OPTS
    ExecReload=/bin/kill -HUP $MAINPID
    KillMode=process
    Restart=on-failure
    RestartPreventExitStatus=255
    Type=notify
    RuntimeDirectory=sshd
    RuntimeDirectoryMode=0755

    [Install]
    WantedBy=multi-user.target
    Alias=sshd.service

    """,
    "cron.service": """
    [Unit]
    Description=Regular background program processing daemon
    Documentation=man:cron(8)
    After=remote-fs.target nss-user-lookup.target

    [Service]
    EnvironmentFile=-/etc/default/cron
    ExecStart=/usr/sbin/cron -f $EXTRA_OPTS
    IgnoreSIGPIPE=false
    KillMode=process
    Restart=on-failure

    [Install]
    WantedBy=multi-user.target

    """,
    "systemd-timesyncd.service": """
    [Unit]
    Description=Network Time Synchronization
    Documentation=man:systemd-timesyncd.service(8)

    [Service]
    ExecStart=/lib/systemd/systemd-timesyncd
    Restart=always
    RestartSec=0
    Type=notify

    [Install]
    WantedBy=sysinit.target
    Alias=dbus-org.freedesktop.timesync1.service

    """,
    "systemd-journald.service": """
    [Unit]
    Description=Journal Service
    Documentation=man:systemd-journald.service(8) man:journald.conf(5)

    [Service]
    ExecStart=/lib/systemd/systemd-journald
    Restart=always
    RestartSec=0
    Type=notify

    """,
    "systemd-logind.service": """
    [Unit]
    Description=User Login Management
    Documentation=man:systemd-logind.service(8) man:logind.conf(5)

    [Service]
    ExecStart=/lib/systemd/systemd-logind
    Restart=always
    RestartSec=0
    Type=notify

    """,
    "dbus.service": """
    [Unit]
    Description=D-Bus System Message Bus
    Documentation=man:dbus-daemon(1)

    [Service]
    Type=notify
    ExecStart=/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only
    User=messagebus

    """,
  ]

  /// The program that a unit's text starts.
  static func program(of text: String) -> String? {
    let file = UnitFile(text: text)
    guard let line = file.value("Service", "ExecStart") else { return nil }
    return line.split(separator: " ").first.map(String.init)
  }

  private static func target(_ description: String) -> String {
    "[Unit]\nDescription=\(description)\nDocumentation=man:systemd.special(7)\n"
  }
}
