import Screen

func drawWork(_ canvas: inout Canvas, _ work: WorkState, _ model: Model) {
  let glyphs = model.glyphs
  drawHeader(
    &canvas, title: work.isExam || !work.hasTaskPanel ? work.attempt.title : work.task.title,
    middle: headerParts(work, glyphs), right: clockLine(work, glyphs), model)
  let layout = work.layout(model.body)
  drawDivider(&canvas, layout, work, glyphs)
  let session = work.sessions[work.current]
  if !layout.first.isEmpty {
    let content = TaskPanel(work, glyphs).lines(columns: TaskPanel.textColumns(layout.first))
    var area = layout.first
    _ = area.takeLeft(1)
    canvas.panel(content.lines, in: area, at: session.scroll, glyphs: glyphs)
  }
  let area = work.terminalArea(layout)
  if let editor = session.editor {
    canvas.place(editor, in: area)
    if work.focus == .task { canvas.cursor = nil }
    return
  }
  let view = session.scrollback.view(area.size, back: session.back, typed: session.input.typed)
  canvas.write(view.rows, in: area)
  if view.back > 0 {
    let text = " \(view.back) rows below "
    canvas.write(text, x: max(area.x, area.right - text.columns), y: area.bottom - 1, style: .selected)
  }
  if work.focus == .terminal, let cursor = view.cursor {
    canvas.cursor = Point(x: area.x + cursor.x, y: area.y + cursor.y)
  }
}

private func headerParts(_ work: WorkState, _ glyphs: Glyphs) -> [Line] {
  let place = work.sessions[work.current].place
  let account = Line(place.account, .headerFaint)
  let context = Line(place.context ?? "", .headerFaint)
  if work.isExam {
    var number = Line("task \(work.current + 1) of \(work.attempt.tasks.count)")
    if work.flagged[work.current] { number.append(" \(glyphs.flag)", .warning) }
    let weight = Line(work.attempt.tasks.count > 1 ? "\(work.task.points) %" : "", .headerFaint)
    let target = Line(place.target ?? "", .headerFaint)
    return [number, weight, target, context, account, seedPart(work)]
  }
  var parts = work.attempt.mode == .sandbox ? [] : [Line(work.attempt.mode.rawValue, .headerFaint)]
  let steps = work.sessions[work.current].steps
  if let index = steps.firstIndex(where: { $0.progress == .present }) {
    parts.append(Line("step \(index + 1) of \(steps.count)"))
  }
  return parts + [context, account, seedPart(work)]
}

/// The seed, where it is not the author's.
private func seedPart(_ work: WorkState) -> Line {
  Line(work.attempt.seed == 1 ? "" : "seed \(work.attempt.seed)", .headerFaint)
}

private func clockLine(_ work: WorkState, _ glyphs: Glyphs) -> Line {
  let text = work.clockText(glyphs)
  if work.isHurrying { return Line("\(glyphs.playing) \(Int(work.rate)) x ", .accent) + Line(text, .headerFaint) }
  guard let left = work.left else { return Line(text, .headerFaint) }
  if left <= 5 * 60 { return Line(" \(text) ", .headerWarning) }
  return Line(text, left <= 15 * 60 ? .warning : .header)
}

private func drawDivider(_ canvas: inout Canvas, _ layout: PaneLayout, _ work: WorkState, _ glyphs: Glyphs) {
  if layout.divider.isEmpty { return }
  let style: Style = work.focus == .task ? .dividerFocused : .divider
  let x = layout.divider.x
  if layout.isSideBySide {
    canvas.write(glyphs.teeDown, x: x, y: 1, style: .divider)
    canvas.verticalRule(x: x, from: layout.divider.y, to: layout.divider.bottom, style: style, glyphs: glyphs)
  } else {
    let rule = String(repeating: glyphs.horizontal, count: layout.divider.columns)
    canvas.write(rule, x: x, y: layout.divider.y, style: style)
  }
}
