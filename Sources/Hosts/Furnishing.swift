public import Simulation

/// What a host is made of when a world is built.
public struct HostPlan: Sendable {
  /// Programs of one directory, by the names under which the registry of tools knows them.
  public struct Programs: Sendable {
    public var directory: String
    public var names: [String]

    public init(directory: String = "/usr/bin", names: [String]) {
      self.directory = directory
      self.names = names
    }
  }

  public var name: String
  public var addresses: [String]
  public var epoch: WallTime
  /// When the machine was switched on; before the start of the world for one that has been up for a while.
  public var booted: Instant
  public var machine: Machine
  public var programs: [Programs]
  /// Other hosts by address and names, for `/etc/hosts`.
  public var neighbours: [(address: String, names: [String])]
  public var nameservers: [String]

  public init(
    name: String, addresses: [String], epoch: WallTime, booted: Instant = Instant(seconds: -22 * 86_400),
    machine: Machine = Machine(), programs: [Programs] = [],
    neighbours: [(address: String, names: [String])] = [], nameservers: [String] = ["192.168.100.1"]
  ) {
    self.name = name
    self.addresses = addresses
    self.epoch = epoch
    self.booted = booted
    self.machine = machine
    self.programs = programs
    self.neighbours = neighbours
    self.nameservers = nameservers
  }
}

extension Host {
  /// A machine with Debian 12 as it comes, accounts root and candidate, its usual services running.
  ///
  /// Files that belong to the system are as old as its installation, which was two days before the boot.
  public static func furnished(_ plan: HostPlan) -> Host {
    let installed = plan.booted + .seconds(-2 * 86_400)
    var host = Host(
      name: plan.name, addresses: plan.addresses, machine: plan.machine, files: FileSystem(at: installed),
      epoch: plan.epoch, booted: plan.booted)
    host.layDirectories(at: installed)
    host.layAccounts(at: installed)
    host.laySystemFiles(plan, at: installed)
    host.layHomes(at: installed)
    host.layKernelFiles(at: plan.booted)
    host.layUnits(at: installed)
    for group in plan.programs {
      for name in group.names {
        host.files.install("\(group.directory)/\(name)", .program(name), mode: 0o755, at: installed)
      }
    }
    host.layAlternatives(at: installed)
    host.bootProcesses()
    return host
  }

  /// Puts a text in place, with the directories above it.
  public mutating func install(
    _ path: String, text: String, user: Int = 0, group: Int = 0, mode: Int = 0o644, at now: Instant
  ) {
    files.install(path, .bytes(Array(text.utf8)), user: user, group: group, mode: mode, at: now)
  }

  private mutating func layDirectories(at now: Instant) {
    for path in [
      "/usr/bin", "/usr/sbin", "/usr/lib/systemd/system", "/usr/local/bin", "/usr/local/sbin", "/usr/share/doc",
      "/usr/share/bash-completion/completions", "/etc/systemd/system", "/etc/default", "/etc/ssl/certs", "/etc/cron.d",
      "/etc/apt/sources.list.d", "/etc/apt/keyrings", "/etc/sysctl.d", "/etc/modules-load.d", "/etc/profile.d",
      "/etc/sudoers.d", "/etc/ssh", "/var/log", "/var/lib", "/var/cache/apt", "/var/spool/cron", "/var/backups", "/opt",
      "/srv", "/mnt", "/media", "/home", "/boot", "/proc", "/sys", "/dev/pts", "/dev/shm", "/run/systemd/system",
      "/run/lock",
    ] {
      files.installDirectory(path, at: now)
    }
    files.installDirectory("/root", mode: 0o700, at: now)
    files.installDirectory("/tmp", mode: 0o1777, at: now)
    files.installDirectory("/var/tmp", mode: 0o1777, at: now)
    for (path, target) in [
      ("/bin", "usr/bin"), ("/sbin", "usr/sbin"), ("/lib", "usr/lib"), ("/var/run", "/run"), ("/var/lock", "/run/lock"),
      ("/etc/mtab", "../proc/self/mounts"), ("/dev/fd", "/proc/self/fd"),
    ] {
      link(path, to: target, at: now)
    }
    for device in ["null", "zero", "random", "urandom", "full", "tty", "stdin", "stdout", "stderr"] {
      files.install("/dev/\(device)", .device(device), mode: 0o666, at: now)
    }
  }

  private mutating func layAccounts(at now: Instant) {
    install("/etc/passwd", text: StandardFiles.passwd, at: now)
    install("/etc/group", text: StandardFiles.group, at: now)
    let locked = accounts.map { "\($0.name):\($0.id == 1000 ? "!" : "*"):20400:0:99999:7:::" }
    install("/etc/shadow", text: "\(locked.joined(separator: "\n"))\n", group: 42, mode: 0o640, at: now)
    install("/etc/sudoers", text: StandardFiles.sudoers, mode: 0o440, at: now)
    install("/etc/shells", text: StandardFiles.shells, at: now)
    install("/etc/login.defs", text: "UMASK\t\t022\nUID_MIN\t\t 1000\nUID_MAX\t\t60000\n", at: now)
  }

