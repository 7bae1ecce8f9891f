import Screen

/// What lies over a screen and has the keys.
public enum Overlay: Sendable {
  case help(HelpState)
  case message(MessageState)
  case dialog(DialogState)
  case reference(ReferenceState)
  case connections(ConnectionsState)
  case rewind(RewindState)
  case tasks(TaskListState)
  case pager(PagerState)
  case editor(EditorState)
  case vi(ViEditor)

  var bindings: [Binding] {
    switch self {
    case .help, .message: Self.textBindings
    case .dialog(let state): state.bindings
    case .reference: ReferenceState.bindings
    case .connections: ConnectionsState.bindings
    case .rewind: RewindState.bindings
    case .tasks: TaskListState.bindings
    case .pager(let state): state.bindings
    case .editor(let state): state.bindings
    case .vi: ViEditor.bindings
    }
  }

  static var textBindings: [Binding] {
    [
      Binding(
        [.escape, .enter, .character("q"), .function(1), .character("?"), .ctrl("c"), .function(10)], "back",
        .back, rank: 9),
      Binding([.up(), .character("k")], "up", .up, rank: 1),
      Binding([.down(), .character("j")], "down", .down, rank: 1),
      Binding([.pageUp()], "page up", .pageUp, rank: -1),
      Binding([.pageDown(), .character(" ")], "page down", .pageDown, rank: -1),
      Binding([.home], "first", .first, rank: -1),
      Binding([.end], "last", .last, rank: -1),
    ]
  }
}

extension Trainer {
  /// The action is the overlay's in front, if there is one.
  mutating func performOverlay(_ action: Action) -> Bool {
    guard let overlay = model.overlays.popLast() else { return false }
    let index = model.overlays.count
    if let remaining = perform(action, on: overlay) {
      model.overlays.insert(remaining, at: min(index, model.overlays.count))
    }
    return true
  }

  /// The overlay as it is afterwards; nil when it is closed.
  private mutating func perform(_ action: Action, on overlay: Overlay) -> Overlay? {
    switch overlay {
    case .help(var state): return state.scroll.perform(action, state.lines, model) ? .help(state) : nil
    case .message(var state): return state.scroll.perform(action, state.lines, model) ? .message(state) : nil
    case .dialog: return perform(action, onDialog: overlay)
    case .reference(var state): return state.perform(action, model) ? .reference(state) : nil
    case .connections(let state): return perform(action, state)
    case .rewind(let state): return perform(action, state)
    case .tasks(let state): return perform(action, state)
    case .pager(let state): return perform(action, state)
    case .editor(let state): return perform(action, state)
    case .vi(let editor): return perform(action, editor)
    }
  }

  private mutating func perform(_ action: Action, onDialog overlay: Overlay) -> Overlay? {
    guard case .choose(let choice) = action else { return overlay }
    decide(choice)
    return nil
  }

  private mutating func decide(_ choice: Choice) {
    switch choice {
    case .submit: submit(because: nil)
    case .leave(let keep):
      backend.leave(keep: keep)
      pop()
    case .rewind(let point):
      guard var work = model.work else { return }
      backend.rewind(before: point, in: work.session)
      work.sessions[work.current].report = nil
      work.focus = .terminal
      model.work = work
      model.say("Rewound. What came after is undone.")
    case .delete(let id):
      do throws(BackendError) { try backend.delete(id) } catch {
        model.overlays.append(.message(MessageState(title: "Cannot delete", text: error.message)))
      }
      reloadAttempts()
    case .discard(let id):
      do throws(BackendError) { try backend.discard(id) } catch {
        model.overlays.append(.message(MessageState(title: "Cannot discard", text: error.message)))
      }
      reloadHome()
    case .saveAndClose, .discardAndClose:
      if case .editor(let state)? = model.overlays.popLast() { close(state, saving: choice == .saveAndClose) }
    case .stay: break
    }
  }

  /// A key that the overlay has not bound.
  mutating func overlayKey(_ key: Key) {
    if case .vi(let editor)? = model.overlays.last { return receive(key, editor) }
    if case .mouse(let mouse) = key {
      if mouse.action == .wheelUp { perform(.up) }
      if mouse.action == .wheelDown { perform(.down) }
      return
    }
    guard let last = model.overlays.indices.last else { return }
    switch model.overlays[last] {
    case .editor(var state):
      state.editor.receive(key)
      model.overlays[last] = .editor(state)
    case .pager(var state):
      state.receive(key)
      model.overlays[last] = .pager(state)
    case .help, .message, .dialog, .reference, .connections, .rewind, .tasks, .vi: break
    }
  }
}

func drawOverlay(_ canvas: inout Canvas, _ overlay: Overlay, _ model: Model) {
  canvas.cursor = nil
  switch overlay {
  case .help(let state): drawText(&canvas, title: "Help", state.lines, state.scroll, model)
  case .message(let state): drawText(&canvas, title: state.title, state.lines, state.scroll, model)
  case .dialog(let state): drawDialog(&canvas, state, model)
  case .reference(let state): drawReference(&canvas, state, model)
  case .connections(let state): drawConnections(&canvas, state, model)
  case .rewind(let state): drawRewind(&canvas, state, model)
  case .tasks(let state): drawTaskList(&canvas, state, model)
  case .pager(let state): drawPager(&canvas, state, model)
  case .editor(let state): drawEditor(&canvas, state, model)
  case .vi(let editor):
    guard let work = model.work else { return }
    editor.draw(&canvas, in: work.terminalArea(work.layout(model.body)))
  }
}

/// A box that is as wide as reading is comfortable, and as high as the text needs.
func textBox(_ model: Model, columns: Int = 76) -> Size {
  Size(columns: min(columns, model.size.columns - 8), rows: model.size.rows - 6)
}

func drawText(
  _ canvas: inout Canvas, title: String, _ lines: (Int) -> [Line], _ scroll: ScrollPosition, _ model: Model
) {
  let box = textBox(model)
  let text = lines(box.columns - 1)
  let area = canvas.dialog(
    title: title, columns: box.columns, rows: min(box.rows, text.count), glyphs: model.glyphs)
  canvas.panel(text, in: area, at: scroll, glyphs: model.glyphs)
}

extension ScrollPosition {
  /// Scrolls a text in its box; false when it is left.
  mutating func perform(_ action: Action, _ lines: (Int) -> [Line], _ model: Model, columns: Int = 76) -> Bool
  {
    let box = textBox(model, columns: columns)
    let content = lines(box.columns - 1).count
    let page = max(1, box.rows - 1)
    switch action {
    case .up: move(by: -1, content: content, visible: box.rows)
    case .down: move(by: 1, content: content, visible: box.rows)
    case .pageUp: move(by: -page, content: content, visible: box.rows)
    case .pageDown: move(by: page, content: content, visible: box.rows)
    case .first: top = 0
    case .last: move(by: content, content: content, visible: box.rows)
    default: return false
    }
    return true
  }
}
