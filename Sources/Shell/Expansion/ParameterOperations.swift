import ShellLanguage

extension Expander {
  /// What an operation that always yields something makes of a value.
  func applied(
    _ operation: Parameter.Operation?, to value: ParameterValue, _ parameter: Parameter
  ) throws -> ParameterValue {
    switch operation {
    case nil, .fallback, .assign, .require, .alternative, .bad: return value
    case .length: return .one(String(length(value, parameter)))
    case .keys: return keys(parameter)
    case .names(let separate):
      let names = host.session.visible.map(\.name).filter { $0.hasPrefix(parameter.name) }
      return .many(names, joined: !separate)
    case .substring(let offset, let length): return try substring(value, offset, length, parameter)
    case .removePrefix(let word, let longest):
      let pattern = Pattern(try self.pattern(of: word), extended: host.session.options["extglob"])
      return mapped(value) { text in
        let scalars = Array(text.unicodeScalars)
        guard let length = pattern.prefixLength(of: scalars, longest: longest) else { return text }
        return string(scalars[length...])
      }
    case .removeSuffix(let word, let longest):
      let pattern = Pattern(try self.pattern(of: word), extended: host.session.options["extglob"])
      return mapped(value) { text in
        let scalars = Array(text.unicodeScalars)
        guard let length = pattern.suffixLength(of: scalars, longest: longest) else { return text }
        return string(scalars[..<(scalars.count - length)])
      }
    case .replace(let pattern, let replacement, let place): return try replaced(value, pattern, replacement, place)
    case .changeCase(let change, let all, let word): return try recased(value, change, all, word)
    case .transform(let letter): return try transformed(value, letter, parameter)
    }
  }

