/// A program of `bc`, read.
indirect enum BcExpression {
  case number(String)
  case place(BcPlace)
  case call(String, [BcArgument])
  case negative(BcExpression)
  case not(BcExpression)
  case binary(String, BcExpression, BcExpression)
  case assign(BcPlace, String, BcExpression)
  /// `++x` and `x++`; `by` is 1 or -1.
  case step(BcPlace, by: Int, isBefore: Bool)
  case parenthesised(BcExpression)

  /// Whether its value is printed where it stands alone.
  var isShown: Bool { if case .assign = self { false } else { true } }
}

/// What can be assigned to: a variable, an element, `scale`, `ibase`, `obase`, `last`.
enum BcPlace {
  case variable(String)
  case element(String, BcExpression)
}

enum BcArgument {
  case value(BcExpression)
  case array(String)
}

indirect enum BcStatement {
  case expression(BcExpression)
  case text(String)
  case print([BcStatement])
  case block([BcStatement])
  case condition(BcExpression, BcStatement, BcStatement?)
  case loop(start: BcExpression?, BcExpression?, step: BcExpression?, BcStatement)
  case leave
  case goOn
  case give(BcExpression?)
  case quit
  case define(BcFunction)
}

struct BcFunction {
  var name: String
  var parameters: [String]
  var locals: [String] = []
  var body: [BcStatement] = []
}
