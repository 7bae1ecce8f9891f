/// An option of a command, as pflag knows it.
struct Flag: Sendable {
  enum Kind: Sendable, Equatable {
    case bool
    case string
    /// A whole number of so many bits.
    case int(Int)
    case duration
    /// May be repeated, and holds several values with commas between them.
    case list
    /// May be repeated; commas belong to the value.
    case array
    /// Text whose flag may stand without a value, which then is `without`.
    case optional(without: String)
  }

  var name: String
  var short: Character?
  var kind: Kind
  var fallback: String
  var help: String
  var isHidden = false
  /// What to use instead; shown when the flag is used.
  var deprecation: String?
  var isRequired = false

  init(
    _ name: String, short: Character? = nil, _ kind: Kind = .string, _ fallback: String? = nil, _ help: String = "",
    hidden: Bool = false, deprecation: String? = nil, required: Bool = false
  ) {
    self.name = name
    self.short = short
    self.kind = kind
    self.fallback = fallback ?? kind.emptyText
    self.help = help
    self.isHidden = hidden
    self.deprecation = deprecation
    self.isRequired = required
  }

  /// The value that it has when it stands alone; nil where it needs one.
  var valueWithoutArgument: String? {
    switch kind {
    case .bool: "true"
    case .optional(let value): value
    default: nil
    }
  }

  /// `--name=default`, as help shows it.
  var helpHead: String {
    let shorthand = short.map { "-\($0), " } ?? ""
    let value: String
    switch kind {
    case .string, .optional: value = "'\(fallback)'"
    case .list, .array: value = "[\(fallback)]"
    default: value = fallback
    }
    return "    \(shorthand)--\(name)=\(value):"
  }

  /// `-R, --recursive`, as errors about its value name it.
  var errorName: String { short.map { "-\($0), --\(name)" } ?? "--\(name)" }
}

extension Flag.Kind {
  fileprivate var emptyText: String {
    switch self {
    case .bool: "false"
    case .int: "0"
    case .duration: "0s"
    default: ""
    }
  }
}
