public import Simulation

/// What services and the kernel have said (systemd-journald), oldest first.
public struct Journal: Sendable {
  public struct Entry: Sendable, Equatable {
    public var time: Instant
    /// The unit whose process wrote it; nil for the kernel and what stands outside of units.
    public var unit: String?
    /// What stands before the brackets in journalctl's short form: `kubelet`, `systemd`, `kernel`.
    public var identifier: String
    /// Nil for the kernel, which has no brackets.
    public var pid: Int?
    /// syslog(3): 3 error, 4 warning, 5 notice, 6 info.
    public var priority: Int
    public var text: String

    public init(
      time: Instant, unit: String?, identifier: String, pid: Int?, priority: Int = 6, text: String
    ) {
      self.time = time
      self.unit = unit
      self.identifier = identifier
      self.pid = pid
      self.priority = priority
      self.text = text
    }
  }

  public var entries = BoundedLog<Entry>(limit: 20_000)

  public init() {}

  public mutating func append(_ entry: Entry) {
    entries.append(entry)
  }

  /// What process 1 says of a unit. It shows with the unit, as `journalctl -u` matches UNIT= as well.
  public mutating func systemd(_ text: String, unit: String?, at now: Instant, priority: Int = 6) {
    append(Entry(time: now, unit: unit, identifier: "systemd", pid: 1, priority: priority, text: text))
  }

  /// The entries of one unit, oldest first.
  public func entries(of unit: String) -> [Entry] {
    entries.all.filter { $0.unit == unit }
  }
}
