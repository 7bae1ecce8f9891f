import CTerminal
import Screen

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An editor of this machine in a part of the screen: it runs in a pseudo-terminal, and what it shows there is a canvas.
public final class EditorPane {
  /// Whether the program was built with libvterm, without which editors take the whole screen.
  public static var isSupported: Bool { ct_pane_is_supported() != 0 }

  private let pane: OpaquePointer
  private let workplace: Workplace
  private var size: Size
  private var isOpen = true

  /// Starts the editor, or says what became of that: there is none, or no temporary folder.
  ///
  /// - Parameter colors: How many colours the terminal shows.
  public static func open(
    _ job: ExternalEditor.Job, with editor: ExternalEditor, size: Size, colors: Int
  ) -> Result<EditorPane, ExternalEditor.Refusal> {
    switch Workplace.prepared(for: job, with: editor.find(job.program)) {
    case .failure(let why): return .failure(why)
    case .success(let workplace):
      let pane = withCStrings(workplace.arguments) { arguments in
        withCStrings(environment(colors: colors)) { environment in
          ct_pane_open(arguments, environment, workplace.folder, Int32(size.rows), Int32(size.columns))
        }
      }
      guard let pane else {
        let why = String(cString: strerror(errno))
        workplace.clear()
        return .failure(ExternalEditor.Refusal(outcome: .failed("\(workplace.arguments[0]): \(why)")))
      }
      return .success(EditorPane(pane, workplace, size))
    }
  }

  private init(_ pane: OpaquePointer, _ workplace: Workplace, _ size: Size) {
    self.pane = pane
    self.workplace = workplace
    self.size = size
  }

  deinit { if isOpen { _ = close() } }

  /// To be watched for what the editor writes.
  public var descriptor: Int32 { ct_pane_descriptor(pane) }

  /// Takes what the editor has written; false once it has ended.
  public func read() -> Bool { ct_pane_read(pane) != 0 }

  /// Whether the editor has rung the bell since the last call.
  public func takeBell() -> Bool { ct_pane_take_bell(pane) != 0 }

  public func resize(_ size: Size) {
    if size.columns < 1 || size.rows < 1 { return }
    self.size = size
    ct_pane_resize(pane, Int32(size.rows), Int32(size.columns))
  }

  /// Ends the editor if it still runs, deletes its folder, and tells what became of the file.
  public func close() -> ExternalEditor.Outcome {
    isOpen = false
    let outcome = workplace.outcome(status: ct_pane_close(pane))
    workplace.clear()
    return outcome
  }

  /// The environment of this process, for the terminal that the pane is.
  private static func environment(colors: Int) -> [String] {
    var own: [String] = []
    var isUTF8 = false
    var index = 0
    while let entry = environ[index] {
      let text = String(cString: entry)
      let name = text.prefix { $0 != "=" }
      if !["TERM", "COLUMNS", "LINES", "COLORTERM", "LC_ALL"].contains(name) { own.append(text) }
      if ["LC_ALL", "LC_CTYPE", "LANG"].contains(name) {
        isUTF8 = isUTF8 || text.uppercased().contains("UTF-8") || text.uppercased().contains("UTF8")
      }
      if name == "LC_ALL", text.uppercased().contains("UTF") { own.append(text) }
      index += 1
    }
    // The pane speaks UTF-8, whatever the terminal around it does.
    if !isUTF8 { own.append("LC_ALL=C.UTF-8") }
    own.append("TERM=\(colors >= 256 ? "xterm-256color" : colors >= 8 ? "xterm" : "vt220")")
    return own
  }
}

// MARK: - What it shows

extension EditorPane {
  /// The editor's screen.
  public var canvas: Canvas {
    var canvas = Canvas(size)
    var cell = ct_pane_cell()
    for y in 0..<size.rows {
      for x in 0..<size.columns {
        ct_pane_read_cell(pane, Int32(y), Int32(x), &cell)
        if cell.width == 0 { continue }
        let style = Self.style(of: cell)
        if cell.count == 0 {
          if style != .plain { canvas.write(" ", x: x, y: y, style: style) }
        } else {
          canvas.write(Self.text(of: cell), x: x, y: y, style: style)
        }
      }
    }
    var row: Int32 = 0
    var column: Int32 = 0
    if ct_pane_cursor(pane, &row, &column) != 0 { canvas.cursor = Point(x: Int(column), y: Int(row)) }
    return canvas
  }

