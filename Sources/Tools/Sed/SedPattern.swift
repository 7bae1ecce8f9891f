/// Turns what stands between the delimiters of `sed` into what the C library reads.
enum SedPattern {
  /// Where the bracket expression that begins before `position` ends, if the delimiter stands in it: there it is a
  /// character like others.
  static func bracketEnd(_ script: [UInt8], _ position: Int, _ delimiter: UInt8) -> Int? {
    var end = position
    if end < script.count, script[end] == 94 { end += 1 }
    if end < script.count, script[end] == 93 { end += 1 }
    while end < script.count, script[end] != 93, script[end] != 10 { end += 1 }
    guard end < script.count, script[end] == 93, script[position..<end].contains(delimiter) else { return nil }
    return end + 1
  }

  /// Escapes such as `\n` and `\t` become the characters; the rest stays.
  static func translate(_ pattern: [UInt8], extended: Bool) -> String {
    var result: [UInt8] = []
    var rest = pattern[...]
    var inBrackets = false
    while let byte = rest.popFirst() {
      if inBrackets {
        if byte == 92, let next = rest.first, let character = SedParser.escape(next) {
          result.append(character)
          rest.removeFirst()
          continue
        }
        if byte == 91, let mark = rest.first, [58, 46, 61].contains(mark), let close = closing(rest, mark) {
          result.append(byte)
          result += rest[..<close]
          rest = rest[close...]
          continue
        }
        if byte == 93 { inBrackets = false }
        result.append(byte)
        continue
      }
      if byte == 91 {
        inBrackets = true
        result.append(byte)
        if rest.first == 94 { result.append(rest.removeFirst()) }
        if rest.first == 93 { result.append(rest.removeFirst()) }
        continue
      }
      guard byte == 92, let next = rest.popFirst() else {
        result.append(byte)
        continue
      }
      if let character = SedParser.escape(next) {
        result.append(character)
      } else if next == 120 || next == 111 || next == 100, let (value, count) = code(next, rest) {
        rest = rest.dropFirst(count)
        result += [46, 42, 91, 93, 94, 36, 92, 47].contains(value) ? [92, value] : [value]
      } else if next == 99, let control = rest.popFirst() {
        result.append(ASCII.upper(control) ^ 64)
      } else {
        result += [92, next]
      }
    }
    return result.text
  }

  private static func closing(_ rest: ArraySlice<UInt8>, _ mark: UInt8) -> Int? {
    var index = rest.startIndex + 1
    while index + 1 < rest.endIndex {
      if rest[index] == mark && rest[index + 1] == 93 { return index + 2 }
      index += 1
    }
    return nil
  }

  private static func code(_ letter: UInt8, _ rest: ArraySlice<UInt8>) -> (UInt8, Int)? {
    let (radix, most) = letter == 120 ? (16, 2) : letter == 111 ? (8, 3) : (10, 3)
    let digits = rest.prefix(most).prefix { (Character(UnicodeScalar($0)).hexDigitValue ?? 99) < radix }
    guard let value = Int(digits.text, radix: radix) else { return nil }
    return (UInt8(truncatingIfNeeded: value), digits.count)
  }

  /// The right side of `s`.
  static func replacement(_ text: [UInt8]) -> [SedReplacement] {
    var parts: [SedReplacement] = []
    var literal: [UInt8] = []
    func flush() {
      if !literal.isEmpty { parts.append(.text(literal)) }
      literal = []
    }
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte == 38 {
        flush()
        parts.append(.group(0))
        continue
      }
      guard byte == 92, let next = rest.popFirst() else {
        literal.append(byte)
        continue
      }
      switch next {
      case 48...57:
        flush()
        parts.append(.group(Int(next - 48)))
      case 85, 76, 69:
        flush()
        parts.append(.mode(next))
      case 117, 108:
        flush()
        parts.append(.once(next))
      default:
        if let character = SedParser.escape(next) {
          literal.append(character)
        } else if next == 120 || next == 111 || next == 100, let (value, count) = code(next, rest) {
          rest = rest.dropFirst(count)
          literal.append(value)
        } else {
          literal.append(next)
        }
      }
    }
    flush()
    return parts
  }

  /// A side of `y`.
  static func plain(_ text: [UInt8]) -> [Character] {
    var result: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte == 92, let next = rest.popFirst() {
        if next == 92 { result.append(92) } else if let character = SedParser.escape(next) { result.append(character) } else { result += [92, next] }
      } else {
        result.append(byte)
      }
    }
    return Array(result.text)
  }


}
