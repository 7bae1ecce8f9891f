/// A command line after parsing.
struct Arguments: Sendable {
  /// Options in the order given, with their arguments.
  private(set) var options: [(key: String, value: String?)] = []
  var operands: [String] = []
  var wantsHelp = false
  var wantsVersion = false

  init() {}

  mutating func add(_ key: String, _ value: String? = nil) {
    options.append((key, value))
  }

  func has(_ key: String) -> Bool { options.contains { $0.key == key } }
  /// The argument of the last use of an option.
  subscript(_ key: String) -> String? { options.last { $0.key == key }?.value }
  func all(_ key: String) -> [String] { options.compactMap { $0.key == key ? $0.value : nil } }
  func count(_ key: String) -> Int { options.count { $0.key == key } }
  /// Which of several options that exclude each other came last.
  func last(of keys: String...) -> String? { options.last { keys.contains($0.key) }?.key }
}

/// Why a program ends early: a message for the errors, and its status.
struct ToolFailure: Error, Sendable {
  var message: String
  var status: Int32
  /// Whether the hint about `--help` follows.
  var showsHint: Bool

  init(_ message: String, status: Int32 = 1, showsHint: Bool = false) {
    self.message = message
    self.status = status
    self.showsHint = showsHint
  }
}

extension Manual {
  /// Reads a command line as getopt_long(3) does, with its messages.
  func parse(_ words: ArraySlice<String>) throws(ToolFailure) -> Arguments {
    var parsed = Arguments()
    guard parsing != .raw else {
      parsed.operands = Array(words)
      return parsed
    }
    var left = words
    while let word = left.popFirst() {
      if word == "--" {
        parsed.operands += left
        break
      }
      if word.hasPrefix("--") {
        try parseLong(word, &left, into: &parsed)
      } else if word.hasPrefix("-") && word != "-" {
        try parseShort(word, &left, into: &parsed)
      } else if parsing == .leading {
        parsed.operands = [word] + left
        break
      } else {
        parsed.operands.append(word)
      }
      if parsed.wantsHelp || parsed.wantsVersion { break }
    }
    return parsed
  }

  private func parseShort(
    _ word: String, _ left: inout ArraySlice<String>, into parsed: inout Arguments
  ) throws(ToolFailure) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = options.first(where: { $0.short.contains(letter) }) else {
        throw usageError("invalid option -- '\(letter)'")
      }
      guard option.isSimulated else { throw notSimulated("-\(letter)") }
      switch option.argument {
      case .none: parsed.add(option.key)
      case .optional:
        parsed.add(option.key, letters.isEmpty ? nil : String(letters))
        return
      case .required:
        if !letters.isEmpty {
          parsed.add(option.key, String(letters))
        } else if let next = left.popFirst() {
          parsed.add(option.key, next)
        } else {
          throw usageError("option requires an argument -- '\(letter)'")
        }
        return
      }
    }
  }

  private func parseLong(
    _ word: String, _ left: inout ArraySlice<String>, into parsed: inout Arguments
  ) throws(ToolFailure) {
    let body = word.dropFirst(2)
    let mark = body.firstIndex(of: "=")
    let name = String(body[..<(mark ?? body.endIndex)])
    let value = mark.map { String(body[body.index(after: $0)...]) }
    let found = try find(long: name, shown: "--\(name)")
    guard let option = found.option else {
      if value != nil { throw usageError("option '--\(found.name)' doesn't allow an argument") }
      if found.name == "help" { parsed.wantsHelp = true } else { parsed.wantsVersion = true }
      return
    }
    guard option.isSimulated else { throw notSimulated("--\(found.name)") }
    switch option.argument {
    case .none:
      if value != nil { throw usageError("option '--\(found.name)' doesn't allow an argument") }
      parsed.add(option.key)
    case .optional: parsed.add(option.key, value)
    case .required:
      if let value {
        parsed.add(option.key, value)
      } else if let next = left.popFirst() {
        parsed.add(option.key, next)
      } else {
        throw usageError("option '--\(found.name)' requires an argument")
      }
    }
  }

  private func find(long name: String, shown: String) throws(ToolFailure) -> (name: String, option: Option?) {
    var candidates: [(name: String, option: Option?)] = []
    for option in options {
      for long in option.long where long.hasPrefix(name) { candidates.append((long, option)) }
    }
    for standard in ["help", "version"] where standard.hasPrefix(name) && !candidates.contains(where: { $0.name == standard }) {
      candidates.append((standard, nil))
    }
    if let exact = candidates.first(where: { $0.name == name }) { return exact }
    guard let first = candidates.first else { throw usageError("unrecognized option '\(shown)'") }
    let areSame = candidates.allSatisfy { $0.option?.key == first.option?.key }
    if candidates.count > 1 && !areSame {
      let names = candidates.map { "'--\($0.name)'" }.joined(separator: " ")
      throw usageError("option '\(shown)' is ambiguous; possibilities: \(names)")
    }
    return first
  }

  func usageError(_ message: String) -> ToolFailure {
    ToolFailure(message, status: usageStatus, showsHint: true)
  }

  func notSimulated(_ name: String) -> ToolFailure {
    ToolFailure("not simulated: option \(name)", status: usageStatus)
  }

  /// What follows a message about the command line, for a program called by `name`.
  func hintText(calledAs name: String) -> String {
    switch hint {
    case .tryHelp: "Try '\(name) --help' for more information.\n"
    case .tryHelpOrUsage: "Try '\(name) --help' or '\(name) --usage' for more information.\n"
    case .namedTryHelp: "\(name): Try '\(name) --help' for more information.\n"
    case .usageThenTryHelp:
      "Usage: \(name) \(usage.first ?? "")\nTry '\(name) --help' for more information.\n"
    case .help: help(calledAs: name)
    case .none: ""
    }
  }
}
