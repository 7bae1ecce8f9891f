import Hosts
import OrderedCollections
import ShellLanguage
import World

extension Interpreter {
  /// A shell that begins as a program does: with its environment as exported variables and nothing else.
  static func starting(
    in process: Process, name: String, origin: Origin, positional: [String], messageName: String? = nil
  ) -> Interpreter {
    var session = ShellSession(
      hostName: process.hostName, user: process.user, credentials: process.credentials, directory: process.directory,
      name: name, isInteractive: false, processID: process.processID, started: process.now)
    session.umask = process.umask
    session.container = process.container
    session.positional = positional
    session.prepareVariables(environment: process.environment)
    let descriptors = DescriptorTable(input: process.input, output: process.output, errors: process.errors)
    return Interpreter(
      process: process, session: session, descriptors: descriptors, origin: origin,
      messageName: messageName ?? name)
  }
}

/// The programs that are the shell itself; they go before those of the toolbox.
enum ShellPrograms {
  static func named(_ name: String) -> (any Tool.Type)? {
    switch name {
    case "bash", "rbash": BashTool.self
    case "sh", "dash": ShTool.self
    default: nil
    }
  }
}

/// `bash`: scripts, `-c`, standard input, and a session of its own at a terminal.
enum BashTool: Tool {
  static let name = "bash"
  static let summary = "GNU Bourne-Again SHell"

  static func run(_ process: Process) throws -> Int32 {
    var program = ShellProgram(process: process)
    return try program.run()
  }
}

/// `sh`, which is dash on Debian: the same language here, with dash's messages.
enum ShTool: Tool {
  static let name = "sh"
  static let summary = "command interpreter (shell)"

  static func run(_ process: Process) throws -> Int32 {
    var program = ShellProgram(process: process)
    return try program.run()
  }
}

/// The command line of a shell.
private struct ShellProgram {
  let process: Process
  private var setOptions: [(name: String, on: Bool)] = []
  private var readsInput = false
  private var isLogin = false
  private var wantsInteractive = false
  private var command: String?

  init(process: Process) {
    self.process = process
  }

  mutating func run() throws -> Int32 {
    var rest = process.arguments.dropFirst()
    let isDash = process.name == "sh" || process.name == "dash" || process.name.hasSuffix("/sh")
    var takesCommand = false
    while let argument = rest.first, argument.count > 1, argument.hasPrefix("-") || argument.hasPrefix("+") {
      rest = rest.dropFirst()
      if argument == "--" { break }
      if argument.hasPrefix("--") {
        if let status = try longOption(argument) { return status }
        continue
      }
      let on = argument.hasPrefix("-")
      for letter in argument.dropFirst() {
        switch letter {
        case "c": takesCommand = true
        case "s": readsInput = true
        case "l": isLogin = true
        case "i": wantsInteractive = true
        case "o", "O":
          guard let name = rest.popFirst() else { continue }
          setOptions.append((name, on))
        default:
          guard let option = ShellOptions.setNames.first(where: { $0.letter == letter }) else {
            return try refuse("\(argument.prefix(1))\(letter)", isDash: isDash)
          }
          setOptions.append((option.name, on))
        }
      }
    }
    if takesCommand {
      guard let text = rest.popFirst() else {
        try process.printError("\(process.name): -c: option requires an argument\n")
        return 2
      }
      return try run(text, Array(rest))
    }
    if let script = rest.first, !readsInput { return try runScript(script, Array(rest.dropFirst())) }
    if process.input.isTerminal {
      process.stage.openedSessions.append(
        SessionRequest(
          hostName: process.hostName, user: process.user, directory: process.directory,
          environment: Dictionary(uniqueKeysWithValues: process.environment.map { ($0.key, $0.value) }),
          container: process.container, isLogin: isLogin, shell: isDash ? "sh" : "bash"))
      return 0
    }
    return try runInput(Array(rest))
  }

  private mutating func longOption(_ argument: String) throws -> Int32? {
    switch argument {
    case "--login": isLogin = true
    case "--norc", "--noprofile", "--noediting", "--posix", "--verbose", "--restricted", "--debug": break
    case "--version":
      try process.print(
        """
        GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
        Copyright (C) 2022 Free Software Foundation, Inc.
        License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

        This is free software; you are free to change and redistribute it.
        There is NO WARRANTY, to the extent permitted by law.

        """)
      return 0
    case "--help":
      try process.print("GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)\n\(Self.usage)")
      return 0
    default: return try refuse(argument, isDash: false)
    }
    return nil
  }

  private static let usage = """
    Usage:\tbash [GNU long option] [option] ...
    \tbash [GNU long option] [option] script-file ...
    GNU long options:
    \t--debug
    \t--debugger
    \t--dump-po-strings
    \t--dump-strings
    \t--help
    \t--init-file
    \t--login
    \t--noediting
    \t--noprofile
    \t--norc
    \t--posix
    \t--pretty-print
    \t--rcfile
    \t--restricted
    \t--verbose
    \t--version
    Shell options:
    \t-ilrsD or -c command or -O shopt_option\t\t(invocation only)
    \t-abefhkmnptuvxBCEHPT or -o option

    """

  private func refuse(_ option: String, isDash: Bool) throws -> Int32 {
    if isDash {
      try process.printError("\(process.name): 0: Illegal option \(option)\n")
    } else {
      try process.printError("\(process.name): \(option): invalid option\n\(Self.usage)")
    }
    return 2
  }

  private func shell(_ name: String, _ origin: Interpreter.Origin, _ positional: [String]) -> Interpreter {
    let shell = Interpreter.starting(
      in: process, name: process.name, origin: origin, positional: positional, messageName: name)
    for (option, on) in setOptions { shell.session.options[option] = on }
    return shell
  }

  private func run(_ text: String, _ rest: [String]) throws -> Int32 {
    let name = rest.first ?? process.name
    let shell = Interpreter.starting(
      in: process, name: name, origin: .command, positional: Array(rest.dropFirst()), messageName: name)
    for (option, on) in setOptions { shell.session.options[option] = on }
    if isLogin { try shell.runStartFiles() }
    return try shell.runToEnd { try shell.runText(text) }
  }

  private func runScript(_ path: String, _ arguments: [String]) throws -> Int32 {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try process.readFile(path)
    } catch {
      if process.name == "sh" || process.name == "dash" {
        let text = error == .noSuchFile ? "No such file" : error.text
        try process.printError("\(process.name): 0: cannot open \(path): \(text)\n")
        return 2
      }
      try process.printError("\(error == .isDirectory ? path : process.name): \(path): \(error.text)\n")
      return error == .noSuchFile ? 127 : 126
    }
    if bytes.prefix(80).contains(0) {
      try process.printError("\(path): \(path): cannot execute binary file\n")
      return 126
    }
    let shell = shell(path, .script(path), arguments)
    return try shell.runToEnd { try shell.runText(String(decoding: bytes, as: UTF8.self)) }
  }

  private func runInput(_ positional: [String]) throws -> Int32 {
    let text = String(decoding: try process.input.readAll(by: process), as: UTF8.self)
    let shell = shell(process.name, .lines, positional)
    shell.descriptors[0] = Descriptor(input: InputStream(EmptySource()))
    return try shell.runToEnd { try shell.runText(text) }
  }
}
