import Simulation

extension Host {
  /// What a kernel shows below /proc, as far as people and programs look at it: plain files that `sysctl -w`, `mount`
  /// and `modprobe` change.
  mutating func layKernelFiles(at now: Instant) {
    for path in ["/proc/self", "/proc/sys/net/ipv4/conf/all", "/proc/sys/net/bridge", "/proc/sys/vm", "/proc/sys/fs/inotify", "/proc/sys/kernel/random"] {
      files.installDirectory(path, at: now)
    }
    for (path, value) in Self.kernelSettings { install("/proc/sys/\(path)", text: "\(value)\n", at: now) }
    install("/proc/sys/kernel/hostname", text: "\(name)\n", at: now)
    install("/proc/sys/kernel/osrelease", text: "\(machine.kernelRelease)\n", at: now)
    install("/proc/sys/kernel/random/boot_id", text: "\(machine.bootID)\n", at: now)
    install("/proc/mounts", text: Self.mounts(memoryKiB: machine.memoryKiB), at: now)
    link("/proc/self/mounts", to: "../mounts", at: now)
    install("/proc/swaps", text: "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n", at: now)
    install("/proc/modules", text: Self.modules, at: now)
    install("/proc/filesystems", text: "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\n\text4\nnodev\toverlay\n", at: now)
    install("/proc/version", text: "Linux version \(machine.kernelRelease) (debian-kernel@lists.debian.org) \(machine.kernelVersion)\n", at: now)
    install("/proc/cmdline", text: "BOOT_IMAGE=/boot/vmlinuz-\(machine.kernelRelease) root=/dev/vda1 ro console=tty0\n", at: now)
    let processors = (0..<machine.processors).map { number in
      """
      processor\t: \(number)
      vendor_id\t: GenuineIntel
      cpu family\t: 6
      model\t\t: 85
      model name\t: Intel Xeon Processor (Cascadelake)
      cpu MHz\t\t: 2400.000
      cache size\t: 16384 KB
      cpu cores\t: 1
      bogomips\t: 4800.00


      """
    }
    install("/proc/cpuinfo", text: processors.joined(), at: now)
  }

  /// Settings of a host that kubeadm's checks pass, by their path below /proc/sys.
  private static let kernelSettings: [(path: String, value: String)] = [
    ("fs/file-max", "9223372036854775807"), ("fs/inotify/max_user_instances", "8192"),
    ("fs/inotify/max_user_watches", "524288"), ("kernel/ostype", "Linux"), ("kernel/panic", "10"),
    ("kernel/panic_on_oops", "1"), ("kernel/pid_max", "4194304"), ("net/bridge/bridge-nf-call-ip6tables", "1"),
    ("net/bridge/bridge-nf-call-iptables", "1"), ("net/ipv4/conf/all/forwarding", "1"),
    ("net/ipv4/conf/all/rp_filter", "0"), ("net/ipv4/ip_forward", "1"),
    ("net/ipv4/ip_local_port_range", "32768\t60999"), ("net/ipv4/tcp_syncookies", "1"), ("vm/max_map_count", "65530"),
    ("vm/overcommit_memory", "1"), ("vm/panic_on_oom", "0"), ("vm/swappiness", "60"),
  ]

  private static func mounts(memoryKiB: Int) -> String {
    """
    sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
    proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
    udev /dev devtmpfs rw,nosuid,relatime,size=\(memoryKiB / 2)k,mode=755,inode64 0 0
    devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000 0 0
    tmpfs /run tmpfs rw,nosuid,nodev,noexec,relatime,size=\(memoryKiB / 10)k,mode=755,inode64 0 0
    /dev/vda1 / ext4 rw,relatime,errors=remount-ro 0 0
    tmpfs /dev/shm tmpfs rw,nosuid,nodev,inode64 0 0
    tmpfs /run/lock tmpfs rw,nosuid,nodev,noexec,relatime,size=5120k,inode64 0 0
    cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot 0 0

    """
  }

  private static let modules = """
    xt_conntrack 16384 5 - Live 0x0000000000000000
    nf_conntrack_netlink 57344 0 - Live 0x0000000000000000
    overlay 163840 18 - Live 0x0000000000000000
    br_netfilter 36864 0 - Live 0x0000000000000000
    bridge 311296 1 br_netfilter, Live 0x0000000000000000
    stp 16384 1 bridge, Live 0x0000000000000000
    llc 16384 2 bridge,stp, Live 0x0000000000000000
    nf_nat 57344 2 - Live 0x0000000000000000
    nf_conntrack 188416 4 xt_conntrack,nf_conntrack_netlink,nf_nat, Live 0x0000000000000000
    ip_tables 36864 0 - Live 0x0000000000000000
    x_tables 61440 2 xt_conntrack,ip_tables, Live 0x0000000000000000
    ext4 983040 1 - Live 0x0000000000000000
    virtio_net 73728 0 - Live 0x0000000000000000

    """
}
