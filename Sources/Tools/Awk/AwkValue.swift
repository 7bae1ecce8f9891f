import OrderedCollections

/// A value of awk: a number, a text, or a text that looks like a number and came from outside.
enum AwkValue {
  case nothing
  case number(Double)
  case text([UInt8])
  case numericText([UInt8], Double)

  /// From outside (a field, a line, an argument): a number where it looks like one.
  static func outside(_ bytes: [UInt8]) -> AwkValue {
    guard let last = bytes.last(where: { !ASCII.isSpace($0) }), ASCII.isDigit(last) || last == 46 || (last | 32) >= 97 else {
      return .text(bytes)
    }
    let (value, length) = FloatText.scan(bytes[...])
    guard length > 0, bytes[length...].allSatisfy(ASCII.isSpace) else { return .text(bytes) }
    return .numericText(bytes, value)
  }

  var number: Double {
    switch self {
    case .nothing: 0
    case .number(let value), .numericText(_, let value): value
    case .text(let text): FloatText.scan(text[...]).value
    }
  }

  var isTrue: Bool {
    switch self {
    case .nothing: false
    case .number(let value), .numericText(_, let value): value != 0
    case .text(let text): !text.isEmpty
    }
  }

  func bytes(_ format: [UInt8]) -> [UInt8] {
    switch self {
    case .nothing: []
    case .number(let value): Self.format(value, format)
    case .text(let text), .numericText(let text, _): text
    }
  }

  static func format(_ value: Double, _ format: [UInt8]) -> [UInt8] {
    // Whole numbers of 32 bits are written as such (mawk's do_to_I).
    if value == value.rounded(), abs(value) < 2_147_483_648 { return Array(String(Int(value)).utf8) }
    if format == Array("%.6g".utf8) { return Array(NumberFormat.general(value, precision: 6).utf8) }
    let printer = AwkFormat()
    return (try? printer.print(format, [.number(value)])) ?? []
  }
}

/// Shared storage of a variable, so that functions can be handed arrays.
final class AwkCell {
  var value = AwkValue.nothing
  private var storage: AwkArray?
  /// The variable of the caller that becomes an array when this one does.
  private let origin: AwkCell?

  init(origin: AwkCell? = nil) {
    self.origin = origin
  }

  var hasArray: Bool { storage != nil || origin?.hasArray == true }

  var array: AwkArray {
    if let storage { return storage }
    let made = origin?.array ?? AwkArray()
    storage = made
    return made
  }
}

final class AwkArray {
  var elements: OrderedDictionary<[UInt8], AwkValue> = [:]
}

/// printf of awk.
struct AwkFormat {
  struct TooFew: Error {
    var output: [UInt8]
  }

  func print(_ format: [UInt8], _ values: [AwkValue]) throws(TooFew) -> [UInt8] {
    var output: [UInt8] = []
    var rest = format[...]
    var left = values[...]
    while let byte = rest.popFirst() {
      guard byte == 37 else {
        output.append(byte)
        continue
      }
      if rest.first == 37 {
        rest.removeFirst()
        output.append(37)
        continue
      }
      var spec = FormatSpec()
      func next() throws(TooFew) -> AwkValue {
        guard let value = left.popFirst() else { throw TooFew(output: output) }
        return value
      }
      while let flag = rest.first, "-+ #0".utf8.contains(flag) {
        spec.flags.insert(Character(UnicodeScalar(flag)))
        rest.removeFirst()
      }
      if rest.first == 42 {
        rest.removeFirst()
        let width = whole(try next().number)
        if width < 0 { spec.flags.insert("-") }
        spec.width = Int(clamping: width.magnitude)
      } else {
        let digits = rest.prefix(while: ASCII.isDigit)
        spec.width = Int(digits.text) ?? 0
        rest = rest.dropFirst(digits.count)
      }
      if rest.first == 46 {
        rest.removeFirst()
        if rest.first == 42 {
          rest.removeFirst()
          spec.precision = Int(whole(try next().number))
        } else {
          let digits = rest.prefix(while: ASCII.isDigit)
          spec.precision = Int(digits.text) ?? 0
          rest = rest.dropFirst(digits.count)
        }
      }
      while let byte = rest.first, byte == 108 || byte == 104 { rest.removeFirst() }
      guard let letter = rest.popFirst() else { break }
      output += convert(letter, spec, try next())
    }
    return output
  }

  private func whole(_ number: Double) -> Int64 {
    number.isNaN ? 0 : number >= 9.2e18 ? .max : number <= -9.2e18 ? .min : Int64(number)
  }

  private func convert(_ letter: UInt8, _ spec: FormatSpec, _ value: AwkValue) -> [UInt8] {
    switch letter {
    case 100, 105: return spec.integer(whole(value.number))
    case 111, 120, 88, 117: return spec.unsigned(UInt64(max(0, whole(value.number))), Character(UnicodeScalar(letter)))
    case 99:
      switch value {
      case .number(let number), .numericText(_, let number): return spec.text([UInt8(truncatingIfNeeded: whole(number))])
      case .text(let text): return spec.text(text.isEmpty ? [0] : [text[0]])
      case .nothing: return spec.text([0])
      }
    case 115: return spec.text(value.bytes(Array("%.6g".utf8)))
    case 101, 69, 102, 70, 103, 71: return spec.floating(value.number, Character(UnicodeScalar(letter)))
    default: return [37, letter]
    }
  }
}
