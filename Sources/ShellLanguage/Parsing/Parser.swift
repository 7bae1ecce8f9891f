/// Reads shell text one complete command line at a time, as bash does: a line runs before the next one is read, so
/// that an alias or an option that it sets holds from the next line on.
public struct Parser {
  public struct Options: Sendable {
    /// `shopt -s extglob`
    public var extendedPatterns = false

    public init(extendedPatterns: Bool = false) {
      self.extendedPatterns = extendedPatterns
    }
  }

  public var options: Options
  /// What an alias stands for; asked for every bare word where a command may stand.
  let aliases: (String) -> String?

  var bytes: [UInt8]
  var pos = 0
  var line: Int
  /// The token that was looked at but not yet taken, with where it began.
  var cached: (token: Token, start: Int, line: Int)?
  /// Whether `name=(…)` may stand here.
  var acceptsAssignments = true
  /// How deep constructs are nested, so that no text can exhaust the stack.
  var depth = 0
  static let depthMax = 100
  /// How often a stretch was read in a second way, so that no text can make the effort explode.
  private var backtracks = 0

  /// How many bytes are left after the here-documents of this line; set while their line is being read.
  var hereDocumentsEnd: Int?
  var hereDocumentCount = 0
  /// While looking for the end of a line nothing is recorded.
  var isProbing = false

  /// Aliases whose text is being read, each with how many bytes are left at its end.
  var activeAliases: [(name: String, end: Int)] = []
  /// How many bytes are left after an alias that ended in a blank, so that the next word is looked up too.
  var aliasBlankEnd: Int?
  var aliasExpansions = 0

  /// What bash remarks while it reads on.
  public internal(set) var warnings: [SyntaxWarning] = []
  /// The text ended within a here-document: a prompt would go on reading.
  public internal(set) var endedInHereDocument = false
  /// The text ended in a backslash and a newline: a prompt would go on reading.
  public internal(set) var endedInContinuation = false

  public init(
    _ text: String, options: Options = Options(), firstLine: Int = 1,
    aliases: @escaping (String) -> String? = { _ in nil }
  ) {
    self.options = options
    self.aliases = aliases
    self.line = firstLine
    bytes = Array(text.utf8)
    if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
  }

  /// How many bytes of the text have been read.
  public var offset: Int { cached?.start ?? pos }
  /// The line that would be read next.
  public var currentLine: Int { line }

  /// The next complete line of commands, or nil at the end.
  public mutating func next() throws(SyntaxFailure) -> CommandList? {
    warnings = []
    acceptsAssignments = true
    while true {
      switch try peek(command: true) {
      case .newline: take()
      case .end: return nil
      default:
        let list = try lineOfCommands()
        return list
      }
    }
  }

  private mutating func lineOfCommands() throws(SyntaxFailure) -> CommandList {
    var list = CommandList()
    while true {
      let chain = try chain()
      var ended = false
      switch try peek() {
      case .op(.semicolon):
        take()
        list.items.append(.init(chain: chain, inBackground: false))
      case .op(.background):
        take()
        list.items.append(.init(chain: chain, inBackground: true))
      case .newline, .end:
        list.items.append(.init(chain: chain, inBackground: false))
        ended = true
      case let token: throw unexpected(token)
      }
      if !ended {
        switch try peek(command: true) {
        case .newline, .end: ended = true
        default: break
        }
      }
      if ended {
        // The newline is taken here, so that the here-documents after it are passed over.
        if case .newline = try peek() { take() }
        return list
      }
    }
  }

  /// Goes back to where a stretch began, to read it in another way.
  mutating func goBack(to saved: Parser) throws(SyntaxFailure) {
    let count = backtracks + 1
    self = saved
    backtracks = count
    if count > 500 { throw SyntaxFailure("not simulated: text that is as ambiguous as this", line: line) }
  }

  /// Reads everything at once; for scripts that are only looked at.
  public static func all(
    _ text: String, options: Options = Options(), aliases: @escaping (String) -> String? = { _ in nil }
  ) throws(SyntaxFailure) -> [CommandList] {
    var parser = Parser(text, options: options, aliases: aliases)
    var lists: [CommandList] = []
    while let list = try parser.next() { lists.append(list) }
    return lists
  }

  /// Whether a prompt would show PS2 and read another line before anything runs.
  public static func isIncomplete(
    _ text: String, options: Options = Options(), aliases: @escaping (String) -> String? = { _ in nil }
  ) -> Bool {
    var parser = Parser(text, options: options, aliases: aliases)
    do {
      while try parser.next() != nil {
        if parser.endedInHereDocument || parser.endedInContinuation { return true }
      }
      return parser.endedInContinuation
    } catch {
      return error.isIncomplete
    }
  }
}
