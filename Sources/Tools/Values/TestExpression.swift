import Hosts
import World

/// test: whether a condition holds.
enum TestCondition: HostTool {
  static let manual = Manual("test", "check a condition", usage: ["EXPRESSION", "[ EXPRESSION ]"], parsing: .raw, usageStatus: 2)
  static func main(_ call: Call) throws -> Int32 { try TestExpression.run(call, call.operands) }
}

/// [: the same with ] at the end.
enum BracketTest: HostTool {
  static let manual = Manual("[", "check a condition", usage: ["EXPRESSION ]"], parsing: .raw, usageStatus: 2)
  static func main(_ call: Call) throws -> Int32 {
    guard call.operands.last == "]" else { throw ToolFailure("missing ‘]’", status: 2) }
    return try TestExpression.run(call, call.operands.dropLast())
  }
}

/// Conditions of test(1) by the number of their words, as POSIX orders it.
struct TestExpression {
  private let call: Call
  private var words: ArraySlice<String>

  static func run(_ call: Call, _ words: [String]) throws -> Int32 {
    if words.isEmpty { return 1 }
    var expression = TestExpression(call: call, words: words[...])
    let result = try words.count <= 4 ? expression.short(words) ?? expression.or() : expression.or()
    if words.count > 4, let extra = expression.words.first {
      throw ToolFailure("extra argument \(Quoted.curly(extra))", status: 2)
    }
    return result ? 0 : 1
  }

  private init(call: Call, words: ArraySlice<String>) {
    self.call = call
    self.words = words
  }

  private func short(_ words: [String]) throws -> Bool? {
    switch words.count {
    case 1: return !words[0].isEmpty
    case 2:
      if words[0] == "!" { return words[1].isEmpty }
      guard let result = try unary(words[0], words[1]) else {
        throw ToolFailure(words[0].hasPrefix("-") ? "\(Quoted.curly(words[0])): unary operator expected" : "missing argument after \(Quoted.curly(words[1]))", status: 2)
      }
      return result
    case 3:
      if let result = try binary(words[0], words[1], words[2]) { return result }
      if words[0] == "!" { return try short(Array(words[1...])).map { !$0 } }
      if words[0] == "(" && words[2] == ")" { return !words[1].isEmpty }
      if words[1] == "-a" { return !words[0].isEmpty && !words[2].isEmpty }
      if words[1] == "-o" { return !words[0].isEmpty || !words[2].isEmpty }
      throw ToolFailure("\(Quoted.curly(words[1])): binary operator expected", status: 2)
    default:
      if words[0] == "!" { return try short(Array(words[1...])).map { !$0 } }
      if words[0] == "(" && words[3] == ")" { return try short(Array(words[1...2])) }
      return nil
    }
  }

  private mutating func or() throws -> Bool {
    var result = try and()
    while words.first == "-o" {
      words.removeFirst()
      let right = try and()
      result = result || right
    }
    return result
  }

  private mutating func and() throws -> Bool {
    var result = try not()
    while words.first == "-a" {
      words.removeFirst()
      let right = try not()
      result = result && right
    }
    return result
  }

  private mutating func not() throws -> Bool {
    if words.first == "!", words.count > 1 {
      words.removeFirst()
      return try !not()
    }
    if words.first == "(", words.count > 1 {
      words.removeFirst()
      let result = try or()
      guard words.popFirst() == ")" else { throw ToolFailure("')' expected", status: 2) }
      return result
    }
    let rest = Array(words)
    if rest.count >= 3, let result = try binary(rest[0], rest[1], rest[2]) {
      words = words.dropFirst(3)
      return result
    }
    if rest.count >= 2, let result = try unary(rest[0], rest[1]) {
      words = words.dropFirst(2)
      return result
    }
    guard let word = words.popFirst() else { throw ToolFailure("argument expected", status: 2) }
    return !word.isEmpty
  }

  private func unary(_ sign: String, _ word: String) throws -> Bool? {
    let process = call.process
    let inode = call.status(word)
    switch sign {
    case "-n": return !word.isEmpty
    case "-z": return word.isEmpty
    case "-e", "-a": return inode != nil
    case "-f": return inode?.isFile == true && inode?.isDevice == false
    case "-d": return inode?.isDirectory == true
    case "-h", "-L": return call.status(word, following: false)?.isLink == true
    case "-c": return inode?.isDevice == true
    case "-b", "-p", "-S": return false
    case "-s": return (inode?.size ?? 0) > 0
    case "-r": return process.files.permits(4, word, by: process.accessor)
    case "-w": return process.files.permits(2, word, by: process.accessor)
    case "-x": return process.files.permits(1, word, by: process.accessor)
    case "-u": return (inode?.mode ?? 0) & 0o4000 != 0
    case "-g": return (inode?.mode ?? 0) & 0o2000 != 0
    case "-k": return (inode?.mode ?? 0) & 0o1000 != 0
    case "-O": return inode?.user == process.credentials.user
    case "-G": return inode?.group == process.credentials.group
    case "-N": return inode.map { $0.modified > $0.accessed } ?? false
    case "-t": return word == "0" ? process.input.isTerminal : word == "1" ? process.output.isTerminal : process.errors.isTerminal
    default: return nil
    }
  }

  private func binary(_ left: String, _ sign: String, _ right: String) throws -> Bool? {
    switch sign {
    case "=", "==": return left == right
    case "!=": return left != right
    case "<": return ByteOrder.compare(ArraySlice(left.utf8), ArraySlice(right.utf8)) < 0
    case ">": return ByteOrder.compare(ArraySlice(left.utf8), ArraySlice(right.utf8)) > 0
    case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
      let (a, b) = (try integer(left), try integer(right))
      return sign == "-eq" ? a == b : sign == "-ne" ? a != b : sign == "-lt" ? a < b : sign == "-le" ? a <= b : sign == "-gt" ? a > b : a >= b
    case "-nt", "-ot":
      let (a, b) = (call.status(left)?.modified, call.status(right)?.modified)
      guard let a else { return sign == "-ot" && b != nil }
      guard let b else { return sign == "-nt" }
      return sign == "-nt" ? a > b : a < b
    case "-ef":
      let files = call.process.files
      let who = call.process.accessor
      let a = (try? files.identify(left, by: who)) ?? nil
      return a != nil && a == ((try? files.identify(right, by: who)) ?? nil)
    default: return nil
    }
  }

  private func integer(_ text: String) throws -> Int {
    guard let number = Int(text.trimmingBlanks()) else { throw ToolFailure("invalid integer \(Quoted.curly(text))", status: 2) }
    return number
  }
}
