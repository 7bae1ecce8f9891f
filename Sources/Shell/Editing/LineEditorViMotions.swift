// The motions of vi, and what operators do with their stretches.
extension LineEditor {
  /// A motion: moves the cursor, or gives the operator that waits its stretch; nil for other letters.
  mutating func viMotion(_ letter: Character) -> EditOutcome? {
    let at = buffer.cursor
    let end = buffer.characters.count
    let isOperating = vi.operation != nil
    var target: Int
    switch letter {
    case "h": target = max(0, at - viCount)
    case "l", " ": target = min(isOperating ? end : max(0, end - 1), at + viCount)
    case "0": target = 0
    case "^": target = buffer.characters.firstIndex { !$0.isWhitespace } ?? 0
    case "$": target = isOperating ? end : max(0, end - 1)
    case "|": target = min(end, max(0, (vi.count ?? 1) - 1))
    case "w", "W":
      // `cw` stops at the word's end, as in vi.
      if vi.operation == "c", at < end, !buffer.characters[at].isWhitespace {
        target = min(end, viWordEnd(big: letter == "W") + 1)
      } else {
        target = viWord(big: letter == "W")
        if !isOperating { target = min(target, max(0, end - 1)) }
      }
    case "e", "E":
      target = viWordEnd(big: letter == "E")
      if isOperating { target = min(end, target + 1) }
    case "b", "B": target = viWordBack(big: letter == "B")
    case "%":
      guard let partner = viPartner() else { return abandonVi(.refused) }
      target = partner
      if isOperating { return viOperate(from: min(at, target), to: max(at, target) + 1, cursor: min(at, target)) }
    case ";", ",":
      guard vi.lastFind.count == 2 else { return abandonVi(.refused) }
      let opposite: [Character: Character] = ["f": "F", "F": "f", "t": "T", "T": "t"]
      let way = letter == ";" ? vi.lastFind[0] : opposite[vi.lastFind[0]] ?? vi.lastFind[0]
      return viFind(way, vi.lastFind[1], remembers: false)
    default: return nil
    }
    if isOperating { return viOperate(from: min(at, target), to: max(at, target), cursor: min(at, target)) }
    buffer.cursor = target
    return abandonVi(target == at ? .refused : .edited)
  }

  mutating func viOperate(
    _ given: Character? = nil, from start: Int, to end: Int, cursor: Int
  ) -> EditOutcome {
    let operation = given ?? vi.operation ?? "d"
    let stretch = start..<max(start, min(end, buffer.characters.count))
    if stretch.isEmpty, operation != "c" { return abandonVi(.refused) }
    if !stretch.isEmpty { killRing.append(String(buffer.characters[stretch])) }
    if killRing.count > 10 { killRing.removeFirst() }
    if operation == "y" {
      buffer.cursor = cursor
      return abandonVi(.edited)
    }
    remember()
    buffer.characters.removeSubrange(stretch)
    buffer.cursor = cursor
    if operation == "c" {
      vi.isCommanding = false
      vi.count = nil
      vi.operation = nil
      vi.operationCount = nil
      return .edited
    }
    buffer.cursor = min(cursor, max(0, buffer.characters.count - 1))
    return changed()
  }

  private func viClass(_ index: Int, _ big: Bool) -> Int {
    let letter = buffer.characters[index]
    if letter.isWhitespace { return 0 }
    return big || letter.isLetter || letter.isNumber || letter == "_" ? 1 : 2
  }

  private func viWord(big: Bool) -> Int {
    var at = buffer.cursor
    let end = buffer.characters.count
    for _ in 0..<viCount where at < end {
      let kind = viClass(at, big)
      while at < end, kind != 0, viClass(at, big) == kind { at += 1 }
      while at < end, viClass(at, big) == 0 { at += 1 }
    }
    return at
  }

  private func viWordEnd(big: Bool) -> Int {
    var at = buffer.cursor
    let end = buffer.characters.count
    for _ in 0..<viCount where at + 1 < end {
      at += 1
      while at + 1 < end, viClass(at, big) == 0 { at += 1 }
      let kind = viClass(at, big)
      while at + 1 < end, viClass(at + 1, big) == kind { at += 1 }
    }
    return at
  }

  private func viWordBack(big: Bool) -> Int {
    var at = buffer.cursor
    for _ in 0..<viCount where at > 0 {
      at -= 1
      while at > 0, viClass(at, big) == 0 { at -= 1 }
      let kind = viClass(at, big)
      while at > 0, viClass(at - 1, big) == kind { at -= 1 }
    }
    return at
  }

  private func viPartner() -> Int? {
    let pairs: [Character: (Character, Int)] = [
      "(": (")", 1), "[": ("]", 1), "{": ("}", 1), ")": ("(", -1), "]": ("[", -1), "}": ("{", -1),
    ]
    guard let start = buffer.characters.indices.first(where: { $0 >= buffer.cursor && pairs[buffer.characters[$0]] != nil }),
      let (partner, step) = pairs[buffer.characters[start]]
    else { return nil }
    var depth = 0
    var at = start
    while buffer.characters.indices.contains(at) {
      if buffer.characters[at] == buffer.characters[start] { depth += 1 }
      if buffer.characters[at] == partner { depth -= 1 }
      if depth == 0 { return at }
      at += step
    }
    return nil
  }

  mutating func viFind(_ way: Character, _ wanted: Character, remembers: Bool = true) -> EditOutcome {
    if remembers { vi.lastFind = [way, wanted] }
    let forward = way == "f" || way == "t"
    let step = forward ? 1 : -1
    var at = buffer.cursor + (remembers || way == "f" || way == "F" ? 0 : step)
    for _ in 0..<viCount {
      at += step
      while buffer.characters.indices.contains(at), buffer.characters[at] != wanted { at += step }
    }
    guard buffer.characters.indices.contains(at) else { return abandonVi(.refused) }
    if way == "t" { at -= 1 }
    if way == "T" { at += 1 }
    guard vi.operation != nil else {
      buffer.cursor = at
      return abandonVi(.edited)
    }
    let start = min(buffer.cursor, at)
    return viOperate(from: start, to: forward ? at + 1 : buffer.cursor, cursor: start)
  }
}
