/// The texts of Debian's own files, as far as commands of a learner look at them.
enum StandardFiles {
  static let passwd = """
    root:x:0:0:root:/root:/bin/bash
    daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
    bin:x:2:2:bin:/bin:/usr/sbin/nologin
    sys:x:3:3:sys:/dev:/usr/sbin/nologin
    sync:x:4:65534:sync:/bin:/bin/sync
    man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
    mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
    www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
    backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
    _apt:x:42:65534::/nonexistent:/usr/sbin/nologin
    nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
    systemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin
    messagebus:x:100:107::/nonexistent:/usr/sbin/nologin
    sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
    candidate:x:1000:1000::/home/candidate:/bin/bash

    """

  static let group = """
    root:x:0:
    daemon:x:1:
    bin:x:2:
    sys:x:3:
    adm:x:4:candidate
    tty:x:5:
    disk:x:6:
    mail:x:8:
    man:x:12:
    sudo:x:27:candidate
    www-data:x:33:
    backup:x:34:
    shadow:x:42:
    utmp:x:43:
    staff:x:50:
    users:x:100:
    nogroup:x:65534:
    systemd-journal:x:999:
    systemd-network:x:998:
    messagebus:x:107:
    candidate:x:1000:

    """

  static let sudoers = """
    Defaults\tenv_reset
    Defaults\tmail_badpass
    Defaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    root\tALL=(ALL:ALL) ALL

    # Members of group sudo may run every command, without a password.
    %sudo\tALL=(ALL:ALL) NOPASSWD:ALL

    @includedir /etc/sudoers.d

    """

  static let shells = """
    # /etc/shells: valid login shells
    /bin/sh
    /usr/bin/sh
    /bin/bash
    /usr/bin/bash
    /bin/rbash
    /usr/bin/rbash
    /usr/bin/dash

    """

  static let osRelease = """
    PRETTY_NAME="Ubuntu 24.04.2 LTS"
    NAME="Ubuntu"
    VERSION_ID="24.04"
    VERSION="24.04.2 LTS (Noble Numbat)"
    VERSION_CODENAME=noble
    ID=ubuntu
    ID_LIKE=debian
    HOME_URL="https://www.ubuntu.com/"
    SUPPORT_URL="https://help.ubuntu.com/"
    BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
    PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
    UBUNTU_CODENAME=noble
    LOGO=ubuntu-logo

    """

  static let hostsOfIPv6 = """

    # The following lines are desirable for IPv6 capable hosts
    ::1     localhost ip6-localhost ip6-loopback
    ff02::1 ip6-allnodes
    ff02::2 ip6-allrouters

    """

  static let nsswitch = """
    passwd:         files
    group:          files
    shadow:         files
    hosts:          files dns
    networks:       files
    protocols:      db files
    services:       db files

    """

  static let fstab = """
    # <file system> <mount point>   <type>  <options>       <dump>  <pass>
    /dev/vda1       /               ext4    errors=remount-ro 0       1

    """

  static let profile = """
    # System-wide settings of login shells.
    if [ "$(id -u)" -eq 0 ]; then
      PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    else
      PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
    fi
    export PATH

    """

  static let systemBashrc = """
    # System-wide settings of interactive shells.
    [ -z "$PS1" ] && return

    """

  static let bashrc = """
    # Settings of interactive shells.
    case $- in
      *i*) ;;
      *) return;;
    esac
    HISTCONTROL=ignoreboth
    HISTSIZE=1000
    HISTFILESIZE=2000

    """

  /// Debian gives colours and short names to people, not to root.
  static let userBashrc = bashrc + """
    alias ls='ls --color=auto'
    alias grep='grep --color=auto'
    alias ll='ls -l'
    alias la='ls -A'

    """

  static let rootProfile = """
    # Settings of login shells.
    if [ "$BASH" ]; then
      if [ -f ~/.bashrc ]; then
        . ~/.bashrc
      fi
    fi

    """

  static let userProfile = """
    # Settings of login shells.
    if [ -n "$BASH_VERSION" ]; then
      if [ -f "$HOME/.bashrc" ]; then
        . "$HOME/.bashrc"
      fi
    fi

    """

  static let crontab = """
    SHELL=/bin/sh
    PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

    17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly

    """

  static let sshdConfig = """
    Include /etc/ssh/sshd_config.d/*.conf
    KbdInteractiveAuthentication no
    UsePAM yes
    PermitRootLogin prohibit-password
    Subsystem\tsftp\t/usr/lib/openssh/sftp-server

    """
}
