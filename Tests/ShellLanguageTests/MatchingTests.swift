import Testing

@testable import ShellLanguage

@Test("patterns", arguments: [
  ("*", "", true), ("*", "abc", true), ("a*c", "abbc", true), ("a*c", "abb", false), ("?", "é", true), ("??", "a", false),
  ("[abc]", "b", true), ("[!abc]", "b", false), ("[^a-c]", "d", true), ("[a-c]*", "bxx", true), ("[]x]", "]", true),
  ("[[:digit:]]", "7", true), ("[[:alpha:]_]*", "_a", true), ("[a", "[a", true), ("\\*", "*", true), ("\\*", "a", false),
  ("*.txt", "a.txt", true), ("*a*b*c", "xxaxxbxxc", true), ("a\\", "a\\", true), ("[a-]", "-", true), ("", "", true),
  ("*[!0-9]*", "12a3", true), ("*[!0-9]*", "123", false),
])
func pattern(_ pattern: String, _ text: String, _ expected: Bool) {
  #expect(Pattern(pattern).matches(text) == expected)
}

@Test("extended patterns", arguments: [
  ("@(a|b)", "a", true), ("@(a|b)", "c", false), ("?(a)b", "b", true), ("*(ab)", "ababab", true), ("+(ab)", "", false),
  ("!(a|b)", "c", true), ("!(a|b)", "a", false), ("!(*.txt)", "a.yaml", true), ("+([0-9])", "123", true),
  ("+([0-9])", "12a", false), ("a@(b|c*)d", "acxxd", true), ("*(a|b)c", "abac", true), ("@(", "@(", true),
])
func extendedPattern(_ pattern: String, _ text: String, _ expected: Bool) {
  #expect(Pattern(pattern, extended: true).matches(text) == expected)
}

@Test("hard patterns end")
func hardPatterns() {
  let text = String(repeating: "a", count: 60)
  #expect(!Pattern("*(*(a|b)|*(a|c))d", extended: true).matches(text))
  #expect(!Pattern("*a*a*a*a*a*a*a*a*a*a*b").matches(text))
}

@Test("regular expressions", arguments: [
  ("^a(.)c$", "abc", ["abc", "b"]), ("a|ab", "ab", ["ab"]), ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]),
  ("[0-9]+", "ab123c", ["123"]), ("^([^:]+):(.*)$", "k:v", ["k:v", "k", "v"]), ("x*", "aaa", [""]),
  ("(a)?b", "b", ["b", ""]), ("a{2,3}", "aaaa", ["aaa"]), ("(ab){2}", "ababab", ["abab", "ab"]),
  ("^v[0-9]+\\.[0-9]+$", "v1.36", ["v1.36"]), ("(foo|bar)+", "foobarx", ["foobar", "bar"]), ("\\bok\\b", "is ok.", ["ok"]),
])
func regex(_ expression: String, _ text: String, _ expected: [String]) throws {
  let compiled = try #require(RegularExpression(expression.unicodeScalars.map { PatternCharacter($0) }))
  #expect(compiled.firstMatch(in: text)?.map { $0 ?? "" } == expected)
}

@Test("malformed and hard regular expressions")
func hardRegex() throws {
  for bad in ["(", "[a", "a**b(", "a{2", "*("] {
    #expect(RegularExpression(bad.unicodeScalars.map { PatternCharacter($0) }) == nil, "\(bad)")
  }
  let hard = try #require(RegularExpression("(a*)*(a*)*(a*)*b".unicodeScalars.map { PatternCharacter($0) }))
  #expect(hard.firstMatch(in: String(repeating: "a", count: 50)) == nil)
}

@Test("brace expansion", arguments: [
  ("a{b,c}d", "abd acd"), ("{1..3}", "1 2 3"), ("{01..03}", "01 02 03"), ("{1..10..3}", "1 4 7 10"), ("{3..1}", "3 2 1"),
  ("{a..e..2}", "a c e"), ("{-2..2}", "-2 -1 0 1 2"), ("{a}", "{a}"), ("a{}b", "a{}b"), ("{1..}", "{1..}"), ("{a,b", "{a,b"),
  ("x{a,b{1,2}}y", "xay xb1y xb2y"), ("{a,b}{1,2}", "a1 a2 b1 b2"), ("{a}{b,c}", "{a}b {a}c"), ("a{b{c,d}", "a{bc a{bd"),
  ("{{a,b},c}", "a b c"), ("f{1,2,3}.txt", "f1.txt f2.txt f3.txt"), ("{x,y}/z", "x/z y/z"),
])
func braces(_ text: String, _ expected: String) {
  let word = Word(parts: [.literal(text)], text: text)
  let words = word.bracesExpanded()?.map { $0.parts.map { $0.constant ?? "?" }.joined() }
  #expect(words?.joined(separator: " ") == expected)
}

@Test("brace expansion has a limit")
func braceLimit() {
  #expect(Word(parts: [.literal("{1..999999999}")], text: "").bracesExpanded() == nil)
  let many = String(repeating: "{1..9}", count: 12)
  #expect(Word(parts: [.literal(many)], text: "").bracesExpanded() == nil)
}
