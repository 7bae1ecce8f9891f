/// What a plain scalar means: the resolution of go-yaml v2, that is YAML 1.1 without base 60.
enum YAMLScalar {
  enum Kind: Equatable {
    case null, boolean, integer, floating, text, timestamp, other

    /// The kind that an explicit tag asks for; nil where there is none.
    init?(tag: String) {
      switch tag {
      case "": return nil
      case "tag:yaml.org,2002:null": self = .null
      case "tag:yaml.org,2002:bool": self = .boolean
      case "tag:yaml.org,2002:int": self = .integer
      case "tag:yaml.org,2002:float": self = .floating
      case "tag:yaml.org,2002:str": self = .text
      case "tag:yaml.org,2002:timestamp": self = .timestamp
      default: self = .other
      }
    }

    var tag: String {
      switch self {
      case .null: "!!null"
      case .boolean: "!!bool"
      case .integer: "!!int"
      case .floating: "!!float"
      case .timestamp: "!!timestamp"
      case .text, .other: "!!str"
      }
    }
  }

  struct Resolved {
    var value: Value
    var kind: Kind
    var isTimestamp: Bool { kind == .timestamp }
  }

  static func resolve(_ text: String) -> Resolved {
    guard let first = text.utf8.first else { return Resolved(value: .null, kind: .null) }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      if let special = specialFloat(text) { return Resolved(value: .double(special), kind: .floating) }
      return first == UInt8(ascii: ".") ? dotted(text) : numeric(text)
    default: return word(text)
    }
  }

  private static func word(_ text: String) -> Resolved {
    switch text {
    case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
      Resolved(value: .bool(true), kind: .boolean)
    case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
      Resolved(value: .bool(false), kind: .boolean)
    case "~", "null", "Null", "NULL": Resolved(value: .null, kind: .null)
    default: Resolved(value: .string(text), kind: .text)
    }
  }

  private static func specialFloat(_ text: String) -> Double? {
    switch text {
    case ".nan", ".NaN", ".NAN": .nan
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .infinity
    case "-.inf", "-.Inf", "-.INF": -.infinity
    default: nil
    }
  }

  private static func dotted(_ text: String) -> Resolved {
    if isFloat(text), let number = Double(text) { return Resolved(value: .double(number), kind: .floating) }
    return Resolved(value: .string(text), kind: .text)
  }

  private static func numeric(_ text: String) -> Resolved {
    if isTimestamp(text) { return Resolved(value: .string(text), kind: .timestamp) }
    let plain = text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" } : text
    if let integer = integer(plain) { return Resolved(value: .int(integer), kind: .integer) }
    if let large = UInt64(plain) { return Resolved(value: .double(Double(large)), kind: .integer) }
    if isFloat(plain), let number = Double(plain), number.isFinite {
      return Resolved(value: .double(number), kind: .floating)
    }
    return Resolved(value: .string(text), kind: .text)
  }

  /// Go's strconv.ParseInt with base 0: decimal, 0x, 0o, 0b, and octal with a leading zero.
  private static func integer(_ text: String) -> Int64? {
    var digits = Substring(text)
    var sign = ""
    if let first = digits.first, first == "+" || first == "-" {
      sign = first == "-" ? "-" : ""
      digits = digits.dropFirst()
    }
    var radix = 10
    if digits.count > 1, digits.first == "0" {
      switch digits.dropFirst().first {
      case "x", "X": radix = 16
      case "o", "O": radix = 8
      case "b", "B": radix = 2
      default: radix = 8
      }
      digits = digits.dropFirst(digits.dropFirst().first?.isLetter == true ? 2 : 1)
    }
    guard let first = digits.first, first != "+", first != "-" else { return nil }
    return Int64("\(sign)\(digits)", radix: radix)
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isFloat(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    func digits() -> Int {
      let before = rest.count
      rest = rest.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return before - rest.count
    }
    func sign() { if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() } }
    sign()
    let whole = digits()
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      if digits() == 0, whole == 0 { return false }
    } else if whole == 0 {
      return false
    }
    guard let mark = rest.first else { return true }
    if mark | 0x20 != UInt8(ascii: "e") { return false }
    rest.removeFirst()
    sign()
    return digits() > 0 && rest.isEmpty
  }

  /// `2001-1-2`, alone or with a time in one of go-yaml's forms.
  static func isTimestamp(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    func digits(_ range: ClosedRange<Int>) -> Bool {
      var count = 0
      while count < range.upperBound, let byte = rest.first, (48...57).contains(byte) {
        rest.removeFirst()
        count += 1
      }
      return range.contains(count)
    }
    func take(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest.removeFirst()
      return true
    }
    guard digits(4...4), take("-"), digits(1...2), take("-"), digits(1...2) else { return false }
    if rest.isEmpty { return true }
    let isZoned = take("T") || take("t")
    guard isZoned || take(" ") else { return false }
    guard digits(1...2), take(":"), digits(1...2), take(":"), digits(1...2) else { return false }
    if take("."), !digits(1...9) { return false }
    if !isZoned { return rest.isEmpty }
    if take("Z") { return rest.isEmpty }
    guard take("+") || take("-") else { return false }
    return digits(2...2) && take(":") && digits(2...2) && rest.isEmpty
  }

  /// Whether a text that is written without quotes would be read as this very text.
  static func readsAsText(_ text: String) -> Bool {
    resolve(text).kind == .text && !isBase60(text)
  }

  /// `1:20` and the like: numbers to other YAML 1.1 readers, so go-yaml quotes them.
  private static func isBase60(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: ":")) else { return false }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard var first = parts.first, let last = parts.last else { return false }
    if first.first == "-" || first.first == "+" { first = first.dropFirst() }
    guard let head = first.first, head.isASCII, head.isNumber,
      first.allSatisfy({ $0 == "_" || $0.isASCII && $0.isNumber })
    else { return false }
    func isSixtieth(_ part: Substring) -> Bool {
      let digits = Array(part.utf8)
      guard digits.allSatisfy({ (48...57).contains($0) }) else { return false }
      return digits.count == 1 || digits.count == 2 && digits[0] <= UInt8(ascii: "5")
    }
    let whole = last.prefix { $0 != "." }
    let fraction = last.dropFirst(whole.count).dropFirst()
    return parts.dropFirst().dropLast().allSatisfy(isSixtieth) && isSixtieth(whole)
      && fraction.allSatisfy { $0 == "_" || $0.isASCII && $0.isNumber }
  }
}
