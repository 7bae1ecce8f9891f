import Etcd
import Simulation

/// A flag of a command as spf13/pflag knows it.
struct CobraFlag: Sendable {
  enum Kind: Sendable {
    case string
    case bool
    case int
    case uint
    case duration
    /// A list with commas.
    case strings

    /// As the help of etcdutl names it; nothing for booleans.
    var name: String {
      switch self {
      case .string, .strings: "string"
      case .bool: ""
      case .int: "int"
      case .uint: "uint"
      case .duration: "duration"
      }
    }
  }

  var name: String
  var shorthand: Character?
  var kind: Kind
  /// As it is written on a command line.
  var initial: String
  var usage: String
  var isRequired = false
  var isHidden = false

  init(
    _ name: String, _ kind: Kind = .string, _ initial: String = "", _ usage: String, shorthand: Character? = nil,
    isRequired: Bool = false, isHidden: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.initial = initial
    self.usage = usage
    self.shorthand = shorthand
    self.isRequired = isRequired
    self.isHidden = isHidden
  }

  static func bool(_ name: String, _ usage: String, initial: Bool = false) -> CobraFlag {
    CobraFlag(name, .bool, initial ? "true" : "false", usage)
  }

  /// Why a value cannot be taken, in the words of pflag and strconv; nil where it can.
  func problem(with value: String) -> String? {
    let reason: String?
    switch kind {
    case .string, .strings: reason = nil
    case .bool:
      let known: Set<String> = ["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"]
      reason = known.contains(value) ? nil : "strconv.ParseBool: parsing \"\(value)\": invalid syntax"
    case .int: reason = Int64(value) == nil ? "strconv.ParseInt: parsing \"\(value)\": invalid syntax" : nil
    case .uint: reason = UInt64(value) == nil ? "strconv.ParseUint: parsing \"\(value)\": invalid syntax" : nil
    case .duration: reason = GoDuration.parse(value) == nil ? Self.durationProblem(value) : nil
    }
    guard let reason else { return nil }
    let shown = shorthand.map { "-\($0), --\(name)" } ?? "--\(name)"
    return "invalid argument \"\(value)\" for \"\(shown)\" flag: \(reason)"
  }

  private static func durationProblem(_ value: String) -> String {
    let isNumber = !value.isEmpty && value.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    return isNumber ? "time: missing unit in duration \"\(value)\"" : "time: invalid duration \"\(value)\""
  }
}
