import Hosts
import Simulation
import World

/// Reads the expression of `find`, with its messages.
struct FindParser {
  private var words: ArraySlice<String>
  private let call: Call
  private(set) var maxDepth = Int.max
  private(set) var minDepth = 0
  private(set) var depthFirst = false
  private(set) var hasAction = false
  private(set) var commands: [FindCommand] = []
  var follows = false
  /// `-regextype`: whether expressions are extended ones.
  private var usesExtended = false

  init(_ words: ArraySlice<String>, _ call: Call) {
    self.words = words
    self.call = call
  }

  mutating func parse() throws -> FindExpression {
    guard !words.isEmpty else { return .test(.always(true)) }
    let expression = try list()
    if let extra = words.first {
      if extra == ")" { throw ToolFailure("you have too many ')'") }
      throw ToolFailure("paths must precede expression: `\(extra)'")
    }
    return expression
  }

  private mutating func list() throws -> FindExpression {
    var left = try or()
    while words.first == "," {
      words.removeFirst()
      left = .list(left, try or())
    }
    return left
  }

  private mutating func or() throws -> FindExpression {
    var left = try and()
    while let word = words.first, word == "-o" || word == "-or" {
      words.removeFirst()
      if words.isEmpty { throw ToolFailure("invalid expression; you have used a binary operator '\(word)' with nothing after it.") }
      left = .or(left, try and())
    }
    return left
  }

  private mutating func and() throws -> FindExpression {
    var left = try factor()
    while let word = words.first, word != ")", word != "-o", word != "-or", word != "," {
      if word == "-a" || word == "-and" { words.removeFirst() }
      left = .and(left, try factor())
    }
    return left
  }

