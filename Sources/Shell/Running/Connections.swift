import Simulation
import World

extension Interpreter {
  /// Opens a connection for `/dev/tcp/host/port` or `/dev/udp/host/port`; a descriptor open on nothing after a message
  /// where there is none.
  func connect(_ path: String) throws -> Descriptor {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, !parts[3].isEmpty, let port = Int(parts[4]), (1...65_535).contains(port) else {
      let isName = parts.count == 5 && !parts[4].isEmpty && Int(parts[4]) == nil
      if isName { try complain("\(parts[4]): invalid service") }
      try complain("\(path): \(isName ? "Invalid argument" : "No such file or directory")")
      return Descriptor()
    }
    let host = String(parts[3])
    let isUDP = parts[2] == "udp"
    // Linux sends its SYN seven times and gives up after 134 seconds or so.
    let limit = process.now + .seconds(134)
    while true {
      switch stage.world.connect(
        from: TrafficSource(process), to: host, port: port, transport: isUDP ? .udp : .tcp)
      {
      case .served, .component:
        try process.wait(for: .milliseconds(1))
        return connected(host, port, isUDP)
      case .refused: return try isUDP ? connected(host, port, isUDP) : refuse(path, "Connection refused")
      case .noRoute:
        try process.wait(for: .seconds(3))
        return try refuse(path, "No route to host")
      case .noSuchName:
        try complain("\(host): Name or service not known")
        try complain("\(path): Invalid argument")
        return Descriptor()
      case .nameServerSilent:
        try process.wait(for: .seconds(20))
        try complain("\(host): Temporary failure in name resolution")
        try complain("\(path): Invalid argument")
        return Descriptor()
      case .silent:
        if isUDP { return connected(host, port, isUDP) }
        try process.waitForChange(until: limit)
        if process.now >= limit { return try refuse(path, "Connection timed out") }
      }
    }
  }

  private func refuse(_ path: String, _ why: String) throws -> Descriptor {
    try complain("connect: \(why)")
    try complain("\(path): \(why)")
    return Descriptor()
  }

  private func connected(_ host: String, _ port: Int, _ isUDP: Bool) -> Descriptor {
    let connection = TalkingConnection(arguments: ["nc"] + (isUDP ? ["-u"] : []) + [host, String(port)])
    return Descriptor(input: InputStream(connection), output: OutputStream(connection))
  }
}

/// A connection that a redirection has opened: what is written is kept until somebody reads, then `nc` has the talk.
final class TalkingConnection: InputSource, OutputSink {
  private let arguments: [String]
  private var written: [UInt8] = []
  private var hasAnswered = false

  init(arguments: [String]) {
    self.arguments = arguments
  }

  var isTerminal: Bool { false }

  func write(_ bytes: [UInt8], at moment: Instant) throws {
    written += bytes
    hasAnswered = false
  }

  func next(for process: Process) throws -> [UInt8]? {
    guard !hasAnswered else { return nil }
    hasAnswered = true
    let child = process.child(arguments)
    let answer = BufferSink()
    child.input = InputStream(BytesSource(written))
    child.output = OutputStream(answer)
    child.errors = OutputStream(NullSink())
    written = []
    guard let tool = process.stage.toolbox[arguments[0]] else { return nil }
    _ = try tool.run(child)
    if child.now > process.now { try process.wait(until: child.now) }
    return answer.bytes.isEmpty ? nil : answer.bytes
  }
}
