/// Commands in their order: `a; b & c`, or the lines of a script.
public struct CommandList: Hashable, Sendable {
  public var items: [Item]

  public struct Item: Hashable, Sendable {
    public var chain: Chain
    /// Ended by `&`.
    public var inBackground: Bool
  }

  public init(items: [Item] = []) {
    self.items = items
  }

  public var isEmpty: Bool { items.isEmpty }
}

/// Pipelines joined by `&&` and `||`, which bind alike and from the left.
public struct Chain: Hashable, Sendable {
  public enum Joint: String, Hashable, Sendable {
    case and = "&&"
    case or = "||"
  }

  public struct Link: Hashable, Sendable {
    public var joint: Joint
    public var pipeline: Pipeline
  }

  public var first: Pipeline
  public var rest: [Link]

  public init(first: Pipeline, rest: [Link] = []) {
    self.first = first
    self.rest = rest
  }
}

/// Commands joined by `|`. `a |& b` is kept as `a 2>&1 | b`, as bash does.
public struct Pipeline: Hashable, Sendable {
  public enum Timing: Hashable, Sendable {
    case bash
    /// `time -p`
    case posix
  }

  public var isNegated: Bool
  public var timing: Timing?
  public var stages: [Command]

  public init(stages: [Command], isNegated: Bool = false, timing: Timing? = nil) {
    self.stages = stages
    self.isNegated = isNegated
    self.timing = timing
  }
}

/// One command with its redirections.
public struct Command: Hashable, Sendable {
  public var kind: Kind
  public var redirections: [Redirection]
  /// The line of the text on which it begins, from 1.
  public var line: Int

  public init(kind: Kind, redirections: [Redirection] = [], line: Int = 1) {
    self.kind = kind
    self.redirections = redirections
    self.line = line
  }

  public indirect enum Kind: Hashable, Sendable {
    case simple(SimpleCommand)
    case group(CommandList)
    case subshell(CommandList)
    case conditional(branches: [Branch], otherwise: CommandList?)
    case loop(until: Bool, condition: CommandList, body: CommandList)
    /// `for name in words`; nil words are the positional parameters.
    case each(name: String, words: [Word]?, body: CommandList)
    /// `select name in words`; nil words are the positional parameters.
    case select(name: String, words: [Word]?, body: CommandList)
    /// `for ((start; condition; step))`
    case count(start: Word, condition: Word, step: Word, body: CommandList)
    case choice(subject: Word, clauses: [Clause])
    /// `(( … ))`
    case arithmetic(Word)
    /// `[[ … ]]`
    case test(Condition)
    case function(name: String, body: Command)
  }

  /// A condition of `if` or `elif` and what it guards.
  public struct Branch: Hashable, Sendable {
    public var condition: CommandList
    public var body: CommandList
  }

  /// `a|b) … ;;` of a `case`.
  public struct Clause: Hashable, Sendable {
    public enum Ending: String, Hashable, Sendable {
      case leave = ";;"
      case fallThrough = ";&"
      case testNext = ";;&"
    }

    public var patterns: [Word]
    public var body: CommandList
    public var ending: Ending
  }
}

/// Assignments and words: `x=1 echo hi`.
public struct SimpleCommand: Hashable, Sendable {
  public var assignments: [Assignment]
  public var words: [Word]

  public init(assignments: [Assignment] = [], words: [Word] = []) {
    self.assignments = assignments
    self.words = words
  }
}

/// `name=value`, `name[index]+=value`, `name=(…)`.
public struct Assignment: Hashable, Sendable {
  public indirect enum Value: Hashable, Sendable {
    case scalar(Word)
    case array([Element])
  }

  public struct Element: Hashable, Sendable {
    /// `[key]=`; nil for the next index.
    public var index: Word?
    public var appends: Bool
    public var word: Word
  }

  public var name: String
  public var index: Word?
  public var appends: Bool
  public var value: Value
  /// As it was written.
  public var text: String
}

/// The expression inside `[[ ]]`.
public indirect enum Condition: Hashable, Sendable {
  case word(Word)
  case unary(String, Word)
  case binary(Word, String, Word)
  case not(Condition)
  case and(Condition, Condition)
  case or(Condition, Condition)
  case parenthesis(Condition)
}

/// `2> file`, `<<EOF`, `3>&-`.
public struct Redirection: Hashable, Sendable {
  public enum Descriptor: Hashable, Sendable {
    case number(Int)
    /// `{name}> file`: the shell chooses a number and keeps it in the variable.
    case variable(String)
  }

  public enum Operator: String, Hashable, Sendable {
    case input = "<"
    case output = ">"
    case append = ">>"
    case clobber = ">|"
    case readWrite = "<>"
    case duplicateInput = "<&"
    case duplicateOutput = ">&"
    case both = "&>"
    case bothAppend = "&>>"
    case hereString = "<<<"
    case hereDocument = "<<"
    case hereDocumentWithoutTabs = "<<-"
  }

  public var descriptor: Descriptor?
  public var `operator`: Operator
  /// The file, descriptor or text; for a here-document its body.
  public var target: Word
  /// The end word of a here-document, as it was written.
  public var delimiter: String = ""
}
