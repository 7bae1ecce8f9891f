/// A line being typed, with readline's emacs keys: a value that turns keys into a changed line and outcomes.
public struct LineEditor: Equatable, Sendable {
  /// The line, and where in it the cursor stands.
  struct Buffer: Equatable, Sendable {
    var characters: [Character] = []
    var cursor = 0
  }

  /// What was done last, because some keys go on with it.
  enum LastAction: Equatable, Sendable {
    case other
    case insert
    case kill
    case yank(start: Int)
    case yankArgument(start: Int, back: Int)
    case tab
    /// A search for lines that begin alike, with what was wanted.
    case historySearch(String)
    case menu(MenuCompletion)
  }

  /// A key that waits for another one.
  enum Pending: Equatable, Sendable {
    case none
    /// Ctrl-X
    case prefix
    /// Ctrl-V
    case quote
    /// Ctrl-] and Alt-Ctrl-]
    case search(forward: Bool)
    /// Whether a long list is to be shown.
    case listing([String])
    case escape
    /// The first key of a longer sequence of `~/.inputrc`.
    case sequence(EditKey)
  }

  var buffer = Buffer()
  /// The lines of a command that goes on, already entered.
  var entered: [String] = []
  var undoStack: [Buffer] = []
  var killRing: [String] = []
  var mark: Int?
  var last = LastAction.other
  var pending = Pending.none
  /// Alt with digits, or nil.
  var count: Int?
  /// The place in the history; nil for the new line.
  var historyPlace: Int?
  /// Lines of the history that were changed on the way, and the new line, by their place.
  var edited: [Int: [Character]] = [:]
  var search: Search?
  var vi = ViState()
  /// What `/` and `?` of vi looked for last.
  var viPattern = ViState.Search(mark: "/")
  /// How many texts of `~/.inputrc` are being typed inside one another.
  var macroDepth = 0
  /// How many keys they may still type for the key that was pressed.
  var macroKeysLeft = LineEditor.macroKeysMax
  static let macroKeysMax = 1000
  /// No line gets longer than so many characters.
  static let lengthMax = 100_000
  /// Where Ctrl-O goes on after the line has run.
  var nextPlace: Int?

  public init() {}

  public var text: String { String(buffer.characters) }
  /// The cursor as a number of characters from the beginning.
  public var cursor: Int { buffer.cursor }
  /// Whether the continuation prompt is the one to show.
  public var isContinuing: Bool { !entered.isEmpty }
  public var isEmpty: Bool { buffer.characters.isEmpty }

  /// What takes the place of the prompt during Ctrl-R: ``(reverse-i-search)`get': ``.
  public var searchPrompt: String? { search.map(\.prompt) }

  /// Puts a text into the line, as when a command is offered for editing.
  public mutating func set(_ text: String) {
    remember()
    buffer = Buffer(characters: Array(text), cursor: text.count)
  }

  public mutating func handle(_ key: EditKey, in context: EditContext) -> EditOutcome {
    if let outcome = handlePending(key, context) { return outcome }
    if search != nil, let outcome = handleSearch(key, context) { return outcome }
    if context.bindings.isVi, context.bindings.action(for: [key]) == nil || vi.isCommanding {
      if let outcome = handleVi(key, context) { return outcome }
    }
    if context.bindings.begins(with: key) {
      pending = .sequence(key)
      return .edited
    }
    let before = last
    last = .other
    let outcome =
      if let action = context.bindings.action(for: [key]) {
        perform(action, key, context, before)
      } else {
        dispatch(key, context, before)
      }
    if case .alt(let letter) = key, letter.isNumber || letter == "-" { return outcome }
    count = nil
    return outcome
  }

