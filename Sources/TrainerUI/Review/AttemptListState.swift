import Screen

/// The list of past attempts.
public struct AttemptListState: Sendable {
  var attempts: [AttemptSummary]
  var selected = 0

  init(_ attempts: [AttemptSummary]) {
    self.attempts = attempts
  }

  var attempt: AttemptSummary? { attempts.indices.contains(selected) ? attempts[selected] : nil }

  mutating func clamp() { selected = min(max(0, selected), max(0, attempts.count - 1)) }

  var bindings: [Binding] {
    let none = attempts.isEmpty ? "there is no attempt" : nil
    return [
      Binding(
        [.enter], "look", .enter, help: "criteria, evidence and commands of the attempt", rank: 9,
        disabled: none),
      Binding(
        [.character("a")], "again", .again, help: "a new attempt like it, with the same names and ports", rank: 4,
        disabled: none),
      Binding(
        [.character("e")], "export", .export, help: "write the attempt to a file", rank: 4, disabled: none),
      Binding(
        [.character("x"), .delete], "delete", .delete, help: "delete the attempt for good", rank: 4,
        disabled: none),
      Binding([.character("?"), .function(1)], "help", .help, rank: 8),
      Binding([.character("q"), .escape, .function(10), .ctrl("c")], "back", .back, rank: 7),
    ] + Binding.movement(lines: "attempt")
  }
}

extension Trainer {
  mutating func openAttempts() {
    model.screens.append(.attempts(AttemptListState(backend.attempts())))
  }

  mutating func openAttempt(_ id: AttemptID) {
    do throws(BackendError) {
      model.screens.append(.attempt(AttemptState(try backend.attempt(id))))
    } catch {
      model.overlays.append(.message(MessageState(title: "Cannot show the attempt", text: error.message)))
    }
  }

  mutating func export(_ id: AttemptID) {
    do throws(BackendError) {
      let path = try backend.export(id)
      model.say("Written to \(path)", .good)
    } catch {
      model.overlays.append(.message(MessageState(title: "Cannot export", text: error.message)))
    }
  }

  mutating func performAttempts(_ action: Action) {
    guard case .attempts(var list)? = model.screens.last else { return }
    if let row = action.moved(from: list.selected, count: list.attempts.count, page: model.body.rows - 2) {
      list.selected = row
      model.screens[model.screens.count - 1] = .attempts(list)
      return
    }
    switch action {
    case .enter:
      if let attempt = list.attempt { openAttempt(attempt.id) }
    case .export:
      if let attempt = list.attempt { export(attempt.id) }
    case .delete:
      if let attempt = list.attempt {
        model.overlays.append(
          .dialog(
            DialogState(
              title: "Delete?", text: "\(attempt.title), \(attempt.date): it cannot be brought back.",
              choices: [(.character("y"), "delete", .delete(attempt.id)), (.escape, "keep", .stay)])))
      }
    case .again: if let attempt = list.attempt { open(.again(attempt.id)) }
    case .back: pop()
    default: break
    }
  }

  /// Reads the list again after a deletion.
  mutating func reloadAttempts() {
    guard case .attempts(var list)? = model.screens.last else { return }
    list.attempts = backend.attempts()
    list.clamp()
    model.screens[model.screens.count - 1] = .attempts(list)
  }
}

func drawAttempts(_ canvas: inout Canvas, _ state: AttemptListState, _ model: Model) {
  let count = "\(state.attempts.count) \(state.attempts.count == 1 ? "attempt" : "attempts")"
  drawHeader(&canvas, title: "Review", middle: [], right: Line(count, .headerFaint), model)
  var table = Table([
    Table.Column(""), Table.Column("ended"), Table.Column("exercise or exam", isFlexible: true),
    Table.Column("mode"),
    Table.Column("points", alignedRight: true), Table.Column("", alignedRight: true), Table.Column(""),
    Table.Column("time", alignedRight: true),
  ])
  table.rows = state.attempts.enumerated().map { index, attempt in
    [
      Line(index == state.selected ? model.glyphs.pointer : " ", .accent), Line(attempt.date, .faint),
      Line(attempt.title), Line(attempt.mode.rawValue, .faint), Line("\(attempt.earned)/\(attempt.points)"),
      Line("\(attempt.percent) %"), verdict(attempt.passed, model.glyphs),
      Line(Durations.short(attempt.seconds), .faint),
    ]
  }
  var area = model.body.inset(columns: 2)
  let lines = table.lines(columns: area.columns, ellipsis: model.glyphs.ellipsis)
  if state.attempts.isEmpty {
    canvas.write([Line("No attempt has been graded yet.", .faint)], in: area)
    return
  }
  if let titles = lines.titles { canvas.write([titles], in: area.takeTop(1)) }
  canvas.list(lines.rows, selected: state.selected, in: area, glyphs: model.glyphs)
}

/// A sign and a word; nothing where there is no pass line.
func verdict(_ passed: Bool?, _ glyphs: Glyphs) -> Line {
  switch passed {
  case true?: Line("\(glyphs.tick) passed", .good)
  case false?: Line("\(glyphs.cross) not passed", .bad)
  case nil: Line()
  }
}
