import Screen
import Testing

/// One case: output of programs, and the rows that a pane shows of it.
struct PaneCase: CustomTestStringConvertible, Sendable {
  var name: String
  var size = Size(columns: 10, rows: 4)
  var output: [String]
  var rows: [String]
  var cursor: Point?

  var testDescription: String { name }

  static let all: [PaneCase] = [
    PaneCase(name: "lines", output: ["a\nb\n"], rows: ["a", "b", "", ""], cursor: Point(x: 0, y: 2)),
    PaneCase(
      name: "wrap", output: ["0123456789abc"], rows: ["0123456789", "abc", "", ""],
      cursor: Point(x: 3, y: 1)),
    PaneCase(
      name: "exactly full", output: ["0123456789"], rows: ["0123456789", "", "", ""],
      cursor: Point(x: 9, y: 0)),
    PaneCase(
      name: "a full last row does not scroll", output: ["1\n2\n3\n0123456789"],
      rows: ["1", "2", "3", "0123456789"], cursor: Point(x: 9, y: 3)),
    PaneCase(
      name: "scrolls", output: ["1\n2\n3\n4\n5"], rows: ["2", "3", "4", "5"], cursor: Point(x: 1, y: 3)),
    PaneCase(
      name: "carriage return", output: ["50 %\r60"], rows: ["60 %", "", "", ""], cursor: Point(x: 2, y: 0)),
    PaneCase(
      name: "CR LF is one cluster", output: ["a\r\nb"], rows: ["a", "b", "", ""], cursor: Point(x: 1, y: 1)),
    PaneCase(name: "tab", output: ["a\tb"], rows: ["a       b", "", "", ""], cursor: Point(x: 9, y: 0)),
    PaneCase(
      name: "backspace", output: ["abc\u{8}\u{8}X"], rows: ["aXc", "", "", ""], cursor: Point(x: 2, y: 0)),
    PaneCase(
      name: "wide characters are not halved", size: Size(columns: 5, rows: 2), output: ["ab漢字"],
      rows: ["ab漢", "字"], cursor: Point(x: 2, y: 1)),
    PaneCase(
      name: "colours vanish from text", output: ["\u{1b}[31mred\u{1b}[0m"], rows: ["red", "", "", ""],
      cursor: Point(x: 3, y: 0)),
    PaneCase(
      name: "a sequence cut in two", output: ["a\u{1b}[3", "1mb"], rows: ["ab", "", "", ""],
      cursor: Point(x: 2, y: 0)),
    PaneCase(
      name: "clear", output: ["1\n2\n\u{1b}[H\u{1b}[2Jnew"], rows: ["new", "", "", ""],
      cursor: Point(x: 3, y: 0)),
    PaneCase(
      name: "clear keeps what had scrolled off, then fills from the top",
      output: ["1\n2\n3\n4\n5\n6\n\u{1b}[H\u{1b}[2Ja\nb"], rows: ["a", "b", "", ""], cursor: Point(x: 1, y: 1)
    ),
    PaneCase(
      name: "home and overwrite", output: ["one\ntwo\n\u{1b}[HONE"], rows: ["ONE", "two", "", ""],
      cursor: Point(x: 3, y: 0)),
    PaneCase(
      name: "home and erase below", output: ["one\ntwo\n\u{1b}[H\u{1b}[Jx"], rows: ["x", "", "", ""],
      cursor: Point(x: 1, y: 0)),
    PaneCase(
      name: "erase to the end of the line", output: ["abcdef\r\u{1b}[2C\u{1b}[K"], rows: ["ab", "", "", ""],
      cursor: Point(x: 2, y: 0)),
    PaneCase(
      name: "alternate screen", output: ["main\n\u{1b}[?1049halternate\u{1b}[?1049l$"],
      rows: ["main", "$", "", ""],
      cursor: Point(x: 1, y: 1)),
    PaneCase(
      name: "title sequences are skipped", output: ["\u{1b}]0;title\u{7}a"], rows: ["a", "", "", ""],
      cursor: Point(x: 1, y: 0)),
    PaneCase(
      name: "joined emoji show their base", output: ["👩‍💻x"], rows: ["👩x", "", "", ""],
      cursor: Point(x: 3, y: 0)),
  ]
}

@Suite struct ScrollbackTests {
  @Test(arguments: PaneCase.all)
  func pane(_ example: PaneCase) {
    var scrollback = Scrollback(size: example.size)
    for chunk in example.output { scrollback.write(chunk) }
    let view = scrollback.view(example.size)
    #expect(view.rows.map(\.text) == example.rows)
    #expect(view.cursor == example.cursor)
  }

  @Test func colours() {
    var scrollback = Scrollback()
    scrollback.write("a\u{1b}[1;32mb\u{1b}[38;5;208mc\u{1b}[md")
    let pieces = scrollback.view(Size(columns: 20, rows: 1)).rows[0].pieces
    #expect(pieces.map(\.text) == ["a", "b", "c", "d"])
    var green = Ink(foreground: 2)
    green.bold = true
    #expect(pieces[1].style == .output(green))
    #expect(pieces[3].style == .plain)
  }

  @Test func aLongListKeepsTheTypedLineInSight() {
    var scrollback = Scrollback(size: Size(columns: 12, rows: 3))
    scrollback.write("out\n")
    let typed = TypedLine(prompt: "$ ", text: "get ", cursor: 4, below: ["pods", "nodes", "secrets", "roles"])
    let view = scrollback.view(Size(columns: 12, rows: 3), typed: typed)
    #expect(view.rows.map(\.text) == ["$ get", "pods", "nodes"])
    #expect(view.cursor == Point(x: 6, y: 0))
  }

