import Screen

/// Everything that the screens show: a value that only `Trainer.send` changes.
public struct Model: Sendable {
  public var size: Size
  public var glyphs: Glyphs
  /// The screens one above the other; the last one is to be seen, and leaving it shows the one below.
  public var screens: [Place]
  /// What lies over the screen; the last one has the keys.
  public var overlays: [Overlay]
  /// Seconds of real time since the start, by the ticks.
  public var now: Double
  /// A sentence on the rule below the header, until it expires.
  public var notice: Notice?

  public init(size: Size, glyphs: Glyphs) {
    self.size = size
    self.glyphs = glyphs
    screens = []
    overlays = []
    now = 0
  }

  /// Smaller screens only say so.
  public static let leastSize = Size(columns: 80, rows: 24)

  public var isTooSmall: Bool { size.columns < Self.leastSize.columns || size.rows < Self.leastSize.rows }

  /// What is left between header, rule and footer.
  var body: Area { Area(x: 0, y: 2, columns: size.columns, rows: size.rows - 3) }

  mutating func say(_ text: String, _ style: Style = .accent, seconds: Double = 8) {
    notice = Notice(text: text, style: style, until: now + seconds)
  }
}

/// A screen with what it needs to be drawn.
public enum Place: Sendable {
  case home(HomeState)
  case work(WorkState)
  case attempts(AttemptListState)
  case attempt(AttemptState)
  case replay(ReplayState)
}

/// A sentence that goes away by itself.
public struct Notice: Equatable, Sendable {
  var text: String
  var style: Style
  var until: Double
}

/// What reaches the screens.
public enum Message: Equatable, Sendable {
  case key(Key)
  case resized(Size)
  /// So many seconds of real time have passed since the last tick.
  case tick(seconds: Double)
  /// The outcome of `Effect.edit`.
  case edited(RequestOutcome)
  /// The editor that runs in the terminal pane shows this now.
  case editor(Canvas)
  /// There is no editor on this machine (or the user wants none): the built-in one opens.
  case editorMissing
}

/// What the screens ask of the program.
public enum Effect: Equatable, Sendable {
  case quit
  /// Stop the process as Ctrl-Z does.
  case suspend
  case bell
  /// Open an editor, in the terminal pane of `Trainer.paneSize` (then `editor` follows) or on the whole terminal; at its
  /// end send `edited`, or `editorMissing` at once.
  case edit(EditRequest)
  /// A key for the editor in the pane; the mouse is counted from the pane's top left.
  case editorKey(Key)
  /// The editor's pane has another size now.
  case resizeEditor(Size)
}
