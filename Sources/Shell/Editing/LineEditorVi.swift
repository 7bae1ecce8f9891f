/// What the vi keys remember between key presses.
struct ViState: Equatable, Sendable {
  /// Keys are commands; after Escape.
  var isCommanding = false
  /// Typed characters take the place of others; after R.
  var isReplacing = false
  var count: Int?
  /// `d`, `c` or `y`, which waits for a motion, and its count.
  var operation: Character?
  var operationCount: Int?
  /// `f`, `F`, `t`, `T` or `r`, which waits for a character.
  var waiting: Character?
  var lastFind: [Character] = []
  /// The keys of the change that is being made, and of the one before, for `.`.
  var recording: [EditKey] = []
  var lastChange: [EditKey] = []
  var isReplaying = false
  /// The text of `/` or `?` while it is typed.
  var search: Search?

  struct Search: Equatable, Sendable {
    var mark: Character
    var pattern = ""
  }
}

// `set -o vi`: Escape leaves insertion; then letters are commands, with counts and operators.
extension LineEditor {
  /// A key in vi mode; nil where it means what it always means.
  mutating func handleVi(_ key: EditKey, _ context: EditContext) -> EditOutcome? {
    if vi.search != nil { return viSearch(key, context) }
    if !vi.isCommanding { return viInsert(key, context) }
    vi.recording.append(key)
    if let wanted = vi.waiting {
      vi.waiting = nil
      guard case .character(let letter) = key else { return abandonVi(.refused) }
      return wanted == "r" ? viReplace(letter) : viFind(wanted, letter)
    }
    switch key {
    case .character(let letter): return viCommand(letter, context)
    case .escape: return abandonVi(.refused)
    case .alt(let letter): return viCommand(letter, context)
    case .left, .backspace, .control("h"): return viCommand("h", context)
    case .right: return viCommand("l", context)
    case .up, .control("p"): return viCommand("k", context)
    case .down, .control("n"): return viCommand("j", context)
    case .home: return viCommand("0", context)
    case .end: return viCommand("$", context)
    case .delete: return viCommand("x", context)
    case .paste: return abandonVi(.refused)
    case .control("v"), .control("q"), .control("x"), .tab: return abandonVi(.refused)
    case .enter, .control, .controlLeft, .controlRight, .altBackspace:
      vi.recording = []
      return nil
    }
  }

  mutating func abandonVi(_ outcome: EditOutcome) -> EditOutcome {
    vi.count = nil
    vi.operation = nil
    vi.operationCount = nil
    vi.recording = []
    return outcome
  }

  private mutating func viInsert(_ key: EditKey, _ context: EditContext) -> EditOutcome? {
    if !vi.isReplaying, !vi.recording.isEmpty { vi.recording.append(key) }
    switch key {
    case .escape:
      leaveInsertion()
      return .edited
    case .alt(let letter):
      leaveInsertion()
      return handleVi(.character(letter), context)
    case .character(let letter) where vi.isReplacing:
      if buffer.cursor < buffer.characters.count { buffer.characters.remove(at: buffer.cursor) }
      insert(letter)
      return .edited
    default: return nil
    }
  }

  private mutating func leaveInsertion() {
    vi.isCommanding = true
    vi.isReplacing = false
    if !vi.recording.isEmpty, !vi.isReplaying { vi.lastChange = vi.recording }
    vi.recording = []
    buffer.cursor = max(lineStart, buffer.cursor - 1)
    last = .other
  }

  private mutating func beginInsertion(at place: Int) -> EditOutcome {
    vi.isCommanding = false
    vi.count = nil
    vi.operation = nil
    buffer.cursor = min(max(0, place), buffer.characters.count)
    remember()
    return .edited
  }

  private mutating func viCommand(_ letter: Character, _ context: EditContext) -> EditOutcome {
    if let digit = letter.wholeNumberValue, digit > 0 || vi.count != nil {
      vi.count = min((vi.count ?? 0) * 10 + digit, 9999)
      return .edited
    }
    if "fFtT".contains(letter) || letter == "r" && vi.operation == nil {
      vi.waiting = letter
      return .edited
    }
    if let outcome = viMotion(letter) { return outcome }
    if let operation = vi.operation {
      guard operation == letter else { return abandonVi(.refused) }
      return viOperate(from: 0, to: buffer.characters.count, cursor: operation == "y" ? buffer.cursor : 0)
    }
    if "dcy".contains(letter) {
      vi.operation = letter
      vi.operationCount = vi.count
      vi.count = nil
      return .edited
    }
    return viAction(letter, context)
  }

  /// How often a command is done: 2d3w takes six words.
  var viCount: Int { max(1, vi.count ?? 1) * max(1, vi.operationCount ?? 1) }

