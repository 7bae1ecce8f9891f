/// Readline's settings and keys that differ from the usual ones: `~/.inputrc`, `bind`, `set -o vi`.
public struct KeyBindings: Equatable, Sendable {
  /// What a key does.
  public enum Action: Equatable, Sendable {
    /// A command of readline, by its name.
    case function(String)
    /// Text that is typed instead.
    case macro(String)
    /// A command line of the shell (`bind -x`).
    case command(String)
  }

  /// Keys as they are pressed, one or two, and what they do instead of the usual.
  private(set) var actions: [(keys: [EditKey], action: Action)] = []
  /// `set name value`; the names of bash that are simulated.
  private(set) var variables: [String: String] = [:]
  public var isVi = false

  public init() {}

  public static func == (left: KeyBindings, right: KeyBindings) -> Bool {
    left.isVi == right.isVi && left.variables == right.variables && left.actions.count == right.actions.count
      && zip(left.actions, right.actions).allSatisfy { $0.keys == $1.keys && $0.action == $1.action }
  }

  /// The action for keys that were pressed one after the other.
  func action(for keys: [EditKey]) -> Action? { actions.last { $0.keys == keys }?.action }

  /// Whether a key begins a longer sequence.
  func begins(with key: EditKey) -> Bool { actions.contains { $0.keys.count > 1 && $0.keys[0] == key } }

  func isOn(_ name: String) -> Bool { variables[name].map { ["on", "1", ""].contains($0.lowercased()) } ?? false }

  mutating func bind(_ keys: [EditKey], to action: Action?) {
    actions.removeAll { $0.keys == keys }
    if let action { actions.append((keys, action)) }
  }

  mutating func unbind(function: String) {
    actions.removeAll { $0.action == .function(function) }
  }

  mutating func set(_ name: String, to value: String) {
    variables[name.lowercased()] = value
    if name.lowercased() == "editing-mode" { isVi = value.lowercased() == "vi" }
  }

  // MARK: - Texts

  /// Why a line of an inputrc file, or an argument of `bind`, means nothing.
  enum Problem: Error, Equatable {
    case noKeys
    case unknownFunction(String)
    case noSeparator
  }

  /// Reads a file of settings; conditions hold for bash and the mode that is set.
  mutating func read(_ text: String, include: (String) -> String? = { _ in nil }, depth: Int = 0) {
    var conditions: [Bool] = []
    for line in text.split(separator: "\n") {
      let line = line.drop { $0 == " " || $0 == "\t" }
      if line.isEmpty || line.hasPrefix("#") { continue }
      let words = line.split { $0 == " " || $0 == "\t" }.map { String($0) }
      switch words[0] {
      case "$if": conditions.append(holds(words.dropFirst().joined(separator: " ")))
      case "$else": if let last = conditions.popLast() { conditions.append(!last) }
      case "$endif": conditions = conditions.dropLast()
      case _ where conditions.contains(false): continue
      case "$include":
        if depth < 4, words.count > 1, let more = include(words[1]) { read(more, include: include, depth: depth + 1) }
      default:
        do {
          try apply(String(line))
        } catch {
          // Readline tells of such lines only when it is started with debugging; they are passed over.
          continue
        }
      }
    }
  }

  private func holds(_ condition: String) -> Bool {
    let text = condition.lowercased()
    if text.hasPrefix("mode=") { return (text.dropFirst(5) == "vi") == isVi }
    if text.hasPrefix("term=") { return text.dropFirst(5).hasPrefix("xterm") }
    return text == "bash"
  }

  /// One setting: `set name value`, `"keys": function`, `Control-x: function`, `"keys": "text"`.
  mutating func apply(_ line: String) throws(Problem) {
    let words = line.split { $0 == " " || $0 == "\t" }
    if words.first == "set" {
      if words.count > 1 { set(String(words[1]), to: words.count > 2 ? String(words[2]) : "") }
      return
    }
    guard let (keys, rest) = KeySequence.split(line) else { throw .noSeparator }
    guard !keys.isEmpty else { throw .noKeys }
    var action = rest.drop { $0 == " " || $0 == "\t" }
    while action.last == " " || action.last == "\t" || action.last == "\r" { action.removeLast() }
    if let quote = action.first, quote == "\"" || quote == "'" {
      let inner = action.dropFirst().prefix { $0 != quote }
      bind(keys, to: .macro(KeySequence.text(String(inner))))
      return
    }
    let name = action.prefix { $0 != " " && $0 != "\t" }.lowercased()
    guard LineEditor.functionNames.contains(name) else { throw .unknownFunction(name) }
    bind(keys, to: .function(name))
  }
}

/// Keys as readline writes them.
enum KeySequence {
  /// The keys before the colon, and what stands behind it.
  static func split(_ line: String) -> (keys: [EditKey], rest: Substring)? {
    if line.hasPrefix("\"") {
      var end = line.index(after: line.startIndex)
      while end < line.endIndex, line[end] != "\"" {
        end = line.index(after: end)
        if line[line.index(before: end)] == "\\", end < line.endIndex { end = line.index(after: end) }
      }
      guard end < line.endIndex else { return nil }
      let inner = String(line[line.index(after: line.startIndex)..<end])
      guard let colon = line[end...].firstIndex(of: ":") else { return nil }
      return (keys(of: text(inner)), line[line.index(after: colon)...])
    }
    guard let colon = line.firstIndex(of: ":") else { return nil }
    return (named(String(line[..<colon])).map { [$0] } ?? [], line[line.index(after: colon)...])
  }

