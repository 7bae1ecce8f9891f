/// Backslash escapes of `$'…'`, `echo -e` and `printf`.
public enum Escapes {
  /// The text of `$'…'`.
  static func decodeQuoted(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var decoder = Decoder(bytes: Array(bytes), rules: .quoted)
    return decoder.decode().bytes
  }

  /// The text that `$'…'` would stand for.
  public static func decodeAnsi(_ text: String) -> [UInt8] { decodeQuoted(Array(text.utf8)) }

  /// The argument of `echo -e`; `stopped` where `\c` ended all output.
  public static func decodeEcho(_ text: String) -> (bytes: [UInt8], stopped: Bool) {
    var decoder = Decoder(bytes: Array(text.utf8), rules: .echo)
    return decoder.decode()
  }

  /// The argument of `%b`.
  public static func decodePercentB(_ text: String) -> (bytes: [UInt8], stopped: Bool) {
    var decoder = Decoder(bytes: Array(text.utf8), rules: .percentB)
    return decoder.decode()
  }

  /// The escape in the format of `printf` that begins at `index` with its backslash; moves past it.
  public static func decodeFormat(_ bytes: [UInt8], at index: inout Int) -> [UInt8] {
    var decoder = Decoder(bytes: bytes, rules: .format)
    decoder.index = index
    decoder.escape()
    index = decoder.index
    return decoder.output
  }

  private enum Rules {
    case quoted
    case echo
    case percentB
    case format
  }

  private struct Decoder {
    var bytes: [UInt8]
    var rules: Rules
    var index = 0
    var output: [UInt8] = []
    var stopped = false

    mutating func decode() -> (bytes: [UInt8], stopped: Bool) {
      while index < bytes.count, !stopped {
        if bytes[index] == UInt8(ascii: "\\") {
          escape()
        } else {
          output.append(bytes[index])
          index += 1
        }
      }
      return (output, stopped)
    }

    mutating func escape() {
      guard index + 1 < bytes.count else {
        output.append(bytes[index])
        index += 1
        return
      }
      let letter = bytes[index + 1]
      index += 2
      switch letter {
      case UInt8(ascii: "a"): output.append(7)
      case UInt8(ascii: "b"): output.append(8)
      case UInt8(ascii: "e"), UInt8(ascii: "E"): output.append(27)
      case UInt8(ascii: "f"): output.append(12)
      case UInt8(ascii: "n"): output.append(10)
      case UInt8(ascii: "r"): output.append(13)
      case UInt8(ascii: "t"): output.append(9)
      case UInt8(ascii: "v"): output.append(11)
      case UInt8(ascii: "\\"): output.append(letter)
      case UInt8(ascii: "c") where rules == .echo || rules == .percentB: stopped = true
      case UInt8(ascii: "c") where rules == .quoted && index < bytes.count:
        output.append(bytes[index] & 0x1f)
        index += 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "?"):
        if rules == .echo { output.append(UInt8(ascii: "\\")) }
        output.append(letter)
      case UInt8(ascii: "x"): hexadecimal(letter, max: 2)
      case UInt8(ascii: "u"): scalar(letter, max: 4)
      case UInt8(ascii: "U"): scalar(letter, max: 8)
      case UInt8(ascii: "0") where rules == .echo || rules == .percentB: octal(max: 3)
      case UInt8(ascii: "0")...UInt8(ascii: "7") where rules != .echo:
        index -= 1
        octal(max: 3)
      default: output += [UInt8(ascii: "\\"), letter]
      }
    }

    private mutating func digits(base: Int, max: Int) -> (value: Int, count: Int) {
      var value = 0
      var count = 0
      while count < max, index < bytes.count,
        let digit = Int(String(UnicodeScalar(bytes[index])), radix: base)
      {
        value = value * base + digit
        count += 1
        index += 1
      }
      return (value, count)
    }

    private mutating func octal(max: Int) {
      output.append(UInt8(truncatingIfNeeded: digits(base: 8, max: max).value))
    }

    private mutating func hexadecimal(_ letter: UInt8, max: Int) {
      let (value, count) = digits(base: 16, max: max)
      if count == 0 {
        output += [UInt8(ascii: "\\"), letter]
      } else {
        output.append(UInt8(truncatingIfNeeded: value))
      }
    }

    private mutating func scalar(_ letter: UInt8, max: Int) {
      let (value, count) = digits(base: 16, max: max)
      if count > 0, let scalar = UnicodeScalar(UInt32(value)) {
        output += Array(String(Character(scalar)).utf8)
      } else {
        output += [UInt8(ascii: "\\"), letter]
      }
    }
  }
}
