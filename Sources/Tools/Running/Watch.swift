import Hosts
import Simulation
import World

/// watch: a program again and again, full-screen.
enum Watch: HostTool {
  static let manual = Manual(
    "watch", "run a program again and again and show its output", usage: ["[options] command"],
    options: [
      Option("-b, --beep", "accepted"), Option("-c, --color", "keep colours"), Option("-C, --no-color", "no colours"),
      Option("-d, --differences[=PERMANENT]", "show what changed"), Option("-e, --errexit", "end where it fails"),
      Option("-g, --chgexit", "end where the output changes"), Option("-n, --interval=SECONDS", "every so many seconds instead of 2"),
      Option("-p, --precise", "accepted"), Option("-q, --equexit=CYCLES", "end where nothing changes"),
      Option("-t, --no-title", "no title"), Option("-w, --no-wrap", "accepted"), Option("-x, --exec", "run it without a shell"),
    ], package: "procps-ng", version: "4.0.2", parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if call.operands.isEmpty { throw ToolFailure("", status: 1, showsHint: true) }
    guard let seconds = Double(call["n"]?.replacing(",", with: ".") ?? "2") else {
      throw ToolFailure("failed to parse argument: '\(call["n"] ?? "")'")
    }
    let interval = max(0.1, seconds)
    let command = call.operands.joined(separator: " ")
    guard process.output.isTerminal else { return try repeated(command, every: interval, call) }
    // The alternate screen, as curses asks for it: what stood there before comes back at the end.
    try call.write("\u{1b}[?1049h")
    var status: Int32 = 0
    do { status = try repeated(command, every: interval, call) } catch Suspension.interrupted {
      process.stage.consumeInterrupt()
    }
    try call.write("\u{1b}[?1049l")
    return status
  }

  private static func repeated(_ command: String, every interval: Double, _ call: Call) throws -> Int32 {
    let process = call.process
    var previous: [String]?
    var equal = 0
    while true {
      let (lines, status) = try capture(command, call)
      let facts = process.stage.terminal
      let room = max(1, facts.rows - (call.has("t") ? 0 : 2))
      let shown = Array(wrap(lines, facts.columns).prefix(room))
      var screen = process.output.isTerminal ? "\u{1b}[H\u{1b}[2J" : ""
      if !call.has("t") { screen += "\(title(interval, command, facts.columns, process))\n\n" }
      screen += paint(shown, previous, call).joined(separator: "\n")
      try call.write(process.output.isTerminal ? screen : "\(screen)\n")
      try call.flush()
      if call.has("e") && status != 0 { return 8 }
      if let previous, call.has("g"), previous != shown { return 0 }
      equal = previous == shown ? equal + 1 : 0
      if let limit = call["q"].flatMap({ Int($0) }), equal >= limit { return 0 }
      previous = shown
      try process.wait(for: .seconds(interval))
    }
  }

  private static func capture(_ command: String, _ call: Call) throws -> ([String], Int32) {
    let process = call.process
    let sink = BufferSink()
    let child = process.child(["sh"])
    child.output = OutputStream(sink)
    child.errors = child.output
    child.input = InputStream(BytesSource([]))
    var status: Int32
    if call.has("x") {
      status = try call.runCommand(call.operands, in: child) { "\($0): \($1.text)" }
    } else {
      status = try process.runShell(command, in: child)
    }
    let text = sink.bytes.text
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return (lines, status)
  }

  private static func wrap(_ lines: [String], _ columns: Int) -> [String] {
    lines.flatMap { line -> [String] in
      guard line.count > columns, columns > 0 else { return [line] }
      let characters = Array(line)
      return stride(from: 0, to: characters.count, by: columns).map {
        String(characters[$0..<min($0 + columns, characters.count)])
      }
    }
  }

  private static func paint(_ lines: [String], _ previous: [String]?, _ call: Call) -> [String] {
    guard call.has("d"), let previous, call.process.output.isTerminal else { return lines }
    return lines.enumerated().map { index, line in
      let old = Array(index < previous.count ? previous[index] : "")
      var result = ""
      var isMarked = false
      for (column, character) in line.enumerated() {
        let differs = column >= old.count || old[column] != character
        if differs != isMarked {
          result += differs ? "\u{1b}[7m" : "\u{1b}[0m"
          isMarked = differs
        }
        result.append(character)
      }
      return isMarked ? "\(result)\u{1b}[0m" : result
    }
  }

  private static func title(_ interval: Double, _ command: String, _ columns: Int, _ process: Process) -> String {
    let left = "Every \(NumberFormat.fixed(interval, 1))s: \(command)"
    let right = "\(process.hostName): \(Calendar.format("%a %b %e %H:%M:%S %Y", process.wall))"
    let gap = columns - left.count - right.count
    if gap >= 1 { return "\(left)\(String(repeating: " ", count: gap))\(right)" }
    let room = columns - right.count - 5
    return room > 8 ? "\(left.prefix(room))... \(right)" : String(right.prefix(columns))
  }
}
