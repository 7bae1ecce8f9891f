/// A cell's place, counted from 0 at the top left.
public struct Point: Hashable, Sendable {
  public var x: Int
  public var y: Int

  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// A rectangle of cells. Sizes are never negative: a part that does not fit is empty.
public struct Area: Hashable, Sendable {
  public var x: Int
  public var y: Int
  public var columns: Int
  public var rows: Int

  public init(x: Int, y: Int, columns: Int, rows: Int) {
    self.x = x
    self.y = y
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  public init(_ size: Size) {
    self.init(x: 0, y: 0, columns: size.columns, rows: size.rows)
  }

  public var size: Size { Size(columns: columns, rows: rows) }
  public var isEmpty: Bool { columns == 0 || rows == 0 }
  /// The first column to the right of it.
  public var right: Int { x + columns }
  /// The first row below it.
  public var bottom: Int { y + rows }

  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < right && point.y >= y && point.y < bottom
  }

  /// Takes rows off the top.
  public mutating func takeTop(_ count: Int) -> Area {
    let taken = min(max(0, count), rows)
    let part = Area(x: x, y: y, columns: columns, rows: taken)
    y += taken
    rows -= taken
    return part
  }

  /// Takes rows off the bottom.
  public mutating func takeBottom(_ count: Int) -> Area {
    let taken = min(max(0, count), rows)
    rows -= taken
    return Area(x: x, y: y + rows, columns: columns, rows: taken)
  }

  /// Takes columns off the left.
  public mutating func takeLeft(_ count: Int) -> Area {
    let taken = min(max(0, count), columns)
    let part = Area(x: x, y: y, columns: taken, rows: rows)
    x += taken
    columns -= taken
    return part
  }

  /// Takes columns off the right.
  public mutating func takeRight(_ count: Int) -> Area {
    let taken = min(max(0, count), columns)
    columns -= taken
    return Area(x: x + columns, y: y, columns: taken, rows: rows)
  }

  /// The area without a margin.
  public func inset(columns horizontal: Int = 0, rows vertical: Int = 0) -> Area {
    Area(x: x + horizontal, y: y + vertical, columns: columns - 2 * horizontal, rows: rows - 2 * vertical)
  }

  /// An area of the wanted size in the middle of this one, cut to fit.
  public func centered(columns wide: Int, rows high: Int) -> Area {
    let width = min(wide, columns)
    let height = min(high, rows)
    return Area(x: x + (columns - width) / 2, y: y + (rows - height) / 2, columns: width, rows: height)
  }
}
