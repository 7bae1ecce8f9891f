import Hosts
import World

extension Interpreter {
  /// Reads what `$INPUTRC` names, or `~/.inputrc`, or `/etc/inputrc`, as readline does when a shell starts.
  func readKeySettings() {
    let own = session.text(of: "INPUTRC") ?? "\(session.home)/.inputrc"
    guard let text = (try? process.readText(own)) ?? (try? process.readText("/etc/inputrc")) else { return }
    session.keyBindings.read(text, include: { try? self.process.readText($0) })
    adoptEditingMode()
  }

  /// The option `vi` follows `set editing-mode`.
  func adoptEditingMode() {
    session.options["vi"] = session.keyBindings.isVi
    session.options["emacs"] = !session.keyBindings.isVi
  }
}

extension Builtins {
  static func bind(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "lpsvPSVX", valued: "mfqurx") else { return 2 }
    if !shell.session.isInteractive, shell.session.subshellDepth == 0 {
      try shell.printError("\(shell.messagePrefix)bind: warning: line editing not enabled\n")
    }
    if options["l"] != nil {
      for name in LineEditor.functionNames.sorted() { try shell.print("\(name)\n") }
    }
    if options["p"] != nil || options["P"] != nil { try listFunctions(shell, asSentences: options["P"] != nil) }
    if options["s"] != nil || options["S"] != nil { try listMacros(shell, asSentences: options["S"] != nil) }
    if options["v"] != nil || options["V"] != nil { try listSettings(shell, asSentences: options["V"] != nil) }
    if options["X"] != nil { try listCommands(shell) }
    if let path = options["f"] {
      do throws(FileError) {
        shell.session.keyBindings.read(try shell.process.readText(path), include: { try? shell.process.readText($0) })
        shell.adoptEditingMode()
      } catch {
        try shell.complainBuiltin("\(path): cannot read: \(error.text)")
        return 1
      }
    }
    if let name = options["q"] { return try tellKeys(of: name, shell) }
    if let name = options["u"] {
      guard LineEditor.functionNames.contains(name) else {
        try shell.complainBuiltin("`\(name)': unknown function name")
        return 1
      }
      shell.session.keyBindings.unbind(function: name)
    }
    if let sequence = options["r"] {
      shell.session.keyBindings.bind(KeySequence.keys(of: KeySequence.text(sequence)), to: nil)
    }
    if let text = options["x"] {
      guard let (keys, command) = KeySequence.split(text), !keys.isEmpty else {
        try shell.complainBuiltin("`\(text)': first non-whitespace character is not `\"'")
        return 1
      }
      var words = String(command.drop { $0 == " " })
      if words.count > 1, words.hasPrefix("\""), words.hasSuffix("\"") { words = String(words.dropFirst().dropLast()) }
      shell.session.keyBindings.bind(keys, to: .command(words))
    }
    for setting in rest {
      do {
        try shell.session.keyBindings.apply(setting)
        if setting.hasPrefix("set ") { shell.adoptEditingMode() }
      } catch KeyBindings.Problem.unknownFunction(let name) {
        try shell.printError("readline: `\(name)': unknown function name\n")
      } catch {
        try shell.printError("readline: \(setting): no key sequence terminator\n")
      }
    }
    return 0
  }

  /// The keys of a command: those that were set, and the usual one where it was left alone.
  private static func keys(of name: String, _ bindings: KeyBindings) -> [String] {
    var found = bindings.actions.filter { $0.action == .function(name) }
      .map { $0.keys.map { KeySequence.written($0) }.joined() }
    for (standard, key) in LineEditor.standardKeys where standard == name && bindings.action(for: [key]) == nil {
      found.append(KeySequence.written(key))
    }
    return found.sorted()
  }

  private static func listFunctions(_ shell: Interpreter, asSentences: Bool) throws {
    for name in LineEditor.functionNames.sorted() {
      let keys = keys(of: name, shell.session.keyBindings)
      if asSentences {
        let list = keys.map { "\"\($0)\"" }.joined(separator: ", ")
        try shell.print(keys.isEmpty ? "\(name) is not bound to any keys\n" : "\(name) can be found on \(list).\n")
      } else if keys.isEmpty {
        try shell.print("# \(name) (not bound)\n")
      } else {
        for key in keys { try shell.print("\"\(key)\": \(name)\n") }
      }
    }
  }

  private static func listMacros(_ shell: Interpreter, asSentences: Bool) throws {
    for (keys, action) in shell.session.keyBindings.actions {
      guard case .macro(let text) = action else { continue }
      let written = keys.map { KeySequence.written($0) }.joined()
      let output = KeySequence.keys(of: text).map { KeySequence.written($0) }.joined()
      try shell.print(asSentences ? "\(written) outputs \(output)\n" : "\"\(written)\": \"\(output)\"\n")
    }
  }

  private static func listCommands(_ shell: Interpreter) throws {
    for (keys, action) in shell.session.keyBindings.actions {
      guard case .command(let text) = action else { continue }
      try shell.print("\"\(keys.map { KeySequence.written($0) }.joined())\": \"\(text)\"\n")
    }
  }

  private static func listSettings(_ shell: Interpreter, asSentences: Bool) throws {
    let standard: [(String, String)] = [
      ("bell-style", "audible"), ("bind-tty-special-chars", "on"), ("colored-completion-prefix", "off"),
      ("colored-stats", "off"), ("completion-ignore-case", "off"), ("completion-query-items", "100"),
      ("editing-mode", shell.session.keyBindings.isVi ? "vi" : "emacs"), ("enable-bracketed-paste", "on"),
      ("expand-tilde", "off"), ("history-size", "500"), ("keyseq-timeout", "500"), ("mark-directories", "on"),
      ("menu-complete-display-prefix", "off"), ("show-all-if-ambiguous", "off"), ("show-all-if-unmodified", "off"),
      ("show-mode-in-prompt", "off"), ("visible-stats", "off"),
    ]
    for (name, usual) in standard {
      let value = shell.session.keyBindings.variables[name] ?? usual
      try shell.print(asSentences ? "\(name) is set to `\(value)'\n" : "set \(name) \(value)\n")
    }
  }

  private static func tellKeys(of name: String, _ shell: Interpreter) throws -> Int32 {
    guard LineEditor.functionNames.contains(name) else {
      try shell.complainBuiltin("`\(name)': unknown function name")
      return 1
    }
    let keys = keys(of: name, shell.session.keyBindings)
    guard !keys.isEmpty else {
      try shell.print("\(name) is not bound to any keys.\n")
      return 1
    }
    try shell.print("\(name) can be invoked via \(keys.map { "\"\($0)\"" }.joined(separator: ", ")).\n")
    return 0
  }
}
