import Hosts
import ShellLanguage
import Simulation

// What words of a script mean, and where output goes.
extension ScriptRun {
  /// How the image's shell names itself in errors.
  var shellName: String { situation.base == "debian" ? "sh: 1" : "sh" }

  /// A word with its expansions, as one text.
  mutating func expand(_ word: Word) -> String { word.parts.map { part($0) }.joined() }

  /// A word as the arguments that it becomes: unquoted expansions are split at blanks.
  mutating func expandFields(_ word: Word) -> [String] {
    if let expanded = word.bracesExpanded(), expanded.count > 1 {
      return expanded.flatMap { expandFields($0) }
    }
    let isSplit = word.parts.contains { part in
      switch part {
      case .parameter, .command: true
      default: false
      }
    }
    let text = expand(word)
    guard isSplit else { return [text] }
    return text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }).map(String.init)
  }

  private mutating func part(_ part: WordPart) -> String {
    switch part {
    case .literal(let text), .quoted(let text): return text
    case .double(let parts): return parts.map { self.part($0) }.joined()
    case .parameter(let parameter): return value(of: parameter)
    case .command(let substitution):
      let kept = captured
      captured = ""
      for list in Self.commands(substitution) { try? self.list(list) }
      var text = captured ?? ""
      captured = kept
      while text.hasSuffix("\n") { text.removeLast() }
      return text
    case .arithmetic(let word): return "\(arithmetic(word))"
    case .process: return ""
    }
  }

  private static func commands(_ substitution: CommandSubstitution) -> [CommandList] {
    switch substitution.body {
    case .parsed(let list): return [list]
    case .text(let text): return (try? Parser.all(text)) ?? []
    }
  }

  private mutating func value(of parameter: Parameter) -> String {
    let plain: String?
    switch parameter.name {
    case "?": plain = "\(status)"
    case "$": plain = "1"
    case "0": plain = name
    case "@", "*": plain = words.joined(separator: " ")
    case "#": plain = "\(words.count)"
    case "RANDOM": plain = "\(Int(truncatingIfNeeded: situation.wall.unixSeconds &* 1_103_515_245 &+ 12_345) & 0x7fff)"
    case "HOSTNAME": plain = situation.hostName
    default:
      if let index = Int(parameter.name) {
        plain = index <= words.count ? words[index - 1] : nil
      } else {
        plain = situation.environment[parameter.name]
      }
    }
    switch parameter.operation {
    case .fallback(let word, let colon)?:
      if let plain, !(colon && plain.isEmpty) { return plain }
      return expand(word)
    case .length?: return "\((plain ?? "").count)"
    case .alternative(let word, let colon)?:
      guard let plain, !(colon && plain.isEmpty) else { return "" }
      return expand(word)
    case .assign(let word, let colon)?:
      if let plain, !(colon && plain.isEmpty) { return plain }
      situation.environment[parameter.name] = expand(word)
      return situation.environment[parameter.name] ?? ""
    case let operation?: return changed(plain ?? "", operation)
    case nil: return plain ?? ""
    }
  }

  /// `${x#…}`, `${x/…}`, `${x^^}`, `${x:1:2}` and their kin.
  private mutating func changed(_ text: String, _ operation: Parameter.Operation) -> String {
    let scalars = Array(text.unicodeScalars)
    func made(_ part: some Sequence<UnicodeScalar>) -> String {
      var result = String.UnicodeScalarView()
      for scalar in part { result.append(scalar) }
      return String(result)
    }
    switch operation {
    case .removePrefix(let word, let longest):
      return made(scalars.dropFirst(Pattern(expand(word)).prefixLength(of: scalars, longest: longest) ?? 0))
    case .removeSuffix(let word, let longest):
      return made(scalars.dropLast(Pattern(expand(word)).suffixLength(of: scalars, longest: longest) ?? 0))
    case .replace(let word, let new, let place):
      let pattern = Pattern(expand(word))
      let replacement = Array(expand(new).unicodeScalars)
      var result: [UnicodeScalar] = []
      var start = 0
      while let found = pattern.firstMatch(in: scalars, from: start), !found.isEmpty {
        result += scalars[start..<found.lowerBound] + replacement
        start = found.upperBound
        if place != .all { break }
      }
      return made(result + scalars[start...])
    case .changeCase(let change, let all, _):
      let head = all ? text : String(text.prefix(1))
      let changed = head.map { letter in
        let isUpper = change == .toggled ? letter.isLowercase : change == .upper
        return isUpper ? letter.uppercased() : letter.lowercased()
      }
      return changed.joined() + text.dropFirst(head.count)
    case .substring(let offset, let length):
      let first = Int(arithmetic(offset))
      let start = first < 0 ? max(0, text.count + first) : min(first, text.count)
      let count = length.map { Int(arithmetic($0)) } ?? text.count
      return String(text.dropFirst(start).prefix(max(0, count)))
    default: return text
    }
  }

  // MARK: - Output

  /// Prints a text that ends in a newline or not; the log has whole lines.
  mutating func print(_ text: String) {
    if captured != nil {
      captured?.append(text)
      return
    }
    var lines = (unfinished + text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    unfinished = lines.popLast() ?? ""
    for line in lines { workload.lines.append(Workload.Line(after: clock + .milliseconds(5), text: line)) }
  }

  mutating func report(_ text: String) {
    workload.lines.append(Workload.Line(after: clock + .milliseconds(5), stream: .errors, text: text))
  }

  /// Writes into a file of the container; later commands of the script see it.
  mutating func write(_ text: String, to file: String, append: Bool) {
    if ["/dev/null", "/dev/stderr"].contains(file) { return }
    if file == "/dev/stdout" || file.hasPrefix("/proc/1/fd/") {
      let kept = captured
      captured = nil
      print(text)
      captured = kept
      return
    }
    let target = path(file)
    let mode: WriteMode = append ? .append : .replace
    do {
      try situation.files.write(target, Array(text.utf8), by: situation.accessor, at: situation.now, mode: mode)
      workload.changes.append(
        Workload.Change(after: clock + .milliseconds(5), path: target, append ? .append(text) : .write(text)))
    } catch {
      report("\(shellName): can't create \(file): \(error == .noSuchFile ? "nonexistent directory" : error.text)")
      status = 1
    }
  }

  func path(_ text: String) -> String { text.hasPrefix("/") ? text : "\(directory)/\(text)" }
}

/// The variables that an arithmetic expansion sees.
final class ScriptScope: ArithmeticScope {
  var variables: [String: String]

  init(variables: [String: String]) {
    self.variables = variables
  }

  func arithmeticText(of name: String, index: String?) throws(ArithmeticFailure) -> String? { variables[name] }

  func setArithmetic(_ name: String, index: String?, to value: Int64) throws(ArithmeticFailure) {
    variables[name] = String(value)
  }
}
