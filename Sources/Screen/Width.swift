/// How many columns text takes on a terminal. The table agrees with glibc 2.36's `wcwidth` (which ncurses
/// uses), but does not depend on the machine's locale, so that a screen is the same everywhere.
extension Unicode.Scalar {
  /// 0 for combining and invisible characters, 2 for wide ones, 1 for all others; 0 for control characters.
  public var columns: Int {
    if value < 0x7f { return value < 0x20 ? 0 : 1 }
    if value < 0x300 { return value < 0xa0 ? 0 : 1 }
    if value >= 0x1100 && Self.isWide(value) { return 2 }
    if value < 0x2500 || value >= 0x2e80 {
      if Self.isNarrowFormat(value) { return 1 }
      if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7fb).contains(value) { return 0 }
      switch properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: return 0
      default: return 1
      }
    }
    return 1
  }

  /// Format characters that take a column nevertheless: Arabic number signs and the like.
  private static func isNarrowFormat(_ value: UInt32) -> Bool {
    switch value {
    case 0x600...0x605, 0x6dd, 0x70f, 0x890...0x891, 0x8e2, 0x110bd, 0x110cd: true
    default: false
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    var low = 0
    var high = wide.count - 1
    while low <= high {
      let middle = (low + high) / 2
      if value < wide[middle].0 {
        high = middle - 1
      } else if value > wide[middle].1 {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }

  private static let wide: [(UInt32, UInt32)] = [
    (0x1100, 0x115f), (0x231a, 0x231b), (0x2329, 0x232a), (0x23e9, 0x23ec), (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe), (0x2614, 0x2615), (0x2648, 0x2653), (0x267f, 0x267f), (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab), (0x26bd, 0x26be), (0x26c4, 0x26c5), (0x26ce, 0x26ce), (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3), (0x26f5, 0x26f5), (0x26fa, 0x26fa), (0x26fd, 0x26fd), (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728), (0x274c, 0x274c), (0x274e, 0x274e), (0x2753, 0x2755), (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0), (0x27bf, 0x27bf), (0x2b1b, 0x2b1c), (0x2b50, 0x2b50), (0x2b55, 0x2b55),
    (0x2e80, 0x3029),
    (0x302e, 0x303e), (0x3041, 0x3096), (0x309b, 0xa4c6), (0xa960, 0xa97c), (0xac00, 0xd7a3),
    (0xf900, 0xfad9),
    (0xfe10, 0xfe19), (0xfe30, 0xfe6b), (0xff01, 0xff60), (0xffe0, 0xffe6), (0x16fe0, 0x16fe3),
    (0x16ff0, 0x1b2fb),
    (0x1f004, 0x1f004), (0x1f0cf, 0x1f0cf), (0x1f18e, 0x1f18e), (0x1f191, 0x1f19a), (0x1f200, 0x1f320),
    (0x1f32d, 0x1f335), (0x1f337, 0x1f37c), (0x1f37e, 0x1f393), (0x1f3a0, 0x1f3ca), (0x1f3cf, 0x1f3d3),
    (0x1f3e0, 0x1f3f0), (0x1f3f4, 0x1f3f4), (0x1f3f8, 0x1f43e), (0x1f440, 0x1f440), (0x1f442, 0x1f4fc),
    (0x1f4ff, 0x1f53d), (0x1f54b, 0x1f54e), (0x1f550, 0x1f567), (0x1f57a, 0x1f57a), (0x1f595, 0x1f596),
    (0x1f5a4, 0x1f5a4), (0x1f5fb, 0x1f64f), (0x1f680, 0x1f6c5), (0x1f6cc, 0x1f6cc), (0x1f6d0, 0x1f6d2),
    (0x1f6d5, 0x1f6df), (0x1f6eb, 0x1f6ec), (0x1f6f4, 0x1f6fc), (0x1f7e0, 0x1f7f0), (0x1f90c, 0x1f93a),
    (0x1f93c, 0x1f945), (0x1f947, 0x1f9ff), (0x1fa70, 0x1faf6), (0x20000, 0x3134a),
  ]
}

extension Character {
  /// The columns of its first scalar: what a terminal advances by, and what `drawable` shows.
  public var columns: Int {
    utf8.count == 1 ? (utf8.first! < 0x20 || utf8.first! == 0x7f ? 0 : 1) : unicodeScalars.first!.columns
  }

  /// The character as a cell can show it: one spacing scalar with its combining marks. Joined emoji show
  /// their first part, and variation selectors go, because terminals disagree about their width. Control
  /// characters become spaces; nil for marks without a base.
  public var drawable: Character? {
    if utf8.count == 1 { return columns == 0 ? " " : self }
    let scalars = unicodeScalars
    let base = scalars.first!
    if base.columns == 0 { return base.value < 0xa0 ? " " : nil }
    if scalars.count == 1 { return self }
    var kept = String.UnicodeScalarView()
    kept.append(base)
    for scalar in scalars.dropFirst() {
      if scalar.value == 0x200d || scalar.columns > 0 { break }
      if !(0xfe00...0xfe0f).contains(scalar.value) { kept.append(scalar) }
    }
    return String(kept).first
  }
}

extension StringProtocol {
  /// The columns that the text takes when it is drawn.
  public var columns: Int {
    var sum = 0
    for character in self {
      if let shown = character.drawable { sum += shown.columns }
    }
    return sum
  }
}
