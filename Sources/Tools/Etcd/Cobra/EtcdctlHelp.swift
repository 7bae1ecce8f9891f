import Etcd

/// etcdctl's own layout of help (ctlv3/help.go), with tabs up to 3.5 and two blanks since.
enum EtcdctlHelp {
  static func text(_ found: CobraFound, version: EtcdVersion) -> String {
    let indent = version.dialect >= .v36 ? "  " : "\t"
    let name = found.path.count == 1 ? found.command.name : found.path.dropFirst().map(\.name).joined(separator: " ")
    var text = "NAME:\n\(indent)\(name) - \(found.command.short)\n\nUSAGE:\n\(indent)\(usageLine(found))\n"
    if found.path.count == 1 { text += "\nVERSION:\n\(indent)\(version.text)\n" }
    if !found.command.commands.isEmpty {
      text += "\nAPI VERSION:\n\(indent)\(version.dialect.text)\n"
    }
    if version.dialect == .v34 && found.path.count == 1 { text += "\n" }
    if !found.command.example.isEmpty && version.dialect >= .v36 {
      text += "\nExamples:\n\(indented(found.command.example, "  "))\n"
    }
    if !found.command.commands.isEmpty { text += "\nCOMMANDS:\n\(commands(found, indent, version))" }
    if !found.command.long.isEmpty { text += "\nDESCRIPTION:\n\(indented(found.command.long, indent))\n" }
    text += "\nOPTIONS:\n\(flags(found.localFlags))"
    let inherited = found.inheritedFlags
    if !inherited.isEmpty { text += "\nGLOBAL OPTIONS:\n\(flags(inherited))" }
    return "\(text)\n"
  }

  static func usageLine(_ found: CobraFound) -> String {
    let parents = found.path.dropLast().map(\.name)
    return (parents + [found.command.use, "[flags]"]).joined(separator: " ")
  }

  private static func indented(_ text: String, _ indent: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "\(indent)\($0)" }.joined(separator: "\n")
  }

  /// The root lists the commands of its commands too, as etcdctl does.
  private static func commands(_ found: CobraFound, _ indent: String, _ version: EtcdVersion) -> String {
    var rows: [(String, String)] = []
    let isRoot = found.path.count == 1
    let help = CobraCommand("help", "Help about any command")
    let all = (found.command.commands + (isRoot ? [help] : [])).sorted { $0.name < $1.name }
    for command in all where !command.isHidden {
      if isRoot && !command.commands.isEmpty {
        for child in command.commands.sorted(by: { $0.name < $1.name }) where !child.isHidden {
          rows.append(("\(command.name) \(child.name)", child.short))
        }
      } else {
        rows.append((command.name, command.short))
      }
    }
    return tabbed(rows.map { ("\(indent)\($0.0)", $0.1) })
  }

  private static func flags(_ flags: [CobraFlag]) -> String {
    let rows = flags.filter { !$0.isHidden }.sorted { $0.name < $1.name }.map { flag -> (String, String) in
      let short = flag.shorthand.map { "  -\($0), " } ?? "      "
      return ("\(short)--\(flag.name)\(initial(flag))", flag.usage)
    }
    return tabbed(rows)
  }

  private static func initial(_ flag: CobraFlag) -> String {
    switch flag.kind {
    case .string: "=\"\(flag.initial)\""
    case .strings: "=[\(flag.initial)]"
    case .bool: "[=\(flag.initial)]"
    case .int, .uint, .duration: "=\(flag.initial)"
    }
  }

  /// Columns as Go's tabwriter sets them with tabs of eight (`tabwriter.Init(out, 0, 8, 1, '\t', 0)`).
  private static func tabbed(_ rows: [(String, String)]) -> String {
    func width(_ text: String) -> Int {
      text.reduce(0) { $1 == "\t" ? ($0 / 8 + 1) * 8 : $0 + 1 }
    }
    let widest = rows.map { width($0.0) }.max() ?? 0
    let column = (widest / 8 + 1) * 8
    return rows.map { left, right in
      let tabs = (column - width(left) + 7) / 8
      return "\(left)\(String(repeating: "\t", count: max(1, tabs)))\(right)\n"
    }.joined()
  }
}
