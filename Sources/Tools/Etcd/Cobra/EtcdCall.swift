import Etcd
import Simulation
import World

/// One run of etcdctl or etcdutl: its command, its flags, and the process in which it runs.
final class EtcdCall {
  let process: Process
  let version: EtcdVersion
  let surroundings: EtcdSurroundings
  let found: CobraFound
  var parsed: CobraParsed

  init(
    process: Process, version: EtcdVersion, surroundings: EtcdSurroundings, found: CobraFound, parsed: CobraParsed
  ) {
    self.process = process
    self.version = version
    self.surroundings = surroundings
    self.found = found
    self.parsed = parsed
  }

  var arguments: [String] { parsed.arguments }
  var dialect: EtcdVersion.Dialect { version.dialect }

  func string(_ flag: String) -> String { parsed.values[flag] ?? "" }
  func isOn(_ flag: String) -> Bool { ["1", "t", "T", "true", "TRUE", "True"].contains(string(flag)) }
  func int(_ flag: String) -> Int64 { Int64(string(flag)) ?? 0 }
  func span(_ flag: String) -> Span { GoDuration.parse(string(flag)) ?? .zero }
  func strings(_ flag: String) -> [String] {
    string(flag).split(separator: ",", omittingEmptySubsequences: true).map(String.init)
  }
  func isGiven(_ flag: String) -> Bool { parsed.changed.contains(flag) }

  func print(_ text: String) throws { try process.print("\(text)\n") }
  func print(bytes: [UInt8]) throws { try process.output.write(bytes, at: process.now) }
  func complain(_ text: String) throws { try process.printError("\(text)\n") }

  /// Ends the program as cobrautl.ExitWithError does.
  func fail(_ status: EtcdExit.Status, _ message: String) -> EtcdExit { EtcdExit(status, message) }
}

/// The end of a run before its last line.
struct EtcdExit: Error {
  /// The exit codes of etcdctl (pkg/cobrautl/error.go).
  enum Status: Int32 {
    case success = 0
    case error = 1
    case badConnection = 2
    /// Also the status of a Go program that panics is 2; this one is for interactive input.
    case invalidInput = 3
    case badFeature = 4
    case interrupted = 5
    case inputOutput = 6
    case badArguments = 128
  }

  var status: Int32
  /// Printed as `Error: …`; nil where everything was said.
  var message: String?

  init(_ status: Status, _ message: String?) {
    self.status = status.rawValue
    self.message = message
  }

  /// A Go program that panics ends so.
  static let panic = EtcdExit(.badConnection, nil)
}