  private mutating func handlePending(_ key: EditKey, _ context: EditContext) -> EditOutcome? {
    let waiting = pending
    pending = .none
    switch waiting {
    case .none: return nil
    case .escape:
      switch key {
      case .character(let letter): return handle(.alt(letter), in: context)
      case .backspace: return handle(.altBackspace, in: context)
      default: return nil
      }
    case .sequence(let first):
      if let action = context.bindings.action(for: [first, key]) { return perform(action, key, context, last) }
      return first == .control("x") ? prefixed(key) : dispatch(first, context, last)
    case .prefix: return prefixed(key)
    case .quote:
      switch key {
      case .tab: insert("\t")
      case .enter: insert("\n")
      case .escape: insert("\u{1b}")
      case .control(let letter): insert(controlCharacter(letter))
      case .character(let letter): insert(letter)
      default: break
      }
      return .edited
    case .search(let forward):
      guard case .character(let wanted) = key else { return .refused }
      return moveTo(wanted, forward: forward)
    case .listing(let shown):
      switch key {
      case .character("y"), .character("Y"), .character(" "), .tab: return .listing(shown)
      case .character("n"), .character("N"), .backspace, .control("g"): return .edited
      case .control("c"): return nil
      default:
        pending = .listing(shown)
        return .refused
      }
    }
  }

  private func controlCharacter(_ letter: Character) -> Character {
    let value = (letter.uppercased().unicodeScalars.first?.value ?? 64) & 31
    return UnicodeScalar(value).map { Character($0) } ?? letter
  }

  private mutating func prefixed(_ key: EditKey) -> EditOutcome {
    switch key {
    case .control("u"): return undo()
    case .control("e"): return .openEditor(text)
    case .control("x"):
      guard let mark else { return .refused }
      self.mark = buffer.cursor
      buffer.cursor = min(mark, buffer.characters.count)
      return .edited
    default: return .refused
    }
  }

  mutating func dispatch(_ key: EditKey, _ context: EditContext, _ before: LastAction) -> EditOutcome {
    switch key {
    case .character(let letter):
      if before != .insert || letter == " " { remember() }
      for _ in 0..<max(1, min(count ?? 1, 1000)) { insert(letter) }
      last = .insert
      return .edited
    case .paste(let text):
      remember()
      for letter in text.replacing("\r\n", with: "\n").replacing("\r", with: "\n") { insert(letter) }
      return .edited
    case .enter: return enter(context)
    case .tab: return complete(context, isSecond: before == .tab)
    case .backspace: return delete(back: true)
    case .delete: return delete(back: false)
    case .escape:
      pending = .escape
      return .edited
    case .left: return move(by: -repeated)
    case .right: return move(by: repeated)
    case .home: return move(to: lineStart)
    case .end: return move(to: lineEnd)
    case .controlLeft: return move(to: wordStart(from: buffer.cursor))
    case .controlRight: return move(to: wordEnd(from: buffer.cursor))
    case .up: return upward(context)
    case .down: return downward(context)
    case .altBackspace: return kill(from: wordStart(from: buffer.cursor), to: buffer.cursor, before, prepends: true)
    case .control(let letter): return control(letter, context, before)
    case .alt(let letter): return alt(letter, context, before)
    }
  }

  private mutating func control(_ letter: Character, _ context: EditContext, _ before: LastAction) -> EditOutcome {
    switch letter {
    case "a": return move(to: lineStart)
    case "e": return move(to: lineEnd)
    case "f": return move(by: repeated)
    case "b": return move(by: -repeated)
    case "h": return delete(back: true)
    case "d":
      if buffer.characters.isEmpty, entered.isEmpty { return .endOfFile }
      return delete(back: false)
    case "k": return kill(from: buffer.cursor, to: lineEnd, before, prepends: false)
    case "u": return kill(from: lineStart, to: buffer.cursor, before, prepends: true)
    case "w": return kill(from: blankWordStart, to: buffer.cursor, before, prepends: true)
    case "y": return yank()
    case "t": return transposeCharacters()
    case "_", "/": return undo()
    case "p": return goBack(context)
    case "n": return goForward(context)
    case "r": return beginSearch(backward: true, context)
    case "s": return beginSearch(backward: false, context)
    case "l": return .clearScreen
    case "c": return interrupt()
    case "z": return .suspended
    case "i": return complete(context, isSecond: before == .tab)
    case "j", "m": return enter(context)
    case "o":
      let place = historyPlace
      let outcome = enter(context)
      if let place { nextPlace = place + 1 }
      return outcome
    case "v", "q":
      pending = .quote
      return .edited
    case "x":
      pending = .prefix
      return .edited
    case "]":
      pending = .search(forward: true)
      return .edited
    case "g":
      last = .other
      return .refused
    case " ", "@":
      mark = buffer.cursor
      return .edited
    default: return .refused
    }
  }

