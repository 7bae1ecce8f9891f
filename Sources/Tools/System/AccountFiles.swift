import Hosts
import Simulation
import World

/// The files of accounts, to be changed line by line.
struct AccountFiles {
  private let call: Call

  init(_ call: Call) {
    self.call = call
  }

  private static let widths = ["/etc/passwd": 7, "/etc/group": 4, "/etc/shadow": 9]
  /// The days since 1970 that a date can have, up to the year 9999, and -1 for none.
  private static let days = -1...2_932_896

  /// The lines of a file, each split at its colons.
  private func written(_ path: String) -> [[String]] {
    let text = ((try? call.process.files.read(path, by: .root)) ?? []).text
    return text.split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false).map { String($0) } }
  }

  /// Fields that a line lacks, as people edit these files, are empty.
  private func filled(_ row: [String], _ path: String) -> [String] {
    row + [String](repeating: "", count: max(0, (Self.widths[path] ?? 0) - row.count))
  }

  /// The lines of a file, each with all its fields.
  func rows(_ path: String) -> [[String]] { written(path).map { filled($0, path) } }

  /// The group of a name or number.
  func group(_ text: String) throws -> [String] {
    guard let row = row(text, in: "/etc/group") ?? rows("/etc/group").first(where: { $0[2] == text }), Int(row[2]) != nil else {
      throw ToolFailure("group '\(text)' does not exist", status: 6)
    }
    return row
  }

  /// A number of days; nil where the text is none, or lies beyond all dates.
  static func day(_ text: String) -> Int? { Int(text).flatMap { days.contains($0) ? $0 : nil } }

  func row(_ name: String, in path: String) -> [String]? { rows(path).first { $0.first == name } }

  func write(_ rows: [[String]], to path: String) throws(FileError) {
    try call.process.writeFile(path, rows.map { "\($0.joined(separator: ":"))\n" }.joined())
  }

  /// Changes the line of a name; nothing where there is none.
  func change(_ name: String, in path: String, _ change: (inout [String]) -> Void) throws(FileError) {
    var all = written(path)
    for index in all.indices where all[index].first == name {
      all[index] = filled(all[index], path)
      change(&all[index])
    }
    try write(all, to: path)
  }

  func add(_ row: [String], to path: String) throws(FileError) { try write(written(path) + [row], to: path) }
  func remove(_ name: String, from path: String) throws(FileError) { try write(written(path).filter { $0.first != name }, to: path) }

  /// The first number above those that are used; system accounts count from 999 downwards.
  func freeNumber(in path: String, isSystem: Bool) -> Int {
    let used = Set(rows(path).compactMap { Int($0[2]) })
    if isSystem { return (100...999).reversed().first { !used.contains($0) } ?? 999 }
    return max(1000, (used.filter { $0 >= 1000 && $0 < 60_000 }.max() ?? 999) + 1)
  }

  /// Refuses everybody but root, in the words of the shadow tools.
  func demandRoot() throws {
    guard call.process.credentials.user == 0 else {
      try call.process.printError("\(call.process.name): Permission denied.\n\(call.process.name): cannot lock /etc/passwd; try again later.\n")
      throw ToolFailure("", status: 1)
    }
  }

  /// The day of today, as /etc/shadow counts.
  var today: Int { Int(call.process.wall.unixSeconds / 86_400) }
}

/// A manual of the package shadow, whose programs answer a wrong command line with their whole help.
func shadow(_ name: String, _ summary: String, usage: [String], options: [Option], section: Int) -> Manual {
  Manual(
    name, summary, usage: usage, options: options, package: "shadow", version: "4.13", hint: .help, usageStatus: 2,
    section: section)
}

extension Call {
  /// The one account or group that these programs want.
  func loneName() throws -> String {
    guard operands.count == 1, let name = operands.first else {
      try process.printError(manual.help(calledAs: manual.name))
      throw ToolFailure("", status: 2)
    }
    return name
  }
}

/// useradd: a new account.
enum AddUser: HostTool {
  static let manual = shadow(
    "useradd", "add an account", usage: ["[options] LOGIN", "-D"],
    options: [
      Option("-c, --comment=COMMENT", "what the account is for"), Option("-d, --home-dir=HOME_DIR", "its home"), Option("-D, --defaults", "show what new accounts get"),
      Option("-e, --expiredate=EXPIRE_DATE", "accepted"), Option("-g, --gid=GROUP", "its main group"), Option("-G, --groups=GROUPS", "further groups"), Option("-k, --skel=SKEL_DIR", "accepted"),
      Option("-m, --create-home", "make the home"), Option("-M, --no-create-home", "do not"), Option("-N, --no-user-group", "no group of its own"), Option("-o, --non-unique", "a number that is used"),
      Option("-p, --password=PASSWORD", "the encrypted password"), Option("-r, --system", "a system account"), Option("-s, --shell=SHELL", "its shell"), Option("-u, --uid=UID", "its number"),
      Option("-U, --user-group", "a group of its own"), Option("-f, --inactive=INACTIVE", "accepted"), Option("-b, --base-dir=BASE_DIR", "homes lie there"),
    ], section: 8)

