import Screen

extension Trainer {
  /// Opens an attempt over the present screen, or says why it cannot.
  mutating func open(_ start: AttemptStart) {
    do throws(BackendError) {
      let attempt = try backend.open(start)
      if attempt.tasks.isEmpty {
        model.overlays.append(.message(MessageState(title: "Cannot start", text: "There is no task in it.")))
        backend.leave(keep: false)
        return
      }
      var work = WorkState(attempt)
      if let left = work.left {
        // Warnings that are past when an exam is resumed are not given again.
        for minutes in Self.warningMinutes where left <= Double(minutes) * 60 { work.warned.insert(minutes) }
      }
      model.screens.append(.work(work))
      synchronize()
    } catch {
      model.overlays.append(.message(MessageState(title: "Cannot start", text: error.message)))
    }
  }

  mutating func performWork(_ action: Action) {
    guard var work = model.work else { return }
    switch action {
    case .focus: work.focus = work.focus == .terminal ? .task : .terminal
    case .zoom:
      work.isZoomed.toggle()
      work.focus = .terminal
    case .divider(let direction): move(&work, direction)
    case .hint:
      backend.openHint(work.session)
      work.sessions[work.current].reveal = .hints
    case .check:
      let report = backend.check(work.session)
      work.sessions[work.current].report = report
      work.sessions[work.current].reportIsOld = false
      work.sessions[work.current].reveal = .report
      announce(report)
    case .flag:
      work.flagged[work.current].toggle()
      backend.setFlag(work.flagged[work.current], in: work.session)
    case .task(let step): show(&work, task: work.current + step)
    case .hurry: work.isHurrying.toggle()
    case .up, .down, .pageUp, .pageDown, .first, .last: scrollTask(&work, action)
    case .scrollBack(let pages): scrollTerminal(&work, pages: pages)
    default:
      openOverlay(action, work)
      return
    }
    model.work = work
    synchronize()
  }

  private mutating func openOverlay(_ action: Action, _ work: WorkState) {
    switch action {
    case .connections: openConnections(work.session)
    case .reference:
      let cards = backend.referenceCards(work.session)
      if cards.isEmpty {
        model.say("There are no reference cards here.", .warning)
      } else {
        model.overlays.append(.reference(ReferenceState(cards: cards)))
      }
    case .rewind:
      let points = backend.rewindPoints(work.session)
      if points.isEmpty {
        model.say("Nothing has been entered yet.", .warning)
      } else {
        model.overlays.append(.rewind(RewindState(points: points)))
      }
    case .tasks: model.overlays.append(.tasks(TaskListState(selected: work.current)))
    case .notes:
      let editor = TextEditor(text: work.notes)
      model.overlays.append(.editor(EditorState(title: "Notes", purpose: .notes, editor: editor)))
    case .finish: model.overlays.append(.dialog(work.finishDialog))
    default: break
    }
  }

  private mutating func announce(_ report: CheckReport) {
    let passed = report.criteria.filter(\.passed).count
    let all = passed == report.criteria.count
    let sign = all ? model.glyphs.tick : model.glyphs.cross
    let count = report.criteria.count > 1 ? ", \(passed) of \(report.criteria.count) criteria" : ""
    model.say("\(sign) \(report.title)\(count)", all ? .good : .bad)
  }

  private func move(_ work: inout WorkState, _ direction: Int) {
    if model.body.columns >= 100 {
      work.wideShare = min(0.7, max(0.2, work.wideShare + Double(direction) * 0.04))
    } else {
      work.tallShare = min(0.7, max(0.15, work.tallShare + Double(direction) * 0.06))
    }
  }

  /// Brings another task to the front.
  func show(_ work: inout WorkState, task: Int) {
    guard work.attempt.tasks.indices.contains(task) else { return }
    work.current = task
    work.visited[task] = true
    work.focus = .terminal
    work.isPerforming = false
  }

  private func scrollTask(_ work: inout WorkState, _ action: Action) {
    let area = work.layout(model.body).first
    let content = TaskPanel(work, model.glyphs).lines(columns: TaskPanel.textColumns(area)).lines.count
    let page = max(1, area.rows - 1)
    let rows: Int =
      switch action {
      case .up: -1
      case .down: 1
      case .pageUp: -page
      case .pageDown: page
      case .first: -content
      default: content
      }
    work.sessions[work.current].scroll.move(by: rows, content: content, visible: area.rows)
  }

  private func scrollTerminal(_ work: inout WorkState, pages: Int) {
    let rows = max(1, work.terminalArea(work.layout(model.body)).rows - 1)
    scroll(&work, rows: pages * rows)
  }

  private func scroll(_ work: inout WorkState, rows: Int) {
    let size = work.terminalArea(work.layout(model.body)).size
    let session = work.sessions[work.current]
    let view = session.scrollback.view(size, back: max(0, session.back + rows), typed: session.input.typed)
    work.sessions[work.current].back = view.back
  }

  /// A key that nothing is bound to: the terminal's.
  mutating func workKey(_ key: Key) {
    guard var work = model.work else { return }
    if case .mouse(let mouse) = key {
      if !passToEditor(mouse, work) { use(mouse, &work) }
      model.work = work
    } else if work.focus == .terminal, work.sessions[work.current].editor != nil {
      effects.append(.editorKey(key))
    } else if work.focus == .terminal {
      work.sessions[work.current].back = 0
      if key == .enter { work.sessions[work.current].reportIsOld = true }
      model.work = work
      backend.key(key, in: work.session)
    }
  }

