import Testing

@testable import ShellLanguage

/// Random texts from pieces that matter to a shell; the seed makes them the same every time.
@Test("no text crashes or hangs the parser", arguments: 0..<8)
func fuzz(_ seed: Int) {
  let pieces: [String] = [
    "echo ", "\"", "'", "$(", ")", "((", "))", "${", "}", "`", "\\", "\n", "<<EOF\n", "EOF\n", "if ", "then ", "fi", "for ",
    "do ", "done ", "case ", "esac", " in ", ";;", "|", "&&", ">", "<(", "{", "[[ ", " ]]", "$((", "x=(", "a[", "]", "=~ ",
    "#", "é", "!", "*", "~", "@(", ";", "&", "function f ", "x=1 ", "$'", "\t", "0", "<<-'E'\n", "\r",
  ]
  var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1
  func draw(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  for _ in 0..<400 {
    let text = (0..<draw(25)).map { _ in pieces[draw(pieces.count)] }.joined()
    _ = try? Parser.all(text, options: .init(extendedPatterns: draw(2) == 0), aliases: { $0 == "echo" ? "echo " : nil })
  }
}

@Test("deep nesting is refused", arguments: ["$(", "(", "{ ", "\"$(", "${x:-", "if ", "$((", "[[ ( ", "! ", "x=(", "`", "a[", "$["])
func deep(_ piece: String) {
  #expect(throws: SyntaxFailure.self) { try Parser.all("echo \(String(repeating: piece, count: 20_000))x; )") }
  #expect(throws: SyntaxFailure.self) { try Parser.all("\(String(repeating: piece, count: 20_000))x; )") }
}