  static func main(_ call: Call) throws -> Int32 {
    let files = AccountFiles(call)
    if call.has("D") {
      try call.write("GROUP=100\nHOME=/home\nINACTIVE=-1\nEXPIRE=\nSHELL=/bin/sh\nSKEL=/etc/skel\nCREATE_MAIL_SPOOL=no\nLOG_INIT=yes\n")
      return 0
    }
    let name = try call.loneName()
    guard isName(name) else { throw ToolFailure("invalid user name '\(name)': use --badname to ignore", status: 3) }
    try files.demandRoot()
    if files.row(name, in: "/etc/passwd") != nil { throw ToolFailure("user '\(name)' already exists", status: 9) }
    let isSystem = call.has("r")
    var number = files.freeNumber(in: "/etc/passwd", isSystem: isSystem)
    if let text = call["u"] {
      guard let given = Int(text), given >= 0 else { throw ToolFailure("invalid user ID '\(text)'", status: 3) }
      if !call.has("o"), files.rows("/etc/passwd").contains(where: { $0[2] == text }) {
        throw ToolFailure("UID \(text) is not unique", status: 4)
      }
      number = given
    }
    var group = 100
    if let text = call["g"] {
      group = Int(try files.group(text)[2]) ?? group
    } else if !call.has("N") {
      if files.row(name, in: "/etc/group") != nil { throw ToolFailure("group \(name) exists - if you want to add this user to that group, use -g.", status: 9) }
      group = files.rows("/etc/group").contains { $0[2] == String(number) } ? files.freeNumber(in: "/etc/group", isSystem: isSystem) : number
      try files.add([name, "x", String(group), ""], to: "/etc/group")
    }
    for extra in call["G"]?.split(separator: ",").map({ String($0) }) ?? [] {
      guard files.row(extra, in: "/etc/group") != nil else { throw ToolFailure("group '\(extra)' does not exist", status: 6) }
      try files.change(extra, in: "/etc/group") { $0[3] = $0[3].isEmpty ? name : "\($0[3]),\(name)" }
    }
    let home = call["d"] ?? "\(call["b"] ?? "/home")/\(name)"
    try files.add([name, "x", String(number), String(group), call["c"] ?? "", home, call["s"] ?? "/bin/sh"], to: "/etc/passwd")
    try files.add([name, call["p"] ?? "!", String(files.today), "0", "99999", "7", "", "", ""], to: "/etc/shadow")
    if call.has("m") { try makeHome(home, number, group, call) }
    return 0
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first == "_" || first.isLowercase, first.isASCII else { return false }
    return text.dropFirst().allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "$") }
  }

  private static func makeHome(_ home: String, _ user: Int, _ group: Int, _ call: Call) throws {
    let now = call.process.now
    if call.status(home) != nil {
      try call.process.printError("useradd: warning: the home directory \(home) already exists.\nuseradd: Not copying any file from skel directory into it.\n")
      return
    }
    try call.change { (files, who) throws(FileError) in
      try files.makeDirectory(home, by: who, at: now)
      try files.changeOwner(home, user: user, group: group, by: who, at: now)
    }
    let skeleton = ((try? call.process.files.list("/etc/skel", by: .root)) ?? []).map { "/etc/skel/\($0)" }
    for path in skeleton {
      let target = "\(home)/\(Paths.base(path))"
      guard let bytes = try? call.process.files.read(path, by: .root) else { continue }
      try call.process.writeFile(target, bytes)
      try call.change { (files, who) throws(FileError) in try files.changeOwner(target, user: user, group: group, by: who, at: now) }
    }
  }
}

/// userdel: an account less.
enum DeleteUser: HostTool {
  static let manual = shadow(
    "userdel", "remove an account", usage: ["[options] LOGIN"],
    options: [Option("-f, --force", "accepted"), Option("-r, --remove", "its home, too")],
    section: 8)

  static func main(_ call: Call) throws -> Int32 {
    let files = AccountFiles(call)
    let name = try call.loneName()
    try files.demandRoot()
    guard let row = files.row(name, in: "/etc/passwd") else { throw ToolFailure("user '\(name)' does not exist", status: 6) }
    try files.remove(name, from: "/etc/passwd")
    try files.remove(name, from: "/etc/shadow")
    if let own = files.row(name, in: "/etc/group"), own[3].isEmpty { try files.remove(name, from: "/etc/group") }
    for group in files.rows("/etc/group") where group[3].split(separator: ",").contains(Substring(name)) {
      try files.change(group[0], in: "/etc/group") { $0[3] = $0[3].split(separator: ",").filter { $0 != name }.joined(separator: ",") }
    }
    if call.has("r"), !row[5].isEmpty {
      let now = call.process.now
      try call.process.printError("userdel: \(name) mail spool (/var/mail/\(name)) not found\n")
      try? call.change { (files, who) throws(FileError) in try files.removeTree(row[5], by: who, at: now) }
    }
    return 0
  }
}

