import Screen
import Testing

@Suite struct CanvasTests {
  @Test(arguments: [
    ("a", 1), ("漢字", 4), ("e\u{301}", 1), ("👍🏽", 2), ("🇩🇪", 1), ("❤️", 1), ("\u{4dc0}", 2), ("\u{2329}", 2),
    ("\u{1160}", 0), ("\u{600}", 1), ("▸✓✗⚑", 4), ("ｗ", 2), ("\u{ad}", 1), ("\u{200b}", 0), ("한", 2),
  ])
  func width(_ text: String, _ columns: Int) {
    #expect(text.columns == columns)
  }

  @Test func clippingNeverHalvesAWideCharacter() {
    var canvas = Canvas(Size(columns: 5, rows: 2))
    canvas.write("漢字漢", x: 0, y: 0)
    #expect(canvas.row(0) == "漢字")
    canvas.write("x", x: 1, y: 0)
    #expect(canvas.row(0) == " x字")
    canvas.write("y", x: 2, y: 0)
    #expect(canvas.row(0) == " xy")
    canvas.write("outside", x: 3, y: 9)
    canvas.write("left", x: -2, y: 1, style: .good)
    #expect(canvas.text == " xy\nft")
    #expect(canvas.styles == ".....\ngg...")
  }

  @Test func footerDropsTheLeastImportant() {
    var canvas = Canvas(Size(columns: 30, rows: 1))
    canvas.footer(
      [KeyHint("F2", "matrix"), KeyHint("F4", "check", rank: 2), KeyHint("F1", "help", rank: 9)], y: 0)
    #expect(canvas.row(0) == " F4 check   F1 help")
  }

  @Test func tableGivesTheFlexibleColumnTheRest() {
    let table = Table(
      [Table.Column("name", isFlexible: true), Table.Column("points", alignedRight: true)],
      rows: [["NetworkPolicy", "12"], ["etcd", "4"]])
    let lines = table.lines(columns: 21)
    #expect(lines.titles?.text == "name           points")
    #expect(lines.rows.map(\.text) == ["NetworkPolicy      12", "etcd                4"])
    #expect(table.lines(columns: 16).rows[0].text == "Network…      12")
  }

  @Test func sparklines() {
    #expect(Glyphs.unicode.sparkline([0, 0.5, 1, 7]) == "▁▅██")
    #expect(Glyphs.unicode.gauge(0.5, columns: 4).full == "━━")
  }

  @Test func dialogsFitAnyScreen() {
    for columns in 1..<40 {
      for rows in 1..<8 {
        var canvas = Canvas(Size(columns: columns, rows: rows))
        let inner = canvas.dialog(title: "Leave?", columns: 24, rows: 3, glyphs: .unicode)
        canvas.write(["text"], in: inner)
        canvas.panel(["1", "2", "3", "4", "5"], in: inner, at: ScrollPosition(top: 9), glyphs: .unicode)
        canvas.list(["1", "2", "3"], selected: 2, in: inner, glyphs: .unicode)
        canvas.footer([KeyHint("F1", "help")], y: rows - 1)
      }
    }
  }

  @Test func panesStandSideBySideFrom100Columns() {
    let wide = PaneLayout(Area(x: 0, y: 1, columns: 100, rows: 20), share: 0.38)
    #expect(wide.isSideBySide)
    #expect(wide.first == Area(x: 0, y: 1, columns: 38, rows: 20))
    #expect(wide.second == Area(x: 39, y: 1, columns: 61, rows: 20))
    let narrow = PaneLayout(Area(x: 0, y: 1, columns: 80, rows: 20), share: 0.5)
    #expect(narrow.first.rows == 10 && narrow.divider.rows == 1 && narrow.second.rows == 9)
  }
}

@Suite struct ProseTests {
  @Test func paragraphsListsAndCommands() {
    let text = """
      Create the policy `np-backend` in
      the namespace.

      - connect to db1-* on port 1111 only, nothing else
        at all
      - short

          kubectl get pods
      """
    let lines = Prose.lines(text, columns: 24)
    #expect(
      lines.map(\.text) == [
        "Create the policy", "np-backend in the", "namespace.", "", "- connect to db1-* on",
        "  port 1111 only,",
        "  nothing else at all", "- short", "", "    kubectl get pods",
      ])
    #expect(lines[1].pieces.first == Line.Piece("np-backend", .code))
    #expect(lines.last?.pieces.first?.style == .code)
  }

  @Test func longWordsAreBrokenAnywhere() {
    #expect(Line("ab 0123456789xyz c").wrapped(to: 8).map(\.text) == ["ab", "01234567", "89xyz c"])
  }

  @Test func everyWidthHolds() {
    let text = """
      # Title
      Some words — 漢字漢字 and `code`.
      1. item one
      2. item two with a continuation
      $ kubectl get pods -A -o wide
      """
    for columns in 8..<60 {
      for line in Prose.lines(text, columns: columns) { #expect(line.columns <= columns) }
    }
  }

  @Test(arguments: [
    ("short", 10, "short"), ("something long", 10, "something…"), ("漢字漢字", 5, "漢字…"), ("ab", 1, "…"),
  ])
  func truncation(_ text: String, _ width: Int, _ expected: String) {
    #expect(text.truncated(to: width) == expected)
  }
}
