import Hosts
import OrderedCollections
import World

/// su: a shell as somebody else.
enum SwitchUser: HostTool {
  static let manual = Manual(
    "su", "run a shell as another user", usage: ["[options] [-] [<user> [<argument>...]]"],
    options: [
      Option("-c, --command=COMMAND", "run this"), Option("-f, --fast", "accepted"), Option("-g, --group=GROUP", "accepted"),
      Option("-l, --login", "a login shell, as - alone"), Option("-m, --preserve-environment", "keep the environment"),
      Option("-p", "the same"), Option("-P, --pty", "accepted"), Option("-s, --shell=SHELL", "accepted"),
      Option("-w, --whitelist-environment=LIST", "accepted"), Option("-T, --no-pty", "accepted"),
    ], package: "util-linux", version: "2.38.1")

  static func run(_ process: Process) throws -> Int32 {
    if process.arguments.dropFirst() == ["--help"] {
      // util-linux puts an empty line first.
      try process.print("\nUsage:\n \(process.name) [options] [-] [<user> [<argument>...]]\n\n")
      try process.print(manual.help(calledAs: process.name))
      return 0
    }
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    var words = call.operands[...]
    var isLogin = call.has("l")
    if words.first == "-" {
      words.removeFirst()
      isLogin = true
    }
    let name = words.popFirst() ?? "root"
    let accounts = Accounts(process)
    guard let target = accounts.user(name) else {
      throw ToolFailure("user \(name) does not exist or the user entry does not contain all the required fields")
    }
    if process.credentials.user != 0 {
      try process.printError("Password: \n")
      try process.wait(for: .seconds(2))
      throw ToolFailure("Authentication failure")
    }
    let child = process.child([])
    child.user = target.name
    child.credentials = accounts.credentials(of: target)
    if isLogin {
      child.directory = target.home
      child.environment = Logins.environment(of: target, keeping: process.environment)
    } else if !call.has("m") && !call.has("p") {
      child.environment["HOME"] = target.home
      child.environment["SHELL"] = target.shell
      if target.id != 0 {
        child.environment["USER"] = target.name
        child.environment["LOGNAME"] = target.name
      }
    }
    let shell = Paths.base(target.shell)
    if ["nologin", "false"].contains(shell) {
      try call.write(shell == "nologin" ? "This account is currently not available.\n" : "")
      return 1
    }
    if let text = call["c"] {
      child.arguments = [shell] + words
      return try process.runShell(text, in: child)
    }
    return try ShellSessions.open(in: child, isLogin: isLogin, shell: shell, from: process)
  }
}

/// What a login sets.
enum Logins {
  static func environment(
    of user: Accounts.User, keeping old: OrderedDictionary<String, String>
  ) -> OrderedDictionary<String, String> {
    var environment: OrderedDictionary<String, String> = [:]
    for name in ["TERM", "LANG"] { if let value = old[name] { environment[name] = value } }
    let path = user.id == 0 ? Sudo.securePath : "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
    let values: [(String, String)] = [
      ("HOME", user.home), ("LOGNAME", user.name), ("USER", user.name), ("SHELL", user.shell), ("PATH", path),
    ]
    for (name, value) in values { environment[name] = value }
    return environment
  }
}
