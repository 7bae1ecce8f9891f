extension LineEditor {
  /// The search for a line while its pattern is being typed.
  struct Search: Equatable, Sendable {
    var pattern: [Character] = []
    var isBackward: Bool
    /// The line that was found, by its place in the history.
    var place: Int?
    var hasFailed = false
    /// What to go back to when the search is given up.
    var original: Buffer
    var originalPlace: Int?

    var prompt: String {
      "(\(hasFailed ? "failed " : "")\(isBackward ? "reverse-" : "")i-search)`\(String(pattern))': "
    }
  }

  /// Goes to a line of the history; nil for the new line. Changes made to a line stay with it.
  mutating func goTo(place: Int?, _ context: EditContext) -> EditOutcome {
    let end = context.history.count
    edited[historyPlace ?? end] = buffer.characters
    historyPlace = place
    let characters = edited[place ?? end] ?? place.map { Array(context.history[$0]) } ?? []
    buffer = Buffer(characters: characters, cursor: characters.count)
    undoStack = []
    return .edited
  }

  mutating func goBack(_ context: EditContext) -> EditOutcome {
    let place = (historyPlace ?? context.history.count) - repeated
    guard place >= 0 else { return .refused }
    return goTo(place: place, context)
  }

  mutating func goForward(_ context: EditContext) -> EditOutcome {
    guard let here = historyPlace else { return .refused }
    let place = here + repeated
    return goTo(place: place < context.history.count ? place : nil, context)
  }

  mutating func beginSearch(backward: Bool, _ context: EditContext) -> EditOutcome {
    search = Search(isBackward: backward, original: buffer, originalPlace: historyPlace)
    return .edited
  }

  /// A key during a search; nil where it ends the search and means what it always means.
  mutating func handleSearch(_ key: EditKey, _ context: EditContext) -> EditOutcome? {
    guard var state = search else { return nil }
    switch key {
    case .character(let letter):
      state.pattern.append(letter)
      find(&state, context, again: false)
    case .paste(let text):
      state.pattern += Array(text)
      find(&state, context, again: false)
    case .backspace, .control("h"):
      guard !state.pattern.isEmpty else { return .refused }
      state.pattern.removeLast()
      state.place = nil
      buffer = state.original
      find(&state, context, again: false)
    case .control("r"), .control("s"):
      state.isBackward = key == .control("r")
      if state.pattern.isEmpty, let last = lastPattern { state.pattern = last }
      find(&state, context, again: true)
    case .control("g"):
      search = nil
      buffer = state.original
      historyPlace = state.originalPlace
      return .edited
    case .escape:
      end(state)
      return .edited
    default:
      end(state)
      return nil
    }
    search = state
    return state.hasFailed ? .refused : .edited
  }

  private var lastPattern: [Character]? { edited[-1] }

  private mutating func end(_ state: Search) {
    search = nil
    edited[-1] = state.pattern
    if let place = state.place { historyPlace = place }
  }

  private mutating func find(_ state: inout Search, _ context: EditContext, again: Bool) {
    let pattern = String(state.pattern)
    guard !pattern.isEmpty else {
      state.hasFailed = false
      return
    }
    let history = context.history
    let start = state.place ?? state.originalPlace ?? (state.isBackward ? history.count : -1)
    var place = again || state.place == nil ? start + (state.isBackward ? -1 : 1) : start
    while history.indices.contains(place) {
      if let range = history[place].ranges(of: pattern).last {
        let characters = Array(history[place])
        let before = history[place].distance(from: history[place].startIndex, to: range.lowerBound)
        buffer = Buffer(characters: characters, cursor: before)
        state.place = place
        state.hasFailed = false
        return
      }
      place += state.isBackward ? -1 : 1
    }
    state.hasFailed = true
  }

  /// Alt-^: `!!` and the like are replaced in the line.
  mutating func expandHistory(_ context: EditContext) -> EditOutcome {
    guard case .expanded(let expanded, _) = HistoryExpansion.expand(text, with: History(context.history)) else {
      return .refused
    }
    set(expanded)
    return .edited
  }
}
