/// A key and what it does now, as footer and help show it.
public struct KeyHint: Equatable, Sendable {
  public var key: String
  public var label: String
  /// Hints of higher rank stay when there is no room for all.
  public var rank: Int

  public init(_ key: String, _ label: String, rank: Int = 0) {
    self.key = key
    self.label = label
    self.rank = rank
  }
}

extension Canvas {
  /// Lines from a scroll position on, with a thumb at the right edge when there are more than fit. Answers
  /// the position as it was corrected.
  @discardableResult
  public mutating func panel(
    _ lines: [Line], in area: Area, at position: ScrollPosition = ScrollPosition(), glyphs: Glyphs
  ) -> ScrollPosition {
    var position = position
    position.move(by: 0, content: lines.count, visible: area.rows)
    write(Array(lines.dropFirst(position.top)), in: area)
    if lines.count > area.rows && area.rows > 1 && area.columns > 4 {
      let length = max(1, area.rows * area.rows / lines.count)
      let room = area.rows - length
      let start = lines.count > area.rows ? position.top * room / (lines.count - area.rows) : 0
      for row in start..<(start + length) {
        write(glyphs.thumb, x: area.right - 1, y: area.y + row, style: .divider)
      }
    }
    return position
  }

  /// A list with one selected line, scrolled so that it is in sight. Lines of other kinds (headings) are just
  /// not selected.
  public mutating func list(_ lines: [Line], selected: Int?, in area: Area, glyphs: Glyphs) {
    var position = ScrollPosition()
    if let selected {
      position.top = max(0, selected - area.rows / 2)
      position.reveal(selected, content: lines.count, visible: area.rows)
    }
    panel(lines, in: area, at: position, glyphs: glyphs)
    if let selected, selected >= position.top, selected < position.top + area.rows {
      restyle(Area(x: area.x, y: area.y + selected - position.top, columns: area.columns, rows: 1), .selected)
    }
  }

  public mutating func horizontalRule(y: Int, from x: Int = 0, to right: Int? = nil, glyphs: Glyphs) {
    let end = right ?? size.columns
    write(String(repeating: glyphs.horizontal, count: max(0, end - x)), x: x, y: y, style: .divider)
  }

  public mutating func verticalRule(
    x: Int, from y: Int, to bottom: Int, style: Style = .divider, glyphs: Glyphs
  ) {
    for row in y..<max(y, bottom) { write(glyphs.vertical, x: x, y: row, style: style) }
  }

  /// The keys that do something now, in the last line. What does not fit goes, lowest rank first.
  public mutating func footer(_ hints: [KeyHint], y: Int) {
    fill(Area(x: 0, y: y, columns: size.columns, rows: 1), Cell(" ", .footer))
    for (hint, columns) in Self.footerPlaces(hints, columns: size.columns) {
      let x = write(hint.key, x: columns.lowerBound, y: y, style: .footerKey)
      write(" \(hint.label)", x: x, y: y, style: .footer)
    }
  }

  /// The hints that a footer of a width shows, and the columns that each takes.
  public static func footerPlaces(_ hints: [KeyHint], columns: Int) -> [(hint: KeyHint, columns: Range<Int>)] {
    func width(_ hint: KeyHint) -> Int { hint.key.columns + 1 + hint.label.columns }
    var shown = hints
    while shown.count > 1, shown.reduce(1, { $0 + width($1) }) + (shown.count - 1) * 3 > columns,
      let least = shown.map(\.rank).min()
    {
      shown.remove(at: shown.lastIndex { $0.rank == least }!)
    }
    var x = 1
    return shown.map { hint in
      defer { x += width(hint) + 3 }
      return (hint, x..<(x + width(hint)))
    }
  }

  /// A framed box in the middle, over what is there. Answers the area for its content.
  public mutating func dialog(title: String, columns: Int, rows: Int, glyphs: Glyphs) -> Area {
    let box = area.centered(columns: columns + 4, rows: rows + 2)
    fill(box, Cell(" ", .plain))
    if box.columns < 2 || box.rows < 2 { return box }
    let line = String(repeating: glyphs.horizontal, count: box.columns - 2)
    write("\(glyphs.cornerTopLeft)\(line)\(glyphs.cornerTopRight)", x: box.x, y: box.y, style: .dialog)
    write(
      "\(glyphs.cornerBottomLeft)\(line)\(glyphs.cornerBottomRight)", x: box.x, y: box.bottom - 1,
      style: .dialog)
    for row in (box.y + 1)..<max(box.y + 1, box.bottom - 1) {
      write(glyphs.vertical, x: box.x, y: row, style: .dialog)
      write(glyphs.vertical, x: box.right - 1, y: row, style: .dialog)
    }
    if !title.isEmpty && box.columns > 6 {
      let shown = title.truncated(to: box.columns - 6, mark: glyphs.ellipsis)
      write(" \(shown) ", x: box.x + 2, y: box.y, style: .title)
    }
    return box.inset(columns: 2, rows: 1)
  }
}

/// Columns of aligned text.
public struct Table: Sendable {
  public struct Column: Sendable {
    public var title: String
    public var alignedRight: Bool
    /// The column that gives way when there is not enough room, and takes what is left over.
    public var isFlexible: Bool

    public init(_ title: String = "", alignedRight: Bool = false, isFlexible: Bool = false) {
      self.title = title
      self.alignedRight = alignedRight
      self.isFlexible = isFlexible
    }
  }

  public var columns: [Column]
  public var rows: [[Line]]
  public var gap = 2

  public init(_ columns: [Column], rows: [[Line]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The titles (unless all are empty) and the rows, for a width.
  public func lines(columns width: Int, ellipsis: String = "…") -> (titles: Line?, rows: [Line]) {
    var widths = columns.indices.map { index in
      rows.reduce(columns[index].title.columns) { max($0, index < $1.count ? $1[index].columns : 0) }
    }
    let flexible = columns.firstIndex(where: \.isFlexible)
    let total = widths.reduce(0, +) + gap * max(0, columns.count - 1)
    if let flexible { widths[flexible] = max(4, widths[flexible] + width - total) }
    let titles = Line(columns.map { Line.Piece($0.title, .faint) })
    return (
      titles.isEmpty ? nil : arrange(titles.pieces.map { Line([$0]) }, widths, ellipsis),
      rows.map { arrange($0, widths, ellipsis) }
    )
  }

  private func arrange(_ cells: [Line], _ widths: [Int], _ ellipsis: String) -> Line {
    var line = Line()
    for (index, width) in widths.enumerated() {
      let cell = (index < cells.count ? cells[index] : Line()).truncated(to: width, mark: ellipsis)
      let isLast = index == widths.count - 1
      if columns[index].alignedRight {
        line.append(String(repeating: " ", count: max(0, width - cell.columns)))
      }
      line.append(cell)
      if !columns[index].alignedRight && !isLast {
        line.append(String(repeating: " ", count: max(0, width - cell.columns)))
      }
      if !isLast { line.append(String(repeating: " ", count: gap)) }
    }
    return line
  }
}
