import Hosts
import Simulation
import World

/// passwd: the password of an account; those of simulated accounts cannot be guessed, as none is asked for.
enum Password: HostTool {
  static let manual = shadow(
    "passwd", "change a password", usage: ["[options] [LOGIN]"],
    options: [
      Option("-S, --status", "show its state"), Option("-l, --lock", "lock it"), Option("-u, --unlock", "unlock it"), Option("-d, --delete", "remove it"), Option("-e, --expire", "it has to be changed"),
      Option("-q, --quiet", "accepted"), .missing("-a, --all"), .missing("-x, --maxdays=DAYS"), .missing("-n, --mindays=DAYS"),
    ], section: 1)

  static func main(_ call: Call) throws -> Int32 {
    let files = AccountFiles(call)
    let name = call.operands.first ?? call.process.user
    guard let row = files.row(name, in: "/etc/shadow") else { throw ToolFailure("user '\(name)' does not exist", status: 1) }
    if name != call.process.user || !call.arguments.options.isEmpty, call.process.credentials.user != 0 {
      throw ToolFailure("You may not view or modify password information for \(name).", status: 1)
    }
    if call.has("S") {
      let state = row[1].isEmpty ? "NP" : row[1].hasPrefix("!") || row[1] == "*" ? "L" : "P"
      let day = CivilDay(AccountFiles.day(row[2]) ?? 0).numbers
      try call.write("\(name) \(state) \(day) \(row[3]) \(row[4]) \(row[5]) -1\n")
      return 0
    }
    if call.has("l") { try files.change(name, in: "/etc/shadow") { if !$0[1].hasPrefix("!") { $0[1] = "!\($0[1])" } } }
    if call.has("u") { try files.change(name, in: "/etc/shadow") { $0[1] = String($0[1].drop { $0 == "!" }) } }
    if call.has("d") { try files.change(name, in: "/etc/shadow") { $0[1] = "" } }
    if call.has("e") { try files.change(name, in: "/etc/shadow") { $0[2] = "0" } }
    if !call.arguments.options.isEmpty {
      try call.write("passwd: password changed.\n")
      return 0
    }
    try call.process.printError("New password: ")
    let first = try call.process.input.readLine(by: call.process)
    try call.process.printError("\nRetype new password: ")
    let second = try call.process.input.readLine(by: call.process)
    try call.process.printError("\n")
    guard let first, first == second, first.count > 1 else {
      try call.process.printError(first == nil || second == nil ? "Password change has been aborted.\n" : "Sorry, passwords do not match.\n")
      try call.process.printError("passwd: Authentication token manipulation error\npasswd: password unchanged\n")
      return 10
    }
    let today = String(files.today)
    try files.change(name, in: "/etc/shadow") { row in
      row[1] = "$y$j9T$\(String(repeating: "x", count: 22))"
      row[2] = today
    }
    try call.process.printError("passwd: password updated successfully\n")
    return 0
  }
}

/// chage: how long passwords are valid.
enum PasswordAge: HostTool {
  static let manual = shadow(
    "chage", "show and change the age of a password", usage: ["[options] LOGIN"],
    options: [
      Option("-l, --list", "show"), Option("-d, --lastday=LAST_DAY", "the day of the last change"), Option("-E, --expiredate=EXPIRE_DATE", "the end of the account"), Option("-I, --inactive=INACTIVE", "days"),
      Option("-m, --mindays=MIN_DAYS", "days"), Option("-M, --maxdays=MAX_DAYS", "days"), Option("-W, --warndays=WARN_DAYS", "days"), Option("-i, --iso8601", "dates as 2026-01-31"),
    ], section: 1)

  static func main(_ call: Call) throws -> Int32 {
    let files = AccountFiles(call)
    let name = try call.loneName()
    if call.process.credentials.user != 0, !(call.has("l") && name == call.process.user) { throw ToolFailure("Permission denied.", status: 1) }
    guard let row = files.row(name, in: "/etc/shadow") else {
      throw ToolFailure("user '\(name)' does not exist in /etc/passwd", status: 1)
    }
    if call.has("l") {
      func day(_ number: Int?) -> String {
        guard let number, number >= 0 else { return "never" }
        return call.has("i") ? CivilDay(number).numbers : CivilDay(number).words
      }
      let last = AccountFiles.day(row[2])
      let most = AccountFiles.day(row[4]) ?? 99_999
      let end = most >= 10_000 ? nil : last.map { $0 + most }
      try call.write("Last password change\t\t\t\t\t: \(last == 0 ? "password must be changed" : day(last))\n")
      try call.write("Password expires\t\t\t\t\t: \(last == 0 ? "password must be changed" : day(end))\n")
      try call.write("Password inactive\t\t\t\t\t: \(last == 0 ? "password must be changed" : day(end.flatMap { end in AccountFiles.day(row[6]).map { end + $0 } }))\n")
      try call.write("Account expires\t\t\t\t\t\t: \(day(AccountFiles.day(row[7])))\n")
      try call.write("Minimum number of days between password change\t\t: \(row[3].isEmpty ? "-1" : row[3])\n")
      try call.write("Maximum number of days between password change\t\t: \(row[4].isEmpty ? "-1" : row[4])\n")
      try call.write("Number of days of warning before password expires\t: \(row[5].isEmpty ? "-1" : row[5])\n")
      return 0
    }
    if call.arguments.options.isEmpty { throw ToolFailure("not simulated: chage without options", status: 1) }
    for (key, column) in [("d", 2), ("m", 3), ("M", 4), ("W", 5), ("I", 6), ("E", 7)] {
      guard var value = call[key] else { continue }
      if Int(value) == nil {
        guard let date = DateText.parse(value, now: call.process.wall) else { throw ToolFailure("invalid date '\(value)'", status: 2) }
        value = String(date.unixSeconds / 86_400)
      }
      if AccountFiles.day(value) == nil {
        throw ToolFailure("invalid \(["d", "E"].contains(key) ? "date" : "numeric argument") '\(value)'", status: 2)
      }
      try files.change(name, in: "/etc/shadow") { $0[column] = value == "-1" ? "" : value }
    }
    return 0
  }
}
