import Hosts
import ShellLanguage
import World

extension Interpreter {
  /// Parses and runs a text line by line, as bash does; a mistake in a later line leaves the earlier ones done.
  /// Returns whether a syntax error ended it, which a message has told.
  @discardableResult
  func runText(_ text: String, isNested: Bool = false, firstLine: Int = 1) throws -> Bool {
    let aliases = aliasLookup
    var parser = Parser(
      text, options: .init(extendedPatterns: session.options["extglob"]), firstLine: firstLine,
      aliases: { name in aliases.session?.aliases[name] })
    while true {
      aliases.session = session.options["expand_aliases"] ? session : nil
      parser.options.extendedPatterns = session.options["extglob"]
      let list: CommandList
      do throws(SyntaxFailure) {
        guard let next = try parser.next() else { return false }
        list = next
      } catch {
        try report(error)
        session.lastStatus = Int32(error.status)
        return true
      }
      for warning in parser.warnings {
        let prefix = session.isInteractive ? "\(messageName): " : "\(messageName): line \(warning.line): "
        try printError("\(prefix)warning: \(warning.message)\n")
      }
      do {
        try run(list)
      } catch Flow.abandon(let status) {
        if case .subshell = origin, !isNested { throw Flow.exit(status) }
        session.lastStatus = status
      } catch Flow.fatal where session.isInteractive && !isNested && session.subshellDepth == 0 {
        session.lastStatus = 1
      }
    }
  }

  private func report(_ failure: SyntaxFailure) throws {
    if session.isDash {
      let message = failure.message.hasPrefix("syntax error: unexpected end of file")
        ? "Syntax error: end of file unexpected" : failure.message
      try printError("\(messageName): \(failure.line): \(message)\n")
      return
    }
    var name = messageName
    if case .command = origin, !messageName.contains(": ") { name += ": -c" }
    try printError(failure.text(name: name, isInteractive: session.isInteractive && !messageName.contains(": ")))
  }

  /// Runs a file in this shell: `source`, start-up files. Nil, after no message, where it cannot be read.
  func runFile(_ path: String, arguments: [String]? = nil) throws -> Int32? {
    guard let text = try? process.readText(path) else { return nil }
    let positional = session.positional
    let name = messageName
    let wasInteractive = session.isInteractive
    let wasFromPrompt = isFromPrompt
    isFromPrompt = wasFromPrompt || wasInteractive
    if let arguments, !arguments.isEmpty { session.positional = arguments }
    messageName = path
    session.isInteractive = false
    sourceDepth += 1
    defer {
      sourceDepth -= 1
      messageName = name
      session.isInteractive = wasInteractive
      isFromPrompt = wasFromPrompt
      if let arguments, !arguments.isEmpty { session.positional = positional }
    }
    session.lastStatus = 0
    do {
      try runText(text, isNested: true)
    } catch Flow.leaveFunction(let status) {
      session.lastStatus = status
    }
    return session.lastStatus
  }
}

/// Lets the parser see the aliases of a session that changes while the parser lives.
final class AliasLookup {
  var session: ShellSession?
}

extension Interpreter {
  var aliasLookup: AliasLookup {
    let lookup = AliasLookup()
    lookup.session = session
    return lookup
  }
}
