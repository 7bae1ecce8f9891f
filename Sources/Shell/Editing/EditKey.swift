public import World

/// A key as the line editor understands it; the screen's keys are mapped to these above.
public enum EditKey: Equatable, Sendable {
  /// A character that stands for itself.
  case character(Character)
  case enter
  case tab
  case backspace
  case delete
  case escape
  case left
  case right
  case up
  case down
  case home
  case end
  case controlLeft
  case controlRight
  /// Ctrl with a letter or sign, in lower case: `control("a")`; Ctrl-_ and Ctrl-/ are `control("_")`.
  case control(Character)
  /// Alt (or Escape and then) a character: `alt("b")`.
  case alt(Character)
  case altBackspace
  /// A bracketed paste: inserted as it is, newlines too.
  case paste(String)
}

/// What the editor asks of its surroundings while it handles a key.
public struct EditContext: Sendable {
  /// The lines of the history, oldest first.
  public var history: [String]
  /// Whether Enter would only show the continuation prompt, because a quote, a list or a here-document goes on.
  public var isIncomplete: @Sendable (String) -> Bool
  /// What the word before the cursor can become; the second value is the cursor as a number of characters.
  public var complete: @Sendable (String, Int) -> CompletionAnswer

  /// Settings and keys of `~/.inputrc` and `bind`.
  public var bindings: KeyBindings

  public init(
    history: [String] = [], bindings: KeyBindings = KeyBindings(), isIncomplete: @escaping @Sendable (String) -> Bool = { _ in false },
    complete: @escaping @Sendable (String, Int) -> CompletionAnswer = { _, _ in CompletionAnswer() }
  ) {
    self.history = history
    self.bindings = bindings
    self.isIncomplete = isIncomplete
    self.complete = complete
  }
}

/// What a key has led to, besides a changed line.
public enum EditOutcome: Equatable, Sendable {
  /// The line may have changed; nothing else.
  case edited
  /// Nothing could be done: the terminal would beep.
  case refused
  /// The whole command, over several lines where there was a continuation.
  case submitted(String)
  /// One line of a command that goes on; the continuation prompt comes next.
  case continued(String)
  /// Ctrl-C: the line is given up. What stood in it is handed out to be shown.
  case interrupted(String)
  /// Ctrl-D on an empty line.
  case endOfFile
  /// Ctrl-L
  case clearScreen
  /// Ctrl-Z
  case suspended
  /// Candidates to show below the line, which is then drawn again.
  case listing([String])
  /// A question to show below the line; the next key answers it.
  case question(String)
  /// Ctrl-X Ctrl-E: edit this text in an editor, then run it.
  case openEditor(String)
}

/// The candidates for a word.
public struct CompletionAnswer: Equatable, Sendable {
  public typealias Candidate = CompletionCandidate

  /// Where the word begins, as a number of characters from the line's beginning.
  public var start: Int
  public var candidates: [Candidate]

  public init(start: Int = 0, candidates: [Candidate] = []) {
    self.start = start
    self.candidates = candidates
  }
}
