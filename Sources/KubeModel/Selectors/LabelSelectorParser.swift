extension LabelSelector {
  /// Reads the form of `-l`: `app=web,tier in (a,b),!gone,size>3`.
  public init(parsing text: String) throws(SelectorError) {
    var parser = LabelSelectorParser(text)
    requirements = try parser.parse().sorted { $0.key < $1.key }
  }
}

/// Follows apimachinery's labels.Parser step by step, because its complaints name what it saw and what it wanted.
private struct LabelSelectorParser {
  private enum Token {
    case end, comma, open, close, not, identifier, isIn, notIn, equals, doubleEquals, notEquals, greater, less, error
  }

  private var items: [(token: Token, text: String)] = []
  private var position = 0

  init(_ text: String) {
    var lexer = Array(text)[...]
    while true {
      let item = Self.next(&lexer)
      items.append(item)
      if item.token == .end || item.token == .error { break }
    }
  }

  mutating func parse() throws(SelectorError) -> [LabelSelector.Requirement] {
    var requirements: [LabelSelector.Requirement] = []
    while true {
      let item = peek()
      switch item.token {
      case .identifier, .not:
        do throws(SelectorError) {
          requirements.append(try requirement())
        } catch {
          throw SelectorError("unable to parse requirement: \(error.message)")
        }
        let after = take()
        if after.token == .end { return requirements }
        guard after.token == .comma else {
          throw SelectorError("found '\(after.text)', expected: ',' or 'end of string'")
        }
        let next = peek()
        if next.token != .identifier, next.token != .not {
          throw SelectorError("found '\(next.text)', expected: identifier after ','")
        }
      case .end: return requirements
      default: throw SelectorError("found '\(item.text)', expected: !, identifier, or 'end of string'")
      }
    }
  }

  private mutating func requirement() throws(SelectorError) -> LabelSelector.Requirement {
    var item = take()
    var isNegated = false
    if item.token == .not {
      isNegated = true
      item = take()
    }
    guard item.token == .identifier else { throw SelectorError("found '\(item.text)', expected: identifier") }
    let key = item.text
    let problems = Names.qualified(key)
    if !problems.isEmpty {
      throw SelectorError("key: Invalid value: \"\(key)\": \(problems.joined(separator: "; "))")
    }
    let next = peek().token
    if isNegated { return LabelSelector.Requirement(key: key, operator: .doesNotExist) }
    if next == .end || next == .comma { return LabelSelector.Requirement(key: key, operator: .exists) }
    let comparison = try comparison()
    let isSet = comparison == .isIn || comparison == .notIn
    let values = try isSet ? self.values() : exactValue()
    return try checked(LabelSelector.Requirement(key: key, operator: comparison, values: values.sorted()))
  }

  private func checked(_ requirement: LabelSelector.Requirement) throws(SelectorError) -> LabelSelector.Requirement {
    switch requirement.operator {
    case .isIn, .notIn:
      if requirement.values.isEmpty {
        throw SelectorError("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty")
      }
    case .greaterThan, .lessThan:
      for value in requirement.values where Int(value) == nil {
        throw SelectorError(
          "values[0]: Invalid value: \"\(value)\": for 'Gt', 'Lt' operators, the value must be an integer")
      }
    default: break
    }
    for (index, value) in requirement.values.enumerated() {
      let problems = Names.labelValue(value)
      if !problems.isEmpty {
        throw SelectorError(
          "values[\(index)][\(requirement.key)]: Invalid value: \"\(value)\": \(problems.joined(separator: "; "))")
      }
    }
    return requirement
  }

  private mutating func comparison() throws(SelectorError) -> LabelSelector.Operator {
    let item = items[position]
    advance()
    switch item.token {
    case .isIn: return .isIn
    case .notIn: return .notIn
    case .equals: return .equals
    case .doubleEquals: return .doubleEquals
    case .notEquals: return .notEquals
    case .greater: return .greaterThan
    case .less: return .lessThan
    default: throw SelectorError("found '\(item.text)', expected: in, notin, =, ==, !=, gt, lt")
    }
  }

  private mutating func values() throws(SelectorError) -> Set<String> {
    let open = take()
    guard open.token == .open else { throw SelectorError("found '\(open.text)' expected: '('") }
    let first = peek()
    switch first.token {
    case .identifier, .comma:
      let values = try identifiers()
      if take().token != .close { throw SelectorError("found '\(first.text)', expected: ')'") }
      return values
    case .close:
      _ = take()
      return []
    default: throw SelectorError("found '\(first.text)', expected: ',', ')' or identifier")
    }
  }

  private mutating func identifiers() throws(SelectorError) -> Set<String> {
    var values: Set<String> = []
    while true {
      let item = take()
      switch item.token {
      case .identifier:
        values.insert(item.text)
        let next = peek()
        if next.token == .close { return values }
        if next.token != .comma { throw SelectorError("found '\(next.text)', expected: ',' or ')'") }
      case .comma:
        if values.isEmpty { values.insert("") }
        let next = peek().token
        if next == .close {
          values.insert("")
          return values
        }
        if next == .comma {
          _ = take()
          values.insert("")
        }
      default: throw SelectorError("found '\(item.text)', expected: ',', or identifier")
      }
    }
  }

  private mutating func exactValue() throws(SelectorError) -> Set<String> {
    let next = peek().token
    if next == .end || next == .comma { return [""] }
    let item = take()
    if item.token == .identifier { return [item.text] }
    throw SelectorError("found '\(item.text)', expected: identifier")
  }

  /// Where a value may stand, the words `in` and `notin` are ordinary values.
  private func peek() -> (token: Token, text: String) {
    let item = items[position]
    return item.token == .isIn || item.token == .notIn ? (.identifier, item.text) : item
  }

  private mutating func take() -> (token: Token, text: String) {
    let item = peek()
    advance()
    return item
  }

  private mutating func advance() {
    if position + 1 < items.count { position += 1 }
  }

  private static func next(_ rest: inout ArraySlice<Character>) -> (token: Token, text: String) {
    rest = rest.drop { isSpace($0) }
    guard let first = rest.first else { return (.end, "") }
    if isSpecial(first) { return symbol(&rest) }
    let word = String(rest.prefix { !isSpecial($0) && !isSpace($0) })
    rest = rest.dropFirst(word.count)
    switch word {
    case "in": return (.isIn, word)
    case "notin": return (.notIn, word)
    default: return (.identifier, word)
    }
  }

  /// The longest symbol that begins here.
  private static func symbol(_ rest: inout ArraySlice<Character>) -> (token: Token, text: String) {
    let symbols: [(String, Token)] = [
      ("==", .doubleEquals), ("!=", .notEquals), ("=", .equals), ("!", .not), ("(", .open), (")", .close),
      (",", .comma), (">", .greater), ("<", .less),
    ]
    for (text, token) in symbols where rest.starts(with: text) {
      rest = rest.dropFirst(text.count)
      return (token, text)
    }
    return (.error, "error expected: keyword found '\(String(rest))'")
  }

  private static func isSpecial(_ character: Character) -> Bool { "=!(),><".contains(character) }
  private static func isSpace(_ character: Character) -> Bool {
    character == " " || character == "\t" || character == "\r" || character == "\n" || character == "\r\n"
  }
}
