import Simulation
import Training
import World

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A session as text: what is typed and what comes back, to be compared exactly.
///
///     exercise: networkpolicy-egress
///     source: the seed's own walk
///
///     Prose stands at the margin.
///
///       $ kubectl get nodes
///       NAME  …
///       @ 10s
///       $ cat > file <<'EOF'
///       > a line of the here-document
///       > EOF
///
/// `2> ` begins lines of standard error, `[n]` a status other than 0, `@ 10s` lets time pass, `$^10s ` presses Ctrl-C
/// after so many seconds.
struct Transcript {
  struct Step {
    enum Action {
      case run(String)
      /// Runs it and presses Ctrl-C after so many seconds.
      case interrupt(String, seconds: Double)
      case wait(seconds: Double)
    }

    var action: Action
    var expected: [String]
    /// The lines of the file that hold the expected output.
    var place: Range<Int>
  }

  var settings: [String: String] = [:]
  private(set) var steps: [Step] = []
  private var lines: [String]

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    var index = 0
    while index < lines.count, !lines[index].isEmpty {
      let parts = lines[index].split(separator: ":", maxSplits: 1).map { $0.trimmingBlanks }
      if parts.count == 2 { settings[parts[0]] = parts[1] }
      index += 1
    }
    while index < lines.count { index = read(from: index) }
  }

  private mutating func read(from start: Int) -> Int {
    var index = start
    let line = lines[index]
    index += 1
    if line.hasPrefix("  @ ") {
      let seconds = Double(line.dropFirst(4).trimmingBlanks.dropLast()) ?? 0
      steps.append(Step(action: .wait(seconds: seconds), expected: [], place: index..<index))
      return index
    }
    guard line.hasPrefix("  $") else { return index }
    var seconds: Double?
    var command = String(line.dropFirst(4))
    if line.hasPrefix("  $^"), let mark = line.range(of: "s ") {
      seconds = Double(line[line.index(line.startIndex, offsetBy: 4)..<mark.lowerBound])
      command = String(line[mark.upperBound...])
    }
    while index < lines.count, lines[index].hasPrefix("  > ") || lines[index] == "  >" {
      command += "\n\(lines[index].dropFirst(4))"
      index += 1
    }
    let first = index
    while index < lines.count, lines[index].hasPrefix("  "), !lines[index].hasPrefix("  $"), !lines[index].hasPrefix("  @ ") {
      index += 1
    }
    let expected = lines[first..<index].map { String($0.dropFirst(2)) }
    let action: Step.Action = seconds.map { .interrupt(command, seconds: $0) } ?? .run(command)
    steps.append(Step(action: action, expected: expected, place: first..<index))
    return index
  }

  /// The text with other output, step by step.
  func updated(_ outputs: [[String]]) -> String {
    var lines = lines
    for (step, output) in zip(steps, outputs).reversed() {
      lines.replaceSubrange(step.place, with: output.map { "  \($0)" })
    }
    return "\(lines.joined(separator: "\n"))\n"
  }

  /// What a command printed, as the file writes it.
  static func lines(of result: CommandResult) -> [String] {
    func split(_ text: String) -> [String] {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if lines.last == "" { lines.removeLast() }
      return lines.map { line in
        let end = line.reversed().prefix { $0 == " " }.count
        return String(line.dropLast(end)) + String(repeating: "␠", count: end)
      }
    }
    let status = result.exit == 0 ? [] : ["[\(result.exit)]"]
    return split(result.output) + split(result.errors).map { "2> \($0)" } + status
  }

  /// What each step prints in a session.
  func play(on session: Session) -> [[String]] {
    var session = session
    return steps.map { step in
      switch step.action {
      case .run(let command): Self.lines(of: session.run(command, timeout: .seconds(600)))
      case .interrupt(let command, let seconds): Self.lines(of: session.run(command, timeout: .seconds(seconds)))
      case .wait(let seconds): session.pass(seconds)
      }
    }
  }
}

extension Session {
  fileprivate mutating func pass(_ seconds: Double) -> [String] {
    advance(to: clock + .seconds(seconds))
    return []
  }
}

extension StringProtocol {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}

/// Files beside the tests.
enum TestFile {
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  static func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    fwrite(text, 1, text.utf8.count, file)
    fclose(file)
  }

  static var isUpdating: Bool { getenv("UPDATE") != nil }
}
