/// What a piece of text means. How that looks is decided by `Terminal`, by one table for each number of
/// colours.
public enum Style: Hashable, Sendable {
  case plain
  /// The name of a screen or a section.
  case title
  /// The one colour that draws the eye: what is selected or where one is.
  case accent
  case good
  case bad
  case warning
  /// What is secondary.
  case faint
  /// The line on which the keys act.
  case selected
  case header
  case headerFaint
  /// A countdown that is nearly over, in the header.
  case headerWarning
  case footer
  /// A key's name in the footer or in help.
  case footerKey
  case divider
  /// The divider beside the pane that has the focus.
  case dividerFocused
  /// Commands, paths and names within prose.
  case code
  /// The frame and the ground of a dialog.
  case dialog
  /// Output of a program of the simulation, in the colours that it asked for.
  case output(Ink)

  /// One letter for the `styles` rendering of a canvas.
  public var letter: Character {
    switch self {
    case .plain: "."
    case .title: "T"
    case .accent: "a"
    case .good: "g"
    case .bad: "b"
    case .warning: "w"
    case .faint: "f"
    case .selected: "s"
    case .header: "H"
    case .headerFaint: "h"
    case .headerWarning: "W"
    case .footer: "F"
    case .footerKey: "K"
    case .divider: "d"
    case .dividerFocused: "D"
    case .code: "c"
    case .dialog: "m"
    case .output: "o"
    }
  }
}

/// The look that a program asked for with SGR sequences.
public struct Ink: Hashable, Sendable {
  /// A colour of the 256-colour palette (0 to 15 are the ANSI colours); nil for the terminal's own.
  public var foreground: UInt8?
  public var background: UInt8?
  public var bold = false
  public var faint = false
  public var underlined = false
  public var reversed = false

  public init(foreground: UInt8? = nil, background: UInt8? = nil) {
    self.foreground = foreground
    self.background = background
  }

  /// The style that shows it: plain text stays plain.
  public var style: Style { self == Ink() ? .plain : .output(self) }

  /// Applies the parameters of one SGR sequence.
  public mutating func apply(_ parameters: [Int]) {
    var index = 0
    while index < parameters.count {
      let code = parameters[index]
      switch code {
      case 0: self = Ink()
      case 1: bold = true
      case 2: faint = true
      case 4: underlined = true
      case 7: reversed = true
      case 22:
        bold = false
        faint = false
      case 24: underlined = false
      case 27: reversed = false
      case 30...37: foreground = UInt8(code - 30)
      case 39: foreground = nil
      case 40...47: background = UInt8(code - 40)
      case 49: background = nil
      case 90...97: foreground = UInt8(code - 90 + 8)
      case 100...107: background = UInt8(code - 100 + 8)
      case 38, 48:
        let color = extendedColor(parameters, &index)
        if code == 38 { foreground = color } else { background = color }
      default: break
      }
      index += 1
    }
  }

  /// `38;5;n` and `38;2;r;g;b`; the latter becomes the nearest of the palette's 6 x 6 x 6 colours.
  private func extendedColor(_ parameters: [Int], _ index: inout Int) -> UInt8? {
    guard index + 1 < parameters.count else { return nil }
    if parameters[index + 1] == 5, index + 2 < parameters.count {
      let value = parameters[index + 2]
      index += 2
      return UInt8(clamping: value)
    }
    if parameters[index + 1] == 2, index + 4 < parameters.count {
      let steps = parameters[(index + 2)...(index + 4)].map { (min(max($0, 0), 255) * 5 + 127) / 255 }
      index += 4
      return UInt8(16 + 36 * steps[0] + 6 * steps[1] + steps[2])
    }
    return nil
  }
}
