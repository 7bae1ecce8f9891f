import KubeModel
import World

/// Finds the command that a line means, reads its flags and runs it (cobra).
struct Dispatcher {
  let process: Process
  let sender: any RequestSender

  func run() throws {
    var words = Array(process.arguments.dropFirst())
    let asksHelp = words.first == "help"
    if asksHelp { words.removeFirst() }
    let (command, path, rest) = Self.find(words)
    if asksHelp { return try help(command, path, rest) }
    let parser = FlagParser(command.flags + CommandTable.globalFlags)
    let flags: ParsedFlags
    if path.isEmpty, let unknown = Self.bareWords(rest, of: command).first, try !runPlugin(rest) {
      throw Failure.message("unknown command \(GoText.quoted(unknown)) for \"kubectl\"\(Self.suggestions(unknown))")
    }
    do throws(FlagError) {
      flags = try parser.parse(rest)
    } catch {
      if error.message == FlagParser.helpRequested { return try process.print(Help.text(command, path: path)) }
      throw Failure.message("\(error.message)\nSee '\(path.isEmpty ? "kubectl" : "kubectl \(path)") --help' for usage.")
    }
    try announceDeprecations(flags, command)
    let invocation = Invocation(process: process, sender: sender, command: command, path: path, flags: flags)
    if path.isEmpty { return try process.print(Help.root()) }
    if command.isGroup { return try refuse(invocation) }
    let missing = command.flags.filter { $0.isRequired && !flags.isSet($0.name) }.map { "\"\($0.name)\"" }
    guard missing.isEmpty else {
      throw Failure.message("required flag(s) \(missing.sorted().joined(separator: ", ")) not set")
    }
    try command.body(invocation)
    try invocation.finish()
  }

  private func help(_ command: Command, _ path: String, _ rest: [String]) throws {
    let unknown = Self.bareWords(rest, of: command)
    guard unknown.isEmpty || !path.isEmpty else {
      return try process.printError(
        "Unknown help topic [\(unknown.map { "`\($0)`" }.joined(separator: " "))]\n\n\n\(Help.rootUsage())")
    }
    try process.print(Help.text(command, path: path))
  }

  /// What a command that only groups others does by itself.
  private func refuse(_ invocation: Invocation) throws {
    guard invocation.arguments.isEmpty else {
      throw Failure.usage(
        "unknown command \(GoText.quoted(invocation.arguments.joined(separator: " ")))", of: invocation.path)
    }
    try process.printError(Help.text(invocation.command, path: invocation.path))
    throw Failure.exit(1)
  }

  private func announceDeprecations(_ flags: ParsedFlags, _ command: Command) throws {
    for flag in command.flags where flags.isSet(flag.name) {
      guard let text = flag.deprecation else { continue }
      try process.printError("Flag --\(flag.name) has been deprecated, \(text)\n")
    }
  }

  // MARK: Finding

  /// Goes down the tree as far as words name commands; flags may stand between them.
  static func find(_ words: [String]) -> (command: Command, path: String, rest: [String]) {
    var command = CommandTable.root
    var path: [String] = []
    var rest = words
    while let next = bareWords(rest, of: command).first, let child = command.child(next) {
      guard let index = bareIndex(of: next, in: rest, of: command) else { break }
      rest.remove(at: index)
      command = child
      path.append(child.name)
    }
    return (command, path.joined(separator: " "), rest)
  }

  /// The words that are neither flags nor values of flags, up to `--`.
  static func bareWords(_ words: [String], of command: Command) -> [String] {
    bareIndices(words, of: command).map { words[$0] }
  }

  private static func bareIndex(of word: String, in words: [String], of command: Command) -> Int? {
    bareIndices(words, of: command).first { words[$0] == word }
  }

  private static func bareIndices(_ words: [String], of command: Command) -> [Int] {
    let flags = command.flags + CommandTable.globalFlags
    var indices: [Int] = []
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if word == "--" { break }
      guard word.hasPrefix("-") else {
        if !word.isEmpty { indices.append(index - 1) }
        continue
      }
      guard !word.contains("=") else { continue }
      let flag: Flag?
      if word.hasPrefix("--") {
        if word == "--help" { continue }
        flag = flags.first { $0.name == word.dropFirst(2) }
      } else {
        guard word.utf8.count == 2, word != "-h" else { continue }
        flag = flags.first { $0.short == word.last }
      }
      if flag?.valueWithoutArgument == nil { index += 1 }
    }
    return indices
  }

  // MARK: Suggestions and plugins

  static func suggestions(_ typed: String) -> String {
    // In the order in which kubectl adds its commands, which is that of its help.
    let names = CommandTable.sections.flatMap { section in
      CommandTable.root.children.filter { $0.section == section }.map(\.name)
    }
    let close = names.filter { name in
      EditDistance.between(typed.lowercased(), name) <= 2 || name.hasPrefix(typed.lowercased())
        || (name == "get" && ["list", "ps"].contains(typed)) || (name == "delete" && typed == "rm")
    }
    return close.isEmpty ? "" : "\n\nDid you mean this?\n\(close.map { "\t\($0)\n" }.joined())"
  }

  /// Runs `kubectl-foo` of PATH for `kubectl foo`; false where there is none.
  private func runPlugin(_ words: [String]) throws -> Bool {
    guard let first = words.first, !first.hasPrefix("-") else { return false }
    let name = "kubectl-\(first.replacing("-", with: "_"))"
    let folders = (process.environment["PATH"] ?? "").split(separator: ":")
    guard folders.contains(where: { process.files.exists("\($0)/\(name)", by: process.accessor) }) else { return false }
    throw Failure.exit(try process.run(process.child([name] + words.dropFirst())))
  }
}
