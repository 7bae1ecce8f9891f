/// cobra's usual layout of help and usage, which etcdutl has.
enum StandardHelp {
  static func help(_ found: CobraFound) -> String {
    let about = found.command.long.isEmpty ? found.command.short : found.command.long
    let shown = found.path.count == 1 || found.command.action != nil || !found.command.commands.isEmpty ? "" : about
    return shown.isEmpty ? usage(found) : "\(shown)\n\n\(usage(found))"
  }

  static func usage(_ found: CobraFound) -> String {
    let command = found.command
    var text = "Usage:\n"
    if command.action != nil { text += "  \(usageLine(found))\n" }
    if !command.commands.isEmpty { text += "  \(found.commandPath) [command]\n\nAvailable Commands:\n\(list(found))" }
    text += "\nFlags:\n\(flags(found.localFlags))"
    if !found.inheritedFlags.isEmpty { text += "\nGlobal Flags:\n\(flags(found.inheritedFlags))" }
    if !command.commands.isEmpty {
      text += "\nUse \"\(found.commandPath) [command] --help\" for more information about a command.\n"
    }
    return text
  }

  static func usageLine(_ found: CobraFound) -> String {
    let parents = found.path.dropLast().map(\.name)
    return (parents + [found.command.use, "[flags]"]).joined(separator: " ")
  }

  private static func list(_ found: CobraFound) -> String {
    var commands = found.command.commands
    if found.path.count == 1 { commands.append(CobraCommand("help", "Help about any command")) }
    return commands.filter { !$0.isHidden && $0.deprecated == nil }.sorted { $0.name < $1.name }.map { command in
      "  \(command.name)\(String(repeating: " ", count: max(1, 12 - command.name.count)))\(command.short)\n"
    }.joined()
  }

  private static func flags(_ flags: [CobraFlag]) -> String {
    let rows = flags.filter { !$0.isHidden }.sorted { $0.name < $1.name }.map { flag -> (String, String) in
      let short = flag.shorthand.map { "  -\($0), " } ?? "      "
      let kind = flag.kind.name.isEmpty ? "" : " \(flag.kind.name)"
      return ("\(short)--\(flag.name)\(kind)", "\(flag.usage)\(initial(flag))")
    }
    let widest = rows.map(\.0.count).max() ?? 0
    return rows.map { left, right in
      "\(left)\(String(repeating: " ", count: widest - left.count + 3))\(right)\n"
    }.joined()
  }

  private static func initial(_ flag: CobraFlag) -> String {
    switch flag.kind {
    case .string: flag.initial.isEmpty ? "" : " (default \"\(flag.initial)\")"
    case .bool: flag.initial == "false" ? "" : " (default true)"
    case .int, .uint: flag.initial == "0" || flag.initial.isEmpty ? "" : " (default \(flag.initial))"
    case .duration, .strings: flag.initial.isEmpty ? "" : " (default \(flag.initial))"
    }
  }
}
