import CTerminal
import Screen

/// What is written for a character on this terminal, in as many columns as the canvas gave it.
enum Encoding {
  /// One spacing scalar with its combining marks, or as many plain scalars as the character has columns.
  static func scalars(of character: Character, isUTF8: Bool) -> [Unicode.Scalar] {
    let scalars = Array(character.unicodeScalars)
    if scalars.count == 1 && scalars[0].isASCII { return scalars }
    if !isUTF8 {
      if let plain = plain[character] { return [plain] }
      return [Unicode.Scalar](repeating: "?", count: max(1, character.columns))
    }
    // ncurses advances by the C library's width: where that differs from ours, the row would be torn.
    if Int(ct_wcwidth(scalars[0].value)) != scalars[0].columns {
      return [Unicode.Scalar](repeating: "?", count: max(1, character.columns))
    }
    return scalars
  }

  /// Stand-ins for terminals that show ASCII only.
  private static let plain: [Character: Unicode.Scalar] = [
    "─": "-", "━": "=", "│": "|", "┃": "#", "┬": "+", "┴": "+", "├": "+", "┤": "+", "┼": "+", "╭": "+",
    "╮": "+",
    "╰": "+", "╯": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+", "▸": ">", "▶": ">", "✓": "+", "✗": "x",
    "⚑": "!",
    "·": "-", "•": "*", "…": "~", "–": "-", "—": "-", "←": "<", "→": ">", "↑": "^", "↓": "v", "‘": "'",
    "’": "'",
    "“": "\"", "”": "\"", "▁": "_", "▂": "_", "▃": ".", "▄": ":", "▅": "-", "▆": "=", "▇": "*", "█": "#",
    "●": "*", "×": "x", "‖": "=",
  ]
}
