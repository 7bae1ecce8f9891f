public import Simulation

/// A machine of the simulation: its files, processes, services and what they have said, as one value.
///
/// A host does nothing by itself. Whoever owns it passes time to it (`workOffServices(at:)`) and performs the
/// `ServiceAction`s that come back, since what a kubelet or an etcd does is known on higher levels only.
public struct Host: Sendable {
  /// The name that the kernel has (`uname -n`); `/etc/hostname` is read at boot only.
  public var name: String
  /// Addresses of its network interface, the main one first.
  public var addresses: [String]
  public var machine: Machine
  public var files: FileSystem
  public var processes: ProcessTable
  public var sockets: SocketTable
  public var systemd: Systemd
  public var journal: Journal
  /// What the host's clock showed at `Instant.start`.
  public var epoch: WallTime
  /// When the kernel came up; usually before `Instant.start`.
  public var booted: Instant

  public init(
    name: String, addresses: [String], machine: Machine = Machine(), files: FileSystem = FileSystem(),
    epoch: WallTime = WallTime(year: 2026, month: 11, day: 25, hour: 8), booted: Instant = .start
  ) {
    self.name = name
    self.addresses = addresses
    self.machine = machine
    self.files = files
    self.processes = ProcessTable()
    self.sockets = SocketTable()
    self.systemd = Systemd()
    self.journal = Journal()
    self.epoch = epoch
    self.booted = booted
  }

  /// What stands in the place of a host that has been taken out to be worked on.
  public static let vacant = Host(name: "", addresses: [])

  /// The address by which other hosts reach it.
  public var address: String { addresses.first ?? "127.0.0.1" }

  /// What the host's clock shows at a moment.
  public func wallTime(at instant: Instant) -> WallTime {
    epoch + Span(nanoseconds: instant.nanoseconds)
  }

  /// The moment at which the host's clock shows a time.
  public func instant(of time: WallTime) -> Instant {
    Instant(nanoseconds: (time - epoch).nanoseconds)
  }

  /// The value of a variable of `/etc/os-release`, without quotes.
  public func releaseField(_ key: String) -> String? {
    guard let text = files.text("/etc/os-release") ?? files.text("/usr/lib/os-release") else { return nil }
    return EnvironmentFile.parse(text).last { $0.name == key }?.value
  }

  /// Removes a process with its sockets; its children go to process 1.
  public mutating func endProcess(_ pid: Int) {
    processes.remove(pid)
    sockets.close(pid: pid)
  }
}

/// What the hardware and the kernel say of themselves.
public struct Machine: Equatable, Sendable {
  public var kernelRelease = "6.8.0-60-generic"
  public var kernelVersion = "#63-Ubuntu SMP PREEMPT_DYNAMIC Tue Apr 15 19:04:15 UTC 2025"
  public var architecture = "x86_64"
  public var processors = 2
  public var memoryKiB = 4_005_156
  public var swapKiB = 0
  public var machineID = "8a1d3f0c6b5e4b7f9d2c1e0a7b6c5d4e"
  public var bootID = "3f6c2a18-7d41-4c0e-9b55-0a1f7c2d9e63"

  public init() {}

  /// What the firmware calls the machine: its identifier in groups of digits, as on most virtual machines.
  public var systemUUID: String {
    var rest = Substring(machineID)
    let groups = [8, 4, 4, 4, 12].map { count in
      defer { rest = rest.dropFirst(count) }
      return String(rest.prefix(count))
    }
    return groups.joined(separator: "-")
  }

  /// The name of the architecture in Debian's and Go's words.
  public var debianArchitecture: String { architecture == "aarch64" ? "arm64" : "amd64" }
}

extension FileSystem {
  /// A file's text as user 0 reads it, undecodable bytes replaced; nil where there is no such file.
  public func text(_ path: String, by who: Accessor = .root) -> String? {
    guard let bytes = try? read(path, by: who) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
