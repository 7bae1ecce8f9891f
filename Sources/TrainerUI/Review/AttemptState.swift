import Screen

/// One graded attempt: its tasks with criteria and evidence, the timeline of commands, and the reference
/// beside it.
public struct AttemptState: Sendable {
  /// What can be selected.
  enum Item: Hashable, Sendable {
    case task(Int)
    case command(task: Int, Int)

    var task: Int {
      switch self {
      case .task(let task): task
      case .command(let task, _): task
      }
    }
  }

  /// What stands beside the attempt.
  enum Side: Equatable, Sendable {
    case solution(Int)
    case debrief
  }

  var record: AttemptRecord
  var expanded: Set<Int>
  var selected = 0
  var side: Side?
  var sideScroll = ScrollPosition()

  init(_ record: AttemptRecord) {
    self.record = record
    // The tasks that lost points are what one wants to see.
    expanded = Set(
      record.tasks.indices.filter {
        record.tasks.count == 1 || record.tasks[$0].earned < record.tasks[$0].points
      })
  }

  var items: [Item] {
    var items: [Item] = []
    for (index, task) in record.tasks.enumerated() {
      items.append(.task(index))
      if expanded.contains(index) { items += task.timeline.indices.map { .command(task: index, $0) } }
    }
    return items
  }

  var item: Item? {
    let items = items
    return items.indices.contains(selected) ? items[selected] : nil
  }

  var task: TaskRecord? { item.map { record.tasks[$0.task] } }

  mutating func clamp() { selected = min(max(0, selected), max(0, items.count - 1)) }

  /// The moment that is selected: the beginning of a task, or of a command.
  var moment: (task: Int, seconds: Double)? {
    switch item {
    case .task(let task): (task, 0)
    case .command(let task, let index): (task, record.tasks[task].timeline[index].seconds)
    case nil: nil
    }
  }

  /// From where the task is gone on with: after all that was done, or from the selected command.
  var continuation: (task: Int, seconds: Double)? {
    if case .task(let task)? = item { return (task, .infinity) }
    return moment
  }

  var bindings: [Binding] {
    let noTask = item == nil ? "there is no task" : nil
    let noSolution = task?.solutions.isEmpty == false ? nil : "there is none"
    let noDebrief = task?.debrief.isEmpty == false ? nil : "there is none"
    var isTask = false
    if case .task? = item { isTask = true }
    var all = [
      Binding(
        isTask ? [.enter] : [.character(" ")],
        item.map { expanded.contains($0.task) } == true ? "fold" : "unfold",
        .enter, help: "show or hide the task's criteria and commands", rank: isTask ? 5 : -1, disabled: noTask
      ),
      Binding(
        isTask ? [.character("p")] : [.enter, .character("p")], "replay", .replay,
        help: "play the attempt from the selected moment", rank: 9, disabled: noTask),
      Binding(
        [.character("c")], "continue from here", .continueFromHere,
        help: "practise from the selected command, or from the end of the selected task", rank: 4, disabled: noTask),
      Binding(
        [.character("s")], "solution", .solution,
        help: "reference solutions beside the attempt, one after another",
        rank: 6, disabled: noSolution),
      Binding(
        [.character("d")], "debrief", .debrief, help: "what to take away from it", rank: 5,
        disabled: noDebrief),
    ]
    if side != nil {
      all += [
        Binding(
          [.character("]"), .right()], "scroll", .right, help: "scroll the text beside it down", rank: 3),
        Binding(
          [.character("["), .left()], "scroll up", .left, help: "scroll the text beside it up", rank: -1),
      ]
    }
    return all + [
      Binding(
        [.character("a")], "again", .again, help: "a new attempt like it, with the same names and ports", rank: 3),
      Binding([.character("o")], "old attempts", .attempts, help: "all attempts", rank: 2),
      Binding([.character("e")], "export", .export, help: "write the attempt to a file", rank: 2),
      Binding([.character("?"), .function(1)], "help", .help, rank: 8),
      Binding([.character("q"), .escape, .function(10), .ctrl("c")], "back", .back, rank: 8),
    ] + Binding.movement(lines: "task or command")
  }
}

extension Trainer {
  mutating func performAttempt(_ action: Action) {
    guard case .attempt(var state)? = model.screens.last else { return }
    if let row = action.moved(from: state.selected, count: state.items.count, page: model.body.rows / 2) {
      state.selected = row
      model.screens[model.screens.count - 1] = .attempt(state)
      return
    }
    switch action {
    case .enter:
      if let task = state.item?.task {
        state.expanded.formSymmetricDifference([task])
        state.selected = state.items.firstIndex(of: .task(task)) ?? 0
      }
    case .solution: state.nextSolution()
    case .debrief:
      state.side = state.side == .debrief ? nil : .debrief
      state.sideScroll = ScrollPosition()
    case .left, .right: scrollSide(&state, action == .right ? 3 : -3)
    default:
      leaveAttempt(state, action)
      return
    }
    state.clamp()
    model.screens[model.screens.count - 1] = .attempt(state)
  }

  private func scrollSide(_ state: inout AttemptState, _ rows: Int) {
    let area = state.layout(model.body).side
    let lines = state.sideLines(columns: max(1, area.columns - 2))
    state.sideScroll.move(by: rows, content: lines.count, visible: max(1, area.rows))
  }

  private mutating func leaveAttempt(_ state: AttemptState, _ action: Action) {
    switch action {
    case .replay:
      if let moment = state.moment { openReplay(state.record.summary, moment.task, moment.seconds) }
    case .continueFromHere:
      if let moment = state.continuation {
        open(.continuation(state.record.summary.id, task: moment.task, seconds: moment.seconds))
      }
    case .attempts:
      pop()
      if case .attempts? = model.screens.last { reloadAttempts() } else { openAttempts() }
    case .again: open(.again(state.record.summary.id))
    case .export: export(state.record.summary.id)
    case .back: pop()
    default: break
    }
  }
}

extension AttemptState {
  /// Shows the first solution, then the next one, then none.
  mutating func nextSolution() {
    let count = task?.solutions.count ?? 0
    sideScroll = ScrollPosition()
    if case .solution(let index)? = side {
      side = index + 1 < count ? .solution(index + 1) : nil
    } else {
      side = count > 0 ? .solution(0) : nil
    }
  }

  /// The side text stands beside the attempt, or below it on narrow screens.
  func layout(_ body: Area) -> (main: Area, divider: Area, side: Area, isSideBySide: Bool) {
    let panes = PaneLayout(body, share: side == nil ? 1 : body.columns >= 100 ? 0.55 : 0.5)
    return (panes.first, panes.divider, panes.second, panes.isSideBySide)
  }

  func sideLines(columns: Int) -> [Line] {
    guard let task else { return [] }
    switch side {
    case .solution(let index):
      guard task.solutions.indices.contains(index) else { return [] }
      let solution = task.solutions[index]
      let number = task.solutions.count > 1 ? " \(index + 1) of \(task.solutions.count)" : ""
      return [Line("Reference solution\(number)", .title)]
        + Prose.lines(solution.title, columns: columns, style: .faint) + [Line()]
        + Prose.lines(solution.text, columns: columns)
    case .debrief: return [Line("Debrief", .title)] + Prose.lines(task.debrief, columns: columns)
    case nil: return []
    }
  }
}
