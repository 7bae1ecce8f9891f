extension LineEditor {
  /// Above so many candidates the shell asks before it lists them (readline's completion-query-items).
  private static let questionLimit = 100

  /// Tab: completes as far as all candidates agree; a second one lists them.
  mutating func complete(_ context: EditContext, isSecond: Bool) -> EditOutcome {
    let answer = context.complete(text, buffer.cursor)
    last = .tab
    guard !answer.candidates.isEmpty else { return .refused }
    if answer.candidates.count == 1 {
      remember()
      replace(from: answer.start, with: answer.candidates[0].text + answer.candidates[0].ending)
      last = .other
      return .edited
    }
    let common = Self.commonBeginning(answer.candidates.map(\.text))
    let typed = String(buffer.characters[min(answer.start, buffer.cursor)..<buffer.cursor])
    if common.count > typed.count || (common.count == typed.count && common != typed) {
      remember()
      replace(from: answer.start, with: common)
      return context.bindings.isOn("show-all-if-ambiguous") ? list(answer) : .edited
    }
    let listsAtOnce = ["show-all-if-ambiguous", "show-all-if-unmodified"].contains { context.bindings.isOn($0) }
    return isSecond || listsAtOnce ? list(answer) : .refused
  }

  mutating func listCandidates(_ context: EditContext) -> EditOutcome {
    let answer = context.complete(text, buffer.cursor)
    return answer.candidates.isEmpty ? .refused : list(answer)
  }

  mutating func insertCandidates(_ context: EditContext) -> EditOutcome {
    let answer = context.complete(text, buffer.cursor)
    guard !answer.candidates.isEmpty else { return .refused }
    remember()
    replace(from: answer.start, with: answer.candidates.map { "\($0.text) " }.joined())
    return .edited
  }

  private mutating func list(_ answer: CompletionAnswer) -> EditOutcome {
    let shown = answer.candidates.map(\.shown)
    guard shown.count >= Self.questionLimit else { return .listing(shown) }
    pending = .listing(shown)
    return .question("Display all \(shown.count) possibilities? (y or n)")
  }

  private mutating func replace(from start: Int, with text: String) {
    let from = min(max(0, start), buffer.cursor)
    buffer.characters.replaceSubrange(from..<buffer.cursor, with: Array(text))
    buffer.cursor = from + text.count
  }

  static func commonBeginning(_ texts: [String]) -> String {
    guard var common = texts.first.map({ Array($0) }) else { return "" }
    for text in texts.dropFirst() {
      let matching = zip(common, text).prefix { $0 == $1 }.count
      common.removeSubrange(matching...)
    }
    return String(common)
  }

  /// Lays candidates out in columns, down before across, as readline does.
  public static func columns(_ candidates: [String], width: Int) -> [String] {
    let longest = (candidates.map(\.count).max() ?? 0) + 2
    let perRow = max(1, width / longest)
    let rows = (candidates.count + perRow - 1) / perRow
    return (0..<rows).map { row in
      var line = ""
      for column in 0..<perRow where column * rows + row < candidates.count {
        let text = candidates[column * rows + row]
        let isLast = (column + 1) * rows + row >= candidates.count
        line += isLast ? text : text + String(repeating: " ", count: longest - text.count)
      }
      return line
    }
  }
}
