/// The values of flags and the arguments that remain, after pflag's rules.
struct ParsedFlags: Sendable {
  private var values: [String: [String]] = [:]
  private let known: [String: Flag]
  private(set) var changed: Set<String> = []
  var arguments: [String] = []
  /// How many arguments stood before `--`; nil without one.
  var countBeforeDash: Int?
  /// Flags in the order in which they were set.
  private(set) var order: [String] = []

  init(known: [Flag]) {
    self.known = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func isSet(_ name: String) -> Bool { changed.contains(name) }
  func string(_ name: String) -> String { values[name]?.last ?? known[name]?.fallback ?? "" }
  func bool(_ name: String) -> Bool { GoBool.parse(string(name)) ?? false }
  func int(_ name: String) -> Int { Int(string(name)) ?? 0 }
  func duration(_ name: String) -> GoDuration { (try? GoDuration(string(name))) ?? GoDuration(nanoseconds: 0) }

  /// The values of a repeatable flag.
  func list(_ name: String) -> [String] {
    guard let given = values[name] else {
      let fallback = known[name]?.fallback ?? ""
      return fallback.isEmpty ? [] : fallback.split(separator: ",").map(String.init)
    }
    guard case .list = known[name]?.kind else { return given }
    return given.flatMap { CommaList.split($0) }
  }

  mutating func set(_ flag: Flag, to value: String) throws(FlagError) {
    try flag.check(value)
    values[flag.name, default: []].append(value)
    changed.insert(flag.name)
    order.append(flag.name)
  }
}

/// What is wrong with the flags of a command line, in pflag's words.
struct FlagError: Error, Equatable {
  var message: String
}

struct FlagParser {
  let flags: [Flag]
  private let byName: [String: Flag]
  private let byShort: [Character: Flag]

  init(_ flags: [Flag]) {
    self.flags = flags
    byName = Dictionary(flags.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    byShort = Dictionary(
      flags.compactMap { flag in flag.short.map { ($0, flag) } }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads flags anywhere among the arguments, up to `--`.
  func parse(_ words: [String]) throws(FlagError) -> ParsedFlags {
    var parsed = ParsedFlags(known: flags)
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        parsed.countBeforeDash = parsed.arguments.count
        parsed.arguments += rest
        break
      }
      if word.hasPrefix("--") {
        try long(word, &rest, &parsed)
      } else if word.hasPrefix("-"), word.utf8.count > 1 {
        try shorts(word, &rest, &parsed)
      } else {
        parsed.arguments.append(word)
      }
    }
    return parsed
  }

  private func long(
    _ word: String, _ rest: inout ArraySlice<String>, _ parsed: inout ParsedFlags
  ) throws(FlagError) {
    let body = word.dropFirst(2)
    guard let first = body.first, first != "-", first != "=" else {
      throw FlagError(message: "bad flag syntax: \(word)")
    }
    let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0].replacing("_", with: "-")
    guard let flag = byName[name] else {
      if name == "help" { throw FlagError(message: FlagParser.helpRequested) }
      throw FlagError(message: "unknown flag: --\(parts[0])")
    }
    if parts.count == 2 {
      try parsed.set(flag, to: parts[1])
    } else if let value = flag.valueWithoutArgument {
      try parsed.set(flag, to: value)
    } else if let value = rest.popFirst() {
      try parsed.set(flag, to: value)
    } else {
      throw FlagError(message: "flag needs an argument: --\(parts[0])")
    }
  }

  private func shorts(
    _ word: String, _ rest: inout ArraySlice<String>, _ parsed: inout ParsedFlags
  ) throws(FlagError) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let flag = byShort[letter] else {
        if letter == "h" { throw FlagError(message: FlagParser.helpRequested) }
        throw FlagError(message: "unknown shorthand flag: \(GoText.quotedRune(letter)) in -\(letter)\(letters)")
      }
      if letters.first == "=", letters.count > 1 {
        try parsed.set(flag, to: String(letters.dropFirst()))
        return
      }
      if let value = flag.valueWithoutArgument {
        try parsed.set(flag, to: value)
        continue
      }
      if !letters.isEmpty {
        try parsed.set(flag, to: String(letters))
        return
      }
      guard let value = rest.popFirst() else {
        throw FlagError(message: "flag needs an argument: \(GoText.quotedRune(letter)) in \(word)")
      }
      try parsed.set(flag, to: value)
    }
  }

  /// The message by which parsing says that `-h` or `--help` stood there.
  static let helpRequested = "pflag: help requested"
}

extension Flag {
  /// Whether the flag takes that text.
  func check(_ value: String) throws(FlagError) {
    let reason: String?
    switch kind {
    case .bool:
      reason = GoBool.parse(value) == nil ? "strconv.ParseBool: parsing \(GoText.quoted(value)): invalid syntax" : nil
    case .int(let bits): reason = Self.integerProblem(value, bits: bits)
    case .duration:
      do throws(GoDuration.Problem) {
        _ = try GoDuration(value)
        reason = nil
      } catch {
        reason = error.message
      }
    case .list: reason = CommaList.problem(value)
    default: reason = nil
    }
    if let reason {
      throw FlagError(message: "invalid argument \(GoText.quoted(value)) for \"\(errorName)\" flag: \(reason)")
    }
  }

  private static func integerProblem(_ value: String, bits: Int) -> String? {
    let prefix = "strconv.ParseInt: parsing \(GoText.quoted(value)):"
    let digits = value.hasPrefix("-") || value.hasPrefix("+") ? value.dropFirst() : value[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return "\(prefix) invalid syntax"
    }
    guard let number = Int64(value), bits == 64 || number.magnitude < UInt64(1) << (bits - 1) else {
      return "\(prefix) value out of range"
    }
    return nil
  }
}
