import Hosts
import Simulation

/// An expression of `find`.
indirect enum FindExpression {
  case test(FindTest)
  case not(FindExpression)
  case and(FindExpression, FindExpression)
  case or(FindExpression, FindExpression)
  case list(FindExpression, FindExpression)
}

/// Numbers as find compares them: `5`, `+5`, `-5`.
struct FindNumber {
  enum Sign {
    case equal
    case more
    case less
  }

  var sign: Sign
  var value: Int

  init?(_ text: String) {
    let digits = text.first.map { "+-".contains($0) } == true ? String(text.dropFirst()) : text
    guard let value = Int(digits) else { return nil }
    self.value = value
    sign = text.hasPrefix("+") ? .more : text.hasPrefix("-") ? .less : .equal
  }

  init(sign: Sign, value: Int) {
    self.sign = sign
    self.value = value
  }

  func accepts(_ number: Int) -> Bool {
    switch sign {
    case .equal: number == value
    case .more: number > value
    case .less: number < value
    }
  }
}

/// A test or action of `find`.
enum FindTest {
  case always(Bool)
  case name(Glob)
  case path(Glob)
  case linkName(Glob)
  case regex(Regex)
  case type(Set<Character>)
  case size(FindNumber, unit: Int)
  case age(FindNumber, seconds: Int, kind: Character)
  case newer(Instant)
  case permissions(Int, Character)
  case user(Int)
  case group(Int)
  case noOwner(isGroup: Bool)
  case empty
  case links(FindNumber)
  case inode(FindNumber)
  case access(Int)
  case prune
  case quit
  case print(end: String)
  case list
  case format(String)
  case writeTo(String, end: String)
  case delete
  case execute(FindCommand)
}

/// `-exec … ;` and its kin.
final class FindCommand {
  let words: [String]
  let isBatch: Bool
  let inDirectory: Bool
  let asks: Bool
  var pending: [String] = []

  init(_ words: [String], isBatch: Bool, inDirectory: Bool, asks: Bool) {
    self.words = words
    self.isBatch = isBatch
    self.inDirectory = inDirectory
    self.asks = asks
  }
}
