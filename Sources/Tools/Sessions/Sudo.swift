import Hosts
import OrderedCollections
import World

/// sudo: programs as somebody else.
enum Sudo: HostTool {
  static let manual = Manual(
    "sudo", "run a program as another user",
    usage: ["-h | -K | -k | -V", "-v [-k]", "-l [-U user] [command]", "[-bEHnPSs] [-u user] [-g group] [-i] [VAR=value] [command [arg ...]]"],
    options: [
      Option("-b, --background", "accepted"), Option("-E, --preserve-env[=LIST]", "keep the environment"),
      Option("-g, --group=GROUP", "with this group"), Option("-H, --set-home", "set HOME, as always here"),
      Option("-h", "print this"), Option("-i, --login", "a login shell"), Option("-k, --reset-timestamp", "accepted"),
      Option("-K, --remove-timestamp", "accepted"), Option("-l, --list", "what the user may do"),
      Option("-n, --non-interactive", "never ask for a password"), Option("-P, --preserve-groups", "keep the groups"),
      Option("-p, --prompt=PROMPT", "accepted"), Option("-S, --stdin", "read a password from the input"),
      Option("-s, --shell", "a shell"), Option("-u, --user=USER", "as this user instead of root"),
      Option("-U, --other-user=USER", "accepted"), Option("-v, --validate", "accepted"), Option("-V", "print the version"),
    ], package: "Sudo", version: "1.9.13p3", parsing: .leading, hint: .help)

  static let securePath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if call.has("h") {
      try call.write(manual.help(calledAs: process.name))
      return 0
    }
    if call.has("V") {
      try call.write("Sudo version 1.9.13p3\n")
      return 0
    }
    if call.has("k") || call.has("K"), call.operands.isEmpty { return 0 }
    let accounts = Accounts(process)
    guard let me = accounts.user(id: process.credentials.user) else {
      throw ToolFailure("you do not exist in the passwd database")
    }
    let wanted = call["u"] ?? "root"
    let name = wanted.hasPrefix("#") ? String(wanted.dropFirst()) : wanted
    guard let target = accounts.user(name) ?? Int(name).flatMap({ accounts.user(id: $0) }) else {
      throw ToolFailure("unknown user \(name)\n\(process.name): error initializing audit plugin sudoers_audit")
    }
    try authorize(me, call)
    if call.has("v") { return 0 }
    if call.has("l") { return try list(me, call) }
    return try run(as: target, from: me, accounts, call)
  }

  private static func authorize(_ me: Accounts.User, _ call: Call) throws {
    guard me.id != 0 else { return }
    let process = call.process
    let host = process.stage.world.hosts[process.hostName]
    guard let account = host?.account(named: me.name), let right = host?.sudoRight(of: account) else {
      try process.printError("\(me.name) is not in the sudoers file.\n")
      throw ToolFailure("")
    }
    guard right.needsPassword else { return }
    if call.has("n") { throw ToolFailure("a password is required") }
    throw ToolFailure(
      "a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\n\(process.name): a password is required")
  }

  private static func list(_ me: Accounts.User, _ call: Call) throws -> Int32 {
    let host = call.process.hostName
    try call.write(
      """
      Matching Defaults entries for \(me.name) on \(host):
          env_reset, mail_badpass, secure_path=\(securePath.replacing(":", with: "\\:")), use_pty

      User \(me.name) may run the following commands on \(host):
          (ALL : ALL) NOPASSWD: ALL

      """)
    return 0
  }

  private static func run(
    as target: Accounts.User, from me: Accounts.User, _ accounts: Accounts, _ call: Call
  ) throws -> Int32 {
    let process = call.process
    var words = call.operands[...]
    let child = process.child([])
    child.user = target.name
    child.credentials = accounts.credentials(of: target)
    if let name = call["g"] {
      guard let group = accounts.group(name)?.id ?? Int(name) else { throw ToolFailure("unknown group \(name)") }
      child.credentials.group = group
    }
    child.environment = environment(of: target, from: me, call)
    while let word = words.first, let mark = word.firstIndex(of: "="), !word.hasPrefix("/") {
      child.environment[String(word[..<mark])] = String(word[word.index(after: mark)...])
      words.removeFirst()
    }
    let isLogin = call.has("i")
    if isLogin { child.directory = target.home }
    guard !words.isEmpty else {
      guard isLogin || call.has("s") else {
        try process.printError(manual.help(calledAs: process.name))
        return 1
      }
      child.environment["SUDO_COMMAND"] = target.shell
      return try ShellSessions.open(in: child, isLogin: isLogin, shell: Paths.base(target.shell), from: process)
    }
    child.environment["SUDO_COMMAND"] = words.joined(separator: " ")
    if isLogin || call.has("s") {
      child.arguments = [Paths.base(target.shell)]
      let text = words.map(ShellSessions.quoted).joined(separator: " ")
      return try process.runShell(text, in: child)
    }
    let name = words[words.startIndex]
    switch CommandSearch.find(name, child) {
    case .found:
      child.arguments = Array(words)
      do {
        return try process.run(child)
      } catch Suspension.exit(let status) {
        return status
      }
    case .missing, .denied: throw ToolFailure("\(name): command not found")
    }
  }

  private static func environment(
    of target: Accounts.User, from me: Accounts.User, _ call: Call
  ) -> OrderedDictionary<String, String> {
    let process = call.process
    var environment: OrderedDictionary<String, String> = [:]
    let kept = call["E"]?.split(separator: ",").map { String($0) } ?? []
    if call.has("E") && kept.isEmpty { environment = process.environment }
    for name in ["TERM", "LANG", "LC_ALL", "DISPLAY", "XAUTHORITY"] + kept {
      if let value = process.environment[name] { environment[name] = value }
    }
    let mine: [(String, String)] = [
      ("HOME", target.home), ("LOGNAME", target.name), ("USER", target.name), ("SHELL", target.shell),
      ("PATH", securePath), ("MAIL", "/var/mail/\(target.name)"), ("SUDO_USER", me.name), ("SUDO_UID", String(me.id)),
      ("SUDO_GID", String(me.group)),
    ]
    for (name, value) in mine { environment[name] = value }
    return environment
  }
}
