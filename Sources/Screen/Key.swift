/// One press of a key, a pasted text or a mouse event, as the terminal reported it.
public enum Key: Hashable, Sendable {
  /// A printable character (a whole grapheme cluster where the terminal delivered one).
  case character(Character)
  case enter
  case tab
  case backTab
  case escape
  case backspace
  case delete
  case insert
  case up(Modifiers = [])
  case down(Modifiers = [])
  case left(Modifiers = [])
  case right(Modifiers = [])
  case home
  case end
  case pageUp(Modifiers = [])
  case pageDown(Modifiers = [])
  /// F1 is `function(1)`.
  case function(Int)
  /// Control and a lower-case letter or one of `@[\]^_`; Ctrl-I, Ctrl-M and Ctrl-[ arrive as tab, enter and
  /// escape.
  case ctrl(Character)
  /// Alt (Meta) and a character: the terminal sent escape and the character at once.
  case alt(Character)
  /// Text between the marks of bracketed paste; line ends are `\n`.
  case paste(String)
  case mouse(Mouse)

  /// The keys held down together with an arrow or a page key.
  public struct Modifiers: OptionSet, Hashable, Sendable {
    public var rawValue: Int

    public init(rawValue: Int) {
      self.rawValue = rawValue
    }

    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let ctrl = Modifiers(rawValue: 4)
  }
}

/// What the mouse did, and in which cell, counted from 0 at the top left.
public struct Mouse: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    case press
    case release
    case wheelUp
    case wheelDown
  }

  public var action: Action
  public var x: Int
  public var y: Int

  public init(_ action: Action, x: Int, y: Int) {
    self.action = action
    self.x = x
    self.y = y
  }
}

extension Key {
  /// The short name that footers and help show, such as `F10`, `ctrl-c` or `alt-→`.
  public var label: String { label(arrows: ("↑", "↓", "←", "→")) }

  /// The same with words for arrows, for terminals that cannot show them.
  public var asciiLabel: String { label(arrows: ("up", "down", "left", "right")) }

  private func label(arrows: (up: String, down: String, left: String, right: String)) -> String {
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .enter: "enter"
    case .tab: "tab"
    case .backTab: "shift-tab"
    case .escape: "esc"
    case .backspace: "backspace"
    case .delete: "del"
    case .insert: "ins"
    case .up(let modifiers): modifiers.prefix + arrows.up
    case .down(let modifiers): modifiers.prefix + arrows.down
    case .left(let modifiers): modifiers.prefix + arrows.left
    case .right(let modifiers): modifiers.prefix + arrows.right
    case .home: "home"
    case .end: "end"
    case .pageUp(let modifiers): "\(modifiers.prefix)pgup"
    case .pageDown(let modifiers): "\(modifiers.prefix)pgdn"
    case .function(let number): "F\(number)"
    case .ctrl(let character): "ctrl-\(character)"
    case .alt(let character): "alt-\(character)"
    case .paste: "paste"
    case .mouse: "mouse"
    }
  }
}

extension Key.Modifiers {
  fileprivate var prefix: String {
    var text = ""
    if contains(.ctrl) { text += "ctrl-" }
    if contains(.alt) { text += "alt-" }
    if contains(.shift) { text += "shift-" }
    return text
  }
}
