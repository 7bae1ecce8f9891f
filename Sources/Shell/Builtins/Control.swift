import Hosts
import ShellLanguage
import World

extension Builtins {
  static func leaveLoop(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let name = arguments[0]
    guard shell.loopDepth > 0 else {
      try shell.complainBuiltin("only meaningful in a `for', `while', or `until' loop")
      return 0
    }
    var levels = 1
    if arguments.count > 1 {
      guard let number = Int(arguments[1]) else {
        try shell.complainBuiltin("\(arguments[1]): numeric argument required")
        throw Flow.exit(128)
      }
      guard number > 0 else {
        try shell.complainBuiltin("\(arguments[1]): loop count out of range")
        shell.session.lastStatus = 1
        throw Flow.leaveLoop(levels: shell.loopDepth)
      }
      levels = min(number, shell.loopDepth)
    }
    shell.session.lastStatus = 0
    throw name == "break" ? Flow.leaveLoop(levels: levels) : Flow.nextRound(levels: levels)
  }

  static func return_(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    var status = shell.session.lastStatus
    if arguments.count > 1 {
      guard let number = Int(arguments[1]) else {
        try shell.complainBuiltin("\(arguments[1]): numeric argument required")
        status = 2
        throw Flow.leaveFunction(status)
      }
      status = Int32(number & 255)
    }
    guard !shell.functionNames.isEmpty || shell.sourceDepth > 0 else {
      try shell.complainBuiltin("can only `return' from a function or sourced script")
      return 2
    }
    throw Flow.leaveFunction(status)
  }

  static func exit(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let isPrompt = shell.session.isInteractive && shell.session.subshellDepth == 0
    if arguments[0] == "logout", !shell.session.isLogin {
      try shell.complainBuiltin("not login shell: use `exit'")
      return 1
    }
    var status = shell.session.lastStatus
    if arguments.count > 1 {
      guard let number = Int(arguments[1]) else {
        if isPrompt { try shell.printError("exit\n") }
        try shell.complainBuiltin("\(arguments[1]): numeric argument required")
        throw Flow.exit(2)
      }
      if arguments.count > 2 {
        if isPrompt { try shell.printError("exit\n") }
        try shell.complainBuiltin("too many arguments")
        throw Flow.abandon(1)
      }
      status = Int32(number & 255)
    }
    if isPrompt, shell.hasJobControl, !shell.session.hasWarned, shell.session.jobs.contains(where: { $0.state == .stopped }) {
      // The second time it leaves, and the jobs go with it.
      shell.session.hasWarned = true
      try shell.printError("\(arguments[0])\nThere are stopped jobs.\n")
      return 1
    }
    throw Flow.exit(status)
  }

  static func shift(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    var count = 1
    if arguments.count > 1 {
      guard let number = Int(arguments[1]) else {
        try shell.complainBuiltin("\(arguments[1]): numeric argument required")
        return 1
      }
      count = number
    }
    if count < 0 {
      try shell.complainBuiltin("\(count): shift count out of range")
      return 1
    }
    guard count <= shell.session.positional.count else { return 1 }
    shell.session.positional.removeFirst(count)
    return 0
  }

  static func eval(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    var words = arguments.dropFirst()
    if let first = words.first, first.hasPrefix("-"), first.count > 1 {
      if first != "--" { return try shell.refuseOption(String(first.prefix(2))) }
      words = words.dropFirst()
    }
    let text = words.joined(separator: " ")
    if text.isEmpty { return 0 }
    let name = shell.messageName
    if !shell.session.isInteractive { shell.messageName = "\(name): eval" }
    let line = shell.line
    shell.session.lastStatus = 0
    defer {
      shell.messageName = name
      shell.line = line
    }
    try shell.runText(text, isNested: true, firstLine: 1)
    return shell.session.lastStatus
  }

