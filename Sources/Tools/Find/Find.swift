import Hosts
import Simulation
import World

/// find: files below directories, and what to do with them.
enum Find: HostTool {
  static let manual = Manual(
    "find", "search for files below directories",
    usage: ["[-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]"],
    notes: """
      Operators: ( EXPR )  ! EXPR  EXPR1 -a EXPR2  EXPR1 -o EXPR2  EXPR1 , EXPR2
      Limits: -maxdepth N -mindepth N -depth -follow
      Tests: -name -iname -path -ipath -lname -regex -type -size -empty -mtime -mmin -atime -ctime -newer -newermt
             -perm -user -group -nouser -nogroup -links -inum -readable -writable -executable -true -false
      Actions: -print -print0 -printf -ls -fprint -delete -prune -quit -exec CMD ; -exec CMD {} + -execdir -ok
      """, package: "GNU findutils", version: "4.9.0", parsing: .raw, hint: .none)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    if words == ["--help"] || words == ["-help"] {
      try call.write(manual.help(calledAs: call.process.name))
      return 0
    }
    if words == ["--version"] || words == ["-version"] {
      try call.write("find (GNU findutils) 4.9.0\n")
      return 0
    }
    var (follows, followsNamed) = (false, false)
    while let word = words.first, ["-H", "-L", "-P"].contains(word) || word.hasPrefix("-O") {
      words.removeFirst()
      if word == "-L" { follows = true }
      if word == "-H" { followsNamed = true }
      if word == "-P" { follows = false }
    }
    var roots: [String] = []
    while let word = words.first, !word.hasPrefix("-") || word == "-", word != "!", word != "(", word != ")", word != "," {
      roots.append(word)
      words.removeFirst()
    }
    var parser = FindParser(words, call)
    let expression = try parser.parse()
    let search = FindSearch(call, expression, parser, follows: follows || parser.follows, followsNamed: followsNamed)
    for root in roots.isEmpty ? ["."] : roots {
      if try !search.run(from: root) { break }
    }
    for command in parser.commands where command.isBatch { try search.flush(command) }
    return call.status
  }
}

/// One walk through the trees.
final class FindSearch {
  private struct Entry {
    var path: String
    var root: String
    var depth: Int
    var inode: Inode
    var number: Int
  }

  private let call: Call
  private let expression: FindExpression
  private let limits: FindParser
  private let follows: Bool
  private let followsNamed: Bool
  private var isPruned = false
  private var hasQuit = false
  private let accounts: Accounts

  init(_ call: Call, _ expression: FindExpression, _ limits: FindParser, follows: Bool, followsNamed: Bool) {
    self.call = call
    self.expression = expression
    self.limits = limits
    self.follows = follows
    self.followsNamed = followsNamed
    accounts = Accounts(call.process)
  }

  /// False where `-quit` ended it.
  func run(from root: String) throws -> Bool {
    try visit(root, root: root, depth: 0)
    return !hasQuit
  }

  private func visit(_ path: String, root: String, depth: Int) throws {
    let process = call.process
    try process.stage.step()
    let isFollowed = follows || depth == 0 && (followsNamed || path.hasSuffix("/"))
    var inode: Inode
    do {
      inode = try process.files.status(path, by: process.accessor, following: isFollowed)
    } catch {
      guard isFollowed, let link = call.status(path, following: false) else {
        return try call.complain("\(Quoted.curly(path)): \(error.text)")
      }
      inode = link
    }
    let number = ((try? process.files.identify(path, by: process.accessor, following: isFollowed)) ?? nil)?.number ?? 0
    let entry = Entry(path: path, root: root, depth: depth, inode: inode, number: number)
    isPruned = false
    if !limits.depthFirst { try consider(entry) }
    if inode.isDirectory, !isPruned || limits.depthFirst, depth < limits.maxDepth, !hasQuit {
      do {
        for name in try process.files.list(path, by: process.accessor) where !hasQuit {
          try visit(Paths.join(path, name), root: root, depth: depth + 1)
        }
      } catch let error as FileError {
        try call.complain("\(Quoted.curly(path)): \(error.text)")
      }
    }
    if limits.depthFirst && !hasQuit { try consider(entry) }
  }

  private func consider(_ entry: Entry) throws {
    guard entry.depth >= limits.minDepth else { return }
    if try evaluate(expression, entry), !limits.hasAction, !hasQuit { try call.write("\(entry.path)\n") }
  }

