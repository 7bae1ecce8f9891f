/// Cuts a Go template into texts and the words of its actions.
struct TemplateLexer {
  enum Piece: Equatable {
    case text(String)
    case action([Token], line: Int)
  }

  enum Token: Equatable {
    case field(String)
    case variable(String)
    case word(String)
    case text(String)
    case number(String)
    case dot
    case pipe
    case open
    case close
    case declare
    case assign
    case comma
  }

  private let input: [Character]
  private var position = 0
  private var line = 1

  private init(_ text: String) {
    input = Array(text)
  }

  static func pieces(_ template: String) throws(TemplateError) -> [Piece] {
    var lexer = TemplateLexer(template)
    return try lexer.pieces()
  }

  private func starts(_ text: String) -> Bool { input[position...].starts(with: text) }

  private mutating func pieces() throws(TemplateError) -> [Piece] {
    var pieces: [Piece] = []
    var text = ""
    var trimsNext = false
    while position < input.count {
      guard starts("{{") else {
        if input[position] == "\n" { line += 1 }
        text.append(input[position])
        position += 1
        continue
      }
      position += 2
      if trimsNext { text = String(text.drop { $0.isWhitespace }) }
      trimsNext = false
      if starts("- ") || starts("-\n") || starts("-\t") {
        position += 1
        while text.last?.isWhitespace == true { text.removeLast() }
      }
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
      if starts("/*") || starts(" /*") {
        try comment()
        trimsNext = input[position - 3] == "-"
        continue
      }
      let begin = line
      let (tokens, trims) = try action()
      trimsNext = trims
      pieces.append(.action(tokens, line: begin))
    }
    if trimsNext { text = String(text.drop { $0.isWhitespace }) }
    if !text.isEmpty { pieces.append(.text(text)) }
    return pieces
  }

  private mutating func comment() throws(TemplateError) {
    while position < input.count, !starts("*/") { position += 1 }
    guard position < input.count else { throw TemplateError(message: "unclosed comment") }
    while position < input.count, !starts("}}") { position += 1 }
    guard position < input.count else { throw TemplateError(message: "comment ends before closing delimiter") }
    position += 2
  }

  private mutating func action() throws(TemplateError) -> (tokens: [Token], trimsNext: Bool) {
    var tokens: [Token] = []
    while true {
      guard position < input.count else { throw TemplateError(message: "unclosed action") }
      let character = input[position]
      if starts("}}") {
        position += 2
        return (tokens, false)
      }
      if starts(" -}}") || starts("\t-}}") {
        position += 4
        return (tokens, true)
      }
      if character.isWhitespace {
        if character == "\n" { line += 1 }
        position += 1
        continue
      }
      tokens.append(try token(character))
    }
  }

  private mutating func token(_ character: Character) throws(TemplateError) -> Token {
    switch character {
    case "|": return single(.pipe)
    case "(": return single(.open)
    case ")": return single(.close)
    case ",": return single(.comma)
    case "=": return single(.assign)
    case ":":
      guard starts(":=") else { throw TemplateError(message: "expected :=") }
      position += 2
      return .declare
    case ".":
      position += 1
      let name = word()
      return name.isEmpty ? .dot : .field(name)
    case "$":
      position += 1
      return .variable("$\(word())")
    case "\"", "`": return .text(try quoted(character))
    default:
      if character.isNumber || (character == "-" || character == "+") && position + 1 < input.count
        && input[position + 1].isNumber
      {
        let start = position
        position += 1
        while position < input.count, input[position].isNumber || input[position] == "." { position += 1 }
        return .number(String(input[start..<position]))
      }
      let name = word()
      guard !name.isEmpty else {
        throw TemplateError(message: "unexpected \(GoText.quoted(String(character))) in command")
      }
      return .word(name)
    }
  }

  private mutating func single(_ token: Token) -> Token {
    position += 1
    return token
  }

  private mutating func word() -> String {
    let start = position
    while position < input.count, input[position].isLetter || input[position].isNumber || input[position] == "_" {
      position += 1
    }
    return String(input[start..<position])
  }

  private mutating func quoted(_ quote: Character) throws(TemplateError) -> String {
    let start = position
    position += 1
    while true {
      guard position < input.count, quote == "`" || input[position] != "\n" else {
        throw TemplateError(message: quote == "`" ? "unterminated raw quoted string" : "unterminated quoted string")
      }
      if input[position] == quote { break }
      position += quote == "\"" && input[position] == "\\" ? 2 : 1
    }
    position += 1
    let text = String(input[start..<position])
    if quote == "`" { return String(text.dropFirst().dropLast()) }
    guard let plain = GoUnquote.text(text) else { throw TemplateError(message: "invalid syntax") }
    return plain
  }
}
