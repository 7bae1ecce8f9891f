import Hosts
import ShellLanguage
import Simulation
import World

extension Builtins {
  static func test(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    try TestExpression.run(shell, Array(arguments.dropFirst()))
  }

  static func bracket(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard arguments.last == "]", arguments.count > 1 else {
      try shell.complainBuiltin("missing `]'")
      return 2
    }
    return try TestExpression.run(shell, Array(arguments.dropFirst().dropLast()))
  }
}

/// The expressions of `test` and `[`, and the operators that `[[` shares.
struct TestExpression {
  private let shell: Interpreter
  private let words: [String]
  private var place = 0
  private var depth = 0

  private struct Mistake: Error {
    var message: String
  }

  private init(_ shell: Interpreter, _ words: [String]) {
    self.shell = shell
    self.words = words
  }

  static func run(_ shell: Interpreter, _ words: [String]) throws -> Int32 {
    var expression = TestExpression(shell, words)
    do {
      return try expression.whole() ? 0 : 1
    } catch let mistake as Mistake {
      try shell.complainBuiltin(mistake.message)
      return 2
    }
  }

  private static let unaryLetters: Set<Character> = Set("abcdefghknoprstuvwxzGLNORS")
  private static let binaryNames: Set<String> = [
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
  ]

  private static func isUnary(_ word: String) -> Bool {
    word.count == 2 && word.hasPrefix("-") && unaryLetters.contains(word.last!)
  }

  /// The number of words decides how they are read (POSIX, test).
  private mutating func whole() throws -> Bool {
    switch words.count {
    case 0: return false
    case 1: return !words[0].isEmpty
    case 2: return try two(words)
    case 3: return try three(words)
    case 4:
      if words[0] == "!" { return try !three(Array(words.dropFirst())) }
      if words[0] == "(", words[3] == ")" { return try two(Array(words[1...2])) }
    default: break
    }
    let value = try alternative()
    if place < words.count { throw Mistake(message: "too many arguments") }
    return value
  }

  private func two(_ words: [String]) throws -> Bool {
    if words[0] == "!" { return words[1].isEmpty }
    guard Self.isUnary(words[0]) else { throw Mistake(message: "\(words[0]): unary operator expected") }
    return try Self.unary(words[0], words[1], in: shell, isTest: true)
  }

  private func three(_ words: [String]) throws -> Bool {
    if Self.binaryNames.contains(words[1]) { return try binary(words[0], words[1], words[2]) }
    switch words[1] {
    case "-a": return !words[0].isEmpty && !words[2].isEmpty
    case "-o": return !words[0].isEmpty || !words[2].isEmpty
    default: break
    }
    if words[0] == "!" { return try !two(Array(words.dropFirst())) }
    if words[0] == "(", words[2] == ")" { return !words[1].isEmpty }
    throw Mistake(message: "\(words[1]): binary operator expected")
  }

