import Screen

/// A small modal editor with the keys of vi that candidates use: for machines without an editor, and `--editor builtin`.
///
/// Messages are vim 9's. What is not there says so: named marks, macros, visual blocks, windows.
public struct ViEditor: Sendable {
  enum Mode: Equatable, Sendable {
    case normal
    case insert
    case replace
    case visual(lines: Bool)
    /// A line is typed after `:`, `/` or `?`.
    case line(Character)
  }

  /// How it ended: the bytes as they were written last; nil where nothing was written.
  struct Ending: Equatable, Sendable {
    var written: [UInt8]?
    var status = 0
  }

  struct Position: Equatable, Sendable {
    var row: Int
    var column: Int
  }

  struct Register: Equatable, Sendable {
    var lines: [[Character]] = []
    var isLinewise = false
  }

  struct Snapshot: Equatable, Sendable {
    var lines: [[Character]]
    var cursor: Position
  }

  let fileName: String
  var isReadOnly: Bool
  var text: ViText
  var cursor = Position(row: 0, column: 0)
  var mode = Mode.normal
  var settings = ViSettings()
  /// What stands in the last row.
  var message = ""
  /// The line that is being typed after `:`, `/` or `?`.
  var typed = ""
  /// Where a visual selection began, and what the last one was.
  var anchor = Position(row: 0, column: 0)
  var lastSelection: ClosedRange<Int>?
  var registers: [Character: Register] = [:]
  var pattern = ""
  var searchesBackward = false
  var lastFind: (key: Character, target: Character)?
  /// The column that up and down come back to.
  var wantedColumn = 0
  /// Where the present insertion began.
  var insertedFrom = Position(row: 0, column: 0)
  /// The first line in sight, and the rows that were drawn last.
  var top = 0
  var visibleRows = 20
  private(set) var ending: Ending?

  /// The keys of the command that is being given.
  private var keys: [Character] = []
  /// The keys of the last change, for `.`.
  private var lastChange: [Key] = []
  private var recorded: [Key] = []
  private var isRepeating = false
  private var before: Snapshot?
  private var undone: [Snapshot] = []
  private var undoable: [Snapshot] = []
  var written: [UInt8]?
  private var unmodified: [[Character]]

  init(fileName: String, text bytes: [UInt8], isNew: Bool, isReadOnly: Bool, commands: [String] = [],
    settings: String? = nil
  ) {
    self.fileName = fileName
    self.isReadOnly = isReadOnly
    text = ViText(bytes)
    unmodified = text.lines
    message =
      fileName.isEmpty
      ? ""
      : isNew
        ? "\"\(fileName)\" [New]"
        : "\"\(fileName)\"\(isReadOnly ? " [readonly]" : "") \(text.lines.count)L, \(bytes.count)B"
    for line in (settings ?? "").split(separator: "\n") { self.settings.read(String(line)) }
    for command in commands {
      if let sign = command.first, sign == "/" || sign == "?" {
        startSearch(String(command.dropFirst()), backward: sign == "?")
      } else {
        // A lone + goes to the last line.
        execute(command.isEmpty ? "$" : command)
      }
    }
    clampCursor()
  }

  var isModified: Bool { text.lines != unmodified }

  // MARK: Keys

  mutating func receive(_ key: Key) {
    if case .mouse(let mouse) = key {
      if mouse.action == .wheelUp { scroll(by: -3) }
      if mouse.action == .wheelDown { scroll(by: 3) }
      return
    }
    if !isRepeating { recorded.append(key) }
    let former = mode
    let wasLine = if case .line = mode { true } else { false }
    switch mode {
    case .normal, .visual: command(key)
    case .insert: insert(key)
    case .replace: replace(key)
    case .line(let sign): typeLine(key, sign)
    }
    if mode == .insert, former != .insert { insertedFrom = cursor }
    if mode == .normal, keys.isEmpty { settle(isLine: wasLine) }
  }

  /// A command is complete: what it changed can be undone and done again.
  private mutating func settle(isLine: Bool) {
    clampCursor()
    if let before, before.lines != text.lines {
      undoable.append(before)
      if undoable.count > 1000 { undoable.removeFirst() }
      undone = []
      if !isRepeating && !isLine { lastChange = recorded }
    }
    before = nil
    recorded = []
  }

  private mutating func command(_ key: Key) {
    if case .paste(let pasted) = key {
      begin()
      paste(
        Register(lines: pasted.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)), after: false)
      return
    }
    guard let character = Self.character(of: key) else { return }
    if keys.isEmpty { begin() }
    message = ""
    if character == Self.escape {
      if case .visual = mode { mode = .normal }
      keys = []
      return
    }
    keys.append(character)
    let given = keys
    // A command that is complete may start an insertion, which has keys of its own.
    keys = []
    if perform(ViCommand(given, isVisual: mode != .normal)) == .needsMore { keys = given }
  }

  /// Notes what an undo goes back to.
  private mutating func begin() {
    if before == nil { before = Snapshot(lines: text.lines, cursor: cursor) }
  }

  // MARK: Undo and again

  mutating func undo(_ count: Int) {
    goBack(count, from: \.undoable, to: \.undone, otherwise: "Already at oldest change")
  }

  mutating func redo(_ count: Int) {
    goBack(count, from: \.undone, to: \.undoable, otherwise: "Already at newest change")
  }

  private mutating func goBack(
    _ count: Int, from source: WritableKeyPath<ViEditor, [Snapshot]>, to other: WritableKeyPath<ViEditor, [Snapshot]>,
    otherwise excuse: String
  ) {
    before = nil
    for _ in 0..<count {
      guard let snapshot = self[keyPath: source].popLast() else {
        message = excuse
        return
      }
      self[keyPath: other].append(Snapshot(lines: text.lines, cursor: cursor))
      text.lines = snapshot.lines
      cursor = snapshot.cursor
    }
  }

  mutating func repeatLastChange(_ count: Int) {
    let change = lastChange
    isRepeating = true
    for _ in 0..<count { for key in change { receive(key) } }
    isRepeating = false
    // The repetition has settled itself.
    before = nil
  }

  // MARK: Writing and leaving

  mutating func write() {
    let bytes = text.bytes
    written = bytes
    unmodified = text.lines
    message = "\"\(fileName)\" \(text.lines.count)L, \(bytes.count)B written"
  }

  mutating func quit(status: Int = 0) { ending = Ending(written: written, status: status) }

  /// The key as one character: control keys are their code, keys with names what vi has for them.
  static func character(of key: Key) -> Character? {
    switch key {
    case .character(let character): character
    case .escape, .ctrl("c"): escape
    case .ctrl(let letter): letter.asciiValue.map { Character(Unicode.Scalar($0 & 0x1f)) }
    case .left, .backspace: "h"
    case .right: "l"
    case .up: "k"
    case .down: "j"
    case .home: "0"
    case .end: "$"
    case .enter: "+"
    case .delete: "x"
    case .insert: "i"
    case .pageUp: control("b")
    case .pageDown: control("f")
    case .tab, .backTab, .alt, .function, .paste, .mouse: nil
    }
  }

  static let escape: Character = "\u{1b}"
  static func control(_ letter: Character) -> Character { Character(Unicode.Scalar((letter.asciiValue ?? 0) & 0x1f)) }
}
