extension LineEditor {
  /// The beginning of the line of a pasted text in which the cursor stands.
  var lineStart: Int {
    (buffer.characters[..<buffer.cursor].lastIndex(of: "\n") ?? -1) + 1
  }

  var lineEnd: Int {
    buffer.characters[buffer.cursor...].firstIndex(of: "\n") ?? buffer.characters.count
  }

  private func isWord(_ index: Int) -> Bool {
    let letter = buffer.characters[index]
    return letter.isLetter || letter.isNumber
  }

  func wordStart(from cursor: Int) -> Int {
    var at = cursor
    for _ in 0..<repeated {
      while at > 0, !isWord(at - 1) { at -= 1 }
      while at > 0, isWord(at - 1) { at -= 1 }
    }
    return at
  }

  func wordEnd(from cursor: Int) -> Int {
    var at = cursor
    let end = buffer.characters.count
    for _ in 0..<repeated {
      while at < end, !isWord(at) { at += 1 }
      while at < end, isWord(at) { at += 1 }
    }
    return at
  }

  /// Where the word before the cursor begins, words being separated by blanks only (Ctrl-W).
  var blankWordStart: Int {
    var at = buffer.cursor
    for _ in 0..<repeated {
      while at > 0, buffer.characters[at - 1].isWhitespace { at -= 1 }
      while at > 0, !buffer.characters[at - 1].isWhitespace { at -= 1 }
    }
    return at
  }

  mutating func move(to place: Int) -> EditOutcome {
    buffer.cursor = min(max(0, place), buffer.characters.count)
    return .edited
  }

  mutating func move(by distance: Int) -> EditOutcome {
    let place = buffer.cursor + distance
    guard place >= 0, place <= buffer.characters.count else {
      buffer.cursor = min(max(0, place), buffer.characters.count)
      return .refused
    }
    buffer.cursor = place
    return .edited
  }

  mutating func moveTo(_ wanted: Character, forward: Bool) -> EditOutcome {
    let characters = buffer.characters
    let found =
      forward
      ? characters.indices.first { $0 > buffer.cursor && characters[$0] == wanted }
      : characters.indices.last { $0 < buffer.cursor && characters[$0] == wanted }
    guard let found else { return .refused }
    buffer.cursor = found
    return .edited
  }

  /// Up: within a text of several lines first, then back in the history.
  mutating func upward(_ context: EditContext) -> EditOutcome {
    let start = lineStart
    guard start > 0 else { return goBack(context) }
    let column = buffer.cursor - start
    let previousEnd = start - 1
    let previousStart = (buffer.characters[..<previousEnd].lastIndex(of: "\n") ?? -1) + 1
    buffer.cursor = min(previousStart + column, previousEnd)
    return .edited
  }

  mutating func downward(_ context: EditContext) -> EditOutcome {
    let end = lineEnd
    guard end < buffer.characters.count else { return goForward(context) }
    let column = buffer.cursor - lineStart
    let nextEnd = buffer.characters[(end + 1)...].firstIndex(of: "\n") ?? buffer.characters.count
    buffer.cursor = min(end + 1 + column, nextEnd)
    return .edited
  }

  mutating func delete(back: Bool) -> EditOutcome {
    let from = back ? max(0, buffer.cursor - repeated) : buffer.cursor
    let to = back ? buffer.cursor : min(buffer.characters.count, buffer.cursor + repeated)
    guard from < to else { return .refused }
    remember()
    buffer.characters.removeSubrange(from..<to)
    buffer.cursor = from
    return .edited
  }

  mutating func deleteBlanks() -> EditOutcome {
    var from = buffer.cursor
    var to = buffer.cursor
    while from > 0, buffer.characters[from - 1] == " " || buffer.characters[from - 1] == "\t" { from -= 1 }
    while to < buffer.characters.count, buffer.characters[to] == " " || buffer.characters[to] == "\t" { to += 1 }
    remember()
    buffer.characters.removeSubrange(from..<to)
    buffer.cursor = from
    return .edited
  }

  mutating func transposeCharacters() -> EditOutcome {
    guard buffer.characters.count > 1, buffer.cursor > 0 else { return .refused }
    remember()
    let at = min(buffer.cursor, buffer.characters.count - 1)
    buffer.characters.swapAt(at - 1, at)
    buffer.cursor = at + 1
    return .edited
  }

  mutating func transposeWords() -> EditOutcome {
    count = nil
    let secondEnd = wordEnd(from: buffer.cursor)
    let secondStart = wordStart(from: secondEnd)
    let firstStart = wordStart(from: secondStart)
    let firstEnd = wordEnd(from: firstStart)
    guard firstEnd <= secondStart, firstStart < secondStart else { return .refused }
    remember()
    let characters = buffer.characters
    let swapped =
      Array(characters[secondStart..<secondEnd]) + Array(characters[firstEnd..<secondStart])
      + Array(characters[firstStart..<firstEnd])
    buffer.characters.replaceSubrange(firstStart..<secondEnd, with: swapped)
    buffer.cursor = secondEnd
    return .edited
  }

  mutating func changeWord(_ change: (String) -> String) -> EditOutcome {
    var start = buffer.cursor
    while start < buffer.characters.count, !isWord(start) { start += 1 }
    let end = wordEnd(from: buffer.cursor)
    guard start < end else { return .refused }
    remember()
    let changed = Array(change(String(buffer.characters[start..<end])))
    buffer.characters.replaceSubrange(start..<end, with: changed)
    buffer.cursor = start + changed.count
    return .edited
  }
}