  static func source(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let rest = arguments.dropFirst().drop { $0 == "--" }
    guard let path = rest.first else {
      try shell.complainBuiltin("filename argument required")
      return try shell.showUsage()
    }
    if path.hasPrefix("-"), path.count > 1 { return try shell.refuseOption(String(path.prefix(2))) }
    var found = path
    if !path.contains("/") {
      for directory in (shell.session.text(of: "PATH") ?? "").split(separator: ":") {
        let candidate = "\(directory)/\(path)"
        if shell.exists(candidate), !shell.isDirectory(candidate) {
          found = candidate
          break
        }
      }
    }
    do throws(FileError) {
      _ = try shell.process.readFile(found)
    } catch {
      if error == .isDirectory {
        try shell.complainBuiltin("\(path): is a directory")
      } else {
        try shell.complain("\(path): \(error.text)")
      }
      return 1
    }
    return try shell.runFile(found, arguments: Array(rest.dropFirst())) ?? 1
  }

  static func exec(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "cl", valued: "a") else { return 2 }
    if rest.isEmpty { return 0 }
    if options["c"] != nil { shell.session.variables = [:] }
    let path = shell.session.text(of: "PATH")
    if case .found = ProgramSearch.find(rest[0], path: path, for: shell.process) {
      let status: Int32
      do {
        status = try shell.runProgram(rest)
      } catch Flow.sessionOpened {
        shell.session.isReplaced = true
        throw Flow.sessionOpened
      }
      shell.session.traps = [:]
      throw Flow.exit(status)
    }
    shell.line = max(1, shell.line)
    let name = shell.messageName
    shell.messageName = name
    switch ProgramSearch.find(rest[0], path: path, for: shell.process) {
    case .failed(let text, let status):
      try shell.complain("\(rest[0]): \(text.split(separator: "\u{0}").last.map { String($0) } ?? text)")
      if rest[0].contains("/"), !shell.session.isInteractive || status == 126 {
        try shell.complain("exec: \(rest[0]): cannot execute: \(text.split(separator: "\u{0}").last ?? "")")
      }
      if shell.session.isInteractive { return status }
      throw Flow.exit(status)
    default:
      try shell.complainBuiltin("\(rest[0]): not found")
      if shell.session.isInteractive { return 127 }
      throw Flow.exit(127)
    }
  }

  static func builtin(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let rest = Array(arguments.dropFirst().drop { $0 == "--" })
    guard let name = rest.first else { return 0 }
    if name.hasPrefix("-"), arguments[1] != "--" { return try shell.refuseOption(String(name.prefix(2))) }
    guard let found = find(name) else {
      try shell.complainBuiltin("\(name): not a shell builtin")
      return 1
    }
    return try shell.runBuiltin(found, rest)
  }

  static func command(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    // Only the options before the command are its own.
    var letters: Set<Character> = []
    var index = 1
    while index < arguments.count, arguments[index].hasPrefix("-"), arguments[index].count > 1 {
      let argument = arguments[index]
      index += 1
      if argument == "--" { break }
      for letter in argument.dropFirst() {
        guard "pvV".contains(letter) else { return try shell.refuseOption("-\(letter)") }
        letters.insert(letter)
      }
    }
    let rest = Array(arguments[index...])
    guard let name = rest.first else { return 0 }
    if letters.contains("v") || letters.contains("V") {
      var status: Int32 = 1
      for name in rest {
        if try describe(shell, name, verbose: letters.contains("V")) { status = 0 }
      }
      return status
    }
    let path = letters.contains("p") ? ProgramSearch.standardPath : nil
    if let found = find(name) { return try shell.runBuiltin(found, rest) }
    return try shell.runProgram(rest, path: path)
  }

  /// What `command -v` and `command -V` say of a name.
  private static func describe(_ shell: Interpreter, _ name: String, verbose: Bool) throws -> Bool {
    guard let meaning = shell.meanings(of: name).first else {
      if verbose { try shell.complainBuiltin("\(name): not found") }
      return false
    }
    if verbose {
      try shell.print(meaning.sentence(name))
      return true
    }
    switch meaning {
    case .alias(let text): try shell.print("alias \(name)=\(Quoting.single(text))\n")
    case .file(let path, _): try shell.print("\(path)\n")
    default: try shell.print("\(name)\n")
    }
    return true
  }

  static func type(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "afptP") else { return 2 }
    var status: Int32 = 0
    for name in rest {
      var meanings = shell.meanings(of: name, all: options["a"] != nil || options["P"] != nil)
      if options["f"] != nil { meanings.removeAll { if case .function = $0 { true } else { false } } }
      if options["P"] != nil { meanings.removeAll { if case .file = $0 { false } else { true } } }
      if options["a"] == nil { meanings = Array(meanings.prefix(1)) }
      if meanings.isEmpty {
        if options["t"] == nil, options["p"] == nil, options["P"] == nil { try shell.complainBuiltin("\(name): not found") }
        status = 1
      }
      for meaning in meanings {
        if options["t"] != nil {
          try shell.print("\(meaning.word)\n")
        } else if options["p"] != nil || options["P"] != nil {
          if case .file(let path, _) = meaning { try shell.print("\(path)\n") }
        } else {
          try shell.print(meaning.sentence(name))
        }
      }
    }
    return status
  }

  static func hash(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "lrdt", valued: "p") else { return 2 }
    if options["r"] != nil { shell.session.hashed = [:] }
    if rest.isEmpty {
      if options["r"] != nil { return 0 }
      if shell.session.hashed.isEmpty {
        try shell.print("hash: hash table empty\n")
        return 0
      }
      try shell.print("hits\tcommand\n")
      for (_, entry) in shell.session.hashed {
        let hits = String(entry.hits)
        try shell.print("\(String(repeating: " ", count: max(0, 4 - hits.count)))\(hits)\t\(entry.path)\n")
      }
      return 0
    }
    var status: Int32 = 0
    for name in rest {
      if options["d"] != nil {
        shell.session.hashed.removeValue(forKey: name)
      } else if case .found(let path, _) = ProgramSearch.find(
        name, path: shell.session.text(of: "PATH"), for: shell.process)
      {
        shell.session.hashed[name] = (path, 0)
        if options["t"] != nil { try shell.print("\(path)\n") }
      } else if find(name) == nil {
        try shell.complainBuiltin("\(name): not found")
        status = 1
      }
    }
    return status
  }
}

