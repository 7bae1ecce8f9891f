import Screen

/// How one style looks on a terminal.
struct Look: Equatable, Sendable {
  /// nil is the terminal's own colour.
  var foreground: Int?
  var background: Int?
  var bold = false
  var faint = false
  var underlined = false
  var reversed = false
}

/// From meaning to look: a table for each number of colours. The colours can be read on dark and on light
/// grounds, and nothing is told by colour alone.
struct Palette: Sendable {
  var colors: Int

  func look(of style: Style) -> Look {
    if case .output(let ink) = style { return look(of: ink) }
    if colors >= 256 { return rich(style) }
    if colors >= 8 { return basic(style) }
    return monochrome(style)
  }

  private func rich(_ style: Style) -> Look {
    switch style {
    case .plain, .output: Look()
    case .title, .header, .code: Look(bold: true)
    case .accent: Look(foreground: 32, bold: true)
    case .good: Look(foreground: 34)
    case .bad: Look(foreground: 160)
    case .warning: Look(foreground: 172)
    case .faint, .headerFaint, .footer: Look(foreground: 244)
    case .selected: Look(foreground: 255, background: 24)
    case .headerWarning: Look(foreground: 255, background: 130, bold: true)
    case .footerKey: Look(foreground: 32)
    case .divider: Look(foreground: 242)
    case .dividerFocused, .dialog: Look(foreground: 32)
    }
  }

  private func basic(_ style: Style) -> Look {
    switch style {
    case .plain, .output: Look()
    case .title, .header, .code: Look(bold: true)
    case .accent: Look(foreground: 6, bold: true)
    case .good: Look(foreground: 2)
    case .bad: Look(foreground: 1)
    case .warning: Look(foreground: 3)
    case .faint, .headerFaint, .footer, .divider: colors >= 16 ? Look(foreground: 8) : Look(faint: true)
    case .selected: Look(reversed: true)
    case .headerWarning: Look(foreground: 3, bold: true, reversed: true)
    case .footerKey, .dividerFocused, .dialog: Look(foreground: 6)
    }
  }

  private func monochrome(_ style: Style) -> Look {
    switch style {
    case .plain, .output, .good, .divider, .dialog, .footer: Look()
    case .title, .header, .accent, .bad, .code, .footerKey, .dividerFocused: Look(bold: true)
    case .faint, .headerFaint: Look(faint: true)
    case .warning: Look(underlined: true)
    case .selected, .headerWarning: Look(reversed: true)
    }
  }

  private func look(of ink: Ink) -> Look {
    var look = Look(
      bold: ink.bold, faint: ink.faint, underlined: ink.underlined, reversed: ink.reversed)
    if colors >= 8 {
      look.foreground = ink.foreground.map { reduce(Int($0)) }
      look.background = ink.background.map { reduce(Int($0)) }
      if colors < 16 {
        if let color = look.foreground, color >= 8 {
          look.foreground = color - 8
          look.bold = true
        }
        if let color = look.background, color >= 8 { look.background = color - 8 }
      }
    } else if ink.background != nil {
      look.reversed.toggle()
    }
    return look
  }

  /// The nearest of the 16 colours where there are not 256.
  private func reduce(_ color: Int) -> Int {
    if colors >= 256 || color < 16 { return color }
    if color >= 232 { return color >= 244 ? 7 : 0 }
    let index = color - 16
    let parts = [index / 36, index / 6 % 6, index % 6]
    var result = 0
    for (bit, part) in parts.enumerated() where part >= 3 { result |= 1 << bit }
    return parts.max()! >= 5 ? result + 8 : result
  }
}
