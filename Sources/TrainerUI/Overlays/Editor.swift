import Screen

/// The built-in editor: for notes, and for files where the machine has no other.
public struct EditorState: Sendable {
  enum Purpose: Equatable, Sendable {
    case file
    case notes
  }

  var title: String
  var purpose: Purpose
  var editor: TextEditor

  var bindings: [Binding] {
    switch purpose {
    case .notes:
      [
        Binding(
          [.escape, .function(9), .ctrl("s"), .ctrl("x"), .function(10)], "keep and close", .save, rank: 9)
      ]
    case .file:
      [
        Binding(
          [.ctrl("s"), .ctrl("o")], "save and close", .save, rank: 9,
          disabled: editor.isReadOnly ? "the file may not be written" : nil),
        Binding([.ctrl("x"), .ctrl("c"), .escape, .function(10)], "close", .back, rank: 8),
      ]
    }
  }
}

extension Trainer {
  mutating func perform(_ action: Action, _ state: EditorState) -> Overlay? {
    switch action {
    case .save:
      close(state, saving: true)
      return nil
    case .back:
      if !state.editor.isModified {
        close(state, saving: false)
        return nil
      }
      model.overlays.append(
        .dialog(
          DialogState(
            title: "Save \(state.title)?", text: "The text was changed.",
            choices: [
              (.character("y"), "save and close", .saveAndClose),
              (.character("x"), "close, forget the changes", .discardAndClose),
              (.escape, "go on editing", .stay),
            ])))
      return .editor(state)
    default: return .editor(state)
    }
  }

  mutating func close(_ state: EditorState, saving: Bool) {
    switch state.purpose {
    case .notes:
      guard var work = model.work else { return }
      work.notes = state.editor.text
      model.work = work
      backend.setNotes(work.notes)
    case .file: finishRequest(saving ? .saved(Array(state.editor.text.utf8)) : .closed(status: 0))
    }
  }
}

func drawEditor(_ canvas: inout Canvas, _ state: EditorState, _ model: Model) {
  var area: Area
  switch state.purpose {
  case .notes:
    let box = textBox(model)
    area = canvas.dialog(title: state.title, columns: box.columns, rows: box.rows, glyphs: model.glyphs)
  case .file:
    guard let work = model.work else { return }
    area = work.terminalArea(work.layout(model.body))
    canvas.fill(area)
    let bottom = area.takeBottom(1)
    let changed = state.editor.isReadOnly ? " (read only)" : state.editor.isModified ? " (changed)" : ""
    let place = "line \(state.editor.row + 1), column \(state.editor.column + 1)"
    canvas.fill(bottom, Cell(" ", .selected))
    canvas.write("\(state.title)\(changed)", x: bottom.x, y: bottom.y, style: .selected, limit: bottom.right)
    canvas.write(place, x: max(bottom.x, bottom.right - place.columns), y: bottom.y, style: .selected)
  }
  let view = state.editor.view(area.size)
  canvas.write(view.rows, in: area)
  canvas.cursor = Point(x: area.x + min(view.cursor.x, max(0, area.columns - 1)), y: area.y + view.cursor.y)
}