/// usermod: an account changed.
enum ModifyUser: HostTool {
  static let manual = shadow(
    "usermod", "change an account", usage: ["[options] LOGIN"],
    options: [
      Option("-a, --append", "with -G, keep other groups"), Option("-c, --comment=COMMENT", "what the account is for"), Option("-d, --home=HOME_DIR", "its home"), Option("-e, --expiredate=EXPIRE_DATE", "accepted"),
      Option("-g, --gid=GROUP", "its main group"), Option("-G, --groups=GROUPS", "further groups"), Option("-l, --login=NEW_LOGIN", "another name"), Option("-L, --lock", "lock the password"),
      Option("-m, --move-home", "accepted"), Option("-o, --non-unique", "accepted"), Option("-p, --password=PASSWORD", "the encrypted password"), Option("-r, --remove", "with -G, out of these groups"),
      Option("-s, --shell=SHELL", "its shell"), Option("-u, --uid=UID", "its number"), Option("-U, --unlock", "unlock the password"),
    ], section: 8)

  static func main(_ call: Call) throws -> Int32 {
    let files = AccountFiles(call)
    let name = try call.loneName()
    guard files.row(name, in: "/etc/passwd") != nil else { throw ToolFailure("user '\(name)' does not exist", status: 6) }
    if call.arguments.options.isEmpty { throw ToolFailure("no options", status: 2, showsHint: true) }
    try files.demandRoot()
    if let list = call["G"] {
      let wanted = list.split(separator: ",").map { String($0) }
      for group in wanted where files.row(group, in: "/etc/group") == nil { throw ToolFailure("group '\(group)' does not exist", status: 6) }
      for group in files.rows("/etc/group") {
        var members = group[3].split(separator: ",").map { String($0) }
        let isWanted = wanted.contains(group[0])
        if call.has("r") {
          if isWanted { members.removeAll { $0 == name } }
        } else if isWanted {
          if !members.contains(name) { members.append(name) }
        } else if !call.has("a") {
          members.removeAll { $0 == name }
        }
        try files.change(group[0], in: "/etc/group") { $0[3] = members.joined(separator: ",") }
      }
    }
    let main = try call["g"].map { try files.group($0)[2] }
    try files.change(name, in: "/etc/passwd") { row in
      if let text = call["u"] { row[2] = text }
      if let main { row[3] = main }
      if let text = call["c"] { row[4] = text }
      if let text = call["d"] { row[5] = text }
      if let text = call["s"] { row[6] = text }
      if let text = call["l"] { row[0] = text }
    }
    try files.change(name, in: "/etc/shadow") { row in
      if let text = call["p"] { row[1] = text }
      if call.has("L"), !row[1].hasPrefix("!") { row[1] = "!\(row[1])" }
      if call.has("U") { row[1] = String(row[1].drop { $0 == "!" }) }
      if let text = call["l"] { row[0] = text }
    }
    return 0
  }
}

/// groupadd: a new group.
enum AddGroup: HostTool {
  static let manual = shadow(
    "groupadd", "add a group", usage: ["[options] GROUP"],
    options: [Option("-f, --force", "no complaint where it exists"), Option("-g, --gid=GID", "its number"), Option("-o, --non-unique", "accepted"), Option("-r, --system", "a system group")],
    section: 8)

  static func main(_ call: Call) throws -> Int32 {
    let files = AccountFiles(call)
    let name = try call.loneName()
    try files.demandRoot()
    if files.row(name, in: "/etc/group") != nil {
      if call.has("f") { return 0 }
      throw ToolFailure("group '\(name)' already exists", status: 9)
    }
    if let text = call["g"], files.rows("/etc/group").contains(where: { $0[2] == text }), !call.has("o") {
      throw ToolFailure("GID '\(text)' already exists", status: 4)
    }
    let number = call["g"] ?? String(files.freeNumber(in: "/etc/group", isSystem: call.has("r")))
    try files.add([name, "x", number, ""], to: "/etc/group")
    return 0
  }
}

/// groupdel: a group less.
enum DeleteGroup: HostTool {
  static let manual = shadow(
    "groupdel", "remove a group", usage: ["[options] GROUP"], options: [Option("-f, --force", "accepted")],
    section: 8)

  static func main(_ call: Call) throws -> Int32 {
    let files = AccountFiles(call)
    let name = try call.loneName()
    try files.demandRoot()
    guard let row = files.row(name, in: "/etc/group") else { throw ToolFailure("group '\(name)' does not exist", status: 6) }
    if let user = files.rows("/etc/passwd").first(where: { !row[2].isEmpty && $0[3] == row[2] }), !call.has("f") {
      throw ToolFailure("cannot remove the primary group of user '\(user[0])'", status: 8)
    }
    try files.remove(name, from: "/etc/group")
    return 0
  }
}
