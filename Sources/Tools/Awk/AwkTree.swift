/// An expression of an awk program.
indirect enum AwkExpression {
  case number(Double)
  case text([UInt8])
  case regex(AwkRegex)
  case variable(AwkVariable)
  case field(AwkExpression)
  case element(AwkVariable, [AwkExpression])
  case assign(AwkExpression, AwkExpression)
  /// `a += b` and its like, with the operator.
  case update(AwkExpression, Character, AwkExpression)
  case step(AwkExpression, by: Double, isPrefix: Bool)
  case arithmetic(AwkExpression, Character, AwkExpression)
  case compare(AwkExpression, String, AwkExpression)
  case join(AwkExpression, AwkExpression)
  case match(AwkExpression, AwkExpression, negated: Bool)
  case and(AwkExpression, AwkExpression)
  case or(AwkExpression, AwkExpression)
  case not(AwkExpression)
  case minus(AwkExpression)
  case plus(AwkExpression)
  case choose(AwkExpression, AwkExpression, AwkExpression)
  case contains([AwkExpression], AwkVariable)
  case call(AwkFunctionReference, [AwkExpression])
  case builtin(String, [AwkExpression])
  /// `getline var < file`, `cmd | getline var`, plain `getline`.
  case getline(AwkExpression?, from: AwkExpression?, isCommand: Bool)
  case group(AwkExpression)

  var isTarget: Bool {
    switch self {
    case .variable, .field, .element: true
    default: false
    }
  }
}

/// A variable: its place among the globals or, in a function, among the parameters.
enum AwkVariable: Hashable {
  case global(Int)
  case local(Int)
}

/// A function by its name; the body is known when the whole program is read.
final class AwkFunctionReference {
  let name: String
  let line: Int
  var function: AwkFunction?

  init(_ name: String, line: Int) {
    self.name = name
    self.line = line
  }
}

final class AwkFunction {
  var parameters: [String] = []
  var body: [AwkStatement] = []
}

/// A regular expression that is compiled once.
final class AwkRegex {
  let regex: Regex

  init(_ regex: Regex) {
    self.regex = regex
  }
}

enum AwkRedirection {
  case file(AwkExpression)
  case append(AwkExpression)
  case pipe(AwkExpression)
}

indirect enum AwkStatement {
  case expression(AwkExpression)
  case print([AwkExpression], AwkRedirection?)
  case printf([AwkExpression], AwkRedirection?)
  case choose(AwkExpression, [AwkStatement], [AwkStatement])
  case loop(AwkExpression, [AwkStatement])
  case loopAfter([AwkStatement], AwkExpression)
  case count(AwkStatement?, AwkExpression?, AwkStatement?, [AwkStatement])
  case each(AwkVariable, AwkVariable, [AwkStatement])
  case delete(AwkVariable, [AwkExpression]?)
  case block([AwkStatement])
  case next
  case nextFile
  case exit(AwkExpression?)
  case leave(AwkExpression?)
  case stop
  case again
}

/// A pattern with its action.
struct AwkRule {
  enum Pattern {
    case begin
    case end
    case always
    case when(AwkExpression)
    case range(AwkExpression, AwkExpression)
  }

  var pattern: Pattern
  /// Nil for `{ print }`.
  var action: [AwkStatement]?
}

struct AwkProgram {
  var rules: [AwkRule] = []
  var globals: [String: Int] = [:]
  /// Globals used as arrays.
  var arrays: Set<Int> = []
}
