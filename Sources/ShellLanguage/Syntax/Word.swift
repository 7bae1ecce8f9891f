/// A word as written: text, quotes and expansions, not yet expanded.
public struct Word: Hashable, Sendable {
  public var parts: [WordPart]
  /// As it was written, quotes and all.
  public var text: String
  public var line: Int
  /// None or one; an array because words and assignments contain one another.
  private var assignments: [Assignment]

  /// What the word means to `declare`, `export`, `local` and their like, where it has the form of an assignment.
  public var assignment: Assignment? { assignments.first }

  public init(parts: [WordPart], text: String, line: Int = 1, assignment: Assignment? = nil) {
    self.parts = parts
    self.text = text
    self.line = line
    assignments = assignment.map { [$0] } ?? []
  }

  /// A word that stands for exactly this text.
  public init(quoted text: String) {
    self.init(parts: [.quoted(text)], text: text)
  }

  /// The text where nothing in it is quoted or expanded, as reserved words and aliases must be.
  public var bare: String? {
    if parts.isEmpty { return text.isEmpty ? "" : nil }
    guard parts.count == 1, case .literal(let text) = parts[0] else { return nil }
    return text
  }

  /// The text after removal of quotes where nothing in it is expanded.
  public var constant: String? {
    var text = ""
    for part in parts {
      guard let constant = part.constant else { return nil }
      text += constant
    }
    return text
  }

  /// Whether some of it is quoted, so that a here-document with this end word is not expanded.
  public var isQuoted: Bool {
    parts.contains { part in
      switch part {
      case .quoted, .double: true
      default: false
      }
    }
  }
}

public indirect enum WordPart: Hashable, Sendable {
  /// Unquoted text, in which `*`, `?`, `[`, `~` and braces may mean something.
  case literal(String)
  /// Text in single quotes, after a backslash, or in `$'…'` (already decoded).
  case quoted(String)
  /// `"…"`
  case double([WordPart])
  case parameter(Parameter)
  case command(CommandSubstitution)
  /// `$((…))`; the word is its text, to be expanded as in double quotes and then evaluated.
  case arithmetic(Word)
  /// `<(…)`, or `>(…)` where `writes`.
  case process(CommandList, writes: Bool)

  var constant: String? {
    switch self {
    case .literal(let text), .quoted(let text): return text
    case .double(let parts):
      var text = ""
      for part in parts {
        guard let constant = part.constant else { return nil }
        text += constant
      }
      return text
    default: return nil
    }
  }
}

/// `$(…)` or `` `…` ``.
public struct CommandSubstitution: Hashable, Sendable {
  public enum Body: Hashable, Sendable {
    case parsed(CommandList)
    /// The text between back quotes, which bash reads only when it runs it.
    case text(String)
  }

  public var body: Body
  /// As it was written.
  public var text: String
}

/// `$x`, `${x…}`.
public struct Parameter: Hashable, Sendable {
  public indirect enum Index: Hashable, Sendable {
    /// `[@]`
    case all
    /// `[*]`
    case joined
    case word(Word)
  }

  public enum Place: Hashable, Sendable {
    case first
    case all
    case start
    case end
  }

  public enum CaseChange: Hashable, Sendable {
    case upper
    case lower
    /// Upper case becomes lower case and the other way round.
    case toggled
  }

  public indirect enum Operation: Hashable, Sendable {
    /// `${#x}`
    case length
    /// `${x-word}`; with a colon also where `x` is empty.
    case fallback(Word, colon: Bool)
    /// `${x=word}`
    case assign(Word, colon: Bool)
    /// `${x?word}`
    case require(Word, colon: Bool)
    /// `${x+word}`
    case alternative(Word, colon: Bool)
    /// `${x#pattern}`, `${x##pattern}`
    case removePrefix(Word, longest: Bool)
    /// `${x%pattern}`, `${x%%pattern}`
    case removeSuffix(Word, longest: Bool)
    /// `${x/pattern/word}` and its variants
    case replace(Word, with: Word, at: Place)
    /// `${x^}`, `${x^^}`, `${x,}`, `${x,,}`, `${x~}`, `${x~~}`, with a pattern of the characters to change.
    case changeCase(CaseChange, all: Bool, Word)
    /// `${x:offset:length}`; both are arithmetic.
    case substring(offset: Word, length: Word?)
    /// `${x@Q}`
    case transform(String)
    /// `${!prefix*}`, or `${!prefix@}` where `separate`.
    case names(separate: Bool)
    /// `${!a[@]}`
    case keys
    /// What bash calls a bad substitution when it meets it.
    case bad
  }

  /// A name, digits, or one of `@*#?-$!`.
  public var name: String
  public var index: Index?
  /// `${!x}`
  public var isIndirect: Bool
  public var operation: Operation?
  /// As it was written, `$` and braces included.
  public var text: String

  public init(
    name: String, index: Index? = nil, isIndirect: Bool = false, operation: Operation? = nil, text: String = ""
  ) {
    self.name = name
    self.index = index
    self.isIndirect = isIndirect
    self.operation = operation
    self.text = text
  }
}
