import Screen

/// The commands to whose beginning one can go back.
public struct RewindState: Sendable {
  var points: [RewindPoint]
  var selected: Int

  init(points: [RewindPoint]) {
    self.points = points
    selected = max(0, points.count - 1)
  }

  static var bindings: [Binding] {
    [
      Binding([.enter], "go back to before it", .enter, rank: 9),
      Binding([.escape, .character("q"), .function(5), .ctrl("c"), .function(10)], "stay", .back, rank: 8),
    ] + Binding.movement(lines: "command")
  }
}

/// The exam's tasks.
public struct TaskListState: Sendable {
  var selected: Int

  static var bindings: [Binding] {
    [
      Binding([.enter], "go to it", .enter, rank: 9),
      Binding([.function(8), .character("f")], "flag", .flag, rank: 6),
      Binding([.escape, .character("q"), .function(7), .ctrl("c"), .function(10)], "back", .back, rank: 8),
    ] + Binding.movement(lines: "task")
  }
}

extension Trainer {
  private var page: Int { model.size.rows - 10 }

  mutating func perform(_ action: Action, _ state: RewindState) -> Overlay? {
    var state = state
    switch action {
    case .back: return nil
    case .enter:
      guard state.points.indices.contains(state.selected) else { return nil }
      let point = state.points[state.selected]
      let later = state.points.count - state.selected
      return .dialog(
        DialogState(
          title: "Rewind?",
          text: later == 1
            ? "The last command and what it changed are undone."
            : "\(later) commands and what they changed are undone.",
          choices: [(.character("y"), "rewind", .rewind(point.id)), (.escape, "stay", .stay)]))
    default: state.selected = action.moved(from: state.selected, count: state.points.count, page: page) ?? state.selected
    }
    return .rewind(state)
  }

  mutating func perform(_ action: Action, _ state: TaskListState) -> Overlay? {
    var state = state
    guard var work = model.work else { return nil }
    switch action {
    case .back: return nil
    case .enter:
      show(&work, task: state.selected)
      model.work = work
      return nil
    case .flag:
      work.flagged[state.selected].toggle()
      backend.setFlag(work.flagged[state.selected], in: work.attempt.tasks[state.selected].session)
      model.work = work
    default:
      let count = work.attempt.tasks.count
      state.selected = action.moved(from: state.selected, count: count, page: page) ?? state.selected
    }
    return .tasks(state)
  }
}

func drawRewind(_ canvas: inout Canvas, _ state: RewindState, _ model: Model) {
  let box = textBox(model, columns: 92)
  let rows = min(box.rows, state.points.count)
  let area = canvas.dialog(
    title: "Rewind to before", columns: box.columns, rows: rows, glyphs: model.glyphs)
  let lines = state.points.enumerated().map { index, point in
    let mark = index == state.selected ? model.glyphs.pointer : " "
    let command = String(point.command.prefix { $0 != "\n" })
    return (Line("\(mark) ", .accent) + Line("\(Durations.clock(point.seconds))  ", .faint) + Line(command))
      .truncated(to: box.columns - 1, mark: model.glyphs.ellipsis)
  }
  canvas.list(lines, selected: state.selected, in: area, glyphs: model.glyphs)
}

func drawTaskList(_ canvas: inout Canvas, _ state: TaskListState, _ model: Model) {
  guard let work = model.work else { return }
  let glyphs = model.glyphs
  var table = Table([
    Table.Column(""), Table.Column("", alignedRight: true), Table.Column("task", isFlexible: true),
    Table.Column("points", alignedRight: true), Table.Column("flag"), Table.Column("visited"),
    Table.Column("time", alignedRight: true),
  ])
  table.rows = work.attempt.tasks.enumerated().map { index, task in
    [
      Line(index == state.selected ? glyphs.pointer : " ", .accent), Line("\(index + 1)"), Line(task.title),
      Line("\(task.points) %"), Line(work.flagged[index] ? glyphs.flag : "", .warning),
      Line(work.visited[index] ? glyphs.tick : "", .faint),
      Line(work.seconds[index] >= 1 ? Durations.short(work.seconds[index]) : "", .faint),
    ]
  }
  let box = textBox(model, columns: 92)
  let laid = table.lines(columns: box.columns, ellipsis: glyphs.ellipsis)
  var area = canvas.dialog(
    title: "Tasks", columns: box.columns, rows: min(box.rows, laid.rows.count + 1), glyphs: glyphs)
  if let titles = laid.titles { canvas.write([titles], in: area.takeTop(1)) }
  canvas.list(laid.rows, selected: state.selected, in: area, glyphs: glyphs)
}