  private func string(_ scalars: ArraySlice<UnicodeScalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private func mapped(_ value: ParameterValue, _ change: (String) throws -> String) rethrows -> ParameterValue {
    switch value {
    case .unset: .unset
    case .one(let text): .one(try change(text))
    case .many(let values, let joined): .many(try values.map(change), joined: joined)
    }
  }

  private func length(_ value: ParameterValue, _ parameter: Parameter) -> Int {
    switch value {
    case .unset: 0
    case .one(let text): text.unicodeScalars.count
    case .many(let values, _): values.count
    }
  }

  private func keys(_ parameter: Parameter) -> ParameterValue {
    .many(host.session.variable(parameter.name)?.keys ?? [], joined: parameter.index == .joined)
  }

  private func substring(
    _ value: ParameterValue, _ offset: Word, _ length: Word?, _ parameter: Parameter
  ) throws -> ParameterValue {
    if case .unset = value { return .unset }
    var start = Int(clamping: try arithmetic(offset))
    let wanted = try length.map { Int(clamping: try arithmetic($0)) }
    switch value {
    case .unset: return .unset
    case .one(let text):
      let scalars = Array(text.unicodeScalars)
      if start < 0 { start += scalars.count }
      guard start >= 0, start <= scalars.count else { return .one("") }
      let end = try end(start, wanted, count: scalars.count, length)
      return .one(string(scalars[start..<end]))
    case .many(let values, let joined):
      // Positional parameters count from 1, and ${@:0} begins with the shell's name.
      let isPositional = parameter.name == "@" || parameter.name == "*"
      let all = isPositional ? [host.special("0") ?? ""] + values : values
      let keys: [Int]
      if case .indexed(let indexed) = host.session.variable(parameter.name)?.value, !isPositional {
        keys = indexed.keys
      } else {
        keys = Array(all.indices)
      }
      let limit = (keys.last ?? -1) + 1
      if start < 0 { start += limit }
      guard start >= 0, let first = keys.firstIndex(where: { $0 >= start }) else { return .many([], joined: joined) }
      if let wanted, wanted < 0 {
        try host.complain("\(length?.text ?? ""): substring expression < 0")
        throw Flow.abandon(1)
      }
      let end = min(all.count, first + (wanted ?? all.count))
      return .many(Array(all[first..<max(first, end)]), joined: joined)
    }
  }

  private func end(_ start: Int, _ wanted: Int?, count: Int, _ length: Word?) throws -> Int {
    guard let wanted else { return count }
    if wanted >= 0 { return min(count, start + min(wanted, count)) }
    let end = count + wanted
    if end < start {
      try host.complain("\(length?.text ?? ""): substring expression < 0")
      throw Flow.abandon(1)
    }
    return end
  }

  private func replaced(
    _ value: ParameterValue, _ patternWord: Word, _ replacementWord: Word, _ place: Parameter.Place
  ) throws -> ParameterValue {
    let options = host.session.options
    let pattern = Pattern(
      try self.pattern(of: patternWord), extended: options["extglob"], ignoresCase: options["nocasematch"])
    var builder = FieldBuilder()
    try add(replacementWord.parts, to: &builder, isQuoted: false)
    let replacement = Array(builder.finish().joined())
    let isEmptyPattern = patternWord.parts.isEmpty
    return mapped(value) { text in
      let scalars = Array(text.unicodeScalars)
      var result = String.UnicodeScalarView()
      func insert(_ match: ArraySlice<UnicodeScalar>) {
        for cell in replacement where cell.kind != .nothing {
          // An unquoted & stands for what was matched (patsub_replacement, new in 5.2).
          if cell.scalar == "&", cell.kind != .quoted { result.append(contentsOf: match) } else { result.append(cell.scalar) }
        }
      }
      switch place {
      case .start:
        guard let length = pattern.prefixLength(of: scalars, longest: true) else { return text }
        insert(scalars[..<length])
        result.append(contentsOf: scalars[length...])
      case .end:
        guard let length = pattern.suffixLength(of: scalars, longest: true) else { return text }
        result.append(contentsOf: scalars[..<(scalars.count - length)])
        insert(scalars[(scalars.count - length)...])
      case .first, .all:
        if isEmptyPattern { return text }
        var at = 0
        while at <= scalars.count, let match = pattern.firstMatch(in: scalars, from: at) {
          if match.isEmpty, match.lowerBound == scalars.count, !scalars.isEmpty { break }
          result.append(contentsOf: scalars[at..<match.lowerBound])
          insert(scalars[match])
          at = match.upperBound
          if match.isEmpty {
            if at < scalars.count { result.append(scalars[at]) }
            at += 1
          }
          if place == .first { break }
        }
        if at < scalars.count { result.append(contentsOf: scalars[at...]) }
      }
      return String(result)
    }
  }

  private func recased(
    _ value: ParameterValue, _ change: Parameter.CaseChange, _ all: Bool, _ word: Word
  ) throws -> ParameterValue {
    let given = try self.pattern(of: word)
    let pattern = Pattern(given.isEmpty ? [PatternCharacter("?")] : given)
    return mapped(value) { text in
      var result = ""
      for (index, scalar) in text.unicodeScalars.enumerated() {
        if (all || index == 0) && pattern.matches([scalar][...]) {
          let isUpper = change == .toggled ? scalar.properties.isLowercase : change == .upper
          result += isUpper ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
      return result
    }
  }

  private func transformed(_ value: ParameterValue, _ letter: String, _ parameter: Parameter) throws -> ParameterValue {
    switch letter {
    case "U": return mapped(value) { $0.uppercased() }
    case "L": return mapped(value) { $0.lowercased() }
    case "u": return mapped(value) { $0.prefix(1).uppercased() + $0.dropFirst() }
    case "Q": return mapped(value) { Quoting.hasControls($0) ? Quoting.escaped($0) : Quoting.single($0) }
    case "E": return mapped(value) { String(decoding: Escapes.decodeAnsi($0), as: UTF8.self) }
    case "P": return mapped(value) { Prompt.expand($0, session: host.session, at: nil) }
    case "a":
      let variable = host.session.variable(parameter.name)
      return .one(variable.map { Declarations.letters($0) } ?? "")
    case "A":
      guard let variable = host.session.variable(parameter.name) else { return .one("") }
      if variable.isArray, parameter.index != nil { return .one(Declarations.statement(parameter.name, variable)) }
      let letters = Declarations.letters(variable)
      let head = letters.isEmpty ? "" : "declare -\(letters) "
      return variable.text.map { .one("\(head)\(parameter.name)=\(Quoting.single($0))") } ?? .one("\(head)\(parameter.name)")
    case "K", "k":
      guard let variable = host.session.variable(parameter.name), variable.isArray else {
        return mapped(value) { Quoting.single($0) }
      }
      let pairs = zip(variable.keys, variable.elements)
      if letter == "k" { return .many(pairs.flatMap { [$0, $1] }, joined: false) }
      return .one(pairs.map { "\($0) \(Quoting.double($1))" }.joined(separator: " "))
    default: return value
    }
  }
}
