import Screen
import Terminal

/// The terminal with what it shows, so that something can be said while the screens are busy.
final class Stage {
  let terminal: Terminal
  private var shown: Canvas?

  init(_ terminal: Terminal) {
    self.terminal = terminal
  }

  func draw(_ canvas: Canvas) {
    shown = canvas
    terminal.draw(canvas)
  }

  /// Says a sentence on the rule below the header of what is shown, until the next draw.
  func announce(_ text: String) {
    var canvas = shown ?? Canvas(terminal.size)
    guard canvas.size.rows > 1 else { return }
    let sentence = terminal.glyphs == .ascii ? text.replacing("…", with: "...") : text
    canvas.write(" \(sentence) ".truncated(to: max(0, canvas.size.columns - 4)), x: 2, y: 1, style: .accent)
    canvas.cursor = nil
    terminal.draw(canvas)
  }
}
