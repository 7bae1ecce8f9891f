import Screen

/// A question with the answers that keys give.
public struct DialogState: Sendable {
  struct Answer: Sendable {
    var key: Key
    var label: String
    var choice: Choice
  }

  var title: String
  var text: String
  var answers: [Answer]

  init(title: String, text: String, choices: [(Key, String, Choice)]) {
    self.title = title
    self.text = text
    answers = choices.map { Answer(key: $0.0, label: $0.1, choice: $0.2) }
  }

  var bindings: [Binding] {
    answers.map { answer in
      let keys: [Key] = answer.choice == .stay ? [answer.key, .character("n"), .ctrl("c")] : [answer.key]
      return Binding(keys, answer.label, .choose(answer.choice), rank: 5)
    }
  }
}

func drawDialog(_ canvas: inout Canvas, _ state: DialogState, _ model: Model) {
  let columns = min(52, model.size.columns - 8)
  var lines = Prose.lines(state.text, columns: columns)
  lines.append(Line())
  for answer in state.answers {
    lines.append(
      Line(answer.key.label(model.glyphs).padded(to: 5), .footerKey) + Line(answer.label))
  }
  let area = canvas.dialog(title: state.title, columns: columns, rows: lines.count, glyphs: model.glyphs)
  canvas.write(lines, in: area)
}
