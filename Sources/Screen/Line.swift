/// A row of text in pieces of different styles. It is not bound to a width until it is wrapped or drawn.
public struct Line: Hashable, Sendable, ExpressibleByStringLiteral {
  public struct Piece: Hashable, Sendable {
    public var text: String
    public var style: Style

    public init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  public var pieces: [Piece]

  public init(_ pieces: [Piece] = []) {
    self.pieces = pieces
  }

  public init(_ text: String, _ style: Style = .plain) {
    pieces = text.isEmpty ? [] : [Piece(text, style)]
  }

  public init(stringLiteral text: String) {
    self.init(text)
  }

  public var text: String { pieces.map(\.text).joined() }
  public var columns: Int { pieces.reduce(0) { $0 + $1.text.columns } }
  public var isEmpty: Bool { pieces.allSatisfy(\.text.isEmpty) }

  public mutating func append(_ text: String, _ style: Style = .plain) {
    if text.isEmpty { return }
    if let last = pieces.last, last.style == style {
      pieces[pieces.count - 1].text += text
    } else {
      pieces.append(Piece(text, style))
    }
  }

  public mutating func append(_ line: Line) {
    for piece in line.pieces { append(piece.text, piece.style) }
  }

  public static func + (left: Line, right: Line) -> Line {
    var line = left
    line.append(right)
    return line
  }

  /// All of it in one style.
  public func styled(_ style: Style) -> Line { Line(text, style) }

  /// Spaces up to the width; longer lines stay as they are.
  public func padded(to width: Int, _ style: Style = .plain) -> Line {
    let missing = width - columns
    return missing > 0 ? self + Line(String(repeating: " ", count: missing), style) : self
  }

  /// Cut to the width, with a mark at the end where something is missing.
  public func truncated(to width: Int, mark: String = "…") -> Line {
    if columns <= width { return self }
    let room = max(0, width - mark.columns)
    var line = Line()
    var used = 0
    for piece in pieces {
      for character in piece.text {
        let next = character.drawable?.columns ?? 0
        if used + next > room {
          line.append(width >= mark.columns ? mark : "", piece.style)
          return line
        }
        line.append(String(character), piece.style)
        used += next
      }
    }
    return line
  }
}

extension String {
  /// Cut to the width, with a mark at the end where something is missing.
  public func truncated(to width: Int, mark: String = "…") -> String {
    columns <= width ? self : Line(self).truncated(to: width, mark: mark).text
  }

  /// Spaces up to the width, on the right or on the left.
  public func padded(to width: Int, alignedRight: Bool = false) -> String {
    let missing = width - columns
    if missing <= 0 { return self }
    let spaces = String(repeating: " ", count: missing)
    return alignedRight ? spaces + self : self + spaces
  }
}
