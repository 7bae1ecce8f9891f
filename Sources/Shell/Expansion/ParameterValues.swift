import ShellLanguage

/// What a parameter is before an operation is applied to it.
enum ParameterValue {
  case unset
  case one(String)
  /// `$@`, `${a[@]}`, and, `joined`, `$*` and `${a[*]}`.
  case many([String], joined: Bool)

  var isUnset: Bool {
    switch self {
    case .unset: true
    case .one: false
    case .many(let values, _): values.isEmpty
    }
  }

  var isEmpty: Bool {
    switch self {
    case .unset: true
    case .one(let text): text.isEmpty
    case .many(let values, let joined): values.isEmpty || (values.count == 1 && values[0].isEmpty) || (joined && values.allSatisfy(\.isEmpty))
    }
  }
}

extension Expander {
  /// `${x…}` added to the word.
  func add(_ parameter: Parameter, to builder: inout FieldBuilder, isQuoted: Bool) throws {
    if parameter.operation == .bad {
      try host.complain("\(parameter.text): bad substitution")
      throw Flow.abandon(1)
    }
    var parameter = parameter
    if parameter.isIndirect { parameter = try followed(parameter) }
    let value = try value(of: parameter)
    switch parameter.operation {
    case .fallback(let word, let colon):
      if value.isUnset || (colon && value.isEmpty) {
        try addOperand(word, to: &builder, isQuoted: isQuoted)
        return
      }
    case .alternative(let word, let colon):
      if !(value.isUnset || (colon && value.isEmpty)) { try addOperand(word, to: &builder, isQuoted: isQuoted) }
      return
    case .assign(let word, let colon):
      if value.isUnset || (colon && value.isEmpty) {
        let text = try text(of: word)
        guard isIdentifier(parameter.name) else {
          try host.complain("$\(parameter.name): cannot assign in this way")
          throw Flow.abandon(1)
        }
        try host.assign(parameter.name, index: try indexText(parameter), to: text, appending: false)
        builder.add(text, isQuoted ? .quoted : .expanded)
        return
      }
    case .require(let word, let colon):
      if value.isUnset || (colon && value.isEmpty) {
        let given = try text(of: word)
        let standard = colon ? "parameter null or not set" : "parameter not set"
        try host.complain("\(parameter.name): \(given.isEmpty ? standard : given)")
        throw Flow.fatal(127)
      }
    default:
      if value.isUnset { try requireSet(parameter) }
    }
    add(try applied(parameter.operation, to: value, parameter), to: &builder, isQuoted: isQuoted)
  }

  private func addOperand(_ word: Word, to builder: inout FieldBuilder, isQuoted: Bool) throws {
    if isQuoted {
      try add(word.parts, to: &builder, isQuoted: true)
    } else {
      try add(word.parts, to: &builder, isQuoted: false, literalKind: .expanded)
    }
  }

  /// `set -u`
  private func requireSet(_ parameter: Parameter) throws {
    guard host.session.options["nounset"], parameter.name != "@", parameter.name != "*" else { return }
    if parameter.index == .all || parameter.index == .joined { return }
    switch parameter.operation {
    case .names, .keys: return
    default: break
    }
    var name = Int(parameter.name) == nil ? parameter.name : "$\(parameter.name)"
    if case .word(let word) = parameter.index { name += "[\(word.text)]" }
    try host.complain("\(name): unbound variable")
    throw Flow.fatal(127)
  }

  func add(_ value: ParameterValue, to builder: inout FieldBuilder, isQuoted: Bool) {
    switch value {
    case .unset: break
    case .one(let text): builder.add(text, isQuoted ? .quoted : .expanded)
    case .many(let values, let joined):
      if joined, isQuoted {
        let variable = host.session.variable("IFS")
        let separator = variable == nil ? " " : String((variable?.text ?? "").unicodeScalars.prefix(1))
        builder.add(values.joined(separator: separator), .quoted)
        return
      }
      for (index, text) in values.enumerated() {
        if index > 0 { builder.endField() }
        if text.isEmpty, isQuoted { builder.addNothing() }
        builder.add(text, isQuoted ? .quoted : .expanded)
      }
    }
  }

  /// `${!x}`: the parameter that the value names.
  private func followed(_ parameter: Parameter) throws -> Parameter {
    var plain = parameter
    plain.isIndirect = false
    if let variable = host.session.directVariable(parameter.name), variable.isReference, parameter.index == nil {
      // Of a reference, the name itself is asked for.
      return Parameter(name: "", operation: nil, text: variable.text ?? "")
    }
    plain.operation = nil
    guard case .one(let name) = try value(of: plain), !name.isEmpty else {
      try host.complain("\(parameter.name): invalid indirect expansion")
      throw Flow.abandon(1)
    }
    var target = Parameter(name: name, operation: parameter.operation, text: parameter.text)
    if let bracket = name.firstIndex(of: "["), name.hasSuffix("]") {
      target.name = String(name[..<bracket])
      let index = String(name[name.index(after: bracket)...].dropLast())
      target.index =
        index == "@" ? .all : index == "*" ? .joined : .word(Word(parts: [.literal(index)], text: index))
    }
    let isSpecial = name.count == 1 && "@*#?-$!".contains(name)
    guard isIdentifier(target.name) || isSpecial || Int(name) != nil else {
      try host.complain("\(name): invalid variable name")
      throw Flow.abandon(1)
    }
    return target
  }

  /// The value of a parameter before its operation.
  func value(of parameter: Parameter) throws -> ParameterValue {
    let session = host.session
    let name = parameter.name
    switch name {
    case "": return .one(parameter.text)
    case "@": return .many(session.positional, joined: false)
    case "*": return .many(session.positional, joined: true)
    default: break
    }
    if let number = Int(name) {
      if number == 0 { return .one(host.special("0") ?? session.name) }
      return number <= session.positional.count ? .one(session.positional[number - 1]) : .unset
    }
    if let special = host.special(name), parameter.index == nil { return .one(special) }
    if parameter.index != nil, let values = host.specialArray(name) {
      let variable = Variable(values)
      if case .word = parameter.index {
        return try indexText(parameter).flatMap { try element(variable, name, $0) }.map { .one($0) } ?? .unset
      }
      return .many(values, joined: parameter.index == .joined)
    }
    switch parameter.index {
    case nil: return session.variable(name)?.text.map { .one($0) } ?? .unset
    case .all: return .many(session.variable(name)?.elements ?? [], joined: false)
    case .joined: return .many(session.variable(name)?.elements ?? [], joined: true)
    case .word:
      guard let variable = session.variable(name), let index = try indexText(parameter) else { return .unset }
      return try element(variable, name, index).map { .one($0) } ?? .unset
    }
  }

  /// The key of an associative array, or the index as a number in text.
  func indexText(_ parameter: Parameter) throws -> String? {
    guard case .word(let word) = parameter.index else { return nil }
    return try indexText(word, of: parameter.name)
  }

  func indexText(_ word: Word, of name: String) throws -> String {
    let text = try quotedText(of: word)
    if case .associative = host.session.variable(name)?.value { return text }
    return String(try evaluate(text))
  }

  private func element(_ variable: Variable, _ name: String, _ index: String) throws -> String? {
    switch variable.value {
    case .associative(let values): return values[index]
    case .indexed(let values):
      guard var number = Int(index) else { return nil }
      if number < 0 { number += values.end }
      if number < 0 {
        try host.complain("\(name): bad array subscript")
        return nil
      }
      return values[number]
    case .scalar(let text): return index == "0" || index == "-1" ? text : nil
    case nil: return nil
    }
  }
}
