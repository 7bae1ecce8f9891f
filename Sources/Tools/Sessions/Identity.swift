import Hosts
import World

/// whoami: who.
enum WhoAmI: HostTool {
  static let manual = Manual("whoami", "print the name of the user", usage: ["[OPTION]..."])

  static func main(_ call: Call) throws -> Int32 {
    if let extra = call.operands.first { throw call.extraOperand(extra) }
    let id = call.process.credentials.user
    guard let name = Accounts(call.process).userName(id) else {
      throw ToolFailure("cannot find name for user ID \(id)")
    }
    try call.write("\(name)\n")
    return 0
  }
}

/// id: who, in numbers.
enum Identify: HostTool {
  static let manual = Manual(
    "id", "print users and groups", usage: ["[OPTION]... [USER]..."],
    options: [
      Option("-a", "does nothing"), Option("-g, --group", "only the group"), Option("-G, --groups", "only all groups"),
      Option("-n, --name", "names instead of numbers"), Option("-r, --real", "the real one"),
      Option("-u, --user", "only the user"), Option("-z, --zero", "NUL between"), Option("-Z, --context", "not simulated", isSimulated: false),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let accounts = Accounts(process)
    let kinds = ["u", "g", "G"].filter { call.has($0) }
    if kinds.count > 1 { throw ToolFailure("cannot print \"only\" of more than one choice") }
    if (call.has("n") || call.has("r")) && kinds.isEmpty {
      throw ToolFailure("cannot print only names or real IDs in default format")
    }
    var subjects: [Credentials] = []
    for name in call.operands {
      if let user = accounts.user(name) ?? Int(name).flatMap({ accounts.user(id: $0) }) {
        subjects.append(accounts.credentials(of: user))
      } else {
        try call.complain("\(Quoted.curly(name)): no such user")
      }
    }
    if call.operands.isEmpty { subjects = [process.credentials] }
    for who in subjects {
      let groups = [who.group] + who.groups.filter { $0 != who.group }
      func user(_ id: Int) -> String { call.has("n") ? accounts.userName(id) ?? String(id) : String(id) }
      func group(_ id: Int) -> String { call.has("n") ? accounts.groupName(id) ?? String(id) : String(id) }
      switch kinds.first {
      case "u": try call.write("\(user(who.user))\n")
      case "g": try call.write("\(group(who.group))\n")
      case "G": try call.write("\(groups.map(group).joined(separator: " "))\n")
      default:
        func named(_ id: Int, _ name: String?) -> String { name.map { "\(id)(\($0))" } ?? String(id) }
        let list = groups.map { named($0, accounts.groupName($0)) }.joined(separator: ",")
        try call.write(
          "uid=\(named(who.user, accounts.userName(who.user))) gid=\(named(who.group, accounts.groupName(who.group))) groups=\(list)\n")
      }
    }
    return call.status
  }
}

/// groups: of which somebody is a member.
enum ShowGroups: HostTool {
  static let manual = Manual("groups", "print the groups of users", usage: ["[OPTION]... [USERNAME]..."])

  static func main(_ call: Call) throws -> Int32 {
    let accounts = Accounts(call.process)
    func list(_ ids: [Int]) -> String { ids.map { accounts.groupName($0) ?? String($0) }.joined(separator: " ") }
    if call.operands.isEmpty {
      let who = call.process.credentials
      try call.write("\(list([who.group] + who.groups.filter { $0 != who.group }))\n")
    }
    for name in call.operands {
      if let user = accounts.user(name) {
        try call.write("\(name) : \(list(accounts.groupIDs(of: user)))\n")
      } else {
        try call.complain("\(Quoted.curly(name)): no such user")
      }
    }
    return call.status
  }
}

/// logname and its kind are rarely typed; pwd is.
enum WorkingDirectory: HostTool {
  static let manual = Manual(
    "pwd", "print the working directory", usage: ["[OPTION]..."],
    options: [Option("-L, --logical", "as the shell has it"), Option("-P, --physical", "without links")])

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    let isLogical = call.arguments.last(of: "L", "P") == "L"
    let path = isLogical ? process.environment["PWD"] ?? process.directory : (try? process.files.realPath(".", by: process.accessor)) ?? process.directory
    try call.write("\(path)\n")
    return 0
  }
}