  private func evaluate(_ expression: FindExpression, _ entry: Entry) throws -> Bool {
    switch expression {
    case .test(let test): return try holds(test, entry)
    case .not(let inner): return try !evaluate(inner, entry)
    case .and(let left, let right): return try evaluate(left, entry) && evaluate(right, entry)
    case .or(let left, let right): return try evaluate(left, entry) || evaluate(right, entry)
    case .list(let left, let right):
      _ = try evaluate(left, entry)
      return try evaluate(right, entry)
    }
  }

  private func holds(_ test: FindTest, _ entry: Entry) throws -> Bool {
    let (inode, process) = (entry.inode, call.process)
    switch test {
    case .always(let value): return value
    case .name(let glob): return glob.matches(Paths.base(entry.path))
    case .path(let glob): return glob.matches(entry.path)
    case .linkName(let glob): if case .link(let target) = inode.kind { return glob.matches(target) } else { return false }
    case .regex(let regex): return regex.matches(ArraySlice(entry.path.utf8))
    case .type(let letters): return letters.contains(Self.letter(inode))
    case .size(let number, let unit): return number.accepts(SizeText.blocks(inode.size, of: unit))
    case .age(let number, let seconds, let kind):
      let moment = kind == "m" ? inode.modified : kind == "a" ? inode.accessed : inode.changed
      let age = (process.now - moment).seconds
      let units = Int((age / Double(seconds)).rounded(seconds == 60 ? .up : .down))
      return number.accepts(units)
    case .newer(let moment): return inode.modified > moment
    case .permissions(let mode, let mark):
      if mark == "-" { return inode.mode & mode == mode }
      return mark == "=" ? inode.mode == mode : mode == 0 || inode.mode & mode != 0
    case .user(let id): return inode.user == id
    case .group(let id): return inode.group == id
    case .noOwner(let isGroup):
      return isGroup ? accounts.groupName(inode.group) == nil : accounts.userName(inode.user) == nil
    case .empty:
      if inode.isDirectory { return ((try? process.files.list(entry.path, by: process.accessor)) ?? ["?"]).isEmpty }
      return inode.isFile && inode.size == 0
    case .links(let number): return number.accepts(inode.links)
    case .inode(let number): return number.accepts(entry.number)
    case .access(let bits): return process.files.permits(bits, entry.path, by: process.accessor)
    default: return try act(test, entry)
    }
  }

  private func act(_ test: FindTest, _ entry: Entry) throws -> Bool {
    switch test {
    case .prune: isPruned = true
    case .quit: hasQuit = true
    case .print(let end): try call.write("\(entry.path)\(end)")
    case .list: try call.write(FindFormat.listing(entry.path, entry.inode, entry.number, accounts, call))
    case .format(let format):
      try call.write(
        FindFormat.text(format, entry.path, entry.root, entry.depth, entry.inode, entry.number, accounts, call))
    case .writeTo(let name, let end):
      try call.process.writeFile(name, "\(entry.path)\(end)", mode: .append)
    case .delete: return try delete(entry)
    case .execute(let command): return try execute(command, entry)
    default: break
    }
    return true
  }

  private func delete(_ entry: Entry) throws -> Bool {
    if entry.path == "." { return true }
    do {
      try call.change { (files, who) throws(FileError) in
        if entry.inode.isDirectory {
          try files.removeDirectory(entry.path, by: who, at: call.process.now)
        } else {
          try files.remove(entry.path, by: who, at: call.process.now)
        }
      }
      return true
    } catch {
      try call.complain("cannot delete \(Quoted.curly(entry.path)): \(error.text)")
      return false
    }
  }

  private func execute(_ command: FindCommand, _ entry: Entry) throws -> Bool {
    if command.isBatch {
      command.pending.append(entry.path)
      if command.pending.count >= 5000 { try flush(command) }
      return true
    }
    let child = call.process.child([])
    let path = command.inDirectory ? "./\(Paths.base(entry.path))" : entry.path
    if command.inDirectory { child.directory = Paths.normalized(call.process.absolute(Paths.directory(entry.path))) }
    let words = command.words.map { $0.replacing("{}", with: path) }
    if command.asks {
      try call.flush()
      try call.process.printError("< \(words.first ?? "") ... \(path) > ? ")
      guard let answer = try call.process.input.readLine(by: call.process), answer.first == 121 || answer.first == 89 else {
        return false
      }
    }
    return try call.runCommand(words, in: child) { "\(Quoted.curly($0)): \($1.text)" } == 0
  }

