import KubeModel

/// A command of a program that is built with spf13/cobra, as etcdctl and etcdutl are.
struct CobraCommand: Sendable {
  typealias Action = @Sendable (EtcdCall) throws -> Void

  /// The name and how its arguments are written: `save <filename>`.
  var use: String
  /// One line of help.
  var short: String
  var long = ""
  var example = ""
  var aliases: [String] = []
  /// Flags of its own.
  var flags: [CobraFlag] = []
  /// Flags that its subcommands have too.
  var persistentFlags: [CobraFlag] = []
  var commands: [CobraCommand] = []
  /// What a deprecated command says before it runs.
  var deprecated: String?
  var isHidden = false
  /// Nil for a command that only has subcommands: it prints its help.
  var action: Action?

  var name: String { use.split(separator: " ").first.map(String.init) ?? use }

  init(_ use: String, _ short: String, flags: [CobraFlag] = [], action: Action? = nil) {
    self.use = use
    self.short = short
    self.flags = flags
    self.action = action
  }

  init(_ use: String, _ short: String, commands: [CobraCommand]) {
    self.use = use
    self.short = short
    self.commands = commands
  }

  /// The subcommand of that name or alias, or the only one whose name begins so.
  func subcommand(_ name: String) -> CobraCommand? {
    if let exact = commands.first(where: { $0.name == name || $0.aliases.contains(name) }) { return exact }
    let beginning = commands.filter { $0.name.hasPrefix(name) }
    return beginning.count == 1 && !name.isEmpty ? beginning[0] : nil
  }

  /// Names that somebody who typed `name` may have meant.
  func suggestions(for name: String) -> [String] {
    commands.filter { command in
      !command.isHidden
        && (EditDistance.between(name.lowercased(), command.name.lowercased()) <= 2
          || command.name.lowercased().hasPrefix(name.lowercased()))
    }.map(\.name)
  }
}
