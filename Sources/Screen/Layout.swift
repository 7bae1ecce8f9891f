/// How a screen of two panes is divided: side by side where there is room, one above the other where there is
/// not.
public struct PaneLayout: Equatable, Sendable {
  public var first: Area
  /// One column or one row between the panes; empty when the first pane is.
  public var divider: Area
  public var second: Area
  public var isSideBySide: Bool

  /// `share` is the first pane's part of the whole, from 0 to 1. Both panes keep a few cells unless `share`
  /// is 0 or 1.
  public init(_ area: Area, share: Double, sideBySideFrom columns: Int = 100) {
    isSideBySide = area.columns >= columns
    var rest = area
    let whole = isSideBySide ? area.columns : area.rows
    let least = isSideBySide ? 20 : 3
    var wanted = Int((Double(whole) * min(max(share, 0), 1)).rounded())
    if share > 0 && share < 1 { wanted = min(max(wanted, least), max(least, whole - least - 1)) }
    if isSideBySide {
      first = rest.takeLeft(wanted)
      divider = rest.takeLeft(wanted > 0 && wanted < whole ? 1 : 0)
    } else {
      first = rest.takeTop(wanted)
      divider = rest.takeTop(wanted > 0 && wanted < whole ? 1 : 0)
    }
    second = rest
  }
}

/// Which part of a longer content is in sight.
public struct ScrollPosition: Hashable, Sendable {
  /// The first row in sight.
  public var top: Int

  public init(top: Int = 0) {
    self.top = top
  }

  /// Moved by some rows, without leaving the content.
  public mutating func move(by rows: Int, content: Int, visible: Int) {
    top = min(max(0, top + rows), max(0, content - visible))
  }

  /// Moved as little as possible so that the row is in sight.
  public mutating func reveal(_ row: Int, content: Int, visible: Int) {
    if row < top { top = row }
    if row >= top + visible { top = row - visible + 1 }
    move(by: 0, content: content, visible: visible)
  }
}
