import Screen

/// All keys of a screen, made from its bindings.
public struct HelpState: Sendable {
  private struct Entry: Sendable {
    var keys: String
    var text: String
    var isWorking: Bool
  }

  private var entries: [Entry] = []
  private var terminalKeys: [KeyHint] = []
  var scroll = ScrollPosition()

  init(_ bindings: [Binding], screen: Place?) {
    for binding in bindings {
      let text = binding.help.isEmpty ? binding.label : binding.help
      let reason = binding.disabled.map { " (now: \($0))" } ?? ""
      entries.append(
        Entry(keys: binding.allLabels(.unicode), text: "\(text)\(reason)", isWorking: binding.disabled == nil)
      )
    }
    if case .work? = screen { terminalKeys = WorkState.terminalKeys }
  }

  func lines(columns: Int) -> [Line] {
    let widest = (entries.map(\.keys.columns) + terminalKeys.map(\.key.columns)).max() ?? 0
    let keys = min(widest, 22) + 2
    func line(_ key: String, _ text: String, _ style: Style) -> [Line] {
      let wrapped = Line(text, style).wrapped(to: max(8, columns - keys))
      return wrapped.enumerated().map { index, part in
        Line(index == 0 ? key.padded(to: keys) : String(repeating: " ", count: keys), .footerKey) + part
      }
    }
    var lines: [Line] = []
    for entry in entries { lines += line(entry.keys, entry.text, entry.isWorking ? .plain : .faint) }
    if !terminalKeys.isEmpty {
      lines += [Line(), Line("In the terminal", .title)]
      for hint in terminalKeys { lines += line(hint.key, hint.label, .plain) }
      lines += [Line()]
      let text = """
        While the task has the focus, letters do what the function keys do: for terminals and
        keyboards that keep those keys to themselves.
        """
      lines += Prose.lines(text, columns: columns, style: .faint)
    }
    return lines
  }
}

/// A text to be read and left.
public struct MessageState: Sendable {
  var title: String
  var text: String
  var scroll = ScrollPosition()

  init(title: String, text: String) {
    self.title = title
    self.text = text
  }

  func lines(columns: Int) -> [Line] { Prose.lines(text, columns: columns) }
}
