import Hosts
import World

/// chown: other owners.
enum ChangeOwner: HostTool {
  static let manual = Manual(
    "chown", "change the owner and group of files",
    usage: ["[OPTION]... [OWNER][:[GROUP]] FILE...", "[OPTION]... --reference=RFILE FILE..."],
    options: OwnerChange.options)

  static func main(_ call: Call) throws -> Int32 {
    var operands = call.operands
    var change = OwnerChange(call)
    if call.has("reference") {
      try change.adoptReference(call)
    } else {
      guard !operands.isEmpty else { throw call.missingOperand() }
      let text = operands.removeFirst()
      if operands.isEmpty { throw call.missingOperand(after: text) }
      try change.readOwner(text, call)
    }
    if operands.isEmpty { throw call.missingOperand() }
    for name in operands { try change.apply(to: name, call) }
    return call.status
  }
}

/// chgrp: other groups.
enum ChangeGroup: HostTool {
  static let manual = Manual(
    "chgrp", "change the group of files", usage: ["[OPTION]... GROUP FILE...", "[OPTION]... --reference=RFILE FILE..."],
    options: OwnerChange.options)

  static func main(_ call: Call) throws -> Int32 {
    var operands = call.operands
    var change = OwnerChange(call)
    change.isGroupOnly = true
    if call.has("reference") {
      try change.adoptReference(call)
      change.user = nil
    } else {
      guard !operands.isEmpty else { throw call.missingOperand() }
      let text = operands.removeFirst()
      if operands.isEmpty { throw call.missingOperand(after: text) }
      try change.readGroup(text)
    }
    for name in operands { try change.apply(to: name, call) }
    return call.status
  }
}

/// What `chown` and `chgrp` do.
struct OwnerChange {
  static let options: [Option] = [
    Option("-c, --changes", "say what is changed"),
    Option("-f, --silent, --quiet", "no complaints"),
    Option("-v, --verbose", "say what is done"),
    Option("--dereference", "what links point to"),
    Option("-h, --no-dereference", "links themselves"),
    Option("--no-preserve-root", "treat / as any other"),
    Option("--preserve-root", "no -R on /"),
    Option("--from=OWNER:GROUP", "accepted"),
    Option("--reference=RFILE", "the owner of RFILE"),
    Option("-R, --recursive", "directories with all that is in them"),
    Option("-H", "accepted"),
    Option("-L", "accepted"),
    Option("-P", "accepted"),
  ]

  var user: Int?
  var group: Int?
  var isGroupOnly = false
  private let accounts: Accounts

  init(_ call: Call) {
    accounts = Accounts(call.process)
  }

  mutating func adoptReference(_ call: Call) throws {
    let name = call["reference"] ?? ""
    guard let inode = call.status(name) else {
      throw ToolFailure("failed to get attributes of \(Quoted.always(name)): \(FileError.noSuchFile.text)")
    }
    (user, group) = (inode.user, inode.group)
  }

  mutating func readOwner(_ text: String, _ call: Call) throws {
    var mark = text.firstIndex(of: ":")
    if mark == nil, let dot = text.firstIndex(of: "."), accounts.user(text) == nil {
      mark = dot
      try call.warn("warning: '.' should be ':': \(Quoted.curly(text))")
    }
    let name = String(text[..<(mark ?? text.endIndex)])
    if !name.isEmpty {
      if let known = accounts.user(name) {
        user = known.id
        if let mark, text.index(after: mark) == text.endIndex { group = known.group }
      } else if let number = Int(name) {
        user = number
        if let mark, text.index(after: mark) == text.endIndex { throw ToolFailure("invalid spec: \(Quoted.curly(text))") }
      } else {
        throw ToolFailure("invalid user: \(Quoted.curly(text))")
      }
    }
    guard let mark else { return }
    let groupName = String(text[text.index(after: mark)...])
    if groupName.isEmpty { return }
    guard let found = accounts.group(groupName)?.id ?? Int(groupName) else {
      throw ToolFailure("invalid group: \(Quoted.curly(text))")
    }
    group = found
  }

  mutating func readGroup(_ text: String) throws {
    guard let found = accounts.group(text)?.id ?? Int(text) else {
      throw ToolFailure("invalid group: \(Quoted.curly(text))")
    }
    group = found
  }

  func apply(to name: String, _ call: Call) throws {
    let process = call.process
    let follows = !call.has("h")
    let inode: Inode
    do {
      inode = try process.files.status(name, by: process.accessor, following: follows)
    } catch {
      call.status = 1
      if call.has("f") { return }
      return try call.complain("cannot \(follows ? "access" : "dereference") \(Quoted.always(name)): \(error.text)")
    }
    if call.has("R"), inode.isDirectory {
      for child in (try? process.files.list(name, by: process.accessor)) ?? [] {
        try process.stage.step()
        try apply(to: Paths.join(name, child), call)
      }
    }
    do {
      try call.change { (files, who) throws(FileError) in
        try files.changeOwner(name, user: user, group: group, by: who, at: process.now, following: follows)
      }
    } catch {
      call.status = 1
      if call.has("f") { return }
      let what = user == nil && group != nil ? "group" : "ownership"
      return try call.complain("changing \(what) of \(Quoted.always(name)): \(error.text)")
    }
    try report(name, inode, call)
  }

  private func report(_ name: String, _ inode: Inode, _ call: Call) throws {
    func shown(_ user: Int?, _ group: Int?) -> String {
      let userText = user.map { accounts.userName($0) ?? String($0) }
      let groupText = group.map { accounts.groupName($0) ?? String($0) }
      return [userText, groupText].compactMap { $0 }.joined(separator: ":")
    }
    let isChanged = user != nil && user != inode.user || group != nil && group != inode.group
    let what = isGroupOnly ? "group" : "ownership"
    let new = shown(user, group)
    let old = shown(user == nil ? nil : inode.user, group == nil ? nil : inode.group)
    if isChanged && (call.has("v") || call.has("c")) {
      try call.write("changed \(what) of \(Quoted.always(name)) from \(old) to \(new)\n")
    } else if !isChanged && call.has("v") {
      try call.write("\(what) of \(Quoted.always(name)) retained as \(new)\n")
    }
  }
}
