extension LineEditor {
  /// Removes a stretch and keeps it; kills in a row become one text.
  mutating func kill(from start: Int, to end: Int, _ before: LastAction, prepends: Bool) -> EditOutcome {
    guard start < end else {
      last = before == .kill ? .kill : .other
      return .refused
    }
    remember()
    let killed = String(buffer.characters[start..<end])
    if before == .kill, let top = killRing.last {
      killRing[killRing.count - 1] = prepends ? killed + top : top + killed
    } else {
      killRing.append(killed)
      if killRing.count > 10 { killRing.removeFirst() }
    }
    buffer.characters.removeSubrange(start..<end)
    buffer.cursor = start
    last = .kill
    return .edited
  }

  mutating func yank() -> EditOutcome {
    guard let text = killRing.last else { return .refused }
    remember()
    let start = buffer.cursor
    for letter in text { insert(letter) }
    last = .yank(start: start)
    return .edited
  }

  /// Puts the text that was killed before in the place of the one just yanked.
  mutating func yankPop(_ before: LastAction) -> EditOutcome {
    guard case .yank(let start) = before, killRing.count > 1 else { return .refused }
    buffer.characters.removeSubrange(start..<buffer.cursor)
    buffer.cursor = start
    killRing.insert(killRing.removeLast(), at: 0)
    for letter in killRing[killRing.count - 1] { insert(letter) }
    last = .yank(start: start)
    return .edited
  }

  /// Alt-.: the last argument of the line before; again, that of the line before that one.
  mutating func yankArgument(_ context: EditContext, _ before: LastAction) -> EditOutcome {
    var start = buffer.cursor
    var back = 1
    if case .yankArgument(let earlier, let steps) = before {
      start = earlier
      back = steps + 1
    }
    guard back <= context.history.count else {
      last = before
      return .refused
    }
    let words = HistoryExpansion.words(of: context.history[context.history.count - back])
    let word: String
    if let count {
      guard words.indices.contains(count) else { return .refused }
      word = words[count]
    } else {
      word = words.last ?? ""
    }
    if case .yankArgument = before {
      buffer.characters.removeSubrange(start..<buffer.cursor)
      buffer.cursor = start
    } else {
      remember()
    }
    for letter in word { insert(letter) }
    last = .yankArgument(start: start, back: back)
    return .edited
  }
}
