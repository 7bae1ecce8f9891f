import Screen

/// The screen as a grid of cells. Every size yields a canvas of that size.
func view(_ model: Model) -> Canvas {
  var canvas = Canvas(model.size)
  if model.isTooSmall {
    drawTooSmall(&canvas, model)
    return canvas
  }
  switch model.screens.last {
  case .home(let state): drawHome(&canvas, state, model)
  case .work(let state): drawWork(&canvas, state, model)
  case .attempts(let state): drawAttempts(&canvas, state, model)
  case .attempt(let state): drawAttempt(&canvas, state, model)
  case .replay(let state): drawReplay(&canvas, state, model)
  case nil: break
  }
  if let notice = model.notice { drawNotice(&canvas, notice) }
  for overlay in model.overlays { drawOverlay(&canvas, overlay, model) }
  canvas.footer(bindings(model).hints(model.glyphs), y: model.size.rows - 1)
  return canvas
}

private func drawTooSmall(_ canvas: inout Canvas, _ model: Model) {
  let least = Model.leastSize
  let text = """
    This terminal is \(model.size.columns) x \(model.size.rows): too small. Make it \(least.columns) x \
    \(least.rows) or larger to go on.
    """
  var lines = Prose.lines(text, columns: max(1, model.size.columns))
  if let work = model.work {
    lines.append(Line(work.clockText(model.glyphs), .faint))
  } else {
    lines.append(Line("q quit", .faint))
  }
  let top = max(0, (model.size.rows - lines.count) / 2)
  canvas.write(lines, in: Area(x: 0, y: top, columns: model.size.columns, rows: model.size.rows - top))
}

/// A sentence on the rule below the header.
private func drawNotice(_ canvas: inout Canvas, _ notice: Notice) {
  let text = " \(notice.text) ".truncated(to: canvas.size.columns - 4)
  canvas.write(text, x: 2, y: 1, style: notice.style)
}

/// Header and rule. A long title gives way to the parts of the middle, down to a point; then those go from
/// the right.
func drawHeader(_ canvas: inout Canvas, title: String, middle: [Line], right: Line, _ model: Model) {
  let width = canvas.size.columns
  let room = width - right.columns - 3
  let parts = middle.filter { !$0.isEmpty }
  let wanted = parts.reduce(0) { $0 + $1.columns + 3 }
  let shown = title.truncated(to: max(min(24, room), room - wanted - 2), mark: model.glyphs.ellipsis)
  var x = canvas.write(shown, x: 1, y: 0, style: .header)
  for part in parts {
    if x + 3 + part.columns > room { break }
    x = canvas.write(part, x: x + 3, y: 0)
  }
  canvas.write(right, x: max(1, width - 1 - right.columns), y: 0)
  canvas.horizontalRule(y: 1, glyphs: model.glyphs)
}