  private mutating func factor() throws -> FindExpression {
    guard let word = words.popFirst() else { throw ToolFailure("expected an expression") }
    switch word {
    case "!", "-not": return .not(try factor())
    case "(", "\\(":
      if words.first == ")" { throw ToolFailure("invalid expression; empty parentheses are not allowed.") }
      let inner = try list()
      guard words.popFirst() == ")" else {
        throw ToolFailure("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
      }
      return inner
    case "-o", "-a", "-or", "-and":
      throw ToolFailure("invalid expression; you have used a binary operator '\(word)' with nothing before it.")
    default: return .test(try test(word))
    }
  }

  private mutating func argument(_ name: String) throws -> String {
    guard let value = words.popFirst() else { throw ToolFailure("missing argument to `\(name)'") }
    return value
  }

  private mutating func test(_ word: String) throws -> FindTest {
    guard word.hasPrefix("-") else {
      throw ToolFailure("paths must precede expression: `\(word)'\n\(call.process.name): possible unquoted pattern after predicate?")
    }
    switch word {
    case "-true": return .always(true)
    case "-false": return .always(false)
    case "-name": return .name(Glob(try argument(word)))
    case "-iname": return .name(Glob(try argument(word), ignoresCase: true))
    case "-path", "-wholename": return .path(Glob(try argument(word)))
    case "-ipath", "-iwholename": return .path(Glob(try argument(word), ignoresCase: true))
    case "-lname": return .linkName(Glob(try argument(word)))
    case "-ilname": return .linkName(Glob(try argument(word), ignoresCase: true))
    case "-regex", "-iregex":
      let pattern = try argument(word)
      do {
        return .regex(
          try Regex(
            usesExtended ? "^(\(pattern))$" : "^\\(\(pattern)\\)$", extended: usesExtended, ignoresCase: word == "-iregex"))
      } catch {
        throw ToolFailure(error.message)
      }
    case "-maxdepth", "-mindepth":
      let text = try argument(word)
      guard let depth = Int(text), depth >= 0 else {
        throw ToolFailure("Expected a positive decimal integer argument to \(word), but got \(Quoted.curly(text))")
      }
      if word == "-maxdepth" { maxDepth = depth } else { minDepth = depth }
      return .always(true)
    case "-depth", "-d":
      depthFirst = true
      return .always(true)
    case "-mount", "-xdev", "-noleaf", "-daystart", "-warn", "-nowarn", "-ignore_readdir_race": return .always(true)
    case "-follow":
      follows = true
      return .always(true)
    case "-regextype":
      let type = try argument(word)
      let known = [
        "findutils-default", "ed", "emacs", "gnu-awk", "grep", "posix-awk", "awk", "posix-basic", "posix-egrep", "egrep",
        "posix-extended", "posix-minimal-basic", "sed",
      ]
      guard known.contains(type) else {
        let list = known.map { Quoted.curly($0) }.joined(separator: ", ")
        throw ToolFailure("Unknown regular expression type \(Quoted.curly(type)); valid types are \(list).")
      }
      usesExtended = ["gnu-awk", "posix-awk", "awk", "posix-egrep", "egrep", "posix-extended"].contains(type)
      return .always(true)
    case "-samefile":
      let name = try argument(word)
      guard let id = (try? call.process.files.identify(name, by: call.process.accessor)) ?? nil else {
        throw ToolFailure("\(Quoted.curly(name)): No such file or directory")
      }
      return .inode(FindNumber(sign: .equal, value: id.number))
    default: return try property(word)
    }
  }

  private mutating func property(_ word: String) throws -> FindTest {
    switch word {
    case "-type", "-xtype":
      let text = try argument(word)
      for letter in text where !"bcdpflsD,".contains(letter) { throw ToolFailure("Unknown argument to \(word): \(letter)") }
      return .type(Set(text.filter { $0 != "," }))
    case "-empty": return .empty
    case "-size":
      let text = try argument(word)
      let units: [Character: Int] = ["b": 512, "c": 1, "w": 2, "k": 1024, "M": 1 << 20, "G": 1 << 30]
      let unit = text.last.flatMap { units[$0] }
      guard let number = FindNumber(unit == nil ? text : String(text.dropLast())) else {
        throw ToolFailure("invalid -size type `\(text.suffix(1))'")
      }
      return .size(number, unit: unit ?? 512)
    case "-mtime", "-atime", "-ctime", "-mmin", "-amin", "-cmin":
      let text = try argument(word)
      guard let number = FindNumber(text), let kind = word.dropFirst().first else {
        throw ToolFailure("invalid argument `\(text)' to `\(word)'")
      }
      return .age(number, seconds: word.hasSuffix("time") ? 86400 : 60, kind: kind)
    case "-newer", "-anewer", "-cnewer":
      let name = try argument(word)
      guard let inode = call.status(name) else { throw ToolFailure("\(Quoted.curly(name)): No such file or directory") }
      return .newer(inode.modified)
    case "-newermt", "-newerct":
      let text = try argument(word)
      guard let wall = DateText.parse(text, now: call.process.wall) else {
        throw ToolFailure("I cannot figure out how to interpret \(Quoted.curly(text)) as a date or time")
      }
      return .newer(call.process.stage.world.instant(of: wall))
    case "-perm":
      let text = try argument(word)
      let mark: Character = text.first.flatMap { "-/+".contains($0) ? $0 : nil } ?? "="
      guard let mode = FileModes.apply(mark == "=" ? text : String(text.dropFirst()), to: 0, isDirectory: false, umask: 0) else {
        throw ToolFailure("invalid mode \(Quoted.curly(text))")
      }
      return .permissions(mode, mark)
    case "-user", "-uid":
      let name = try argument(word)
      guard let id = Accounts(call.process).user(name)?.id ?? Int(name) else {
        throw ToolFailure("\(Quoted.curly(name)) is not the name of a known user")
      }
      return .user(id)
    case "-group", "-gid":
      let name = try argument(word)
      guard let id = Accounts(call.process).group(name)?.id ?? Int(name) else {
        throw ToolFailure("\(Quoted.curly(name)) is not the name of an existing group")
      }
      return .group(id)
    case "-nouser": return .noOwner(isGroup: false)
    case "-nogroup": return .noOwner(isGroup: true)
    case "-links", "-inum":
      let text = try argument(word)
      guard let number = FindNumber(text) else { throw ToolFailure("invalid argument `\(text)' to `\(word)'") }
      return word == "-links" ? .links(number) : .inode(number)
    case "-readable": return .access(4)
    case "-writable": return .access(2)
    case "-executable": return .access(1)
    default: return try action(word)
    }
  }

  private mutating func action(_ word: String) throws -> FindTest {
    switch word {
    case "-prune": return .prune
    case "-quit": return .quit
    case "-print":
      hasAction = true
      return .print(end: "\n")
    case "-print0":
      hasAction = true
      return .print(end: "\0")
    case "-ls":
      hasAction = true
      return .list
    case "-printf":
      hasAction = true
      return .format(try argument(word))
    case "-fprint":
      hasAction = true
      return .writeTo(try argument(word), end: "\n")
    case "-delete":
      hasAction = true
      depthFirst = true
      return .delete
    case "-exec", "-execdir", "-ok", "-okdir":
      hasAction = true
      return .execute(try command(word))
    default: throw ToolFailure("unknown predicate `\(word)'")
    }
  }

  private mutating func command(_ word: String) throws -> FindCommand {
    var parts: [String] = []
    while let part = words.popFirst() {
      let isBatch = part == "+" && parts.last == "{}"
      if part == ";" || isBatch {
        if parts.isEmpty { throw ToolFailure("invalid argument `;' to `\(word)'") }
        let command = FindCommand(
          isBatch ? parts.dropLast() : parts, isBatch: isBatch, inDirectory: word.hasSuffix("dir"),
          asks: word.hasPrefix("-ok"))
        commands.append(command)
        return command
      }
      parts.append(part)
    }
    throw ToolFailure("missing argument to `\(word)'")
  }
}
