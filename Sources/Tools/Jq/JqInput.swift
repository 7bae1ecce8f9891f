import Documents

/// Reads JSON values one after the other from a text that comes in pieces, with jq's messages.
struct JqInput {
  /// A mistake in the input, with its place.
  struct Problem: Error {
    var text: String
  }

  private enum Level {
    case array([Value])
    case object(Value.Fields)
    case key(String)
  }

  private var stack: [Level] = []
  private var nextValue: Value?
  private var token: [UInt8] = []
  private var string: [UInt8]?
  private var isEscaped = false
  private var line = 1
  private var column = 0
  private var ready: [Value] = []

  /// Reads a piece; the values that are complete with it.
  mutating func feed(_ bytes: ArraySlice<UInt8>) throws(Problem) -> [Value] {
    ready = []
    for byte in bytes {
      column += 1
      if byte == 10 {
        line += 1
        column = 0
      }
      do throws(Problem) {
        try take(byte)
      } catch {
        let found = ready
        ready = []
        pendingProblem = Problem(text: "\(error.text) at line \(line), column \(column)")
        if found.isEmpty, let problem = pendingProblem { throw problem }
        return found
      }
    }
    defer { ready = [] }
    return ready
  }

  /// A problem behind values that were complete before it.
  private(set) var pendingProblem: Problem?

  /// The end: the last value, if a number or word stands there.
  mutating func finish() throws(Problem) -> [Value] {
    if let pendingProblem { throw pendingProblem }
    ready = []
    do throws(Problem) {
      if string != nil { throw Problem(text: "Unfinished string") }
      try endToken()
      emit()
      if !stack.isEmpty { throw Problem(text: "Unfinished JSON term") }
    } catch {
      throw Problem(text: "\(error.text) at EOF at line \(line), column \(column)")
    }
    return ready
  }

  private mutating func emit() {
    if stack.isEmpty, let value = nextValue {
      ready.append(value)
      nextValue = nil
    }
  }

  private mutating func take(_ byte: UInt8) throws(Problem) {
    if string != nil {
      if isEscaped {
        isEscaped = false
        string?.append(byte)
      } else if byte == 92 {
        isEscaped = true
        string?.append(byte)
      } else if byte == 34 {
        try value(.string(try unescaped()))
        emit()
      } else {
        string?.append(byte)
      }
      return
    }
    switch byte {
    case 32, 9, 10, 13:
      try endToken()
      emit()
    case 34:
      try endToken()
      emit()
      string = []
    case 91, 123, 58, 44, 93, 125:
      try endToken()
      if byte == 91 || byte == 123 { emit() }
      try structure(byte)
      emit()
    default: token.append(byte)
    }
  }

  private mutating func unescaped() throws(Problem) -> String {
    let body = string ?? []
    string = nil
    guard body.contains(92) else { return body.text }
    guard let value = try? JSON.parse([34] + body + [34]), let text = value.string else {
      throw Problem(text: "Invalid escape")
    }
    return text
  }

  private mutating func value(_ value: Value) throws(Problem) {
    if nextValue != nil { throw Problem(text: "Expected separator between values") }
    nextValue = value
  }

  private mutating func endToken() throws(Problem) {
    guard let first = token.first else { return }
    let text = token.text
    token = []
    switch first {
    case 116, 102, 110:
      let words: [String: Value] = ["true": true, "false": false, "null": .null, "nan": .double(.nan)]
      guard let word = words[text] else { throw Problem(text: "Invalid literal") }
      try value(word)
    default:
      let bytes = ArraySlice(text.utf8)
      let (number, length) = FloatText.scan(bytes)
      guard length == bytes.count, length > 0 else { throw Problem(text: "Invalid numeric literal") }
      try value(.double(number))
    }
  }

  private mutating func structure(_ byte: UInt8) throws(Problem) {
    switch byte {
    case 91, 123:
      if nextValue != nil { throw Problem(text: "Expected separator between values") }
      if stack.count >= 256 * 2 { throw Problem(text: "Exceeds depth limit for parsing") }
      stack.append(byte == 91 ? .array([]) : .object([:]))
    case 58:
      guard let key = nextValue else { throw Problem(text: "Expected string key before ':'") }
      guard case .object? = stack.last else { throw Problem(text: "':' not as part of an object") }
      guard case .string(let name) = key else { throw Problem(text: "Object keys must be strings") }
      nextValue = nil
      stack.append(.key(name))
    case 44:
      guard let value = nextValue else { throw Problem(text: "Expected value before ','") }
      switch stack.popLast() {
      case .array(let elements)?: stack.append(.array(elements + [value]))
      case .key(let name)?: set(name, value)
      case .object?: throw Problem(text: "Objects must consist of key:value pairs")
      case nil: throw Problem(text: "Expected value before ','")
      }
      nextValue = nil
    case 93:
      guard case .array(let elements)? = stack.last else { throw Problem(text: "Unmatched ']'") }
      stack.removeLast()
      if let value = nextValue {
        nextValue = .array(elements + [value])
      } else {
        if !elements.isEmpty { throw Problem(text: "Expected another array element") }
        nextValue = .array([])
      }
    default: try closeObject()
    }
  }

  private mutating func closeObject() throws(Problem) {
    switch stack.popLast() {
    case .key(let name)?:
      guard let value = nextValue else { throw Problem(text: "Unmatched '}'") }
      set(name, value)
      if case .object(let fields)? = stack.popLast() { nextValue = .object(fields) }
    case .object(let fields)?:
      if nextValue != nil { throw Problem(text: "Objects must consist of key:value pairs") }
      if !fields.isEmpty { throw Problem(text: "Expected another key-value pair") }
      nextValue = .object([:])
    default: throw Problem(text: "Unmatched '}'")
    }
  }

  private mutating func set(_ name: String, _ value: Value) {
    if case .object(var fields)? = stack.last {
      stack.removeLast()
      fields[name] = value
      stack.append(.object(fields))
    }
  }
}
