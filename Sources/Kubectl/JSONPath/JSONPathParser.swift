/// Reads a JSONPath template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`.
struct JSONPathParser {
  private let input: [Character]
  private var position = 0
  /// The actions and texts so far.
  private var nodes: [JSONPathNode] = []

  private init(_ text: String) {
    input = Array(text)
  }

  static func parse(_ text: String) throws(JSONPathError) -> [JSONPathNode] {
    var parser = JSONPathParser(text)
    try parser.texts()
    return parser.nodes
  }

  private static func action(_ text: String) throws(JSONPathError) -> [JSONPathNode] {
    guard case .action(let nodes)? = try parse("{\(text)}").first else { return [] }
    return nodes
  }

  private mutating func texts() throws(JSONPathError) {
    var text = ""
    while position < input.count {
      if input[position] == "{" {
        if !text.isEmpty { nodes.append(.text(text)) }
        text = ""
        position += 1
        nodes.append(.action(try insideAction()))
      } else {
        text.append(input[position])
        position += 1
      }
    }
    if !text.isEmpty { nodes.append(.text(text)) }
  }

  private func starts(_ text: String) -> Bool { input[position...].starts(with: text) }

  private mutating func insideAction() throws(JSONPathError) -> [JSONPathNode] {
    var list: [JSONPathNode] = []
    while true {
      if starts("}") {
        position += 1
        return list
      }
      if starts("[?(") {
        list.append(try filter())
        continue
      }
      if starts("..") {
        if list.last == .recursive { throw JSONPathError(message: "invalid multiple recursive descent") }
        position += 2
        list.append(.recursive)
        if position < input.count, Self.isAlphanumeric(input[position]) { list.append(field()) }
        continue
      }
      guard position < input.count, !Self.isLineEnd(input[position]) else {
        throw JSONPathError(message: "unclosed action")
      }
      let character = input[position]
      switch character {
      case " ", "@", "$": position += 1
      case "[": list += try array()
      case "\"", "'": list.append(try quoted(character))
      case ".":
        position += 1
        list.append(field())
      case "+", "-": list.append(try number())
      default:
        if character.isNumber {
          list.append(try number())
        } else if Self.isAlphanumeric(character) {
          list.append(word())
        } else {
          throw JSONPathError(message: "unrecognized character in action: \(Self.unicode(character))")
        }
      }
    }
  }

  private mutating func field() -> JSONPathNode {
    var name = ""
    while position < input.count {
      if input[position] == "\\" {
        position += 1
        if position < input.count {
          name.append(input[position])
          position += 1
        }
      } else if Self.isTerminator(input[position]) {
        break
      } else {
        name.append(input[position])
        position += 1
      }
    }
    return name == "*" ? .wildcard : .field(name)
  }

  private mutating func word() -> JSONPathNode {
    let start = position
    while position < input.count, !Self.isTerminator(input[position]) { position += 1 }
    let name = String(input[start..<position])
    return name == "true" ? .bool(true) : name == "false" ? .bool(false) : .word(name)
  }

  private mutating func number() throws(JSONPathError) -> JSONPathNode {
    let start = position
    if input[position] == "+" || input[position] == "-" { position += 1 }
    while position < input.count, input[position] == "." || input[position].isNumber { position += 1 }
    let text = String(input[start..<position])
    if let number = Int(text) { return .int(number) }
    if let number = Double(text) { return .double(number) }
    throw JSONPathError(message: "cannot parse number \(text)")
  }

  private mutating func quoted(_ quote: Character) throws(JSONPathError) -> JSONPathNode {
    let start = position
    position += 1
    while true {
      guard position < input.count, input[position] != "\n" else {
        throw JSONPathError(message: "unterminated quoted string")
      }
      position += 1
      if input[position - 1] == quote, input[position - 2] != "\\" { break }
    }
    let text = String(input[start..<position])
    guard let plain = GoUnquote.text(text) else {
      throw JSONPathError(message: "unquote string \(text) error invalid syntax")
    }
    return .text(plain)
  }

