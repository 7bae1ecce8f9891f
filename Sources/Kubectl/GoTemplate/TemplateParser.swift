import Documents

/// Makes nodes of the pieces of a template.
struct TemplateParser {
  private var pieces: ArraySlice<TemplateLexer.Piece>
  private let name: String
  private var depth = 0

  private init(_ pieces: [TemplateLexer.Piece], name: String) {
    self.pieces = pieces[...]
    self.name = name
  }

  static func parse(_ template: String, name: String = "output") throws(TemplateError) -> [TemplateNode] {
    let pieces: [TemplateLexer.Piece]
    do throws(TemplateError) {
      pieces = try TemplateLexer.pieces(template)
    } catch {
      throw TemplateError(message: "template: \(name):1: \(error.message)")
    }
    var parser = TemplateParser(pieces, name: name)
    let (nodes, end) = try parser.list()
    if let end { throw TemplateError(message: "template: \(name):1: unexpected {{\(end)}}") }
    return nodes
  }

  /// Nodes up to an `end` or `else`, and which of them it was.
  private mutating func list() throws(TemplateError) -> (nodes: [TemplateNode], end: String?) {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw TemplateError(message: "not simulated: a template nested so deeply") }
    var nodes: [TemplateNode] = []
    while let piece = pieces.popFirst() {
      switch piece {
      case .text(let text): nodes.append(.text(text))
      case .action(let tokens, let line):
        guard case .word(let word)? = tokens.first else {
          nodes.append(.output(try pipeline(tokens, line)))
          continue
        }
        switch word {
        case "end", "else":
          if word == "else", tokens.count > 1 {
            // `else if x` is an if of its own inside the else, that ends with the same end.
            pieces.insert(.action(Array(tokens.dropFirst()), line: line), at: pieces.startIndex)
            return (nodes, "else if")
          }
          return (nodes, word)
        case "if", "range", "with": nodes.append(try block(word, tokens, line))
        case "break": nodes.append(.breaks)
        case "continue": nodes.append(.continues)
        case "define", "template", "block":
          throw TemplateError(message: "not simulated: {{\(word)}} in templates")
        default: nodes.append(.output(try pipeline(tokens, line)))
        }
      }
    }
    return (nodes, nil)
  }

  private mutating func block(
    _ word: String, _ tokens: [TemplateLexer.Token], _ line: Int
  ) throws(TemplateError) -> TemplateNode {
    let condition = try pipeline(Array(tokens.dropFirst()), line)
    let (body, end) = try list()
    var otherwise: [TemplateNode] = []
    switch end {
    case "end": break
    case "else":
      let (nodes, last) = try list()
      guard last == "end" else { throw unexpectedEnd }
      otherwise = nodes
    case "else if":
      guard case .action(let inner, let at)? = pieces.popFirst(), case .word(let kind)? = inner.first else {
        throw unexpectedEnd
      }
      otherwise = [try block(kind, inner, at)]
    default: throw unexpectedEnd
    }
    switch word {
    case "if": return .condition(condition, then: body, otherwise: otherwise)
    case "range": return .range(condition, body: body, otherwise: otherwise)
    default: return .with(condition, body: body, otherwise: otherwise)
    }
  }

  private var unexpectedEnd: TemplateError { TemplateError(message: "template: \(name):1: unexpected EOF") }

  private func pipeline(
    _ tokens: [TemplateLexer.Token], _ line: Int
  ) throws(TemplateError) -> TemplatePipeline {
    do throws(TemplateError) {
      var open = 0
      for token in tokens {
        if token == .open { open += 1 }
        if token == .close { open -= 1 }
        if open > 100 { throw TemplateError(message: "not simulated: parentheses nested so deeply") }
      }
      var rest = tokens[...]
      let pipeline = try Self.pipeline(&rest)
      if let extra = rest.first { throw TemplateError(message: "unexpected \(extra) in operand") }
      return pipeline
    } catch {
      throw TemplateError(message: "template: \(name):\(line): \(error.message)")
    }
  }

  private static func pipeline(_ tokens: inout ArraySlice<TemplateLexer.Token>) throws(TemplateError) -> TemplatePipeline {
    var variables: [String] = []
    var declares = false
    if case .variable(let first)? = tokens.first {
      let next = tokens.dropFirst().first
      if next == .declare || next == .assign {
        variables = [first]
        declares = next == .declare
        tokens = tokens.dropFirst(2)
      } else if next == .comma, case .variable(let second)? = tokens.dropFirst(2).first,
        tokens.dropFirst(3).first == .declare
      {
        variables = [first, second]
        declares = true
        tokens = tokens.dropFirst(4)
      }
    }
    var commands: [[TemplateOperand]] = []
    var current: [TemplateOperand] = []
    while let token = tokens.first, token != .close {
      tokens.removeFirst()
      if token == .pipe {
        guard !current.isEmpty else { throw TemplateError(message: "missing value for command") }
        commands.append(current)
        current = []
        continue
      }
      current.append(try operand(token, &tokens))
    }
    guard !current.isEmpty else { throw TemplateError(message: "missing value for command") }
    commands.append(current)
    return TemplatePipeline(variables: variables, declares: declares, commands: commands)
  }

  private static func operand(
    _ token: TemplateLexer.Token, _ tokens: inout ArraySlice<TemplateLexer.Token>
  ) throws(TemplateError) -> TemplateOperand {
    func fields() -> [String] {
      var names: [String] = []
      while case .field(let name)? = tokens.first {
        names.append(name)
        tokens.removeFirst()
      }
      return names
    }
    switch token {
    case .dot: return .dot
    case .field(let name): return .field([name] + fields())
    case .variable(let name): return .variable(name, fields())
    case .text(let text): return .constant(.string(text))
    case .number(let text):
      if let number = Int64(text) { return .constant(.int(number)) }
      return .constant(.double(Double(text) ?? 0))
    case .open:
      let inner = try pipeline(&tokens)
      guard tokens.first == .close else { throw TemplateError(message: "unclosed left paren") }
      tokens.removeFirst()
      return .pipeline(inner, fields())
    case .word(let word):
      switch word {
      case "true": return .constant(.bool(true))
      case "false": return .constant(.bool(false))
      case "nil": return .null
      default:
        guard GoTemplate.functions.contains(word) else {
          throw TemplateError(message: "function \(GoText.quoted(word)) not defined")
        }
        return .function(word)
      }
    default: throw TemplateError(message: "unexpected \(token) in operand")
    }
  }
}