  /// `Control-x`, `Meta-x`, `C-x`, `M-x`, `TAB`, `RETURN`, a character.
  private static func named(_ text: String) -> EditKey? {
    var rest = text.trimmingBlanks()[...]
    var (isControl, isMeta) = (false, false)
    while true {
      if let found = ["control-", "ctrl-", "c-"].first(where: { rest.lowercased().hasPrefix($0) }) {
        rest = rest.dropFirst(found.count)
        isControl = true
      } else if let found = ["meta-", "m-"].first(where: { rest.lowercased().hasPrefix($0) }) {
        rest = rest.dropFirst(found.count)
        isMeta = true
      } else {
        break
      }
    }
    let names: [String: EditKey] = [
      "tab": .tab, "return": .enter, "newline": .enter, "ret": .enter, "esc": .escape, "escape": .escape,
      "del": .backspace, "rubout": .backspace, "space": .character(" "), "spc": .character(" "),
    ]
    if let key = names[rest.lowercased()] { return key }
    guard let letter = rest.first, rest.count == 1 else { return nil }
    if isControl { return .control(Character(letter.lowercased())) }
    return isMeta ? .alt(letter) : .character(letter)
  }

  /// The characters that an escaped text of readline stands for.
  static func text(_ escaped: String) -> String {
    var result = ""
    var rest = escaped[...]
    while let letter = rest.popFirst() {
      guard letter == "\\", let next = rest.popFirst() else {
        result.append(letter)
        continue
      }
      switch next {
      case "C" where rest.first == "-", "M" where rest.first == "-":
        rest.removeFirst()
        guard var target = rest.popFirst() else { break }
        if next == "M" {
          result.append("\u{1b}")
          if target == "\\", rest.hasPrefix("C-") {
            rest = rest.dropFirst(2)
            target = rest.popFirst().map { control($0) } ?? target
          }
          result.append(target)
        } else {
          result.append(control(target))
        }
      case "e": result.append("\u{1b}")
      case "a": result.append("\u{7}")
      case "b": result.append("\u{8}")
      case "d": result.append("\u{7f}")
      case "f": result.append("\u{c}")
      case "n": result.append("\n")
      case "r": result.append("\r")
      case "t": result.append("\t")
      case "v": result.append("\u{b}")
      case "0"..."7":
        var digits = String(next)
        while digits.count < 3, let digit = rest.first, ("0"..."7").contains(digit) { digits.append(rest.removeFirst()) }
        if let value = UInt32(digits, radix: 8), let scalar = UnicodeScalar(value) { result.unicodeScalars.append(scalar) }
      default: result.append(next)
      }
    }
    return result
  }

  private static func control(_ letter: Character) -> Character {
    if letter == "?" { return "\u{7f}" }
    let value = (letter.uppercased().unicodeScalars.first?.value ?? 64) & 31
    return UnicodeScalar(value).map { Character($0) } ?? letter
  }

  /// The keys that send these characters.
  static func keys(of text: String) -> [EditKey] {
    let sequences: [(String, EditKey)] = [
      ("\u{1b}[1;5C", .controlRight), ("\u{1b}[1;5D", .controlLeft), ("\u{1b}[5C", .controlRight),
      ("\u{1b}[5D", .controlLeft), ("\u{1b}[3~", .delete), ("\u{1b}[1~", .home), ("\u{1b}[4~", .end),
      ("\u{1b}[A", .up), ("\u{1b}[B", .down), ("\u{1b}[C", .right), ("\u{1b}[D", .left), ("\u{1b}[H", .home),
      ("\u{1b}[F", .end), ("\u{1b}OA", .up), ("\u{1b}OB", .down), ("\u{1b}OC", .right), ("\u{1b}OD", .left),
      ("\u{1b}OH", .home), ("\u{1b}OF", .end), ("\u{1b}\u{7f}", .altBackspace), ("\u{1b}\u{8}", .altBackspace),
    ]
    var keys: [EditKey] = []
    var rest = text[...]
    while let letter = rest.first {
      if let (sequence, key) = sequences.first(where: { rest.hasPrefix($0.0) }) {
        keys.append(key)
        rest = rest.dropFirst(sequence.count)
        continue
      }
      rest.removeFirst()
      if letter == "\u{1b}", let next = rest.popFirst() {
        keys.append(.alt(next))
      } else {
        keys.append(key(letter))
      }
    }
    return keys
  }

  private static func key(_ letter: Character) -> EditKey {
    switch letter {
    case "\t": return .tab
    case "\r", "\n": return .enter
    case "\u{7f}": return .backspace
    case "\u{1b}": return .escape
    default: break
    }
    guard let value = letter.unicodeScalars.first?.value, value < 32 else { return .character(letter) }
    return .control(UnicodeScalar(value + 96).map { Character($0) } ?? letter)
  }

  /// A key as `bind -p` writes it.
  static func written(_ key: EditKey) -> String {
    switch key {
    case .character(let letter): letter == "\"" || letter == "\\" ? "\\\(letter)" : String(letter)
    case .control(let letter): "\\C-\(letter)"
    case .alt(let letter): "\\e\(letter)"
    case .enter: "\\C-m"
    case .tab: "\\C-i"
    case .backspace: "\\C-?"
    case .delete: "\\e[3~"
    case .escape: "\\e"
    case .left: "\\e[D"
    case .right: "\\e[C"
    case .up: "\\e[A"
    case .down: "\\e[B"
    case .home: "\\e[H"
    case .end: "\\e[F"
    case .controlLeft: "\\e[1;5D"
    case .controlRight: "\\e[1;5C"
    case .altBackspace: "\\e\\C-?"
    case .paste: "\\e[200~"
    }
  }
}

extension String {
  fileprivate func trimmingBlanks() -> String {
    var text = drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return String(text)
  }
}