  private mutating func array() throws(JSONPathError) -> [JSONPathNode] {
    position += 1
    let start = position
    while position < input.count, input[position] != "]" {
      if input[position] == "\n" { throw JSONPathError(message: "unterminated array") }
      position += 1
    }
    guard position < input.count else { throw JSONPathError(message: "unterminated array") }
    var text = String(input[start..<position])
    position += 1
    if text == "*" { text = ":" }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count > 1 {
      var union: [[JSONPathNode]] = []
      for part in parts { union.append(try Self.action("[\(part.trimmingBlanks)]")) }
      return [.union(union)]
    }
    if text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'"), !text.dropFirst().dropLast().contains("'") {
      return try Self.action(".\(text.dropFirst().dropLast())")
    }
    return [.slice(try Self.slice(text))]
  }

  private static func slice(_ text: String) throws(JSONPathError) -> JSONPathSlice {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let fits = parts.count <= 3 && parts.allSatisfy { part in
      (part.hasPrefix("-") ? part.dropFirst() : part[...]).utf8.allSatisfy { (48...57).contains($0) }
    }
    guard fits else { throw JSONPathError(message: "invalid array index \(text)") }
    func number(_ index: Int) throws(JSONPathError) -> Int? {
      guard index < parts.count, !parts[index].isEmpty else { return nil }
      guard let number = Int(parts[index]) else {
        throw JSONPathError(message: "array index \(parts[index]) is not a number")
      }
      return number
    }
    let start = try number(0)
    if parts.count == 1 {
      return JSONPathSlice(start: start, end: (start ?? 0) &+ 1, isSingle: true, step: nil)
    }
    return JSONPathSlice(start: start, end: try number(1), isSingle: false, step: try number(2))
  }

  private mutating func filter() throws(JSONPathError) -> JSONPathNode {
    position += 3
    let start = position
    var begun = false
    var ended = false
    var pair: Character = "\""
    while true {
      guard position < input.count, input[position] != "\n" else {
        throw JSONPathError(message: "unterminated filter")
      }
      let character = input[position]
      position += 1
      if character == "\"" || character == "'" {
        if !begun {
          begun = true
          pair = character
        } else if character == pair, input[position - 2] != "\\" {
          ended = true
        }
      } else if character == ")", begun == ended {
        break
      }
    }
    let text = input[start..<(position - 1)]
    guard position < input.count, input[position] == "]" else {
      throw JSONPathError(message: "unclosed array expect ]")
    }
    position += 1
    guard let (left, comparison, right) = Self.comparison(text) else {
      return .filter(left: try Self.action(String(text)), right: [], comparison: "exists")
    }
    return .filter(left: try Self.action(left), right: try Self.action(right), comparison: comparison)
  }

  private static func comparison(_ text: ArraySlice<Character>) -> (String, String, String)? {
    let left = text.prefix { !"!<>=".contains($0) }
    let comparison = text.dropFirst(left.count).prefix { "!<>=".contains($0) }
    let right = text.dropFirst(left.count + comparison.count)
    guard !left.isEmpty, !comparison.isEmpty, !right.isEmpty else { return nil }
    return (String(left), String(comparison), String(right))
  }

  private static func isTerminator(_ character: Character) -> Bool {
    " \t\r\n.,[]$@{}".contains(character) || character == "\r\n"
  }

  private static func isLineEnd(_ character: Character) -> Bool {
    character == "\n" || character == "\r" || character == "\r\n"
  }

  private static func isAlphanumeric(_ character: Character) -> Bool {
    character == "_" || character.isLetter || character.isNumber
  }

  /// `%#U` of a character: `U+0021 '!'`.
  private static func unicode(_ character: Character) -> String {
    let digits = String(character.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
    return "U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits) '\(character)'"
  }
}

extension Substring {
  var trimmingBlanks: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// Texts in quotes, with the escapes of Go.
enum GoUnquote {
  /// The text without its quotes; nil where it is not well formed.
  static func text(_ quoted: String) -> String? {
    var characters = quoted.unicodeScalars.dropFirst().dropLast()
    guard quoted.count >= 2 else { return nil }
    var result = String.UnicodeScalarView()
    while let scalar = characters.popFirst() {
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      guard let escape = characters.popFirst() else { return nil }
      switch escape {
      case "n": result.append("\n")
      case "t": result.append("\t")
      case "r": result.append("\r")
      case "a": result.append("\u{7}")
      case "b": result.append("\u{8}")
      case "f": result.append("\u{c}")
      case "v": result.append("\u{b}")
      case "\\", "'", "\"", "`": result.append(escape)
      case "x", "u", "U":
        let count = escape == "x" ? 2 : escape == "u" ? 4 : 8
        let digits = String(String.UnicodeScalarView(characters.prefix(count)))
        guard digits.utf8.count == count, let value = UInt32(digits, radix: 16), let made = UnicodeScalar(value) else {
          return nil
        }
        characters = characters.dropFirst(count)
        result.append(made)
      default: return nil
      }
    }
    return String(result)
  }
}
