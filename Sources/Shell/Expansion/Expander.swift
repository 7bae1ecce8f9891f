import ShellLanguage

/// Turns words into the arguments that they stand for: braces, tildes, parameters, substitutions, arithmetic,
/// splitting, path names, and the removal of quotes, in this order.
struct Expander {
  unowned let host: any ExpansionHost

  init(_ host: any ExpansionHost) {
    self.host = host
  }

  /// All arguments that the words make.
  func fields(of words: [Word]) throws -> [String] {
    var results: [String] = []
    for word in words { try results.append(contentsOf: fields(of: word)) }
    return results
  }

  func fields(of word: Word) throws -> [String] {
    if let plain = plainText(word) { return [plain] }
    var results: [String] = []
    let words: [Word]
    if host.session.options["braceexpand"] {
      guard let expanded = word.bracesExpanded() else {
        try host.complain("not simulated: more than 100000 words from braces")
        throw Flow.abandon(1)
      }
      words = expanded
    } else {
      words = [word]
    }
    for word in words {
      for cells in try cellFields(of: word) {
        for field in split(cells) { results.append(contentsOf: try paths(of: field)) }
      }
    }
    return results
  }

  /// The text of a word in which nothing can be expanded.
  private func plainText(_ word: Word) -> String? {
    guard word.parts.count == 1 else { return nil }
    switch word.parts[0] {
    case .quoted(let text): return text
    case .literal(let text):
      let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "~"),
          UInt8(ascii: "("):
          false
        default: true
        }
      }
      return isPlain ? text : nil
    default: return nil
    }
  }

  /// One text: nothing is split, and patterns stay. For assignments, here-strings, `case`.
  func text(of word: Word, isAssignment: Bool = false) throws -> String {
    let fields = try cellFields(of: word, tildeAnywhere: isAssignment)
    return fields.count == 1 ? fields[0].text : fields.map(\.text).joined(separator: " ")
  }

  /// A pattern: what was quoted stands for itself.
  func pattern(of word: Word) throws -> [PatternCharacter] {
    let fields = try cellFields(of: word)
    return fields.count == 1 ? fields[0].pattern : fields.map(\.pattern).reduce([]) { all, next in
      all.isEmpty ? next : all + [PatternCharacter(" ")] + next
    }
  }

  /// The text of a here-document or an arithmetic expression, in which everything is expanded as in double quotes.
  func quotedText(of word: Word) throws -> String {
    var builder = FieldBuilder()
    try add(word.parts, to: &builder, isQuoted: true)
    return builder.finish().map(\.text).joined(separator: " ")
  }

  func arithmetic(_ word: Word) throws -> Int64 {
    try evaluate(try quotedText(of: word))
  }

  func evaluate(_ text: String) throws -> Int64 {
    do throws(ArithmeticFailure) {
      return try Arithmetic.evaluate(text, in: host)
    } catch {
      if host.session.isDash, error.message.contains("division by 0") {
        try host.complain("arithmetic expression: division by zero: \"\(text)\"")
        throw Flow.exit(2)
      }
      try host.complain(error.message)
      if error.isUnbound { throw Flow.fatal(127) }
      throw Flow.abandon(1)
    }
  }

  // MARK: - Parts

  private func cellFields(of word: Word, tildeAnywhere: Bool = false) throws -> [[Cell]] {
    var builder = FieldBuilder()
    try add(word.parts, to: &builder, isQuoted: false, tildeAnywhere: tildeAnywhere)
    return builder.finish()
  }

  /// - Parameter literalKind: what unquoted text becomes; in `${x:-a b}` it is split like a result.
  func add(
    _ parts: [WordPart], to builder: inout FieldBuilder, isQuoted: Bool, literalKind: Cell.Kind = .literal,
    tildeAnywhere: Bool = false
  ) throws {
    for (index, part) in parts.enumerated() {
      switch part {
      case .literal(let text):
        if isQuoted {
          builder.add(text, .quoted)
        } else {
          let isLast = index == parts.count - 1
          addLiteral(text, &builder, literalKind, isFirst: index == 0, isLast: isLast, anywhere: tildeAnywhere)
        }
      case .quoted(let text):
        if text.isEmpty { builder.addNothing() }
        builder.add(text, .quoted)
      case .double(let inner): try addDouble(inner, to: &builder)
      case .parameter(let parameter): try add(parameter, to: &builder, isQuoted: isQuoted)
      case .command(let substitution):
        builder.add(try host.output(of: substitution), isQuoted ? .quoted : .expanded)
      case .arithmetic(let word):
        builder.add(String(try arithmetic(word)), isQuoted ? .quoted : .expanded)
      case .process(let list, let writes):
        builder.add(try host.path(of: list, writes: writes), .quoted)
      }
    }
  }

  private func addDouble(_ parts: [WordPart], to builder: inout FieldBuilder) throws {
    // "$@" without elements is no word at all, where "" is one.
    let onlyLists = !parts.isEmpty && parts.allSatisfy { part in
      guard case .parameter(let parameter) = part else { return false }
      return (parameter.name == "@" && parameter.operation != .length) || parameter.index == .all
    }
    let before = builder.done.count
    let length = builder.current.count
    try add(parts, to: &builder, isQuoted: true)
    if !onlyLists || builder.done.count > before || builder.current.count > length { builder.addNothing() }
  }

  // MARK: - Tildes

  private func addLiteral(
    _ text: String, _ builder: inout FieldBuilder, _ kind: Cell.Kind, isFirst: Bool, isLast: Bool, anywhere: Bool
  ) {
    guard text.utf8.contains(UInt8(ascii: "~")) else {
      builder.add(text, kind)
      return
    }
    // After `name=` an argument is treated like an assignment.
    let equals = text.firstIndex(of: "=")
    let isLikeAssignment = anywhere || (isFirst && equals.map { isIdentifier(String(text[..<$0])) } ?? false)
    let separators: [Character] = isLikeAssignment ? [":"] : []
    var pieces: [(text: Substring, separator: Character?)] = []
    var rest = Substring(text)
    if isFirst, isLikeAssignment, !anywhere, let equals {
      builder.add(String(text[...equals]), kind)
      rest = text[text.index(after: equals)...]
    }
    while let at = rest.firstIndex(where: { separators.contains($0) }) {
      pieces.append((rest[..<at], rest[at]))
      rest = rest[rest.index(after: at)...]
    }
    pieces.append((rest, nil))
    for (index, piece) in pieces.enumerated() {
      let mayBeTilde = index > 0 || isFirst
      let endsHere = piece.separator != nil || isLast || piece.text.contains("/")
      if mayBeTilde, endsHere, piece.text.first == "~", let (home, tail) = tilde(piece.text) {
        builder.add(home, .quoted)
        builder.add(String(tail), kind)
      } else {
        builder.add(String(piece.text), kind)
      }
      if let separator = piece.separator { builder.add(String(separator), kind) }
    }
  }

  /// The directory for `~`, `~name`, `~+` or `~-`, and what follows it; nil where it stays as it is.
  private func tilde(_ text: Substring) -> (home: String, tail: Substring)? {
    let end = text.firstIndex(of: "/") ?? text.endIndex
    let name = text[text.index(after: text.startIndex)..<end]
    let home: String?
    switch name {
    case "": home = host.session.text(of: "HOME") ?? host.home(of: host.session.user)
    case "+": home = host.session.text(of: "PWD") ?? host.session.directory
    case "-": home = host.session.text(of: "OLDPWD")
    default: home = host.home(of: String(name))
    }
    return home.map { ($0, text[end...]) }
  }

  // MARK: - Splitting

  /// The words that IFS makes of one.
  private func split(_ cells: [Cell]) -> [[Cell]] {
    let separators = host.session.text(of: "IFS") ?? (host.session.variable("IFS") == nil ? " \t\n" : "")
    let all = Set(separators.unicodeScalars)
    let blanks = all.intersection([" ", "\t", "\n"])
    func isSeparator(_ index: Int) -> Bool {
      index < cells.count && cells[index].kind == .expanded && all.contains(cells[index].scalar)
    }
    func isBlank(_ index: Int) -> Bool { isSeparator(index) && blanks.contains(cells[index].scalar) }
    if !cells.indices.contains(where: isSeparator) { return cells.isEmpty ? [] : [cells] }
    var fields: [[Cell]] = []
    var field: [Cell] = []
    var index = 0
    while isBlank(index) { index += 1 }
    while index < cells.count {
      guard isSeparator(index) else {
        field.append(cells[index])
        index += 1
        continue
      }
      while isBlank(index) { index += 1 }
      if isSeparator(index) {
        index += 1
        while isBlank(index) { index += 1 }
      }
      fields.append(field)
      field = []
    }
    if !field.isEmpty { fields.append(field) }
    return fields
  }
}