  private mutating func alt(_ letter: Character, _ context: EditContext, _ before: LastAction) -> EditOutcome {
    switch letter {
    case "b", "B": return move(to: wordStart(from: buffer.cursor))
    case "f", "F": return move(to: wordEnd(from: buffer.cursor))
    case "d", "D": return kill(from: buffer.cursor, to: wordEnd(from: buffer.cursor), before, prepends: false)
    case "y", "Y": return yankPop(before)
    case "t", "T": return transposeWords()
    case "u", "U": return changeWord { $0.uppercased() }
    case "l", "L": return changeWord { $0.lowercased() }
    case "c", "C": return changeWord { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
    case ".", "_": return yankArgument(context, before)
    case "<": return goTo(place: context.history.isEmpty ? nil : 0, context)
    case ">": return goTo(place: nil, context)
    case "r", "R":
      if let first = undoStack.first { buffer = first }
      undoStack = []
      return .edited
    case "\\": return deleteBlanks()
    case "#":
      buffer.characters.insert("#", at: 0)
      return enter(context)
    case "?": return listCandidates(context)
    case "*": return insertCandidates(context)
    case "^": return expandHistory(context)
    case "0"..."9":
      count = min((count ?? 0) * 10 + (letter.wholeNumberValue ?? 0), 10_000)
      last = before
      return .edited
    case "-":
      last = before
      return .edited
    default: return .refused
    }
  }

  var repeated: Int { max(1, count ?? 1) }

  mutating func insert(_ letter: Character) {
    guard buffer.characters.count < Self.lengthMax else { return }
    buffer.characters.insert(letter, at: buffer.cursor)
    buffer.cursor += 1
  }

  mutating func remember() {
    undoStack.append(buffer)
    if undoStack.count > 500 { undoStack.removeFirst() }
  }

  mutating func undo() -> EditOutcome {
    guard let old = undoStack.popLast() else { return .refused }
    buffer = old
    return .edited
  }

  private mutating func interrupt() -> EditOutcome {
    let shown = text
    let ring = killRing
    self = LineEditor()
    killRing = ring
    return .interrupted(shown)
  }

  /// Enter: the command is complete, or goes on behind the continuation prompt.
  mutating func enter(_ context: EditContext) -> EditOutcome {
    let line = text
    let whole = (entered + [line]).joined(separator: "\n")
    let ring = killRing
    if context.isIncomplete(whole) {
      let lines = entered + [line]
      self = LineEditor()
      killRing = ring
      entered = lines
      return .continued(line)
    }
    let place = nextPlace
    self = LineEditor()
    killRing = ring
    nextPlace = place
    return .submitted(whole)
  }

  /// Ends a command that goes on although its text is over: Ctrl-D at the continuation prompt.
  public mutating func finishContinuation() -> String {
    let whole = entered.joined(separator: "\n")
    let ring = killRing
    self = LineEditor()
    killRing = ring
    return whole
  }

  /// To be called when a new prompt is shown: Ctrl-O offers the line after the one that has run.
  public mutating func beginLine(in context: EditContext) {
    guard let place = nextPlace else { return }
    nextPlace = nil
    if place < context.history.count { _ = goTo(place: place, context) }
  }
}
