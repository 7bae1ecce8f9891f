import Screen

/// An attempt under way.
public struct WorkState: Sendable {
  enum Focus: Equatable, Sendable {
    case terminal
    case task
  }

  /// One task's terminal and what is shown beside it.
  struct Session: Sendable {
    var scrollback = Scrollback()
    /// Rows above the end that are looked at.
    var back = 0
    var input = InputLine(prompt: "")
    var place = SessionPlace(account: "")
    var steps: [StepState] = []
    var hints = HintState()
    var report: CheckReport?
    /// Whether something was entered since the report was made.
    var reportIsOld = false
    var scroll = ScrollPosition()
    /// The section of the task panel that just changed and is to be brought in sight.
    var reveal: TaskPanel.Section?
    /// The pane's size that the backend was told.
    var told: Size?
    /// What an editor shows that runs in the pane.
    var editor: Canvas?
  }

  var attempt: OpenAttempt
  var current = 0
  var elapsed: Double
  /// Real time spent on each task.
  var seconds: [Double]
  var flagged: [Bool]
  var visited: [Bool]
  var notes: String
  var focus = Focus.terminal
  /// The task panel's part of the body, side by side and one above the other.
  var wideShare = 0.38
  var tallShare = 0.36
  /// Whether the task panel is hidden.
  var isZoomed = false
  var sessions: [Session]
  /// Countdown warnings that were given, in minutes.
  var warned: Set<Int> = []
  /// Whether the mouse holds the divider.
  var isDragging = false
  /// Whether simulated time runs faster, until the next key.
  var isHurrying = false
  /// Whether the request of the front session is being performed.
  var isPerforming = false

  init(_ attempt: OpenAttempt) {
    self.attempt = attempt
    elapsed = attempt.elapsedSeconds
    seconds = attempt.tasks.map(\.seconds)
    flagged = attempt.tasks.map(\.flagged)
    visited = attempt.tasks.map(\.visited)
    notes = attempt.notes
    // Steps take more room than a task that is read once.
    if attempt.mode == .guided { tallShare = 0.43 }
    sessions = attempt.tasks.map { _ in Session() }
    if !visited.isEmpty { visited[0] = true }
  }

  var task: OpenTask { attempt.tasks[current] }
  var session: SessionID { task.session }
  var isExam: Bool { attempt.mode == .exam }
  var hasTaskPanel: Bool { attempt.mode != .sandbox || !task.text.isEmpty }
  /// Simulated seconds in a second.
  var rate: Double { isHurrying ? 10 : 1 }
  static let hurryKey = Key.function(7)
  var left: Double? { attempt.limitSeconds.map { $0 - elapsed } }

  func layout(_ body: Area) -> PaneLayout {
    if !hasTaskPanel || isZoomed { return PaneLayout(body, share: 0) }
    return PaneLayout(body, share: body.columns >= 100 ? wideShare : tallShare)
  }

  /// `1:07:31 left` or `07:42`.
  func clockText(_ glyphs: Glyphs) -> String {
    if let left { return "\(Durations.left(left)) left" }
    return Durations.clock(elapsed)
  }

  /// The terminal's part of the pane; one column on its left stays free beside a divider.
  func terminalArea(_ layout: PaneLayout) -> Area {
    var area = layout.second
    if layout.isSideBySide && !layout.divider.isEmpty { _ = area.takeLeft(1) }
    return area
  }
}

extension WorkState {
  func bindings(_ model: Model) -> [Binding] {
    var all: [Binding] = [
      Binding(
        [.function(11), .alt("t"), .ctrl("]")], focus == .terminal ? "task" : "terminal", .focus,
        help: "move between the terminal and the task", rank: 7,
        disabled: hasTaskPanel && !isZoomed ? nil : "the task is not shown")
    ]
    if sessions[current].editor != nil { return all + editorBindings }
    if isExam { all += examBindings } else { all.append(hurryBinding) }
    if !isExam && attempt.mode != .sandbox { all += learningBindings }
    all += commonBindings
    if focus == .task { all += panelBindings }
    all += scrollBindings
    if focus == .terminal, sessions[current].input.isPrompting {
      all.append(Binding([.ctrl("z")], "suspend", .suspend, help: "back to your shell; fg returns", rank: -1))
    }
    return all
  }

  /// A key that works everywhere, and a letter while the task has the focus.
  private func keys(_ key: Key, _ letter: Character) -> [Key] {
    focus == .task ? [key, .character(letter)] : [key]
  }

  /// While an editor runs in the pane, it has all keys but a few.
  private var editorBindings: [Binding] {
    let further = commonBindings.filter { [.reference, .zoom, .help].contains($0.action) }
    let hint = isExam || attempt.mode == .sandbox ? [] : learningBindings.filter { $0.action == .hint }
    return hint + further + (focus == .task ? panelBindings : [])
  }

