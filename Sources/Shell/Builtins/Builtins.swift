import ShellLanguage
import World

/// A command that the shell runs itself.
typealias Builtin = @Sendable (Interpreter, [String]) throws -> Int32

/// The builtins by name.
enum Builtins {
  static func find(_ name: String) -> Builtin? { table[name] }
  static var names: [String] { table.keys.sorted() }

  private static let table: [String: Builtin] = [
    ":": { _, _ in 0 }, "true": { _, _ in 0 }, "false": { _, _ in 1 }, ".": source, "source": source, "[": bracket,
    "test": test, "alias": alias, "unalias": unalias, "bg": background, "fg": foreground, "bind": bind,
    "break": leaveLoop, "continue": leaveLoop, "builtin": builtin, "caller": caller, "cd": changeDirectory,
    "command": command, "compgen": compgen, "complete": complete, "compopt": { _, _ in 0 },
    "declare": Declarations.declare, "typeset": Declarations.declare, "local": Declarations.declare,
    "export": Declarations.export, "readonly": Declarations.export, "dirs": directories, "disown": disown,
    "echo": echo, "enable": enable, "eval": eval, "exec": exec, "exit": exit, "logout": exit, "fc": fixCommand,
    "getopts": getopts, "hash": hash, "help": help, "history": history, "jobs": jobs, "kill": kill, "let": let_,
    "mapfile": mapfile, "readarray": mapfile, "popd": popDirectory, "pushd": pushDirectory, "printf": printf,
    "pwd": printDirectory, "read": read, "return": return_, "set": set, "shift": shift, "shopt": shopt,
    "suspend": suspend, "times": times, "trap": trap, "type": type, "ulimit": ulimit, "umask": umask, "unset": unset,
    "wait": wait,
  ]

  /// How each is called, as `help -s` says it.
  static let usage: [String: String] = [
    ".": "filename [arguments]", ":": "", "[": "arg... ]", "alias": "[-p] [name[=value] ... ]", "bg": "[job_spec ...]",
    "bind": "[-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] "
      + "[keyseq:readline-function or readline-command]", "break": "[n]", "builtin": "[shell-builtin [arg ...]]",
    "caller": "[expr]", "cd": "[-L|[-P [-e]] [-@]] [dir]", "command": "[-pVv] command [arg ...]",
    "compgen": "[-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] "
      + "[-X filterpat] [-P prefix] [-S suffix] [word]",
    "complete": "[-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] "
      + "[-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]", "compopt": "[-o|+o option] [-DEI] [name ...]",
    "continue": "[n]", "declare": "[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
    "dirs": "[-clpv] [+N] [-N]", "disown": "[-h] [-ar] [jobspec ... | pid ...]", "echo": "[-neE] [arg ...]",
    "enable": "[-a] [-dnps] [-f filename] [name ...]", "eval": "[arg ...]",
    "exec": "[-cl] [-a name] [command [argument ...]] [redirection ...]", "exit": "[n]",
    "export": "[-fn] [name[=value] ...] or export -p", "false": "",
    "fc": "[-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]", "fg": "[job_spec]",
    "getopts": "optstring name [arg ...]", "hash": "[-lr] [-p pathname] [-dt] [name ...]",
    "help": "[-dms] [pattern ...]",
    "history": "[-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]",
    "jobs": "[-lnprs] [jobspec ...] or jobs -x command [args]",
    "kill": "[-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]", "let": "arg [arg ...]",
    "local": "[option] name[=value] ...", "logout": "[n]",
    "mapfile": "[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
    "popd": "[-n] [+N | -N]", "printf": "[-v var] format [arguments]", "pushd": "[-n] [+N | -N | dir]", "pwd": "[-LP]",
    "read": "[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]",
    "readarray": "[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
    "readonly": "[-aAf] [name[=value] ...] or readonly -p", "return": "[n]",
    "set": "[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]", "shift": "[n]",
    "shopt": "[-pqsu] [-o] [optname ...]", "source": "filename [arguments]", "suspend": "[-f]", "test": "[expr]",
    "times": "", "trap": "[-lp] [[arg] signal_spec ...]", "true": "", "type": "[-afptP] name [name ...]",
    "typeset": "[-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]",
    "ulimit": "[-SHabcdefiklmnpqrstuvxPRT] [limit]", "umask": "[-p] [-S] [mode]", "unalias": "[-a] name [name ...]",
    "unset": "[-f] [-v] [-n] [name ...]", "wait": "[-fn] [-p var] [id ...]",
  ]

  static func usageLine(_ name: String) -> String {
    let rest = usage[name] ?? ""
    return rest.isEmpty ? name : "\(name) \(rest)"
  }
}

extension Interpreter {
  /// A message of the builtin that is being run.
  func complainBuiltin(_ message: String) throws {
    try complain("\(builtinName): \(message)")
  }

  /// An option that the builtin does not have: a message and its usage; the status is 2.
  func refuseOption(_ option: String) throws -> Int32 {
    try complainBuiltin("\(option): invalid option")
    return try showUsage()
  }

  func showUsage() throws -> Int32 {
    try printError("\(builtinName): usage: \(Builtins.usageLine(builtinName))\n")
    return 2
  }

  /// Splits leading options of one letter from the rest. Nil, after a message, where one is unknown.
  ///
  /// - Parameter valued: letters that take the next word, or the rest of theirs.
  func options(
    _ arguments: [String], _ letters: String, valued: String = ""
  ) throws -> (set: [Character: String], rest: [String])? {
    var found: [Character: String] = [:]
    var rest = arguments.dropFirst()
    while let argument = rest.first, argument.count > 1, argument.hasPrefix("-") {
      rest = rest.dropFirst()
      if argument == "--" { break }
      var place = argument.index(after: argument.startIndex)
      while place < argument.endIndex {
        let letter = argument[place]
        place = argument.index(after: place)
        if valued.contains(letter) {
          if place < argument.endIndex {
            found[letter] = String(argument[place...])
          } else if let value = rest.popFirst() {
            found[letter] = value
          } else {
            try complainBuiltin("-\(letter): option requires an argument")
            _ = try showUsage()
            return nil
          }
          break
        }
        guard letters.contains(letter) else {
          _ = try refuseOption("-\(letter)")
          return nil
        }
        found[letter] = ""
      }
    }
    return (found, Array(rest))
  }
}
