public import World

/// The shells that are open in one terminal, the innermost last: `ssh`, `sudo -i`, `bash` and `kubectl exec -it` put
/// one on top, `exit` takes it away.
public struct ShellStack: Sendable {
  public internal(set) var sessions: [ShellSession] = []

  public init() {}

  /// The last shell has ended.
  public var isEmpty: Bool { sessions.isEmpty }

  /// The shell that reads the next line.
  public var current: ShellSession? { sessions.last }

  /// PS1 as it is shown now, or PS2 while a line goes on.
  public func prompt(in world: World, continued: Bool = false) -> String {
    guard let session = sessions.last else { return "" }
    let text = session.text(of: continued ? "PS2" : "PS1") ?? (continued ? "> " : "\\s-\\v\\$ ")
    return Prompt.expand(text, session: session, at: world.wall)
  }

  /// Whether Enter would only show the continuation prompt.
  public func isIncomplete(_ text: String) -> Bool {
    guard let session = sessions.last else { return false }
    let aliases = session.options["expand_aliases"] ? session.aliases : [:]
    return LineSyntax.isIncomplete(text, extended: session.options["extglob"], aliases: aliases)
  }
}
