import Screen

/// A text that is read a screen at a time, with the keys of `less`, in the terminal
/// pane, where the command runs that shows it.
public struct PagerState: Sendable {
  var title: String
  private(set) var lines: [Line]
  var scroll = ScrollPosition()
  var pattern = ""
  /// Whether keys go into the pattern.
  var isSearching = false
  var notice: String?

  init(title: String, text: String) {
    self.title = title
    var output = Scrollback(size: Size(columns: 100_000, rows: 100_000), limit: 200_000)
    output.write(text.last == "\n" ? String(text.dropLast()) : text)
    lines = output.allLines
  }

  var bindings: [Binding] {
    if isSearching {
      return [
        Binding([.enter], "search", .search, rank: 9),
        Binding([.escape, .ctrl("c")], "give up", .back, rank: 8),
      ]
    }
    return [
      Binding([.character("q"), .character("Q"), .ctrl("c"), .function(10)], "quit", .back, rank: 9),
      Binding(
        [.character(" "), .pageDown(), .character("f"), .ctrl("f"), .ctrl("v")], "next page", .pageDown,
        rank: 6),
      Binding([.character("b"), .pageUp(), .ctrl("b"), .alt("v")], "previous page", .pageUp, rank: 5),
      Binding([.down(), .enter, .character("j"), .character("e"), .ctrl("n")], "down", .down, rank: -1),
      Binding([.up(), .character("k"), .character("y"), .ctrl("p")], "up", .up, rank: -1),
      Binding([.character("g"), .home, .character("<")], "beginning", .first, rank: 3),
      Binding([.character("G"), .end, .character(">")], "end", .last, rank: 3),
      Binding([.character("/")], "search", .find, rank: 4),
      Binding(
        [.character("n")], "next match", .searchNext, rank: pattern.isEmpty ? -1 : 4,
        disabled: pattern.isEmpty ? "nothing was searched for" : nil),
    ]
  }

  mutating func receive(_ key: Key) {
    guard isSearching else { return }
    switch key {
    case .character(let character): pattern.append(character)
    case .backspace: pattern = String(pattern.dropLast())
    case .ctrl("u"): pattern = ""
    default: break
    }
  }

  mutating func find(from row: Int) {
    notice = nil
    if let found = lines.indices.first(where: { $0 >= row && lines[$0].text.contains(pattern) }) {
      scroll.top = found
    } else {
      notice = "Pattern not found"
    }
  }
}

extension Trainer {
  mutating func perform(_ action: Action, _ state: PagerState) -> Overlay? {
    var state = state
    let visible = max(1, pagerArea(model).rows - 1)
    let count = state.lines.count
    switch action {
    case .back:
      if !state.isSearching {
        finishRequest(.closed(status: 0))
        return nil
      }
      state.isSearching = false
    case .find:
      state.isSearching = true
      state.pattern = ""
    case .search:
      state.isSearching = false
      state.find(from: state.scroll.top)
    case .searchNext: state.find(from: state.scroll.top + 1)
    case .up: state.scroll.move(by: -1, content: count, visible: visible)
    case .down: state.scroll.move(by: 1, content: count, visible: visible)
    case .pageUp: state.scroll.move(by: -visible, content: count, visible: visible)
    case .pageDown: state.scroll.move(by: visible, content: count, visible: visible)
    case .first: state.scroll.top = 0
    case .last: state.scroll.move(by: count, content: count, visible: visible)
    default: break
    }
    return .pager(state)
  }
}

private func pagerArea(_ model: Model) -> Area {
  guard let work = model.work else { return model.body }
  return work.terminalArea(work.layout(model.body))
}

func drawPager(_ canvas: inout Canvas, _ state: PagerState, _ model: Model) {
  var area = pagerArea(model)
  canvas.fill(area)
  let bottom = area.takeBottom(1)
  let lines = Array(state.lines.dropFirst(state.scroll.top).prefix(area.rows))
  for (row, line) in lines.enumerated() {
    canvas.write(line.truncated(to: area.columns, mark: ">"), x: area.x, y: area.y + row, limit: area.right)
  }
  for row in lines.count..<max(lines.count, area.rows) {
    canvas.write("~", x: area.x, y: area.y + row, style: .faint)
  }
  if state.isSearching {
    let x = canvas.write("/\(state.pattern)", x: bottom.x, y: bottom.y, limit: bottom.right)
    canvas.cursor = Point(x: x, y: bottom.y)
    return
  }
  let isAtEnd = state.scroll.top + area.rows >= state.lines.count
  let text = state.notice ?? (isAtEnd ? "(END)" : state.scroll.top == 0 ? state.title : ":")
  let x = canvas.write(text, x: bottom.x, y: bottom.y, style: .selected, limit: bottom.right - 1)
  canvas.cursor = Point(x: x, y: bottom.y)
}
