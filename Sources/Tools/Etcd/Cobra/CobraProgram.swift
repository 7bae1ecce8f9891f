import Etcd
import World

/// A program: its commands, and in which layout it prints help and errors.
struct CobraProgram: Sendable {
  enum Layout: Sendable {
    /// etcdctl's own: NAME, USAGE, OPTIONS, on standard output.
    case etcdctl
    /// cobra's usual one, with errors and usage on standard error.
    case standard
  }

  var root: CobraCommand
  var version: EtcdVersion
  var layout: Layout
  var surroundings: EtcdSurroundings

  /// etcdctl up to 3.5, and etcdutl in all versions, print errors of usage a second time at the very end.
  private var repeatsErrors: Bool { layout == .standard || version.dialect < .v36 }

  func run(_ process: Process) throws -> Int32 {
    let arguments = Array(process.arguments.dropFirst())
    let found = root.find(arguments)
    if found.path.count == 1, let word = CobraCommand.words(found.rest, found.allFlags).first, word != "help" {
      return try unknownCommand(word, process)
    }
    if found.path.count == 1, CobraCommand.words(found.rest, found.allFlags).first == "help" {
      let words = CobraCommand.words(found.rest, found.allFlags).dropFirst()
      try process.print(help(root.find(Array(words))))
      return 0
    }
    if let deprecated = found.command.deprecated {
      try process.printError("Command \"\(found.command.name)\" is deprecated, \(deprecated)\n")
    }
    let parsed: CobraParsed
    do {
      parsed = try CobraParsed(found.rest, flags: found.allFlags)
      if parsed.values["help"] == "true" || found.command.action == nil {
        try process.print(help(found))
        return 0
      }
      try checkRequired(found, parsed)
    } catch let error as CobraUsageError {
      return try usageError(error.message, found, process)
    }
    let call = EtcdCall(
      process: process, version: version, surroundings: surroundings, found: found, parsed: parsed)
    do {
      try found.command.action?(call)
      return 0
    } catch let exit as EtcdExit {
      if let message = exit.message { try process.printError("Error: \(message)\n") }
      return exit.status
    }
  }

  private func checkRequired(_ found: CobraFound, _ parsed: CobraParsed) throws {
    let missing = found.allFlags.filter { $0.isRequired && !parsed.changed.contains($0.name) }
    if missing.isEmpty { return }
    let names = missing.map { "\"\($0.name)\"" }.sorted().joined(separator: ", ")
    throw CobraUsageError(message: "required flag(s) \(names) not set")
  }

  private func unknownCommand(_ word: String, _ process: Process) throws -> Int32 {
    let suggestions = root.suggestions(for: word)
    var message = "unknown command \"\(word)\" for \"\(root.name)\""
    if !suggestions.isEmpty {
      message += "\n\nDid you mean this?\n\(suggestions.map { "\t\($0)\n" }.joined())"
    }
    try process.printError("Error: \(message)\nRun '\(root.name) --help' for usage.\n")
    if repeatsErrors { try process.printError("Error: \(message)\n") }
    return 1
  }

  private func usageError(_ message: String, _ found: CobraFound, _ process: Process) throws -> Int32 {
    switch layout {
    case .etcdctl:
      try process.printError("Error: \(message)\n")
      try process.print(help(found))
      try process.printError("\n")
    case .standard:
      try process.printError("Error: \(message)\n\(StandardHelp.usage(found))\n")
    }
    if repeatsErrors { try process.printError("Error: \(message)\n") }
    return 1
  }

  private func help(_ found: CobraFound) -> String {
    switch layout {
    case .etcdctl: EtcdctlHelp.text(found, version: version)
    case .standard: StandardHelp.help(found)
    }
  }
}
