import Hosts
import World

/// A program that describes itself by a manual, from which its options are read.
protocol HostTool: Tool {
  static var manual: Manual { get }
  /// Does the work; a thrown `ToolFailure` becomes a message and a status.
  static func main(_ call: Call) throws -> Int32
}

extension HostTool {
  static var name: String { manual.name }
  static var summary: String { manual.summary }
  /// Programs of administrators (section 8 of the manual) lie in /usr/sbin.
  static var path: String { "/usr/\(manual.section == 8 ? "sbin" : "bin")/\(manual.name)" }

  static func run(_ process: Process) throws -> Int32 { try runParsed(process) }

  /// Parses the command line, answers `--help` and `--version`, and calls `main`.
  static func runParsed(_ process: Process) throws -> Int32 {
    let call = Call(process, manual)
    do {
      call.arguments = try manual.parse(process.arguments.dropFirst())
      if call.arguments.wantsHelp {
        try process.print(manual.help(calledAs: process.name))
        return 0
      }
      if call.arguments.wantsVersion {
        try process.print("\(manual.name) (\(manual.package)) \(manual.version)\n")
        return 0
      }
      let status = try main(call)
      try call.flush()
      return status
    } catch let failure as ToolFailure {
      try call.flush()
      if !failure.message.isEmpty { try process.complain(failure.message) }
      if failure.showsHint { try process.printError(manual.hintText(calledAs: process.name)) }
      return failure.status
    } catch let error as FileError {
      try process.complain("write error: \(error.text)")
      return 1
    }
  }
}

/// One run of a program: its process, what its command line says, and its output, which is collected into large pieces.
final class Call {
  let process: Process
  let manual: Manual
  var arguments = Arguments()
  /// The exit status that complaints have led to so far.
  var status: Int32 = 0
  private var buffer: [UInt8] = []

  init(_ process: Process, _ manual: Manual) {
    self.process = process
    self.manual = manual
  }

  /// The host on which the program runs.
  var host: Host? { process.stage.world.hosts[process.hostName] }

  var operands: [String] { arguments.operands }
  func has(_ key: String) -> Bool { arguments.has(key) }
  subscript(_ key: String) -> String? { arguments[key] }

  /// Whether the environment asks for the locale C, in which a character is a byte.
  var knowsOnlyBytes: Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.lazy.compactMap { self.process.environment[$0] }.first { !$0.isEmpty }
    return locale == "C" || locale == "POSIX"
  }

  // MARK: Output

  func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 65_536 { try flush() }
  }

  func write(_ bytes: some Collection<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 65_536 { try flush() }
  }

  func write(byte: UInt8) throws {
    buffer.append(byte)
    if buffer.count >= 65_536 { try flush() }
  }

  /// Sends on what was collected; to be called before every wait.
  func flush() throws {
    guard !buffer.isEmpty else { return }
    let piece = buffer
    buffer.removeAll(keepingCapacity: true)
    try process.output.write(piece, at: process.now)
  }

  // MARK: Messages

  /// Writes `name: message` to the errors, after the output so far, and remembers that something failed.
  func complain(_ message: String, status: Int32 = 1) throws {
    try flush()
    try process.complain(message)
    self.status = max(self.status, status)
  }

  /// Writes `name: message` to the errors and lets the status be.
  func warn(_ message: String) throws {
    try flush()
    try process.complain(message)
  }

  /// A mistake on the command line: message, hint, and the program's usage status.
  func usage(_ message: String) -> ToolFailure { manual.usageError(message) }

  /// An operand that is missing, in coreutils' words.
  func missingOperand(after previous: String? = nil) -> ToolFailure {
    guard let previous else { return usage("missing operand") }
    return usage("missing operand after \(Quoted.curly(previous))")
  }

  func extraOperand(_ operand: String) -> ToolFailure {
    usage("extra operand \(Quoted.curly(operand))")
  }
}
