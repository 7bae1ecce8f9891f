/// One thing that a word can become at Tab.
public struct CompletionCandidate: Equatable, Sendable, Comparable {
  /// What takes the place of the word.
  public var text: String
  /// What a list of candidates shows.
  public var shown: String
  /// What follows when it is the only one: a blank, or nothing after `/` and `=`.
  public var ending: String

  public init(_ text: String, shown: String? = nil, ending: String = " ") {
    self.text = text
    self.shown = shown ?? text
    self.ending = ending
  }

  public static func < (left: CompletionCandidate, right: CompletionCandidate) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

/// Completes the arguments of commands: a tool's own knowledge of its subcommands, flags and live names.
public protocol Completer: Sendable {
  /// The commands whose arguments it completes, `kubectl`.
  var commands: [String] { get }

  /// What the word at `index` can become; `words` are the command and its arguments, quotes removed, with the word to
  /// complete as far as it was typed. Nil leaves it to the names of files.
  ///
  /// The process is one of a copy of the world: what is read is real, what is changed is thrown away. Candidates that
  /// do not begin like the word are left out by the caller.
  func candidates(words: [String], index: Int, process: Process) -> [CompletionCandidate]?
}