  /// A command that is neither a motion nor an operator.
  private mutating func viAction(_ letter: Character, _ context: EditContext) -> EditOutcome {
    let end = buffer.characters.count
    let at = buffer.cursor
    switch letter {
    case "i": return beginInsertion(at: at)
    case "a": return beginInsertion(at: at + 1)
    case "I": return beginInsertion(at: buffer.characters.firstIndex { !$0.isWhitespace } ?? 0)
    case "A": return beginInsertion(at: end)
    case "R":
      vi.isReplacing = true
      return beginInsertion(at: at)
    case "x": return viOperate("d", from: at, to: min(end, at + viCount), cursor: at)
    case "X": return viOperate("d", from: max(0, at - viCount), to: at, cursor: max(0, at - viCount))
    case "s": return viOperate("c", from: at, to: min(end, at + viCount), cursor: at)
    case "S": return viOperate("c", from: 0, to: end, cursor: 0)
    case "D": return viOperate("d", from: at, to: end, cursor: at)
    case "C": return viOperate("c", from: at, to: end, cursor: at)
    case "Y": return viOperate("y", from: at, to: end, cursor: at)
    case "p", "P":
      return viPut(at: letter == "p" ? min(end, at + 1) : at)
    case "~": return viSwapCase()
    case "u": return abandonVi(undo())
    case "U":
      if let first = undoStack.first { buffer = first }
      undoStack = []
      return abandonVi(.edited)
    case ".": return viRepeat(context)
    case "j", "+": return viHistory(goForward(context))
    case "k", "-": return viHistory(goBack(context))
    case "G":
      let newest = context.history.count - 1
      return viHistory(goTo(place: newest < 0 ? nil : min(max(0, (vi.count ?? 1) - 1), newest), context))
    case "/", "?":
      vi.search = .init(mark: letter)
      return abandonVi(.edited)
    case "n", "N": return viFindAgain(sameWay: letter == "n", context)
    case "#":
      buffer.characters.insert("#", at: 0)
      return abandonVi(enter(context))
    case "=": return abandonVi(listCandidates(context))
    case "*":
      buffer.cursor = min(end, at + 1)
      vi.isCommanding = false
      return insertCandidates(context)
    case "\\":
      buffer.cursor = min(end, at + 1)
      vi.isCommanding = false
      return complete(context, isSecond: false)
    case "_":
      buffer.cursor = min(end, at + 1)
      insert(" ")
      vi.isCommanding = false
      return yankArgument(context, .other)
    case "v": return abandonVi(.openEditor(text))
    default: return abandonVi(.refused)
    }
  }

  /// Puts in what was removed or copied last, as often as was asked for and as the line has room.
  private mutating func viPut(at place: Int) -> EditOutcome {
    guard let text = killRing.last else { return abandonVi(.refused) }
    let room = (Self.lengthMax - buffer.characters.count) / max(1, text.count)
    guard room > 0 else { return abandonVi(.refused) }
    remember()
    let copies = Array(String(repeating: text, count: min(viCount, room)))
    buffer.characters.insert(contentsOf: copies, at: place)
    buffer.cursor = max(0, place + copies.count - 1)
    return changed()
  }

  private mutating func viHistory(_ outcome: EditOutcome) -> EditOutcome {
    buffer.cursor = 0
    return abandonVi(outcome)
  }

  mutating func changed() -> EditOutcome {
    if !vi.isReplaying { vi.lastChange = vi.recording }
    return abandonVi(.edited)
  }

  private mutating func viRepeat(_ context: EditContext) -> EditOutcome {
    let keys = vi.lastChange
    guard !keys.isEmpty, !vi.isReplaying else { return abandonVi(.refused) }
    _ = abandonVi(.edited)
    vi.isReplaying = true
    for key in keys { _ = handle(key, in: context) }
    vi.isReplaying = false
    return .edited
  }

  private mutating func viSwapCase() -> EditOutcome {
    let at = buffer.cursor
    let to = min(buffer.characters.count, at + viCount)
    guard at < to else { return abandonVi(.refused) }
    remember()
    for index in at..<to {
      let letter = buffer.characters[index]
      // What has no single letter as its other case, such as ß, stays.
      let other = letter.isUppercase ? letter.lowercased() : letter.uppercased()
      if other.count == 1, let first = other.first { buffer.characters[index] = first }
    }
    buffer.cursor = min(to, buffer.characters.count - 1)
    return changed()
  }

  private mutating func viReplace(_ letter: Character) -> EditOutcome {
    let at = buffer.cursor
    guard at + viCount <= buffer.characters.count else { return abandonVi(.refused) }
    remember()
    for index in at..<(at + viCount) { buffer.characters[index] = letter }
    buffer.cursor = at + viCount - 1
    return changed()
  }

  // MARK: - Searching the history

  private mutating func viSearch(_ key: EditKey, _ context: EditContext) -> EditOutcome {
    guard var search = vi.search else { return .refused }
    switch key {
    case .character(let letter): search.pattern.append(letter)
    case .backspace, .control("h"):
      if search.pattern.isEmpty {
        vi.search = nil
        return .edited
      }
      search.pattern.removeLast()
    case .enter:
      vi.search = nil
      if search.pattern.isEmpty { search.pattern = viPattern.pattern }
      viPattern = search
      return viFindAgain(sameWay: true, context)
    default:
      vi.search = nil
      return .edited
    }
    vi.search = search
    return .edited
  }

  private mutating func viFindAgain(sameWay: Bool, _ context: EditContext) -> EditOutcome {
    guard !viPattern.pattern.isEmpty else { return abandonVi(.refused) }
    // `/` looks at older lines, `?` at newer ones.
    let step = (viPattern.mark == "/") == sameWay ? -1 : 1
    var place = (historyPlace ?? context.history.count) + step
    while context.history.indices.contains(place) {
      let line = context.history[place]
      let pattern = viPattern.pattern
      if pattern.hasPrefix("^") ? line.hasPrefix(pattern.dropFirst()) : line.contains(pattern) {
        return viHistory(goTo(place: place, context))
      }
      place += step
    }
    return abandonVi(.refused)
  }
}
