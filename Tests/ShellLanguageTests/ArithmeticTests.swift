import Testing

@testable import ShellLanguage

private final class Variables: ArithmeticScope {
  var values: [String: String] = ["x": "5", "y": "x + 1", "bad": "1.5", "loop": "loop", "z": "08"]

  func arithmeticText(of name: String, index: String?) throws(ArithmeticFailure) -> String? {
    values[index.map { "\(name)[\($0)]" } ?? name]
  }

  func setArithmetic(_ name: String, index: String?, to value: Int64) throws(ArithmeticFailure) {
    values[index.map { "\(name)[\($0)]" } ?? name] = String(value)
  }
}

/// Each was evaluated by bash 5.2.
@Test("values", arguments: [
  ("1+2*3", "7"), ("(1+2)*3", "9"), ("2**10", "1024"), ("2**3**2", "512"), ("-2**2", "4"), ("7/2", "3"), ("-7/2", "-3"),
  ("-7%3", "-1"), ("1<<4", "16"), ("-8>>1", "-4"), ("5&3", "1"), ("5|3", "7"), ("5^3", "6"), ("~5", "-6"), ("!5", "0"),
  ("1?2:3", "2"), ("0?2:0?4:5", "5"), ("1,2,3", "3"), ("x", "5"), ("y*2", "12"), ("x++ + x", "11"), ("++x", "6"),
  ("x--", "5"), ("a=3,a*=4,a", "12"), ("u", "0"), ("0x1f", "31"), ("010", "8"), ("2#101", "5"), ("16#ff", "255"),
  ("64#_", "63"), ("36#Z", "35"), ("", "0"), ("  ", "0"), ("1==1", "1"), ("1!=1", "0"), ("3>=3&&2<1", "0"),
  ("0&&(x=9),x", "5"), ("1||(x=9),x", "5"), ("9223372036854775807+1", "-9223372036854775808"), ("1--1", "2"),
  ("x+++1", "6"), ("a[1]=7,a[1]+1", "8"), ("1 ? x=3 : 4", "3"), ("-9223372036854775808/-1", "-9223372036854775808"),
])
func value(_ text: String, _ expected: String) throws {
  #expect(String(try Arithmetic.evaluate(text, in: Variables())) == expected)
}

@Test("mistakes", arguments: [
  ("10/0", "10/0: division by 0 (error token is \"0\")"),
  ("10 % (1-1)", "10 % (1-1): division by 0 (error token is \"(1-1)\")"),
  ("1.5+1", "1.5+1: syntax error: invalid arithmetic operator (error token is \".5+1\")"),
  ("1+", "1+: syntax error: operand expected (error token is \"+\")"),
  ("08", "08: value too great for base (error token is \"08\")"),
  ("z", "08: value too great for base (error token is \"08\")"),
  ("bad", "1.5: syntax error: invalid arithmetic operator (error token is \".5\")"),
  ("1 2", "1 2: syntax error in expression (error token is \"2\")"),
  ("(1", "(1: missing `)' (error token is \"1\")"),
  ("1=2", "1=2: attempted assignment to non-variable (error token is \"=2\")"),
  ("2**-1", "2**-1: exponent less than 0 (error token is \"1\")"),
  ("1?2", "1?2: `:' expected for conditional expression (error token is \"2\")"),
  ("99#1", "99#1: invalid arithmetic base (error token is \"99#1\")"),
  ("\"a\"", "\"a\": syntax error: operand expected (error token is \"\"a\"\")"),
])
func failure(_ text: String, _ expected: String) {
  let failure = #expect(throws: ArithmeticFailure.self) { try Arithmetic.evaluate(text, in: Variables()) }
  #expect(failure?.message == expected)
}

@Test("nothing recurses without end")
func recursion() {
  #expect(throws: ArithmeticFailure.self) { try Arithmetic.evaluate("loop", in: Variables()) }
  let deep = String(repeating: "(", count: 100_000)
  #expect(throws: ArithmeticFailure.self) { try Arithmetic.evaluate(deep, in: Variables()) }
  let minus = String(repeating: "- ", count: 100_000)
  #expect(throws: ArithmeticFailure.self) { try Arithmetic.evaluate("\(minus)1", in: Variables()) }
}
