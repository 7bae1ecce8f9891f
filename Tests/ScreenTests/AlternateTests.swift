import Testing

@testable import Screen

/// Full-screen programs give back what stood on the screen.
@Suite struct AlternateTests {
  @Test func whatStoodThereComesBack() {
    var scrollback = Scrollback(size: Size(columns: 40, rows: 10))
    scrollback.write("$ watch date\n")
    scrollback.write("\u{1b}[?1049h\u{1b}[H\u{1b}[2Jevery 2 s\n\nnow")
    #expect(scrollback.text == "every 2 s\n\nnow")
    scrollback.write("\u{1b}[H\u{1b}[2Jevery 2 s\n\nlater")
    #expect(scrollback.text == "every 2 s\n\nlater")
    scrollback.write("\u{1b}[?1049ldone\n")
    #expect(scrollback.text == "$ watch date\ndone\n")
  }
}
