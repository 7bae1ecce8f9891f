import Screen

/// A key and what it does now. Footer and help are made from these, and so cannot say what is not true.
struct Binding: Sendable {
  /// The first one is shown.
  var keys: [Key]
  /// One or two words for the footer.
  var label: String
  /// What help says; the label when it is empty.
  var help: String
  var action: Action
  /// Why the key does nothing now; nil when it works.
  var disabled: String?
  /// Footer entries of higher rank stay where there is no room for all; entries below 0 stand in help only.
  var rank: Int

  init(
    _ keys: [Key], _ label: String, _ action: Action, help: String = "", rank: Int = 0,
    disabled: String? = nil
  ) {
    self.keys = keys
    self.label = label
    self.help = help
    self.action = action
    self.rank = rank
    self.disabled = disabled
  }
}

/// What a binding does. Which screen or overlay it concerns is known by where it is bound.
enum Action: Equatable, Sendable {
  case help
  case quit
  case back
  case suspend
  case up
  case down
  case pageUp
  case pageDown
  case first
  case last
  case left
  case right
  case enter
  // Home
  case start(TrainingMode)
  case sandbox
  case review
  case find
  case again
  case discard
  // Work
  case connections
  case hint
  case check
  case rewind
  case reference
  case tasks
  case flag
  case notes
  case finish
  /// Simulated time runs faster, or no longer.
  case hurry
  case focus
  case zoom
  case divider(Int)
  case task(Int)
  case scrollBack(Int)
  // Review
  case replay
  case continueFromHere
  case solution
  case debrief
  case attempts
  case export
  case delete
  // Replay
  case pause
  case speed(Int)
  // Dialogs and overlays
  case choose(Choice)
  case save
  case search
  case searchNext
}

/// What a dialog decides.
enum Choice: Equatable, Sendable {
  case submit
  case leave(keep: Bool)
  case rewind(RewindPoint.ID)
  case delete(AttemptID)
  case discard(AttemptID)
  case saveAndClose
  case discardAndClose
  case stay
}

extension Action {
  /// The place in a list of so many entries to which a movement leads; nil where it is no movement.
  func moved(from selected: Int, count: Int, page: Int) -> Int? {
    let wanted: Int
    switch self {
    case .up: wanted = selected - 1
    case .down: wanted = selected + 1
    case .pageUp: wanted = selected - max(1, page)
    case .pageDown: wanted = selected + max(1, page)
    case .first: wanted = 0
    case .last: wanted = count - 1
    default: return nil
    }
    return min(max(0, wanted), max(0, count - 1))
  }
}

extension [Binding] {
  /// The bindings that work, for the footer.
  func hints(_ glyphs: Glyphs) -> [KeyHint] {
    filter { $0.disabled == nil && $0.rank >= 0 }.map { binding in
      KeyHint(binding.keyLabel(glyphs), binding.label, rank: binding.rank)
    }
  }

  func first(for key: Key) -> Binding? { first { $0.keys.contains(key) } }

  /// The binding whose place in the footer was clicked.
  func first(clicked key: Key, _ model: Model) -> Binding? {
    guard case .mouse(let mouse) = key, mouse.action == .press, mouse.y == model.size.rows - 1 else { return nil }
    let places = Canvas.footerPlaces(hints(model.glyphs), columns: model.size.columns)
    guard let place = places.first(where: { $0.columns.contains(mouse.x) }) else { return nil }
    return first { $0.disabled == nil && $0.keyLabel(model.glyphs) == place.hint.key && $0.label == place.hint.label }
  }
}

extension Binding {
  func keyLabel(_ glyphs: Glyphs) -> String { keys.first.map { $0.label(glyphs) } ?? "" }

  /// All keys, for help.
  func allLabels(_ glyphs: Glyphs) -> String { keys.map { $0.label(glyphs) }.joined(separator: " ") }

  /// The usual keys for moving in lists and texts, without a place in the footer.
  static func movement(lines: String = "line") -> [Binding] {
    [
      Binding([.up(), .character("k")], "up", .up, help: "previous \(lines)", rank: -1),
      Binding([.down(), .character("j")], "down", .down, help: "next \(lines)", rank: -1),
      Binding([.pageUp(), .ctrl("b")], "page up", .pageUp, help: "a page up", rank: -1),
      Binding([.pageDown(), .ctrl("f")], "page down", .pageDown, help: "a page down", rank: -1),
      Binding([.home], "first", .first, help: "to the beginning", rank: -1),
      Binding([.end], "last", .last, help: "to the end", rank: -1),
    ]
  }
}

extension Key {
  func label(_ glyphs: Glyphs) -> String { glyphs.isUnicode ? label : asciiLabel }
}
