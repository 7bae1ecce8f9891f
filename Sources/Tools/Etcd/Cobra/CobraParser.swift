/// A command that was found on a command line, with the way to it.
struct CobraFound: Sendable {
  /// From the root to the command itself.
  var path: [CobraCommand]
  /// What is left for its flags and arguments.
  var rest: [String]

  var command: CobraCommand { path[path.count - 1] }
  /// `etcdctl snapshot save`
  var commandPath: String { path.map(\.name).joined(separator: " ") }
  /// Flags of its own, with `--help`.
  var localFlags: [CobraFlag] {
    let help = CobraFlag("help", .bool, "false", "help for \(command.name)", shorthand: "h")
    return command.flags + (path.count == 1 ? command.persistentFlags : []) + [help]
  }
  /// Flags of the commands above it.
  var inheritedFlags: [CobraFlag] {
    let own = path.count == 1 ? [] : command.persistentFlags
    return path.dropLast().flatMap(\.persistentFlags) + own
  }
  var allFlags: [CobraFlag] { localFlags + inheritedFlags }
}

/// Wrong usage: the text without `Error: `.
struct CobraUsageError: Error {
  var message: String
}

extension CobraCommand {
  /// Finds the command that the arguments name, as cobra's Find does.
  func find(_ arguments: [String]) -> CobraFound {
    var found = CobraFound(path: [self], rest: arguments)
    while true {
      let words = Self.words(found.rest, found.allFlags)
      guard let next = words.first, let child = found.command.subcommand(next) else { return found }
      found.rest = Self.removeFirst(next, from: found.rest, found.allFlags)
      found.path.append(child)
    }
  }

  /// The arguments that are no flags and no flags' values.
  static func words(_ arguments: [String], _ flags: [CobraFlag]) -> [String] {
    var words: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { break }
      if takesNext(argument, flags) {
        _ = rest.popFirst()
      } else if !argument.isEmpty, !argument.hasPrefix("-") {
        words.append(argument)
      }
    }
    return words
  }

  private static func takesNext(_ argument: String, _ flags: [CobraFlag]) -> Bool {
    if argument.contains("=") { return false }
    if argument.hasPrefix("--") {
      return flags.first { $0.name == argument.dropFirst(2) }?.kind != .bool
    }
    if argument.hasPrefix("-"), argument.count == 2 {
      return flags.first { $0.shorthand == argument.last }?.kind != .bool
    }
    return false
  }

  private static func removeFirst(_ word: String, from arguments: [String], _ flags: [CobraFlag]) -> [String] {
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      if argument == "--" { break }
      if takesNext(argument, flags) {
        index += 2
        continue
      }
      if argument == word {
        var rest = arguments
        rest.remove(at: index)
        return rest
      }
      index += 1
    }
    return arguments
  }
}

/// The values of flags, and the arguments between them.
struct CobraParsed: Sendable {
  var values: [String: String] = [:]
  /// Flags that were given, in their order.
  var changed: [String] = []
  var arguments: [String] = []

  /// Reads flags and arguments in any order, as pflag does.
  init(_ rest: [String], flags: [CobraFlag]) throws(CobraUsageError) {
    for flag in flags { values[flag.name] = flag.initial }
    var rest = rest[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        arguments.append(contentsOf: rest)
        break
      } else if argument.hasPrefix("--") {
        try long(String(argument.dropFirst(2)), &rest, flags)
      } else if argument.hasPrefix("-"), argument.count > 1 {
        try short(argument, &rest, flags)
      } else {
        arguments.append(argument)
      }
    }
  }

  private mutating func long(
    _ body: String, _ rest: inout ArraySlice<String>, _ flags: [CobraFlag]
  ) throws(CobraUsageError) {
    let mark = body.firstIndex(of: "=")
    let name = String(body[..<(mark ?? body.endIndex)])
    if name.isEmpty || name.hasPrefix("-") { throw CobraUsageError(message: "bad flag syntax: --\(body)") }
    guard let flag = flags.first(where: { $0.name == name }) else {
      throw CobraUsageError(message: "unknown flag: --\(name)")
    }
    if let mark {
      try set(flag, String(body[body.index(after: mark)...]))
    } else if flag.kind == .bool {
      try set(flag, "true")
    } else if let value = rest.popFirst() {
      try set(flag, value)
    } else {
      throw CobraUsageError(message: "flag needs an argument: --\(name)")
    }
  }

  /// `-w json`, `-wjson`, `-w=json`, and several letters in one.
  private mutating func short(
    _ argument: String, _ rest: inout ArraySlice<String>, _ flags: [CobraFlag]
  ) throws(CobraUsageError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let flag = flags.first(where: { $0.shorthand == letter }) else {
        throw CobraUsageError(message: "unknown shorthand flag: '\(letter)' in \(argument)")
      }
      if letters.first == "=" {
        try set(flag, String(letters.dropFirst()))
        return
      }
      if flag.kind == .bool {
        try set(flag, "true")
        continue
      }
      if !letters.isEmpty {
        try set(flag, String(letters))
        return
      }
      guard let value = rest.popFirst() else {
        throw CobraUsageError(message: "flag needs an argument: '\(letter)' in \(argument)")
      }
      try set(flag, value)
    }
  }

  mutating func set(_ flag: CobraFlag, _ value: String) throws(CobraUsageError) {
    if let problem = flag.problem(with: value) { throw CobraUsageError(message: problem) }
    values[flag.name] = value
    if !changed.contains(flag.name) { changed.append(flag.name) }
  }
}
