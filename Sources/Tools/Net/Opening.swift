import Networking
import Simulation
import World

/// What comes of a client's attempt to connect by name or address.
enum Opened {
  case connected(NetworkPeer, address: String)
  case refused(address: String)
  case noRoute(address: String)
  case noSuchName
  /// The name server gave no answer in the C library's time.
  case noNameServer
  /// The caller's limit has come: while the name was looked up (no address), or while connecting.
  case timedOut(address: String?)
  /// The kernel has given up connecting.
  case givenUp(address: String)
}

/// A client that connects: it looks the name up, tries the addresses one after the other, and waits where nothing
/// answers, as long as the C library, the kernel and its own limit let it.
struct Opening {
  let process: Process
  let host: String
  let port: Int
  var transport = TransportProtocol.tcp
  var limit = Instant.never
  /// How long connecting may take, once the address is known; the limit holds for both.
  var connectLimit: Span?
  /// Called with each address before it is tried.
  var trying: (String) throws -> Void = { _ in }
  /// Called after an address that did not answer or refused.
  var failed: (String, Opened) throws -> Void = { _, _ in }
  /// Called once a second while it waits.
  var everySecond: () throws -> Void = {}

  /// After how long the kernel gives up: six times SYN again, each after twice the time.
  static let kernelPatience = Span.seconds(134)

  func run() throws -> Opened {
    let names = NameService(process)
    let begin = process.now
    var addresses: [String] = []
    while addresses.isEmpty {
      switch names.addresses(of: host) {
      case .found(_, let found): addresses = found
      case .unknown:
        try process.wait(for: .milliseconds(8))
        return .noSuchName
      case .unreachable(let atOnce):
        if atOnce { return .noNameServer }
        let end = min(limit, begin + names.patience)
        try wait(until: end)
        if process.now >= end { return end == limit ? .timedOut(address: nil) : .noNameServer }
      }
    }
    var last = Opened.noSuchName
    let end = connectLimit.map { min(limit, process.now + $0) } ?? limit
    for address in addresses {
      try trying(address)
      last = try connect(address, until: end)
      switch last {
      case .connected, .timedOut: return last
      case .refused, .noRoute, .noSuchName, .noNameServer, .givenUp: try failed(address, last)
      }
    }
    return last
  }

  private func connect(_ address: String, until limit: Instant) throws -> Opened {
    let begin = process.now
    let end = min(limit, begin + Self.kernelPatience)
    while true {
      switch NetworkAccess.connect(process, to: address, port: port, transport: transport) {
      case .connected(let peer):
        try process.wait(for: .milliseconds(1))
        return .connected(peer, address: address)
      case .refused:
        try process.wait(for: .milliseconds(1))
        return .refused(address: address)
      case .noRoute:
        try process.wait(until: min(process.now + .milliseconds(3070), limit))
        return process.now == limit ? .timedOut(address: address) : .noRoute(address: address)
      case .silent:
        try wait(until: min(end, nextAttempt(since: begin)))
        if process.now >= end { return end == limit ? .timedOut(address: address) : .givenUp(address: address) }
      }
    }
  }

  /// When SYN is sent again: after 1, 3, 7, 15… seconds.
  private func nextAttempt(since begin: Instant) -> Instant {
    let passed = (process.now - begin).seconds
    var (next, step) = (1.0, 2.0)
    while next <= passed {
      next += step
      step = min(64, step * 2)
    }
    return begin + .seconds(next)
  }

  private func wait(until end: Instant) throws {
    while process.now < end {
      try process.wait(until: min(process.now + .seconds(1), end))
      try everySecond()
    }
  }
}
