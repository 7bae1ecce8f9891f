import Hosts
import Simulation
import World

/// A length of time as `sleep` and `timeout` read it: `5`, `1.5m`, `2h`.
enum Duration {
  static func parse(_ text: String) -> Span? {
    let bytes = ArraySlice(text.utf8)
    let (value, length) = FloatText.scan(bytes)
    guard length > 0, value >= 0, !value.isNaN else { return nil }
    let factor: Double
    switch bytes.dropFirst(length).text {
    case "", "s": factor = 1
    case "m": factor = 60
    case "h": factor = 3600
    case "d": factor = 86400
    default: return nil
    }
    let seconds = value * factor
    return seconds > 9e9 ? Span(nanoseconds: .max) : .seconds(seconds)
  }
}

/// sleep: nothing, for a while.
enum Sleep: HostTool {
  static let manual = Manual(
    "sleep", "wait for a length of time", usage: ["NUMBER[SUFFIX]...", "OPTION"],
    notes: "SUFFIX is s, m, h or d. Several numbers are added.")

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    var total = Span.zero
    var isInfinite = false
    for operand in call.operands {
      guard let span = Duration.parse(operand) else {
        throw call.usage("invalid time interval \(Quoted.curly(operand))")
      }
      if span.nanoseconds == .max { isInfinite = true } else { total = total + span }
    }
    try call.process.wait(until: isInfinite ? .never : call.process.now + total)
    return 0
  }
}

/// timeout: a program that ends in time.
enum Timeout: HostTool {
  static let manual = Manual(
    "timeout", "run a program with a time limit",
    usage: ["[OPTION] DURATION COMMAND [ARG]..."],
    options: [
      Option("--preserve-status", "end with the program's status"),
      Option("--foreground", "accepted"),
      Option("-k, --kill-after=DURATION", "accepted: programs end at the first signal here"),
      Option("-s, --signal=SIGNAL", "the signal instead of TERM"),
      Option("-v, --verbose", "say that a signal is sent"),
    ], parsing: .leading, usageStatus: 125)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    guard let text = call.operands.first, call.operands.count > 1 else { throw call.usage("") }
    guard let limit = Duration.parse(text) else {
      throw call.usage("invalid time interval \(Quoted.curly(text))")
    }
    let words = Array(call.operands.dropFirst())
    let child = process.child(words)
    guard limit > .zero, limit.nanoseconds != .max else {
      return try call.runCommand(words, in: child) { "failed to run command \(Quoted.curly($0)): \($1.text)" }
    }
    let deadline = process.now + limit
    child.deadline = min(child.deadline, deadline)
    do {
      return try call.runCommand(words, in: child) { "failed to run command \(Quoted.curly($0)): \($1.text)" }
    } catch Suspension.pastDeadline(deadline) {
      try process.wait(until: deadline)
    }
    let signal = (call["s"] ?? "TERM").uppercased().replacing("SIG", with: "")
    if call.has("v") {
      try process.complain("sending signal \(signal) to command \(Quoted.curly(words[0]))")
    }
    let number = Signals.number(signal) ?? 15
    if signal == "KILL" || number == 9 { return 137 }
    return call.has("preserve-status") ? 128 + Int32(number) : 124
  }
}

/// Signals by name and number.
enum Signals {
  static let names = [
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
    "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
    "POLL", "PWR", "SYS",
  ]

  static func number(_ text: String) -> Int? {
    if let number = Int(text) { return (0...64).contains(number) ? number : nil }
    let name = text.uppercased().hasPrefix("SIG") ? String(text.uppercased().dropFirst(3)) : text.uppercased()
    return names.firstIndex(of: name).flatMap { $0 == 0 ? nil : $0 }
  }
}

/// nohup: a program that outlives its terminal.
enum NoHangup: HostTool {
  static let manual = Manual(
    "nohup", "run a program that survives the end of its terminal", usage: ["COMMAND [ARG]...", "OPTION"],
    parsing: .leading, usageStatus: 125)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if call.operands.isEmpty { throw call.missingOperand() }
    let child = process.child(call.operands)
    if process.output.isTerminal {
      let inode = try process.changeFiles { (files) throws(FileError) in
        try files.open("nohup.out", by: process.accessor, at: process.now, mode: .append, permissions: 0o600)
      }
      child.output = OutputStream(FileSink(process.stage, hostName: process.hostName, inode: inode))
      if process.errors.isTerminal { child.errors = child.output }
      try process.complain("ignoring input and appending output to 'nohup.out'")
    }
    return try call.runCommand(call.operands, in: child) {
      "failed to run command \(Quoted.curly($0)): \($1.text)"
    }
  }
}
