import CTerminal
import Screen

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The terminal that the program runs in: it shows canvases and yields keys. There can be one at a time, and
/// it is used from one thread. Whatever ends the process (a signal or a crash included), the terminal is
/// given back as it was.
public final class Terminal {
  public struct Options: Sendable {
    /// Whether colours may be used: not where the environment has a `NO_COLOR` that is not empty
    /// (no-color.org).
    public var allowsColor: Bool
    public var usesMouse = true

    public init() {
      allowsColor = getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
    }
  }

  /// Colours that the terminal has: 0, 8, 16, 256 or more.
  public let colors: Int
  /// The signs that the terminal can show, by the locale's character set.
  public let glyphs: Glyphs
  private let palette: Palette
  private let isUTF8: Bool
  /// What stands on the screen; nil when it has to be drawn as a whole.
  private var shown: Canvas?
  private var looks: [Style: (pair: Int32, attributes: Int32)] = [:]
  private var isOpen = true
  private let clock = ContinuousClock()

  /// Takes over the terminal of standard input and output.
  public init(_ options: Options = Options()) throws(TerminalError) {
    let flags =
      (options.allowsColor ? 0 : CT_MONOCHROME)
      | (options.usesMouse ? CT_MOUSE : 0)
    let result = ct_open(Int32(flags))
    if Int(result) != CT_OK { throw TerminalError(code: result) }
    colors = Int(ct_colors())
    isUTF8 = ct_is_utf8() != 0
    glyphs = isUTF8 ? .unicode : .ascii
    palette = Palette(colors: colors)
  }

  deinit { if isOpen { ct_close() } }

  /// Gives the terminal back. Nothing else may be called afterwards.
  public func close() {
    isOpen = false
    ct_close()
  }

  public var size: Size { Size(columns: Int(ct_columns()), rows: Int(ct_rows())) }

  /// Shows the canvas; only what differs from the last one is written.
  public func draw(_ canvas: Canvas) {
    let former = shown?.size == canvas.size ? shown : nil
    let columns = canvas.size.columns
    for (index, cell) in canvas.cells.enumerated() where !cell.isContinuation {
      if let former, former.cells[index] == cell, isSameWidth(former, canvas, index, columns) { continue }
      put(cell, x: index % columns, y: index / columns)
    }
    if let cursor = canvas.cursor, canvas.area.contains(cursor) {
      ct_show_cursor(Int32(cursor.y), Int32(cursor.x))
    } else {
      ct_show_cursor(-1, -1)
    }
    ct_flush(shown == nil ? 1 : 0)
    shown = canvas
  }

  /// The next draw writes everything again, in case something else wrote on the terminal.
  public func redrawAll() { shown = nil }

  public func bell() { ct_bell() }

  /// Stops the process as Ctrl-Z does, and returns when it goes on.
  public func suspend() {
    ct_stop()
    shown = nil
  }

  /// Waits for the next event; for ever without a timeout. Keys come before everything else.
  public func next(timeout seconds: Double?, watching descriptors: [Int32] = []) -> InputEvent {
    let start = clock.now
    while true {
      if let key = nextKey() { return .key(key) }
      var milliseconds: Int32 = -1
      if let seconds {
        let left = seconds - (clock.now - start).inSeconds
        milliseconds = left <= 0 ? 0 : Int32(min((left * 1000).rounded(.up), 1e9))
      }
      let ready = ct_wait(descriptors, Int32(descriptors.count), milliseconds)
      if has(ready, CT_WAIT_RESIZED) {
        ct_adopt_size()
        shown = nil
        return .resized(size)
      }
      if has(ready, CT_WAIT_STOP) {
        suspend()
        return .continued
      }
      if has(ready, CT_WAIT_INPUT) { continue }
      for (index, descriptor) in descriptors.enumerated()
      where ready & (Int32(CT_WAIT_EXTRA) << index) != 0 {
        return .readable(descriptor)
      }
      if has(ready, CT_WAIT_CLOSED) { return .closed }
      if seconds != nil && milliseconds <= 0 { return .deadline }
    }
  }

  /// Runs a program that uses the whole terminal, such as an editor, and waits for it. `environment` holds
  /// `NAME=value`; nil passes on this process's own.
  public func run(_ arguments: [String], environment: [String]? = nil) throws(TerminalError) -> ExitStatus {
    let status = withCStrings(arguments) { argv in
      guard let environment else { return ct_run(argv, nil, nil) }
      return withCStrings(environment) { ct_run(argv, $0, nil) }
    }
    shown = nil
    if status < 0 { throw TerminalError(program: arguments.first ?? "", number: -status) }
    return status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
  }

  private func has(_ set: Int32, _ flag: Int) -> Bool {
    set & Int32(flag) != 0
  }

  /// A narrow character may replace a wide one's first half without differing itself.
  private func isSameWidth(_ former: Canvas, _ canvas: Canvas, _ index: Int, _ columns: Int) -> Bool {
    if index % columns == columns - 1 { return true }
    return former.cells[index + 1].isContinuation == canvas.cells[index + 1].isContinuation
  }

  private func put(_ cell: Cell, x: Int, y: Int) {
    let look = look(of: cell.style)
    let text = Encoding.scalars(of: cell.character, isUTF8: isUTF8)
    if text.count == 1 || text[1].columns == 0 {
      let values = text.map(\.value)
      ct_put(Int32(y), Int32(x), values, Int32(values.count), look.pair, look.attributes)
    } else {
      for (offset, scalar) in text.enumerated() {
        ct_put(Int32(y), Int32(x + offset), [scalar.value], 1, look.pair, look.attributes)
      }
    }
  }

  private func look(of style: Style) -> (pair: Int32, attributes: Int32) {
    if let known = looks[style] { return known }
    let look = palette.look(of: style)
    let pair = ct_pair(Int32(look.foreground ?? -1), Int32(look.background ?? -1))
    var attributes: Int32 = 0
    if look.bold { attributes |= Int32(CT_BOLD) }
    if look.faint { attributes |= Int32(CT_FAINT) }
    if look.underlined { attributes |= Int32(CT_UNDERLINE) }
    if look.reversed { attributes |= Int32(CT_REVERSE) }
    looks[style] = (pair, attributes)
    return (pair, attributes)
  }
}

/// How a program ended that had the terminal.
public enum ExitStatus: Equatable, Sendable {
  case exited(Int32)
  case signalled(Int32)
}

extension Duration {
  fileprivate var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