  private mutating func alternative() throws -> Bool {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw Mistake(message: "too many arguments") }
    var value = try conjunction()
    while place < words.count, words[place] == "-o" {
      place += 1
      let right = try conjunction()
      value = value || right
    }
    return value
  }

  private mutating func conjunction() throws -> Bool {
    var value = try term()
    while place < words.count, words[place] == "-a" {
      place += 1
      let right = try term()
      value = value && right
    }
    return value
  }

  private mutating func term() throws -> Bool {
    guard place < words.count else { throw Mistake(message: "argument expected") }
    var isNegated = false
    while place < words.count, words[place] == "!" {
      isNegated.toggle()
      place += 1
    }
    guard place < words.count else { throw Mistake(message: "argument expected") }
    let value: Bool
    if words[place] == "(" {
      place += 1
      value = try alternative()
      guard place < words.count, words[place] == ")" else {
        throw Mistake(message: place < words.count ? "`)' expected, found \(words[place])" : "`)' expected")
      }
      place += 1
    } else if place + 2 < words.count, Self.binaryNames.contains(words[place + 1]) {
      value = try binary(words[place], words[place + 1], words[place + 2])
      place += 3
    } else if Self.isUnary(words[place]), place + 1 < words.count {
      value = try Self.unary(words[place], words[place + 1], in: shell, isTest: true)
      place += 2
    } else {
      value = !words[place].isEmpty
      place += 1
    }
    return value != isNegated
  }

  private func binary(_ left: String, _ sign: String, _ right: String) throws -> Bool {
    switch sign {
    case "=", "==": return left.utf8.elementsEqual(right.utf8)
    case "!=": return !left.utf8.elementsEqual(right.utf8)
    case "<": return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
    case ">": return right.unicodeScalars.lexicographicallyPrecedes(left.unicodeScalars)
    case "-nt", "-ot", "-ef": return Self.compareFiles(left, sign, right, in: shell)
    default:
      func number(_ text: String) throws -> Int64 {
        guard let value = Int64(text.trimmingSpaces) else {
          throw Mistake(message: "\(text): integer expression expected")
        }
        return value
      }
      return Self.compare(try number(left), sign, try number(right))
    }
  }

  // MARK: - Shared with [[ ]]

  static func compare(_ left: Int64, _ sign: String, _ right: Int64) -> Bool {
    switch sign {
    case "-eq": left == right
    case "-ne": left != right
    case "-lt": left < right
    case "-le": left <= right
    case "-gt": left > right
    default: left >= right
    }
  }

  static func compareFiles(_ left: String, _ sign: String, _ right: String, in shell: Interpreter) -> Bool {
    let files = shell.process.files
    let accessor = shell.process.accessor
    if sign == "-ef" {
      guard let first = try? files.identify(left, by: accessor), let second = try? files.identify(right, by: accessor) else {
        return false
      }
      return first == second
    }
    let first = (try? files.status(left, by: accessor))?.modified
    let second = (try? files.status(right, by: accessor))?.modified
    switch (sign, first, second) {
    case ("-nt", let first?, let second?): return first > second
    case ("-nt", .some, nil): return true
    case ("-ot", let first?, let second?): return first < second
    case ("-ot", nil, .some): return true
    default: return false
    }
  }

  static func unary(_ sign: String, _ text: String, in shell: Interpreter, isTest: Bool = false) throws -> Bool {
    switch sign {
    case "-z": return text.isEmpty
    case "-n": return !text.isEmpty
    case "-o": return shell.session.options[text]
    case "-v": return try isSet(text, in: shell)
    case "-R": return shell.session.directVariable(text)?.isReference ?? false
    case "-t":
      guard let number = Int(text.trimmingSpaces) else {
        if isTest { throw Mistake(message: "\(text): integer expression expected") }
        return false
      }
      let descriptor = shell.descriptors[number]
      return descriptor?.input?.isTerminal ?? descriptor?.output?.isTerminal ?? false
    default: return file(sign, text, in: shell)
    }
  }

  private static func isSet(_ text: String, in shell: Interpreter) throws -> Bool {
    if let number = Int(text) { return number <= shell.session.positional.count }
    if let bracket = text.firstIndex(of: "["), text.hasSuffix("]") {
      let index = String(text[text.index(after: bracket)...].dropLast())
      let word = Word(parts: [.literal(index)], text: index)
      let parameter = Parameter(name: String(text[..<bracket]), index: index == "@" ? .all : .word(word))
      return !(try shell.expander.value(of: parameter)).isUnset
    }
    return shell.special(text) != nil || shell.session.variable(text)?.text != nil
  }

  private static func file(_ sign: String, _ path: String, in shell: Interpreter) -> Bool {
    let files = shell.process.files
    let accessor = shell.process.accessor
    if sign == "-h" || sign == "-L" {
      return (try? files.status(path, by: accessor, following: false))?.isLink ?? false
    }
    if path.hasPrefix("/dev/fd/"), sign == "-e", let number = Int(path.dropFirst(8)), shell.descriptors[number] != nil {
      return true
    }
    guard !path.isEmpty, let inode = try? files.status(path, by: accessor) else { return false }
    switch sign {
    case "-e", "-a": return true
    case "-f": return inode.isFile && !inode.isDevice
    case "-d": return inode.isDirectory
    case "-c": return inode.isDevice
    case "-s": return inode.size > 0
    case "-r": return files.permits(4, path, by: accessor)
    case "-w": return files.permits(2, path, by: accessor)
    case "-x": return files.permits(1, path, by: accessor)
    case "-u": return inode.mode & 0o4000 != 0
    case "-g": return inode.mode & 0o2000 != 0
    case "-k": return inode.mode & 0o1000 != 0
    case "-O": return inode.user == accessor.credentials.user
    case "-G": return inode.group == accessor.credentials.group
    case "-N": return inode.modified > inode.accessed
    default: return false
    }
  }
}
