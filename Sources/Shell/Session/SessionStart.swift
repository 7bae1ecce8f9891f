import Hosts
import OrderedCollections
import ShellLanguage
import Simulation
import World

extension ShellSession {
  /// The variables that every shell begins with, and those of its environment.
  mutating func prepareVariables(environment: OrderedDictionary<String, String>) {
    for (name, text) in environment {
      if isIdentifier(name) {
        variables[name] = Variable(text, isExported: true)
      } else if name.hasPrefix("BASH_FUNC_"), name.hasSuffix("%%") {
        importFunction(String(name.dropFirst(10).dropLast(2)), text)
      }
    }
    func standard(_ name: String, _ text: String) -> (String, Variable) { (name, Variable(text)) }
    let defaults: [(String, Variable)] = [
      standard("IFS", " \t\n"), standard("PATH", ProgramSearch.standardPath), standard("OPTIND", "1"),
      standard("OPTERR", "1"), standard("PS4", "+ "), standard("BASH", "/bin/bash"),
      standard("BASH_VERSION", "5.2.15(1)-release"), standard("HOSTNAME", hostName), standard("HOSTTYPE", "x86_64"),
      standard("MACHTYPE", "x86_64-pc-linux-gnu"), standard("OSTYPE", "linux-gnu"), standard("TERM", "dumb"),
    ]
    for (name, variable) in defaults where variables[name] == nil { variables[name] = variable }
    set("IFS", to: " \t\n")
    set("OPTIND", to: "1")
    var version = Variable()
    version.value = .indexed(IndexedValues(["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"]))
    version.isReadOnly = true
    variables["BASH_VERSINFO"] = version
    for (name, number) in [("UID", credentials.user), ("EUID", credentials.user), ("PPID", parentID)] {
      var variable = Variable(String(number))
      variable.isReadOnly = true
      variable.isInteger = true
      variables[name] = variable
    }
    export("PWD", directory)
    let level = (Int(text(of: "SHLVL") ?? "0") ?? 0) + 1
    export("SHLVL", String(level))
    if variables["OLDPWD"] == nil {
      var old = Variable()
      old.isExported = true
      variables["OLDPWD"] = old
    }
    if isInteractive {
      if variables["PS1"] == nil { set("PS1", to: "\\u@\\h:\\w\\$ ") }
      set("PS2", to: "> ")
      set("HISTFILE", to: "\(home)/.bash_history")
      set("HISTSIZE", to: "500")
      set("HISTFILESIZE", to: "500")
    }
  }

  /// A function that the shell's parent has exported.
  private mutating func importFunction(_ name: String, _ text: String) {
    guard let lists = try? Parser.all("\(name) \(text)"), lists.count == 1, lists[0].items.count == 1,
      case .function(let found, let body)? = lists[0].items[0].chain.first.stages.first?.kind, found == name
    else { return }
    functions[name] = body
    exportedFunctions.insert(name)
  }

  /// What a login gives to a shell.
  static func loginEnvironment(of account: Account) -> OrderedDictionary<String, String> {
    [
      "SHELL": account.shell, "HOME": account.home, "LOGNAME": account.name, "USER": account.name,
      "PATH": ProgramSearch.standardPath, "LANG": "C.UTF-8", "TERM": "xterm-256color",
    ]
  }
}

extension Interpreter {
  /// Runs the files that a shell reads when it starts.
  func runStartFiles() throws {
    if session.isLogin {
      try runStartFile("/etc/profile")
      for name in [".bash_profile", ".bash_login", ".profile", ".bashrc"] {
        let path = "\(session.home)/\(name)"
        if exists(path) {
          try runStartFile(path)
          break
        }
      }
    } else if session.isInteractive {
      try runStartFile("/etc/bash.bashrc")
      try runStartFile("\(session.home)/.bashrc")
    }
    session.lastStatus = 0
    session.positional = []
  }

  private func runStartFile(_ path: String) throws {
    guard exists(path) else { return }
    do {
      // Start-up files test $- and PS1 to see whether somebody is there.
      let name = messageName
      messageName = path
      defer { messageName = name }
      sourceDepth += 1
      defer { sourceDepth -= 1 }
      let text = (try? process.readText(path)) ?? ""
      try runText(text, isNested: true)
    } catch let flow as Flow {
      switch flow {
      case .exit, .killed: throw flow
      default: return
      }
    }
  }
}