  @Test func aPasteOfSeveralLinesIsShownAsSuch() {
    let typed = TypedLine(prompt: "$ ", text: "cat <<E\na: b\nE", cursor: 15)
    let view = Scrollback(size: Size(columns: 12, rows: 4)).view(Size(columns: 12, rows: 4), typed: typed)
    #expect(view.rows.map(\.text) == ["$ cat <<E", "a: b", "E", ""])
    #expect(view.cursor == Point(x: 1, y: 2))
  }

  @Test func typedLineFollowsTheOutput() {
    var scrollback = Scrollback(size: Size(columns: 12, rows: 4))
    scrollback.write("out\n")
    let typed = TypedLine(
      prompt: "\u{1b}[32m$\u{1b}[0m ", text: "kubectl get", cursor: 2, below: ["pods  nodes"])
    let view = scrollback.view(Size(columns: 12, rows: 4), typed: typed)
    #expect(view.rows.map(\.text) == ["out", "$ kubectl ge", "t", "pods  nodes"])
    #expect(view.cursor == Point(x: 4, y: 1))
    #expect(scrollback.text == "out\n", "looking changes nothing")
  }

  @Test func pagingIsClampedAndResizeWrapsAnew() {
    var scrollback = Scrollback(size: Size(columns: 10, rows: 3))
    for number in 1...9 { scrollback.write("line \(number)\n") }
    scrollback.write("0123456789ABCDEF")
    #expect(
      scrollback.view(Size(columns: 10, rows: 3)).rows.map(\.text) == ["line 9", "0123456789", "ABCDEF"])
    let paged = scrollback.view(Size(columns: 10, rows: 3), back: 2)
    #expect(paged.rows.map(\.text) == ["line 7", "line 8", "line 9"])
    #expect(paged.cursor == nil)
    let top = scrollback.view(Size(columns: 10, rows: 3), back: 1000)
    #expect(top.rows.map(\.text) == ["line 1", "line 2", "line 3"])
    #expect(top.back == 8)
    scrollback.resize(Size(columns: 8, rows: 3))
    #expect(
      scrollback.view(Size(columns: 8, rows: 3)).rows.map(\.text) == ["line 9", "01234567", "89ABCDEF"])
  }

  @Test func memoryIsBounded() {
    var scrollback = Scrollback(limit: 100)
    for number in 1...1000 { scrollback.write("\(number)\n") }
    #expect(scrollback.text.split(separator: "\n").count <= 113)
    #expect(scrollback.text.hasSuffix("1000\n"))
  }

  /// Lines that would be forgotten at once are not even looked at, and the rest is as if they had been.
  @Test func longOutputEndsTheSame() {
    let text = (1...500).map { "line \($0)\n" }.joined()
    var whole = Scrollback(size: Size(columns: 20, rows: 4), limit: 50)
    whole.write("before")
    whole.write(text)
    var parts = Scrollback(size: Size(columns: 20, rows: 4), limit: 50)
    parts.write("before")
    for line in text.split(separator: "\n") { parts.write("\(line)\n") }
    #expect(whole.view(Size(columns: 20, rows: 30)) == parts.view(Size(columns: 20, rows: 30)))
    #expect(whole.linesBegun == parts.linesBegun)
  }

  @Test func watchRedrawsInPlace() {
    var scrollback = Scrollback(size: Size(columns: 20, rows: 5))
    scrollback.write("$ watch\n")
    scrollback.write("\u{1b}[?1049h")
    for turn in 1...50 { scrollback.write("\u{1b}[H\u{1b}[2JEvery 2.0s\n\nturn \(turn)\n") }
    #expect(
      scrollback.view(Size(columns: 20, rows: 5)).rows.map(\.text) == ["Every 2.0s", "", "turn 50", "", ""])
    scrollback.write("\u{1b}[?1049l")
    #expect(scrollback.text == "$ watch\n")
  }

  /// Whatever bytes a program prints and however small the pane is, nothing crashes.
  @Test func anyOutputAnySize() {
    var state: UInt64 = 7
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let parts = [
      "a", "漢", "\n", "\r", "\t", "\u{8}", "\u{1b}[H", "\u{1b}[2J", "\u{1b}[J", "\u{1b}[1J", "\u{1b}[3J",
      "\u{1b}[K",
      "\u{1b}[1K", "\u{1b}[5;9H", "\u{1b}[A", "\u{1b}[B", "\u{1b}[9C", "\u{1b}[3D", "\u{1b}[?1049h",
      "\u{1b}[?1049l",
      "\u{1b}[999999999999m", "\u{1b}", "👩‍💻", "e\u{301}", "word word word ", "\u{1b}c", "\u{7f}",
    ]
    for _ in 0..<200 {
      var scrollback = Scrollback(size: Size(columns: draw(12), rows: draw(6)), limit: 20)
      for _ in 0..<60 {
        scrollback.write(parts[draw(parts.count)])
        let size = Size(columns: draw(12), rows: draw(6))
        if draw(5) == 0 { scrollback.resize(size) }
        let typed = TypedLine(prompt: "漢$ ", text: "abc", cursor: draw(5), below: ["x"])
        let view = scrollback.view(size, back: draw(9), typed: draw(2) == 0 ? typed : nil)
        #expect(view.rows.count == size.rows)
        #expect(view.rows.allSatisfy { $0.columns <= max(2, size.columns) })
      }
    }
  }
}