  private mutating func laySystemFiles(_ plan: HostPlan, at now: Instant) {
    install("/usr/lib/os-release", text: StandardFiles.osRelease, at: now)
    link("/etc/os-release", to: "../usr/lib/os-release", at: now)
    install("/etc/debian_version", text: "trixie/sid\n", at: now)
    install("/etc/hostname", text: "\(plan.name)\n", at: now)
    install("/etc/machine-id", text: "\(plan.machine.machineID)\n", mode: 0o444, at: now)
    var hosts = "127.0.0.1\tlocalhost\n127.0.1.1\t\(plan.name)\n"
    for neighbour in plan.neighbours {
      hosts += "\(neighbour.address)\t\(neighbour.names.joined(separator: " "))\n"
    }
    hosts += StandardFiles.hostsOfIPv6
    install("/etc/hosts", text: hosts, at: now)
    let servers = plan.nameservers.map { "nameserver \($0)\n" }.joined()
    install("/etc/resolv.conf", text: servers, at: now)
    install("/etc/nsswitch.conf", text: StandardFiles.nsswitch, at: now)
    install("/etc/fstab", text: StandardFiles.fstab, at: now)
    install("/etc/issue", text: "Debian GNU/Linux 12 \\n \\l\n\n", at: now)
    install("/etc/motd", text: "", at: now)
    install("/etc/profile", text: StandardFiles.profile, at: now)
    install("/etc/bash.bashrc", text: StandardFiles.systemBashrc, at: now)
    install("/etc/environment", text: "", at: now)
    install("/etc/timezone", text: "Etc/UTC\n", at: now)
    install("/etc/crontab", text: StandardFiles.crontab, at: now)
    install("/etc/ssh/sshd_config", text: StandardFiles.sshdConfig, at: now)
    install("/etc/ssl/certs/ca-certificates.crt", text: "", at: now)
    install("/var/log/dpkg.log", text: "", at: now)
  }

  private mutating func layHomes(at now: Instant) {
    install("/root/.bashrc", text: StandardFiles.bashrc, at: now)
    install("/root/.profile", text: StandardFiles.rootProfile, at: now)
    for account in accounts where account.id >= 1000 && account.id < 60_000 {
      files.installDirectory(account.home, user: account.id, group: account.group, at: now)
      for (name, text) in [
        (".bashrc", StandardFiles.userBashrc), (".profile", StandardFiles.userProfile), (".bash_logout", ""),
      ] {
        install("\(account.home)/\(name)", text: text, user: account.id, group: account.group, at: now)
      }
    }
  }

  private mutating func layUnits(at now: Instant) {
    for (name, text) in StandardUnits.all { install("/usr/lib/systemd/system/\(name)", text: text, at: now) }
    for name in StandardUnits.enabled { _ = enableUnit(name, at: now) }
    link("/usr/lib/systemd/system/default.target", to: "graphical.target", at: now)
  }

  /// Names of programs that are links on Debian.
  private mutating func layAlternatives(at now: Instant) {
    for (name, target) in [("sh", "bash"), ("vi", "vim"), ("editor", "vim"), ("pager", "less"), ("awk", "gawk")] {
      let isThere = files.exists("/usr/bin/\(target)", by: .root)
      if isThere, !files.exists("/usr/bin/\(name)", by: .root) { link("/usr/bin/\(name)", to: target, at: now) }
    }
    for name in ["/usr/sbin/sshd", "/usr/sbin/cron", "/usr/bin/dbus-daemon", "/usr/sbin/agetty"]
      + StandardUnits.all.values.compactMap({ StandardUnits.program(of: $0) }) where !files.exists(name, by: .root)
    {
      files.install(name, .program(name.split(separator: "/").last.map(String.init) ?? name), mode: 0o755, at: now)
    }
  }

  public mutating func link(_ path: String, to target: String, at now: Instant) {
    guard (try? files.status(path, by: .root, following: false)) == nil else { return }
    files.installDirectory(FileSystem.parent(of: path), at: now)
    try? files.makeLink(path, to: target, by: .root, at: now)
  }

  /// Process 1, some kernel threads, and the enabled services.
  private mutating func bootProcesses() {
    processes.start(
      ProcessEntry(
        parent: 0, arguments: ["/sbin/init"], name: "systemd", owner: .service("init.scope"), started: booted,
        state: "Ss", load: 0.000_05, residentKiB: 12_480, virtualKiB: 168_112))
    for name in ["kthreadd", "rcu_gp", "rcu_par_gp", "kworker/0:0H", "ksoftirqd/0", "migration/0", "kswapd0"] {
      processes.start(
        ProcessEntry(
          parent: name == "kthreadd" ? 0 : 2, arguments: [name], name: name, owner: .kernel, started: booted,
          state: name.hasPrefix("kworker") ? "I<" : "S", residentKiB: 0, virtualKiB: 0))
    }
    processes.skip(to: 231)
    journal.append(
      Journal.Entry(
        time: booted, unit: nil, identifier: "kernel", pid: nil, priority: 5,
        text: "Linux version \(machine.kernelRelease) \(machine.kernelVersion)"))
    for action in bootServices(at: booted + .seconds(2)) {
      if case .started(let unit, _, _, _, _, true) = action { serviceIsReady(unit, at: booted + .seconds(3)) }
    }
    if let shell = systemd.state(of: "ssh.service").mainPID {
      for address in ["0.0.0.0", "[::]"] {
        let isV6 = address == "[::]"
        let listener = Listener(address: address, port: 22, pid: shell, program: "sshd", descriptor: isV6 ? 4 : 3)
        sockets.enter(listener)
      }
    }
    processes.skip(to: 1184)
  }
}