  func flush(_ command: FindCommand) throws {
    guard !command.pending.isEmpty else { return }
    let paths = command.pending
    command.pending = []
    let status = try call.runCommand(command.words + paths, in: call.process.child([])) {
      "\(Quoted.curly($0)): \($1.text)"
    }
    if status != 0 { call.status = 1 }
  }

  static func letter(_ inode: Inode) -> Character {
    switch inode.kind {
    case .directory: "d"
    case .link: "l"
    case .file(.device): "c"
    case .file: "f"
    }
  }
}

/// What `-printf` and `-ls` print.
enum FindFormat {
  static func text(
    _ format: String, _ path: String, _ root: String, _ depth: Int, _ inode: Inode, _ number: Int, _ accounts: Accounts,
    _ call: Call
  ) -> String {
    var result = ""
    var rest = EscapedText.read(format.replacing("%%", with: "%\u{1}"))[...]
    while let character = rest.popFirst() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      let flags = rest.prefix { "-0#+ ".contains($0) }
      rest = rest.dropFirst(flags.count)
      let width = Int(rest.prefix { $0.isNumber }) ?? 0
      rest = rest.drop { $0.isNumber || $0 == "." }
      guard let letter = rest.popFirst() else { break }
      var value: String
      switch letter {
      case "\u{1}": value = "%"
      case "T", "A", "C":
        let moment = letter == "T" ? inode.modified : letter == "A" ? inode.accessed : inode.changed
        let kind = rest.popFirst() ?? "@"
        let wall = call.process.stage.world.wall(at: moment)
        value = kind == "@" ? Calendar.format("%s.%N0", wall) : kind == "+" ? Calendar.format("%F+%T.%N0", wall) : Calendar.format("%\(kind)", wall)
      default: value = field(letter, path, root, depth, inode, number, accounts, call)
      }
      value = value.padded(to: width, left: flags.contains("-"), with: flags.contains("0") ? "0" : " ")
      result += value
    }
    return result
  }

  private static func field(
    _ letter: Character, _ path: String, _ root: String, _ depth: Int, _ inode: Inode, _ number: Int,
    _ accounts: Accounts, _ call: Call
  ) -> String {
    func clock(_ instant: Instant) -> String {
      Calendar.format("%a %b %e %H:%M:%S.%N0 %Y", call.process.stage.world.wall(at: instant))
    }
    switch letter {
    case "p": return path
    case "f": return Paths.base(path)
    case "h": return Paths.directory(path)
    case "P": return String(path.dropFirst(root.count).drop { $0 == "/" })
    case "H": return root
    case "d": return String(depth)
    case "s": return String(inode.size)
    case "k": return String(DiskUse.bytes(inode) / 1024)
    case "b": return String(DiskUse.bytes(inode) / 512)
    case "m": return String(inode.mode, radix: 8)
    case "M": return FileModes.text(inode)
    case "u": return accounts.userName(inode.user) ?? String(inode.user)
    case "U": return String(inode.user)
    case "g": return accounts.groupName(inode.group) ?? String(inode.group)
    case "G": return String(inode.group)
    case "i": return String(number)
    case "n": return String(inode.links)
    case "y", "Y": return String(FindSearch.letter(inode))
    case "l": if case .link(let target) = inode.kind { return target } else { return "" }
    case "t": return clock(inode.modified)
    case "a": return clock(inode.accessed)
    case "c": return clock(inode.changed)
    default: return "%\(letter)"
    }
  }

  static func listing(_ path: String, _ inode: Inode, _ number: Int, _ accounts: Accounts, _ call: Call) -> String {
    let wall = call.process.stage.world.wall(at: inode.modified)
    let isRecent = abs((call.process.wall - wall).seconds) < 31_556_952 / 2
    let time = Calendar.format(isRecent ? "%b %e %H:%M" : "%b %e  %Y", wall)
    let owner = (accounts.userName(inode.user) ?? String(inode.user)).padded(to: 8, left: true)
    let group = (accounts.groupName(inode.group) ?? String(inode.group)).padded(to: 8, left: true)
    var line = "\(String(number).padded(to: 9)) \(String(DiskUse.bytes(inode) / 1024).padded(to: 6)) \(FileModes.text(inode)) "
    line += "\(String(inode.links).padded(to: 3)) \(owner) \(group) \(String(inode.size).padded(to: 8)) \(time) \(path)"
    if case .link(let target) = inode.kind { line += " -> \(target)" }
    return "\(line)\n"
  }
}
