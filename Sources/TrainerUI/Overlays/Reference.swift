import Screen

/// The reference cards, one at a time.
public struct ReferenceState: Sendable {
  var cards: [ReferenceCard]
  var selected = 0
  var scroll = ScrollPosition()

  init(cards: [ReferenceCard]) {
    self.cards = cards
  }

  static var bindings: [Binding] {
    [
      Binding(
        [.escape, .enter, .character("q"), .function(6), .ctrl("c"), .function(10)], "back", .back, rank: 9),
      Binding([.left(), .backTab, .character("h")], "previous card", .left, rank: 5),
      Binding([.right(), .tab, .character("l")], "next card", .right, rank: 5),
      Binding([.up(), .character("k")], "up", .up, rank: 1),
      Binding([.down(), .character("j")], "down", .down, rank: 1),
      Binding([.pageUp()], "page up", .pageUp, rank: -1),
      Binding([.pageDown(), .character(" ")], "page down", .pageDown, rank: -1),
      Binding([.home], "first", .first, rank: -1),
      Binding([.end], "last", .last, rank: -1),
    ]
  }

  func lines(columns: Int) -> [Line] {
    cards.indices.contains(selected) ? Prose.lines(cards[selected].text, columns: columns) : []
  }

  /// False when it is left.
  mutating func perform(_ action: Action, _ model: Model) -> Bool {
    switch action {
    case .left, .right:
      let step = action == .left ? cards.count - 1 : 1
      selected = cards.isEmpty ? 0 : (selected + step) % cards.count
      scroll = ScrollPosition()
      return true
    default: return scroll.perform(action, lines, model, columns: 92)
    }
  }
}

func drawReference(_ canvas: inout Canvas, _ state: ReferenceState, _ model: Model) {
  let box = textBox(model, columns: 92)
  let number = state.cards.count > 1 ? " (\(state.selected + 1) of \(state.cards.count))" : ""
  let title = state.cards.indices.contains(state.selected) ? state.cards[state.selected].title : ""
  let area = canvas.dialog(
    title: "\(title)\(number)", columns: box.columns, rows: box.rows, glyphs: model.glyphs)
  canvas.panel(state.lines(columns: box.columns - 1), in: area, at: state.scroll, glyphs: model.glyphs)
}