  /// Whether the event is the editor's, which runs in the pane.
  private mutating func passToEditor(_ mouse: Mouse, _ work: WorkState) -> Bool {
    let area = work.terminalArea(work.layout(model.body))
    guard work.sessions[work.current].editor != nil, work.focus == .terminal, !work.isDragging,
      area.contains(Point(x: mouse.x, y: mouse.y))
    else { return false }
    effects.append(.editorKey(.mouse(Mouse(mouse.action, x: mouse.x - area.x, y: mouse.y - area.y))))
    return true
  }

  /// Takes over what the editor in the pane shows.
  mutating func showEditor(_ canvas: Canvas) {
    guard var work = model.work, work.isPerforming else { return }
    work.sessions[work.current].editor = canvas
    work.sessions[work.current].back = 0
    model.work = work
  }

  private func use(_ mouse: Mouse, _ work: inout WorkState) {
    let layout = work.layout(model.body)
    let isInTask = layout.first.contains(Point(x: mouse.x, y: mouse.y))
    switch mouse.action {
    case .press where layout.divider.contains(Point(x: mouse.x, y: mouse.y)): work.isDragging = true
    case .press: work.focus = isInTask ? .task : .terminal
    case .wheelUp: if isInTask { scrollTask(&work, .up) } else { scroll(&work, rows: 3) }
    case .wheelDown: if isInTask { scrollTask(&work, .down) } else { scroll(&work, rows: -3) }
    case .release:
      if work.isDragging { moveDivider(&work, to: mouse) }
      work.isDragging = false
    }
  }

  /// The divider goes to where the mouse let it go.
  private func moveDivider(_ work: inout WorkState, to mouse: Mouse) {
    let body = model.body
    if body.columns >= 100 {
      work.wideShare = min(0.7, max(0.2, Double(mouse.x - body.x) / Double(body.columns)))
    } else {
      work.tallShare = min(0.7, max(0.15, Double(mouse.y - body.y) / Double(body.rows)))
    }
  }

  mutating func sizeChanged() {
    if var work = model.work {
      if work.sessions[work.current].steps.contains(where: { $0.progress == .present }) {
        work.sessions[work.current].reveal = .step
      }
      model.work = work
    }
    fitBuiltInEditors()
    synchronize()
  }

  /// Takes over what the backend has to show of the session in front, and starts what it asks for.
  mutating func synchronize() {
    guard var work = model.work else { return }
    let id = work.session
    let size = work.terminalArea(work.layout(model.body)).size
    var session = work.sessions[work.current]
    if session.told != size && !model.isTooSmall && size.columns > 0 && size.rows > 0 {
      session.told = size
      if session.editor != nil { effects.append(.resizeEditor(size)) }
      session.scrollback.resize(size)
      backend.resize(columns: size.columns, rows: size.rows, in: id)
    }
    let output = backend.takeOutput(id)
    if output.restarts {
      session.scrollback.reset()
      session.back = 0
    }
    if !output.text.isEmpty {
      let before = session.scrollback.linesBegun
      session.scrollback.write(output.text)
      // Who looks at older lines goes on seeing them.
      if session.back > 0 { session.back += session.scrollback.linesBegun - before }
    }
    session.input = backend.inputLine(id)
    session.place = backend.place(id)
    let steps = backend.steps(id)
    if steps != session.steps { take(steps, &session) }
    session.hints = backend.hints(id)
    work.sessions[work.current] = session
    reveal(&work)
    model.work = work
    if let notice = backend.takeNotice() { model.say(notice, .warning, seconds: 20) }
    startRequest()
  }

  /// Goes on to another step; what a check said of the one before is past.
  private mutating func take(_ steps: [StepState], _ session: inout WorkState.Session) {
    let isFirst = session.steps.isEmpty
    session.steps = steps
    if !isFirst { session.report = nil }
    let areDone = steps.allSatisfy { $0.progress == .done }
    session.reveal = areDone ? .steps : .step
    if areDone && !isFirst { model.say("\(model.glyphs.tick) All steps are done", .good) }
  }

  /// Scrolls the task panel to what has just changed in it.
  private func reveal(_ work: inout WorkState) {
    guard let section = work.sessions[work.current].reveal, !model.isTooSmall else { return }
    work.sessions[work.current].reveal = nil
    let area = work.layout(model.body).first
    if area.isEmpty { return }
    let content = TaskPanel(work, model.glyphs).lines(columns: TaskPanel.textColumns(area))
    guard let range = content.sections[section] else { return }
    var scroll = work.sessions[work.current].scroll
    scroll.reveal(range.upperBound - 1, content: content.lines.count, visible: area.rows)
    scroll.reveal(range.lowerBound, content: content.lines.count, visible: area.rows)
    work.sessions[work.current].scroll = scroll
  }

  private mutating func startRequest() {
    guard var work = model.work, !work.isPerforming, let request = backend.request(work.session) else {
      return
    }
    work.isPerforming = true
    model.work = work
    switch request {
    case .edit(let edit): effects.append(.edit(edit))
    case .page(let title, let text):
      model.overlays.append(.pager(PagerState(title: title, text: text)))
    }
  }

  /// Ends the request of the session in front.
  mutating func finishRequest(_ outcome: RequestOutcome) {
    guard var work = model.work else { return }
    work.isPerforming = false
    work.sessions[work.current].editor = nil
    model.work = work
    backend.finish(outcome, in: work.session)
    synchronize()
  }

  mutating func finishEditing(_ outcome: RequestOutcome) { finishRequest(outcome) }
}

extension InputLine {
  var typed: TypedLine { TypedLine(prompt: prompt, text: text, cursor: cursor, below: below) }
}
