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
    if let problem = try probe(["nc", "-z", "-v"] + (isUDP ? ["-u"] : []) + [host, String(port)]) {
      let isName = problem.contains("name resolution") || problem.contains("service not known")
      try complain("\(isName ? host : "connect"): \(problem)")
      try complain("\(path): \(isName ? "Invalid argument" : problem)")
      return Descriptor()
    }
    return connected(host, port, isUDP)
  }

  /// Tries a connection with `nc`, which knows names and how long silence lasts; why there is none, or nil.
  private func probe(_ words: [String]) throws -> String? {
    guard let tool = stage.toolbox[words[0]] else { return "Connection refused" }
    let child = process.child(words)
    let errors = BufferSink()
    child.input = InputStream(EmptySource())
    child.output = OutputStream(NullSink())
    child.errors = OutputStream(errors)
    let status = try tool.run(child)
    if child.now > process.now { try process.wait(until: child.now) }
    if status == 0 { return nil }
    let text = String(decoding: errors.bytes, as: UTF8.self)
    let known = ["No route to host", "Name or service not known", "Temporary failure in name resolution"]
    return known.first { text.contains($0) } ?? (text.contains("timed out") ? "Connection timed out" : "Connection refused")
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
