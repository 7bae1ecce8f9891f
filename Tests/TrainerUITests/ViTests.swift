import Screen
import Testing
import TrainerUI

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The built-in editor makes of a file what vim makes of it: the cases stand in Keys/vi.txt.
@Suite struct ViTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var keys: String
    var before: [String]
    var after: [String] = []

    var testDescription: String { keys }
  }

  static let cases: [Case] = {
    var base: [String] = []
    var cases: [Case] = []
    var rest: [String] = []
    func finish() { if !cases.isEmpty { cases[cases.count - 1].after += rest } }
    for line in lines {
      let text = String(line.dropFirst(2))
      switch line.prefix(2) {
      case "= ": base.append(text)
      case "> ":
        finish()
        cases.append(Case(keys: text, before: base))
      case "@ ":
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        cases[cases.count - 1].after = Array(base.prefix(numbers[0] - 1))
        rest = Array(base.dropFirst(numbers[0] - 1 + numbers[1]))
      case "| ", "|": cases[cases.count - 1].after.append(text)
      default: break
      }
    }
    finish()
    return cases
  }()

  private static var lines: [Substring] {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard let stream = fopen("\(folder)/Keys/vi.txt", "r") else { return [] }
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, stream)
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// `<Esc>`, `<CR>` and `<C-r>` are keys, everything else is a character.
  static func keys(_ text: String) -> [Key] {
    let names: [(String, Key)] = [
      ("<Esc>", .escape), ("<CR>", .enter), ("<Tab>", .tab), ("<BS>", .backspace), ("<C-r>", .ctrl("r")),
      ("<C-w>", .ctrl("w")), ("<C-u>", .ctrl("u")),
    ]
    var keys: [Key] = []
    var rest = text[...]
    while let first = rest.first {
      if let (name, key) = names.first(where: { rest.hasPrefix($0.0) }) {
        keys.append(key)
        rest = rest.dropFirst(name.count)
      } else {
        keys.append(.character(first))
        rest = rest.dropFirst()
      }
    }
    return keys
  }

  /// A trainer with the built-in editor open on the text.
  private func open(_ text: [UInt8], _ backend: FakeBackend, program: String = "vim") -> Trainer {
    var trainer = Trainer(backend: backend, size: Size(columns: 100, rows: 30))
    _ = trainer.start(.exercise(id: "networkpolicy-egress", mode: .practice))
    backend.fileText = text
    for character in "\(program) a.yaml" { _ = trainer.send(.key(.character(character))) }
    _ = trainer.send(.key(.enter))
    _ = trainer.send(.editorMissing)
    return trainer
  }

  @Test(arguments: cases)
  func asVim(_ example: Case) {
    let backend = FakeBackend()
    var trainer = open(Array(example.before.map { "\($0)\n" }.joined().utf8), backend)
    for key in Self.keys("\(example.keys)<Esc><Esc>:wq!<CR>") { _ = trainer.send(.key(key)) }
    guard case .saved(let bytes)? = backend.outcome else {
      Issue.record("nothing was saved: \(trainer.canvas.text)")
      return
    }
    let expected = example.after.map { "\($0)\n" }.joined()
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test(arguments: [
    (["3"], "dd", "one\ntwo\nfour\n"), ([""], "dd", "one\ntwo\nthree\n"), (["/re"], "x", "one\ntwo\nthee\nfour\n"),
    (["set sw=2 et", "2"], ">>", "one\n  two\nthree\nfour\n"), (["1", "d"], "x", "wo\nthree\nfour\n"),
  ])
  func commandsOfTheCommandLineComeFirst(_ commands: [String], _ keys: String, _ after: String) {
    let backend = FakeBackend()
    backend.editorCommands = commands
    var trainer = open(Array("one\ntwo\nthree\nfour\n".utf8), backend)
    for key in Self.keys("\(keys)<Esc>:wq<CR>") { _ = trainer.send(.key(key)) }
    #expect(backend.outcome == .saved(Array(after.utf8)))
  }

  @Test func bytesComeBackAsTheyWere() {
    for bytes: [UInt8] in [[0xff, 0xfe, 10, 0xc3, 10], Array("a\r\nb\r\n".utf8), Array("漢字 é\u{301}\n".utf8), [0, 1, 10]] {
      let backend = FakeBackend()
      var trainer = open(bytes, backend)
      for key in Self.keys(":w<CR>:q<CR>") { _ = trainer.send(.key(key)) }
      #expect(backend.outcome == .saved(bytes))
    }
  }

  @Test(arguments: [
    (":q<CR>", "closed"), ("x:q<CR>", "E37: No write since last change (add ! to override)"), ("x:q!<CR>", "closed"),
    (":frob<CR>", "E492: Not an editor command: frob"), (":set foo<CR>", "E518: Unknown option: foo"),
    (":set ts?<CR>", "tabstop=8"), ("i", "-- INSERT --"), ("V", "-- VISUAL LINE --"), (":w<CR>", "\"a.yaml\" 2L, 8B written"),
    ("xxu:q<CR>", "E37"), ("ZZ", "closed"), ("xu:q<CR>", "closed"), ("/zzz<CR>", "E486: Pattern not found: zzz"), ("u", "Already at oldest change"), (":set nu<CR>", "  1 one"),
    (":!ls<CR>", "not simulated: commands in the editor"), (":9,99d<CR>", "E16: Invalid range"),
  ])
  func says(_ keys: String, _ expected: String) {
    let backend = FakeBackend()
    var trainer = open(Array("one\ntwo\n".utf8), backend)
    #expect(trainer.canvas.text.contains("\"a.yaml\" 2L, 8B"))
    for key in Self.keys(keys) { _ = trainer.send(.key(key)) }
    if expected == "closed" {
      #expect(backend.outcome == .closed(status: 0))
    } else {
      #expect(trainer.canvas.text.contains(expected), "\(trainer.canvas.text)")
    }
  }

  @Test func theTaskStaysInSightAndLongLinesWrap() {
    var trainer = open(Array("\(String(repeating: "0123456789", count: 12))\n\u{6f22}\n".utf8), FakeBackend())
    #expect(trainer.canvas.text.contains("There was a security incident"))
    #expect(trainer.canvas.row(4).hasSuffix("│ 漢"), "\(trainer.canvas.text)")
    for key in Self.keys("$") { _ = trainer.send(.key(key)) }
    #expect(trainer.canvas.cursor == Point(x: 99, y: 3))
    _ = trainer.send(.resized(Size(columns: 80, rows: 24)))
    #expect(trainer.canvas.cursor?.y == 12, "\(trainer.canvas.text)")
  }

  /// No key is a crash.
  @Test(arguments: 0..<6)
  func anything(_ seed: Int) {
    var state = UInt64(seed &+ 7) &* 0x9e37_79b9_7f4a_7c15
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let keys = Self.keys("hjklwbeWBE0^$GgfFtT;,%{}xXdDcCyYpPuUrR~Jiaoasvio/?nN*#:s/1>2<3\"VZ zm.<Esc><Esc><CR><C-r><BS><Tab><C-w><C-u>")
    let backend = FakeBackend()
    var trainer = open(Array("a: 1\n\n  - (b [c])\n\t漢字 \"x\"\n".utf8), backend)
    for _ in 0..<3000 {
      _ = trainer.send(.key(keys[draw(keys.count)]))
      if backend.outcome != nil {
        backend.outcome = nil
        trainer = open(Array("a: 1\n\n  - (b [c])\n".utf8), backend)
      }
    }
    #expect(trainer.canvas.size == Size(columns: 100, rows: 30))
  }
}
