/// What a command does with its arguments. Throws `Failure` for what goes wrong, and lets `Suspension` pass.
typealias CommandBody = @Sendable (Invocation) throws -> Void

/// A command of kubectl as data: flag parsing, help, suggestions and completion are made from it.
struct Command: Sendable {
  struct Example: Sendable {
    var comment: String
    var line: String
  }

  var name: String
  var aliases: [String] = []
  /// One line for the list of commands.
  var summary: String
  /// The rest of its help.
  var details: String = ""
  /// What follows `kubectl ` in the usage line, without `[options]`.
  var usage: String
  var examples: [Example] = []
  var flags: [Flag] = []
  var children: [Command] = []
  /// A command that only groups others: it shows its help, and fails, when it is called by itself.
  var isGroup = false
  /// The heading of the root's help under which it stands.
  var section: String = ""
  /// What its arguments are, for completion.
  var completes: ArgumentCompletion = .none
  var body: CommandBody = { invocation in throw Failure.message("not simulated: kubectl \(invocation.path)") }

  /// The child of that name or alias.
  func child(_ name: String) -> Command? {
    children.first { $0.name == name || $0.aliases.contains(name) }
  }
}

/// What completion offers for the arguments of a command.
enum ArgumentCompletion: Sendable, Equatable {
  case none
  /// Kinds, then names, or `kind/name`.
  case resources
  /// Names of one kind.
  case names(String)
  /// Pods, or `kind/name` of what has Pods.
  case pods
  case contexts
  case clusters
  case users
  case words([String])
  case files
}