  private var learningBindings: [Binding] {
    let hints = sessions[current].hints
    let noHint =
      hints.total == 0 ? "there is none here" : hints.opened.count >= hints.total ? "all are open" : nil
    return [
      Binding(keys(.function(3), "h"), "hint", .hint, help: "open the next hint", rank: 5, disabled: noHint),
      Binding(
        keys(.function(4), "c"), "check", .check,
        help: attempt.mode == .guided ? "check the present step" : "check the task as it stands", rank: 6),
      Binding(
        keys(.function(5), "r"), "rewind", .rewind, help: "go back to before an earlier command", rank: 4),
    ]
  }

  private var hurryBinding: Binding {
    Binding(
      [Self.hurryKey], isHurrying ? "real time" : "faster", .hurry,
      help: "let simulated time run ten times as fast, until the next key", rank: isHurrying ? 9 : 1)
  }

  private var examBindings: [Binding] {
    let several = attempt.tasks.count > 1 ? nil : "there is one task only"
    return [
      Binding(keys(.function(7), "t"), "tasks", .tasks, help: "all tasks with flags and times", rank: 6),
      Binding(
        keys(.function(8), "f"), flagged[current] ? "unflag" : "flag", .flag,
        help: "mark the task for another look", rank: 4),
      Binding(keys(.function(9), "n"), "notes", .notes, help: "your own notes", rank: 4),
      Binding(
        [.left(.alt), .pageUp(.ctrl)], "previous", .task(-1), help: "the task before", rank: 3,
        disabled: several ?? (current == 0 ? "this is the first task" : nil)),
      Binding(
        [.right(.alt), .pageDown(.ctrl)], "next", .task(1), help: "the task after", rank: 5,
        disabled: several ?? (current == attempt.tasks.count - 1 ? "this is the last task" : nil)),
    ]
  }

  private var commonBindings: [Binding] {
    let isSandbox = attempt.mode == .sandbox
    return [
      Binding(
        keys(.function(2), "m"), "matrix", .connections, help: "who reaches whom", rank: isExam ? -1 : 2,
        disabled: isExam ? "not in an exam" : nil),
      Binding(keys(.function(6), "e"), "reference", .reference, help: "cards to look things up", rank: 3),
      Binding(
        keys(.function(12), "z"), isZoomed ? "show task" : "zoom", .zoom,
        help: "hide the task, or show it again", rank: isZoomed ? 8 : 1,
        disabled: hasTaskPanel ? nil : "there is no task"),
      Binding(
        keys(.function(10), "q"), isExam ? "submit" : isSandbox ? "leave" : "finish", .finish,
        help: isSandbox ? "leave the sandbox" : "grade the attempt, or leave it", rank: 8),
      Binding(focus == .task ? [.function(1), .character("?")] : [.function(1)], "help", .help, rank: 9),
    ]
  }

  private var panelBindings: [Binding] {
    [
      Binding([.character("[")], "smaller", .divider(-1), help: "move the divider towards the task", rank: 1),
      Binding(
        [.character("]")], "larger", .divider(1), help: "move the divider towards the terminal", rank: 1),
      Binding([.escape, .enter, .tab], "terminal", .focus, help: "back to the terminal", rank: -1),
      Binding([.up(), .character("k")], "up", .up, help: "scroll the task", rank: -1),
      Binding([.down(), .character("j")], "down", .down, help: "scroll the task", rank: -1),
      Binding([.pageUp()], "page up", .pageUp, help: "scroll the task a page", rank: -1),
      Binding(
        [.pageDown(), .character(" ")], "page down", .pageDown, help: "scroll the task a page", rank: -1),
      Binding([.home], "first", .first, help: "the task's beginning", rank: -1),
      Binding([.end], "last", .last, help: "the task's end", rank: -1),
    ]
  }

  private var scrollBindings: [Binding] {
    [
      Binding(
        [.pageUp(), .pageUp(.shift)], "older output", .scrollBack(1), help: "page through older output",
        rank: -1),
      Binding(
        [.pageDown(), .pageDown(.shift)], "newer output", .scrollBack(-1), help: "towards the prompt",
        rank: -1),
    ]
  }

  /// What the terminal's line editing knows; for help.
  static let terminalKeys: [KeyHint] = [
    KeyHint("tab", "complete commands, paths, kinds and names"),
    KeyHint("up down", "earlier and later commands"),
    KeyHint("ctrl-r", "search the history"),
    KeyHint("ctrl-a ctrl-e", "to the beginning and the end of the line"),
    KeyHint("alt-b alt-f", "a word back and forward"),
    KeyHint("ctrl-w ctrl-u ctrl-k", "cut a word, to the beginning, to the end"),
    KeyHint("ctrl-y", "paste what was cut"),
    KeyHint("ctrl-l", "clear the screen"),
    KeyHint("ctrl-c", "interrupt the command, give up the line"),
    KeyHint("ctrl-d", "end of input; leaves a shell on an empty line"),
  ]
}
