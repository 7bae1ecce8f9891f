/// The signs that screens are drawn with, for terminals that show Unicode and for those that do not.
public struct Glyphs: Equatable, Sendable {
  public var horizontal: String
  public var vertical: String
  public var teeDown: String
  public var teeUp: String
  public var teeRight: String
  public var teeLeft: String
  public var cornerTopLeft: String
  public var cornerTopRight: String
  public var cornerBottomLeft: String
  public var cornerBottomRight: String
  /// Stands before the selected line.
  public var pointer: String
  public var tick: String
  public var cross: String
  public var flag: String
  public var bullet: String
  public var ellipsis: String
  public var dash: String
  public var thumb: String
  public var arrowLeft: String
  public var arrowRight: String
  public var playing: String
  public var paused: String
  /// From nearly nothing to full.
  public var bars: [String]
  public var gaugeFull: String
  public var gaugeEmpty: String
  public var isUnicode: Bool

  public static let unicode = Glyphs(
    horizontal: "─", vertical: "│", teeDown: "┬", teeUp: "┴", teeRight: "├", teeLeft: "┤", cornerTopLeft: "╭",
    cornerTopRight: "╮", cornerBottomLeft: "╰", cornerBottomRight: "╯", pointer: "▸", tick: "✓", cross: "✗",
    flag: "⚑", bullet: "·", ellipsis: "…", dash: "–", thumb: "┃", arrowLeft: "←", arrowRight: "→",
    playing: "▶",
    paused: "‖", bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], gaugeFull: "━", gaugeEmpty: "─",
    isUnicode: true)

  public static let ascii = Glyphs(
    horizontal: "-", vertical: "|", teeDown: "+", teeUp: "+", teeRight: "+", teeLeft: "+", cornerTopLeft: "+",
    cornerTopRight: "+", cornerBottomLeft: "+", cornerBottomRight: "+", pointer: ">", tick: "+", cross: "x",
    flag: "!", bullet: "-", ellipsis: "~", dash: "-", thumb: "#", arrowLeft: "<-", arrowRight: "->",
    playing: ">",
    paused: "=", bars: ["_", ".", ":", "-", "=", "+", "*", "#"], gaugeFull: "=", gaugeEmpty: "-",
    isUnicode: false)

  /// A curve of small bars, one for each value from 0 to 1.
  public func sparkline(_ values: [Double]) -> String {
    values.map { value in
      let step = Int((min(max(value, 0), 1) * Double(bars.count - 1)).rounded())
      return bars[step]
    }.joined()
  }

  /// A bar of the given width that is filled up to the fraction.
  public func gauge(_ fraction: Double, columns: Int) -> (full: String, empty: String) {
    let width = max(0, columns)
    let filled = min(width, Int((min(max(fraction, 0), 1) * Double(width)).rounded()))
    return (
      String(repeating: gaugeFull, count: filled), String(repeating: gaugeEmpty, count: width - filled)
    )
  }
}
