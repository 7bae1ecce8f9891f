import Documents

// Reading terms: what operators stand between.
extension JqParser {
  mutating func postfix(binds: Bool = true) throws(JqSyntaxError) -> JqNode {
    try suffixes(of: try term(), binds: binds)
  }

  mutating func suffixes(of start: JqNode, binds: Bool = true) throws(JqSyntaxError) -> JqNode {
    var node = start
    while true {
      switch token {
      case .field(let name):
        try advance()
        node = .index(node, .literal(.string(name)))
      case .sign("."):
        try advance()
        if case .text(let parts) = token {
          try advance()
          node = .index(node, try text(parts, format: nil))
        } else if token == .sign("[") {
          continue
        } else {
          throw unexpected(expecting: "FORMAT or QQSTRING_START")
        }
      case .sign("["): node = try bracket(node)
      case .sign("?"):
        try advance()
        node = .attempt(node, nil)
      case .keyword("as") where binds:
        // A term binds more tightly than a pipe: `1 + . as $x | …`.
        try advance()
        let patterns = try self.patterns()
        try expect("|")
        return .bind(node, patterns, try pipe())
      default: return node
      }
    }
  }

  mutating func bracket(_ node: JqNode) throws(JqSyntaxError) -> JqNode {
    try advance()
    if try accept("]") { return .iterate(node) }
    if try accept(":") {
      let end = try pipe()
      try expect("]")
      return .slice(node, nil, end)
    }
    let first = try pipe()
    if try accept(":") {
      if try accept("]") { return .slice(node, first, nil) }
      let end = try pipe()
      try expect("]")
      return .slice(node, first, end)
    }
    try expect("]")
    return .index(node, first)
  }

  mutating func term() throws(JqSyntaxError) -> JqNode {
    let current = token
    switch current {
    case .number(let value):
      try advance()
      return .literal(.double(value))
    case .text(let parts):
      try advance()
      return try text(parts, format: nil)
    case .format(let name):
      try advance()
      if case .text(let parts) = token {
        try advance()
        return try text(parts, format: name)
      }
      return .format(name)
    case .field(let name):
      try advance()
      return .index(.identity, .literal(.string(name)))
    case .variable(let name):
      try advance()
      return .variable(name)
    case .sign("."):
      try advance()
      if case .text(let parts) = token {
        try advance()
        return .index(.identity, try text(parts, format: nil))
      }
      return .identity
    case .sign(".."):
      try advance()
      return .recurse
    case .sign("("):
      try advance()
      let inner = try pipe()
      try expect(")")
      return inner
    case .sign("["):
      try advance()
      if try accept("]") { return .array(nil) }
      let inner = try pipe()
      try expect("]")
      return .array(inner)
    case .sign("{"):
      try advance()
      return try object()
    case .sign("$"):
      try advance()
      guard try acceptWord("__loc__") else { throw unexpected() }
      return .literal(["file": "<top-level>", "line": 1])
    case .name(let name): return try named(name)
    default: throw unexpected(expecting: isFirst && !isOperand ? "$end" : nil)
    }
  }

  var isFirst: Bool { lexer.start == 0 }
  var isOperand: Bool { token == .end }

  mutating func named(_ name: String) throws(JqSyntaxError) -> JqNode {
    let start = lexer.start
    try advance()
    if name == "break", case .variable(let label) = token {
      try advance()
      return .leave(label)
    }
    var arguments: [JqNode] = []
    if try accept("(") {
      repeat { arguments.append(try pipe()) } while try accept(";")
      try expect(")")
    }
    switch (name, arguments.count) {
    case ("null", 0): return .literal(.null)
    case ("true", 0): return .literal(true)
    case ("false", 0): return .literal(false)
    default:
      calls.append((name, arguments.count, start + offset))
      return .call(name, arguments)
    }
  }

  mutating func text(_ parts: [JqTextPart], format: String?) throws(JqSyntaxError) -> JqNode {
    var nodes: [JqNode] = []
    for part in parts {
      switch part {
      case .literal(let text): nodes.append(.literal(.string(text)))
      case .expression(let source, let place):
        var inner = try JqParser(source, offset: place + offset)
        nodes.append(try inner.pipe())
        if inner.token != .end { throw inner.unexpected() }
        calls += inner.calls
      }
    }
    if nodes.count == 1, case .literal = nodes[0] { return nodes[0] }
    return .text(format: format, nodes)
  }

  mutating func object() throws(JqSyntaxError) -> JqNode {
    var entries: [(key: JqNode, value: JqNode)] = []
    if try accept("}") { return .object([]) }
    repeat {
      var key: JqNode
      var shorthand: JqNode?
      switch token {
      case .name(let name), .keyword(let name):
        key = .literal(.string(name))
        shorthand = .index(.identity, key)
        try advance()
      case .variable(let name):
        key = .literal(.string(name))
        shorthand = .variable(name)
        try advance()
      case .number(let value):
        key = .literal(.string(NumberFormat.general(value, precision: 17)))
        try advance()
      case .text(let parts):
        try advance()
        key = try text(parts, format: nil)
        shorthand = .index(.identity, key)
      case .format(let name):
        try advance()
        guard case .text(let parts) = token else { throw unexpected() }
        try advance()
        key = try text(parts, format: name)
        shorthand = .index(.identity, key)
      case .sign("("):
        try advance()
        key = try pipe()
        try expect(")")
      default: throw unexpected()
      }
      if try accept(":") {
        var value = try objectValue()
        while try accept("|") { value = .pipe(value, try objectValue()) }
        entries.append((key, value))
      } else if let shorthand {
        entries.append((key, shorthand))
      } else {
        throw unexpected()
      }
    } while try accept(",")
    try expect("}")
    return .object(entries)
  }

  mutating func objectValue() throws(JqSyntaxError) -> JqNode {
    if try accept("-") { return .negate(try postfix()) }
    return try unary()
  }

  // MARK: Patterns

  mutating func patterns() throws(JqSyntaxError) -> [JqPattern] {
    var found = [try pattern()]
    while try accept("?//") { found.append(try pattern()) }
    return found
  }

  mutating func pattern() throws(JqSyntaxError) -> JqPattern {
    switch token {
    case .variable(let name):
      try advance()
      return .variable(name)
    case .sign("["):
      try advance()
      var parts: [JqPattern] = []
      repeat { parts.append(try pattern()) } while try accept(",")
      try expect("]")
      return .array(parts)
    case .sign("{"):
      try advance()
      var parts: [(key: JqNode, variable: String?, value: JqPattern?)] = []
      repeat {
        var key: JqNode
        var name: String?
        switch token {
        case .variable(let found):
          key = .literal(.string(found))
          name = found
          try advance()
        case .name(let found), .keyword(let found):
          key = .literal(.string(found))
          try advance()
        case .text(let texts):
          try advance()
          key = try text(texts, format: nil)
        case .sign("("):
          try advance()
          key = try pipe()
          try expect(")")
        default: throw unexpected()
        }
        parts.append((key, name, try accept(":") ? try pattern() : nil))
      } while try accept(",")
      try expect("}")
      return .object(parts)
    default: throw unexpected()
    }
  }
}
