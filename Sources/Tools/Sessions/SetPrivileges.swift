import Hosts
import World

/// setpriv: programs with other credentials.
enum SetPrivileges: HostTool {
  static let manual = Manual(
    "setpriv", "run a program with other credentials", usage: ["[options] <program> [<argument>...]"],
    options: [
      Option("--reuid=UID", "the user"), Option("--regid=GID", "the group"), Option("--clear-groups", "no further groups"), Option("--keep-groups", "accepted"),
      Option("--init-groups", "the groups of the user"), Option("--no-new-privs", "accepted"), Option("--reset-env", "accepted"),
      .missing("-d, --dump"), .missing("--inh-caps=CAPS"), .missing("--ruid=UID"), .missing("--euid=UID"),
    ], package: "util-linux", version: "2.38.1", parsing: .leading)

  static func main(_ call: Call) throws -> Int32 {
    guard !call.operands.isEmpty else { throw ToolFailure("No program specified", showsHint: true) }
    let accounts = Accounts(call.process)
    let child = call.process.child([])
    if let text = call["reuid"] {
      guard let id = accounts.user(text)?.id ?? Int(text) else { throw ToolFailure("failed to parse reuid") }
      guard call.process.credentials.user == 0 || id == call.process.credentials.user else {
        throw ToolFailure("setresuid failed: Operation not permitted")
      }
      child.credentials.user = id
      child.user = accounts.userName(id) ?? String(id)
      if call.has("init-groups"), let user = accounts.user(id: id) { child.credentials = accounts.credentials(of: user) }
    }
    if let text = call["regid"] {
      guard let id = accounts.group(text)?.id ?? Int(text) else { throw ToolFailure("failed to parse regid") }
      child.credentials.group = id
    }
    if call.has("clear-groups") { child.credentials.groups = [child.credentials.group] }
    return try call.runCommand(call.operands, in: child) { "failed to execute \($0): \($1.text)" }
  }
}

/// pathchk: whether names could be used.
enum PathCheck: HostTool {
  static let manual = Manual(
    "pathchk", "see whether file names could be used", usage: ["[OPTION]... NAME..."],
    options: [Option("-p", "for most POSIX systems"), Option("-P", "no empty names, none that begin with -"), Option("--portability", "both")])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw call.missingOperand() }
    for name in call.operands {
      if name.isEmpty {
        try call.complain("\(Quoted.always("")): No such file or directory")
      } else if let long = name.split(separator: "/").first(where: { $0.utf8.count > 255 }) {
        try call.complain("limit 255 exceeded by length \(long.utf8.count) of file name component \(Quoted.always(String(long)))")
      } else if call.has("P") || call.has("portability"), name.split(separator: "/").contains(where: { $0.hasPrefix("-") }) {
        try call.complain("leading '-' in a component of file name \(Quoted.always(name))")
      } else if call.has("p") || call.has("portability"), let odd = name.first(where: { !($0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0))) }) {
        try call.complain("nonportable character \(Quoted.always(String(odd))) in file name \(Quoted.always(name))")
      }
    }
    return call.status
  }
}
