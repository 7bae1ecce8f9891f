import Hosts
import World

/// Shells that a program opens for the user.
enum ShellSessions {
  /// Opens an interactive shell as a session of its own; where there is input instead of a user, its text is run.
  static func open(in child: Process, isLogin: Bool, shell: String, from process: Process) throws -> Int32 {
    if !process.input.isTerminal {
      let text = try process.input.readAll(by: process).text
      if !text.isEmpty {
        child.arguments = [shell]
        return try process.runShell(text, in: child)
      }
    }
    var environment: [String: String] = [:]
    for (name, value) in child.environment { environment[name] = value }
    process.stage.openedSessions.append(
      SessionRequest(
        hostName: child.hostName, user: child.user, directory: child.directory, environment: environment,
        container: child.container, isLogin: isLogin, shell: shell))
    return 0
  }

  /// A word that a shell reads back as it is.
  static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_@%+=:,./-$".contains($0)) }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}

/// bash: a shell.
enum Bash: HostTool {
  static let manual = Manual(
    "bash", "a command interpreter", usage: ["[GNU long option] [option] ...", "[GNU long option] [option] script-file ..."],
    package: "GNU bash", version: "5.2.15", parsing: .raw, hint: .none, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 { try ShellCommand(call, name: "bash").run() }
}

/// sh: a shell; here the same one as bash.
enum PosixShell: HostTool {
  static let manual = Manual(
    "sh", "a command interpreter", usage: ["[-aCefnuvxIimqVEb] [command_file [argument ...]]"], parsing: .raw,
    hint: .none, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 { try ShellCommand(call, name: "sh").run() }
}

/// dash: the shell behind sh on Debian.
enum Dash: HostTool {
  static let manual = Manual(
    "dash", "a command interpreter", usage: ["[-aCefnuvxIimqVEb] [command_file [argument ...]]"], parsing: .raw,
    hint: .none, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 { try ShellCommand(call, name: "sh").run() }
}

/// The command line of a shell.
private struct ShellCommand {
  let call: Call
  let name: String

  init(_ call: Call, name: String) {
    self.call = call
    self.name = name
  }

  func run() throws -> Int32 {
    let process = call.process
    var words = call.operands[...]
    var settings = ""
    var (isCommand, isLogin, readsInput) = (false, false, false)
    while let word = words.first, word.count > 1, word.hasPrefix("-") || word.hasPrefix("+") {
      words.removeFirst()
      if word == "--" { break }
      switch word {
      case "--norc", "--noprofile", "--posix", "--noediting": continue
      case "--login": isLogin = true
      case "--version":
        try call.write("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n")
        return 0
      case "--help":
        try call.write(
          name == "bash"
            ? "GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)\n\(call.manual.help(calledAs: process.name))"
            : call.manual.help(calledAs: process.name))
        return 0
      case "--rcfile", "--init-file": words = words.dropFirst()
      case "-o", "+o": settings += "set \(word) \(words.popFirst() ?? ""); "
      case "-O", "+O": settings += "shopt \(word == "-O" ? "-s" : "-u") \(words.popFirst() ?? ""); "
      default:
        for letter in word.dropFirst() {
          switch letter {
          case "c": isCommand = true
          case "l": isLogin = true
          case "s": readsInput = true
          case "i", "r": continue
          case "e", "u", "x", "v", "n", "f", "a", "b", "h", "k", "m", "p", "t", "B", "C", "E", "H", "P", "T":
            settings += "set \(word.first ?? "-")\(letter); "
          default: return try refuse(word)
          }
        }
      }
    }
    let child = process.child([])
    if isCommand {
      guard let text = words.popFirst() else {
        try process.complain("-c: option requires an argument")
        return 2
      }
      child.arguments = words.isEmpty ? [process.name] : Array(words)
      return try process.runShell(settings + text, in: child)
    }
    if let file = words.first, !readsInput { return try runFile(file, Array(words), settings, child) }
    child.arguments = [process.name] + words
    if readsInput && !process.input.isTerminal {
      return try process.runShell(settings + (try process.input.readAll(by: process).text), in: child)
    }
    return try ShellSessions.open(in: child, isLogin: isLogin, shell: name, from: process)
  }

  private func runFile(_ file: String, _ words: [String], _ settings: String, _ child: Process) throws -> Int32 {
    let process = call.process
    do {
      let text = try process.readText(file)
      child.arguments = words
      return try process.runShell(settings + text, in: child)
    } catch let error as FileError {
      if name == "sh" {
        let text = error == .noSuchFile ? "No such file" : error.text
        try process.printError("\(process.name): 0: cannot open \(file): \(text)\n")
        return 2
      }
      if error == .isDirectory {
        try process.printError("\(file): \(file): Is a directory\n")
        return 126
      }
      try process.printError("\(process.name): \(file): \(error.text)\n")
      return error == .noSuchFile ? 127 : 126
    }
  }

  private func refuse(_ word: String) throws -> Int32 {
    let process = call.process
    if name == "sh" {
      try process.printError("\(process.name): 0: Illegal option \(word)\n")
      return 2
    }
    try process.printError("\(process.name): \(word): invalid option\n\(call.manual.help(calledAs: process.name))")
    return 2
  }
}