/// What a name means as a command.
enum Meaning {
  case alias(String)
  case keyword
  case function(Command)
  case builtin
  case file(path: String, isHashed: Bool)

  var word: String {
    switch self {
    case .alias: "alias"
    case .keyword: "keyword"
    case .function: "function"
    case .builtin: "builtin"
    case .file: "file"
    }
  }

  func sentence(_ name: String) -> String {
    switch self {
    case .alias(let text): "\(name) is aliased to `\(text)'\n"
    case .keyword: "\(name) is a shell keyword\n"
    case .function(let body): "\(name) is a function\n\(Printer.function(name, body))\n"
    case .builtin: "\(name) is a shell builtin\n"
    case .file(let path, let isHashed): isHashed ? "\(name) is hashed (\(path))\n" : "\(name) is \(path)\n"
    }
  }
}

extension Interpreter {
  /// What a name means, the strongest meaning first.
  func meanings(of name: String, all: Bool = false) -> [Meaning] {
    var found: [Meaning] = []
    if session.options["expand_aliases"], let text = session.aliases[name] { found.append(.alias(text)) }
    if reservedWords.contains(name) { found.append(.keyword) }
    if let body = session.functions[name] { found.append(.function(body)) }
    if Builtins.find(name) != nil, !session.disabledBuiltins.contains(name) { found.append(.builtin) }
    if !all, !found.isEmpty { return found }
    if name.contains("/") {
      if case .found(let path, _) = ProgramSearch.find(name, path: nil, for: process) {
        found.append(.file(path: path, isHashed: false))
      }
      return found
    }
    for directory in (session.text(of: "PATH") ?? "").split(separator: ":") {
      guard case .found(let path, _) = ProgramSearch.find("\(directory)/\(name)", path: nil, for: process) else { continue }
      found.append(.file(path: path, isHashed: session.hashed[name] != nil && !all))
      if !all { break }
    }
    return found
  }
}
