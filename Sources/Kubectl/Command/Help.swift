/// The help of commands, in kubectl's layout.
enum Help {
  private static let footer =
    "Use \"kubectl options\" for a list of global command-line options (applies to all commands).\n"

  /// - Parameter path: The names on the way to the command, without `kubectl`; empty for the root.
  static func text(_ command: Command, path: String) -> String {
    if path.isEmpty { return root() }
    var text = "\(command.summary).\n\n"
    if !command.aliases.isEmpty {
      text += "Aliases:\n\(([command.name] + command.aliases).joined(separator: ", "))\n\n"
    }
    if !command.children.isEmpty { text += "Available Commands:\n\(list(command.children))\n" }
    let shown = command.flags.filter { !$0.isHidden }
    if !shown.isEmpty {
      text += "Options:\n\(shown.map { "\($0.helpHead)\n\t\($0.help)\n" }.joined(separator: "\n"))\n"
    }
    text += "Usage:\n  kubectl \(command.usage)\(command.usage.contains("[options]") ? "" : " [options]")\n\n"
    if !command.children.isEmpty {
      text += "Use \"kubectl \(path) <command> --help\" for more information about a given command.\n"
    }
    return text + footer
  }

  static func root() -> String {
    "\(CommandTable.root.summary)\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n\(rootUsage())"
  }

  /// The lists of commands.
  static func rootUsage() -> String {
    var text = ""
    for section in CommandTable.sections {
      if section == "Other Commands" { text += "Subcommands provided by plugins:\n\n" }
      text += "\(section):\n\(list(CommandTable.root.children.filter { $0.section == section }, least: 15))\n"
    }
    text += "Usage:\n  kubectl [flags] [options]\n\n"
    text += "Use \"kubectl <command> --help\" for more information about a given command.\n"
    return text + footer
  }

  /// The flags that every command takes.
  static func options() -> String {
    let flags = CommandTable.globalFlags.map { "\($0.helpHead)\n\t\($0.help)\n" }.joined(separator: "\n")
    return "The following options can be passed to any command:\n\n\(flags)"
  }

  private static func list(_ commands: [Command], least: Int = 13) -> String {
    let width = max(commands.map(\.name.count).max() ?? 0, least - 2)
    return commands.map { command in
      let blanks = String(repeating: " ", count: width - command.name.count + 3)
      return "  \(command.name)\(blanks)\(command.summary)\n"
    }.joined()
  }
}
