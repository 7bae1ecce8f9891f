import Screen

/// A past attempt that plays in the terminal pane.
public struct ReplayState: Sendable {
  static let speeds: [Double] = [0.5, 1, 2, 4, 8, 16, 32]

  var replay: Replay
  var summary: AttemptSummary
  var task: Int
  private(set) var position: Double = 0
  var isPlaying = true
  var speed = 1
  private(set) var scrollback: Scrollback
  private(set) var input = InputLine(prompt: "")
  private(set) var note: String?
  /// How many moments have been applied.
  private var applied = 0

  init(_ replay: Replay, _ summary: AttemptSummary, task: Int, size: Size) {
    self.replay = replay
    self.summary = summary
    self.task = task
    scrollback = Scrollback(size: size)
  }

  var rate: Double { Self.speeds[speed] }

  /// Plays on for so many seconds of real time.
  mutating func advance(_ seconds: Double) {
    guard isPlaying else { return }
    go(to: position + seconds * rate)
    if position >= replay.duration { isPlaying = false }
  }

  /// Shows the moment: what came before is applied, from the start if the moment is an earlier one.
  mutating func go(to seconds: Double) {
    let wanted = min(max(0, seconds), replay.duration)
    if wanted < position {
      scrollback.reset()
      input = InputLine(prompt: "")
      note = nil
      applied = 0
    }
    position = wanted
    while applied < replay.moments.count, replay.moments[applied].seconds <= position {
      apply(replay.moments[applied].event)
      applied += 1
    }
  }

  /// To the beginning of the next command or of the one before.
  mutating func goToCommand(_ direction: Int) {
    if direction > 0 {
      go(to: replay.marks.first { $0.seconds > position + 0.001 }?.seconds ?? replay.duration)
    } else {
      // A second's grace, so that pressing it twice goes back twice while it plays.
      go(to: replay.marks.last { $0.seconds < position - rate }?.seconds ?? 0)
    }
  }

  mutating func resize(_ size: Size) { scrollback.resize(size) }

  private mutating func apply(_ event: Replay.Event) {
    switch event {
    case .output(let output):
      if output.restarts { scrollback.reset() }
      scrollback.write(output.text)
    case .input(let line):
      input = line
      note = nil
    case .note(let text): note = text
    }
  }

  var bindings: [Binding] {
    [
      Binding([.character(" ")], isPlaying ? "pause" : "play", .pause, rank: 9),
      Binding([.left()], "previous", .left, help: "to the command before", rank: 6),
      Binding([.right()], "next", .right, help: "to the next command", rank: 6),
      Binding(
        [.character("+"), .character("=")], "faster", .speed(1), rank: 5,
        disabled: speed == Self.speeds.count - 1 ? "this is the fastest" : nil),
      Binding(
        [.character("-")], "slower", .speed(-1), rank: 5, disabled: speed == 0 ? "this is the slowest" : nil),
      Binding([.home], "beginning", .first, rank: -1),
      Binding([.end], "end", .last, rank: -1),
      Binding([.up(), .character("h")], "10 s back", .up, rank: -1),
      Binding([.down(), .character("l")], "10 s on", .down, rank: -1),
      Binding(
        [.character("c")], "continue from here", .continueFromHere,
        help: "practise from the state at this moment", rank: 3),
      Binding([.character("?"), .function(1)], "help", .help, rank: 8),
      Binding([.character("q"), .escape, .function(10), .ctrl("c")], "back", .back, rank: 7),
    ]
  }
}

extension Trainer {
  mutating func openReplay(_ summary: AttemptSummary, _ task: Int, _ seconds: Double) {
    do throws(BackendError) {
      let replay = try backend.replay(summary.id, task: task)
      var state = ReplayState(replay, summary, task: task, size: replayArea(model).size)
      state.go(to: seconds)
      model.screens.append(.replay(state))
    } catch {
      model.overlays.append(.message(MessageState(title: "Cannot replay", text: error.message)))
    }
  }

  mutating func performReplay(_ action: Action) {
    guard var state = model.replay else { return }
    switch action {
    case .pause:
      if !state.isPlaying && state.position >= state.replay.duration { state.go(to: 0) }
      state.isPlaying.toggle()
    case .left: state.goToCommand(-1)
    case .right: state.goToCommand(1)
    case .up: state.go(to: state.position - 10)
    case .down: state.go(to: state.position + 10)
    case .first: state.go(to: 0)
    case .last: state.go(to: state.replay.duration)
    case .speed(let step): state.speed = min(max(0, state.speed + step), ReplayState.speeds.count - 1)
    case .continueFromHere:
      state.isPlaying = false
      model.replay = state
      open(.continuation(state.summary.id, task: state.task, seconds: state.position))
      return
    case .back:
      pop()
      return
    default: return
    }
    model.replay = state
  }
}

private func replayArea(_ model: Model) -> Area {
  var area = model.body
  _ = area.takeBottom(2)
  return area
}

func drawReplay(_ canvas: inout Canvas, _ state: ReplayState, _ model: Model) {
  let glyphs = model.glyphs
  let rate = state.rate < 1 ? "0.5" : "\(Int(state.rate))"
  let sign = state.isPlaying ? glyphs.playing : glyphs.paused
  drawHeader(
    &canvas, title: state.replay.title,
    middle: [Line("replay", .headerFaint), Line("\(sign) \(rate) x", .accent)],
    right: Line("\(Durations.clock(state.position)) of \(Durations.clock(state.replay.duration))", .header),
    model)
  let area = replayArea(model)
  let view = state.scrollback.view(area.size, typed: state.input.typed)
  canvas.write(view.rows, in: area)
  if let cursor = view.cursor { canvas.cursor = Point(x: area.x + cursor.x, y: area.y + cursor.y) }
  let bar = Area(x: 1, y: area.bottom, columns: model.size.columns - 2, rows: 2)
  let mark = state.replay.marks.last { $0.seconds <= state.position + 0.001 }
  let text = state.note ?? mark.map { "\(Durations.clock($0.seconds))  \($0.command)  \($0.remark)" } ?? ""
  let firstLine = String(text.prefix { $0 != "\n" })
  canvas.write(firstLine.truncated(to: bar.columns, mark: glyphs.ellipsis), x: bar.x, y: bar.y, style: .faint)
  let fraction = state.replay.duration > 0 ? state.position / state.replay.duration : 1
  let gauge = glyphs.gauge(fraction, columns: bar.columns)
  let x = canvas.write(gauge.full, x: bar.x, y: bar.y + 1, style: .accent)
  canvas.write(gauge.empty, x: x, y: bar.y + 1, style: .divider)
}