  private static func text(of cell: ct_pane_cell) -> String {
    if cell.count == 1, let scalar = Unicode.Scalar(cell.scalars.0) { return String(Character(scalar)) }
    let all = [
      cell.scalars.0, cell.scalars.1, cell.scalars.2, cell.scalars.3, cell.scalars.4, cell.scalars.5,
    ]
    var text = String.UnicodeScalarView()
    for value in all.prefix(Int(cell.count)) { if let scalar = Unicode.Scalar(value) { text.append(scalar) } }
    return String(text)
  }

  private static func style(of cell: ct_pane_cell) -> Style {
    if cell.foreground < 0, cell.background < 0, cell.attributes == 0 { return .plain }
    var ink = Ink(
      foreground: cell.foreground < 0 ? nil : UInt8(truncatingIfNeeded: cell.foreground),
      background: cell.background < 0 ? nil : UInt8(truncatingIfNeeded: cell.background))
    ink.bold = cell.attributes & Int32(CT_BOLD) != 0
    ink.underlined = cell.attributes & Int32(CT_UNDERLINE) != 0
    ink.reversed = cell.attributes & Int32(CT_REVERSE) != 0
    return ink.style
  }
}

// MARK: - Keys

extension EditorPane {
  /// Hands a key to the editor; mouse events are counted from the pane's top left.
  public func send(_ key: Key) {
    switch key {
    case .character(let character):
      for scalar in character.unicodeScalars { ct_pane_scalar(pane, scalar.value, 0) }
    case .ctrl("@"): ct_pane_scalar(pane, 0, 0)
    case .ctrl(let character): sendScalar(character, CT_CONTROL)
    case .alt(let character): sendScalar(character, CT_META)
    case .function(let number): ct_pane_function(pane, Int32(number))
    case .paste(let text):
      let scalars = text.unicodeScalars.map(\.value)
      ct_pane_paste(pane, scalars, Int32(scalars.count))
    case .mouse(let mouse): send(mouse)
    default:
      if let (name, modifiers) = Self.name(of: key) { ct_pane_named(pane, Int32(name), Int32(modifiers.rawValue)) }
    }
  }

  private func sendScalar(_ character: Character, _ modifier: Int) {
    guard let scalar = character.unicodeScalars.first else { return }
    ct_pane_scalar(pane, scalar.value, Int32(modifier))
  }

  private func send(_ mouse: Mouse) {
    let action =
      switch mouse.action {
      case .press: CT_PRESS
      case .release: CT_RELEASE
      case .wheelUp: CT_WHEEL_UP
      case .wheelDown: CT_WHEEL_DOWN
      }
    ct_pane_mouse(pane, Int32(action), Int32(mouse.y), Int32(mouse.x))
  }

  private static func name(of key: Key) -> (Int, Key.Modifiers)? {
    switch key {
    case .enter: (CT_ENTER, [])
    case .tab: (CT_TAB, [])
    case .backTab: (CT_BACK_TAB, [])
    case .escape: (CT_ESCAPE, [])
    case .backspace: (CT_BACKSPACE, [])
    case .delete: (CT_DELETE, [])
    case .insert: (CT_INSERT, [])
    case .up(let modifiers): (CT_UP, modifiers)
    case .down(let modifiers): (CT_DOWN, modifiers)
    case .left(let modifiers): (CT_LEFT, modifiers)
    case .right(let modifiers): (CT_RIGHT, modifiers)
    case .home: (CT_HOME, [])
    case .end: (CT_END, [])
    case .pageUp(let modifiers): (CT_PAGE_UP, modifiers)
    case .pageDown(let modifiers): (CT_PAGE_DOWN, modifiers)
    case .character, .ctrl, .alt, .function, .paste, .mouse: nil
    }
  }
}
