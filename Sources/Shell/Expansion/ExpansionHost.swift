import ShellLanguage

/// What expansion needs from the shell that it works for.
protocol ExpansionHost: ArithmeticScope {
  var session: ShellSession { get set }
  /// Special parameters and the variables that the shell makes up when they are read; nil for others.
  func special(_ name: String) -> String?
  /// The same for arrays: FUNCNAME and its like; nil for others.
  func specialArray(_ name: String) -> [String]?
  /// What a command prints, without the newlines at its end.
  func output(of substitution: CommandSubstitution) throws -> String
  /// The path under which a program finds what a command prints, or gives it what it reads.
  func path(of list: CommandList, writes: Bool) throws -> String
  /// The names in a directory, sorted; nil where it cannot be read.
  func names(in directory: String) -> [String]?
  func exists(_ path: String) -> Bool
  func isDirectory(_ path: String) -> Bool
  /// The home directory of a user; nil for unknown ones.
  func home(of user: String) -> String?
  /// Prints a message with the shell's name before it.
  func complain(_ message: String) throws
  func assign(_ name: String, index: String?, to text: String, appending: Bool) throws
}

/// A character on its way through expansion.
struct Cell: Equatable {
  enum Kind: UInt8 {
    /// Unquoted text of the command itself: patterns count, blanks do not split.
    case literal
    case quoted
    /// The result of an unquoted expansion: patterns count and blanks split.
    case expanded
    /// No character: where `""` stood, so that the word exists.
    case nothing
  }

  var scalar: UnicodeScalar
  var kind: Kind

  static let nothing = Cell(scalar: " ", kind: .nothing)
}

/// Words while they are being put together.
struct FieldBuilder {
  private(set) var done: [[Cell]] = []
  private(set) var current: [Cell] = []

  mutating func add(_ text: String, _ kind: Cell.Kind) {
    for scalar in text.unicodeScalars { current.append(Cell(scalar: scalar, kind: kind)) }
  }

  mutating func addNothing() { current.append(.nothing) }

  /// Ends a word whatever IFS says: between the elements of `"$@"`.
  mutating func endField() {
    done.append(current)
    current = []
  }

  mutating func finish() -> [[Cell]] {
    endField()
    return done
  }
}

extension [Cell] {
  var text: String {
    var text = String.UnicodeScalarView()
    for cell in self where cell.kind != .nothing { text.append(cell.scalar) }
    return String(text)
  }

  var pattern: [PatternCharacter] {
    compactMap { $0.kind == .nothing ? nil : PatternCharacter($0.scalar, isQuoted: $0.kind == .quoted) }
  }
}
