/// What a command does with its arguments. Throws `Failure` for what goes wrong, and lets `Suspension` pass.
typealias CommandBody = @Sendable (Invocation) throws -> Void

/// A command of kubectl as data: flag parsing, help, suggestions and completion are made from it.
struct Command: Sendable {
  var name: String
  var aliases: [String]
  /// One line for the list of commands.
  var summary: String
  /// What follows `kubectl ` in the usage line, without `[options]`.
  var usage: String
  var flags: [Flag]
  /// A command that only groups others: it shows its help, and fails, when it is called by itself.
  var isGroup: Bool
  /// The heading of the root's help under which it stands.
  var section: String
  /// What its arguments are, for completion.
  var completes: ArgumentCompletion
  /// How often it asks a server that it knows nothing of (golden/failures/FACTS.md, 4).
  var attempts: Int
  var children: [Command]
  var body: CommandBody

  init(
    _ name: String, aliases: [String] = [], summary: String, usage: String, flags: String = "", isGroup: Bool = false,
    section: String = "", completes: ArgumentCompletion = .none, attempts: Int = 5,
    body: @escaping CommandBody = { _ in }, children: [Command] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.usage = usage
    self.flags = FlagTable.flags(flags)
    self.isGroup = isGroup
    self.section = section
    self.completes = completes
    self.attempts = attempts
    self.children = children
    self.body = body
  }

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
}

/// All commands, and the flags that every one of them takes.
enum CommandTable {
  /// What `kubectl` itself is.
  static let root = Command(
    "kubectl", summary: "kubectl controls the Kubernetes cluster manager.", usage: "[flags]",
    children: createCommands + workloadsCommands + settingCommands + lookingCommands + manifestsCommands
      + containersCommands + clusterCommands + configCommands + otherCommands)

  private static let otherCommands: [Command] = [
    Command(
      "kuberc", summary: "Change the preferences of kubectl", usage: "kuberc SUBCOMMAND", section: "Other Commands",
      body: { _ in throw Failure.message("not simulated: kubectl kuberc") }),
    Command(
      "options", summary: "Show the flags that every command takes", usage: "options",
      body: { invocation in try invocation.print(Help.options()) }),
  ]

  /// Headings of the root's help, in their order.
  static let sections = [
    "Basic Commands (Beginner)", "Basic Commands (Intermediate)", "Deploy Commands", "Cluster Management Commands",
    "Troubleshooting and Debugging Commands", "Advanced Commands", "Settings Commands", "Other Commands",
  ]

  static let globalFlags = FlagTable.flags(
    """
    as:string as-group:array as-uid:string as-user-extra:array cache-dir:string certificate-authority:string \
    client-certificate:string client-key:string cluster:string context:string disable-compression:bool \
    insecure-skip-tls-verify:bool kubeconfig:string kuberc:string log-flush-frequency:duration=5s \
    match-server-version:bool n,namespace:string password:string profile:string=none \
    profile-output:string=profile.pprof request-timeout:string=0 s,server:string tls-server-name:string token:string \
    user:string username:string v,v:int vmodule:string warnings-as-errors:bool
    """)
}
