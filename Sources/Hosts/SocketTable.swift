/// A port on which a process of the host itself listens.
///
/// Containers with `hostNetwork` are processes of the host in this; others have an address of their own.
public struct Listener: Equatable, Sendable {
  public enum Transport: String, Sendable, Comparable {
    case tcp, udp

    public static func < (left: Transport, right: Transport) -> Bool { left.rawValue < right.rawValue }
  }

  public var transport: Transport
  /// `*` for all addresses of both families, `0.0.0.0`, `[::]`, or one address.
  public var address: String
  public var port: Int
  public var pid: Int
  /// The program's name as `ss -p` shows it.
  public var program: String
  public var descriptor: Int

  public init(
    transport: Transport = .tcp, address: String, port: Int, pid: Int, program: String, descriptor: Int = 3
  ) {
    self.transport = transport
    self.address = address
    self.port = port
    self.pid = pid
    self.program = program
    self.descriptor = descriptor
  }

  /// Whether it is bound to every address of the host.
  public var isWildcard: Bool { address == "*" || address == "0.0.0.0" || address == "[::]" }

  /// Whether connections to that address of the host reach it.
  public func covers(_ wanted: String) -> Bool { isWildcard || address == wanted }
}

/// The listening sockets of a host.
public struct SocketTable: Sendable, Equatable {
  public private(set) var listeners: [Listener] = []

  public init() {}

  /// Binds a port; false where another process has it already (`bind: address already in use`).
  public mutating func listen(_ listener: Listener) -> Bool {
    let isTaken = listeners.contains { other in
      other.transport == listener.transport && other.port == listener.port
        && (other.isWildcard || listener.isWildcard || other.address == listener.address)
    }
    guard !isTaken else { return false }
    listeners.append(listener)
    listeners.sort { ($0.transport, $0.port, $0.address) < ($1.transport, $1.port, $1.address) }
    return true
  }

  /// Adds a listener that shares a port with others of the same program, one address family each.
  mutating func enter(_ listener: Listener) {
    listeners.append(listener)
    listeners.sort { ($0.transport, $0.port, $0.address) < ($1.transport, $1.port, $1.address) }
  }

  public mutating func close(pid: Int) {
    listeners.removeAll { $0.pid == pid }
  }

  public mutating func close(pid: Int, port: Int) {
    listeners.removeAll { $0.pid == pid && $0.port == port }
  }

  /// Who answers at an address and port of the host; nil means that the connection is refused.
  public func listener(
    at address: String, port: Int, transport: Listener.Transport = .tcp
  ) -> Listener? {
    listeners.first { $0.transport == transport && $0.port == port && $0.covers(address) }
  }
}
