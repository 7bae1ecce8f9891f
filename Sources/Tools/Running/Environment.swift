import Hosts
import OrderedCollections
import World

/// env: variables, and programs with others.
enum Environment: HostTool {
  static let manual = Manual(
    "env", "run a program in a changed environment", usage: ["[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]"],
    options: [
      Option("-i, --ignore-environment", "start with no variables"),
      Option("-0, --null", "NUL instead of newlines"),
      Option("-u, --unset=NAME", "without this variable"),
      Option("-C, --chdir=DIR", "in this directory"),
      Option("-S, --split-string=S", "split S into words first"),
      Option("-v, --debug", "accepted"),
      .missing("--block-signal[=SIG]"), .missing("--default-signal[=SIG]"), .missing("--ignore-signal[=SIG]"),
    ], parsing: .leading, usageStatus: 125)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let child = process.child([])
    if call.has("i") { child.environment = [:] }
    for name in call.arguments.all("u") { child.environment.removeValue(forKey: name) }
    if let directory = call["C"] {
      do {
        child.directory = try process.files.realPath(directory, by: process.accessor)
        guard call.isDirectory(directory) else { throw FileError.notDirectory }
      } catch let error as FileError {
        throw ToolFailure("cannot change directory to \(Quoted.always(directory)): \(error.text)", status: 125)
      }
    }
    var words = call.operands[...]
    if let text = call["S"] { words = text.split(separator: " ").map { String($0) } + words }
    if words.first == "-" {
      words.removeFirst()
      child.environment = [:]
    }
    while let word = words.first, let mark = word.firstIndex(of: "=") {
      child.environment[String(word[..<mark])] = String(word[word.index(after: mark)...])
      words.removeFirst()
    }
    if words.isEmpty {
      if call.has("C") { throw call.usage("must specify command with --chdir (-C)") }
      for (name, value) in child.environment { try call.write("\(name)=\(value)\(call.has("0") ? "\0" : "\n")") }
      return 0
    }
    return try call.runCommand(Array(words), in: child) { "\(Quoted.curly($0)): \($1.text)" }
  }
}

/// printenv: variables.
enum PrintEnvironment: HostTool {
  static let manual = Manual(
    "printenv", "print variables of the environment", usage: ["[OPTION]... [VARIABLE]..."],
    options: [Option("-0, --null", "NUL instead of newlines")], usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    let end = call.has("0") ? "\0" : "\n"
    let environment = call.process.environment
    if call.operands.isEmpty {
      for (name, value) in environment { try call.write("\(name)=\(value)\(end)") }
    }
    for name in call.operands {
      if let value = environment[name] { try call.write("\(value)\(end)") } else { call.status = 1 }
    }
    return call.status
  }
}

/// which: where programs lie.
enum Which: HostTool {
  static let manual = Manual(
    "which", "print where programs lie", usage: ["[-as] args"], parsing: .raw)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    var (all, silent) = (false, false)
    while let word = words.first, word.hasPrefix("-"), word.count > 1 {
      words.removeFirst()
      if word == "--" { break }
      for letter in word.dropFirst() {
        switch letter {
        case "a": all = true
        case "s": silent = true
        default:
          try call.process.printError("Illegal option -\(letter)\n")
          try call.write("Usage: \(path) [-a] args\n")
          return 2
        }
      }
    }
    if words.isEmpty { return 1 }
    for word in words {
      let paths = CommandSearch.all(word, call.process)
      if paths.isEmpty { call.status = 1 }
      if !silent { for path in all ? paths : Array(paths.prefix(1)) { try call.write("\(path)\n") } }
    }
    return call.status
  }
}
