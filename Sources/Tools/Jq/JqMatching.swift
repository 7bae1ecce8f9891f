import Documents
import Simulation

/// `test`, `match` and what is made of them: expressions in Perl's style, as far as POSIX can say them.
enum JqMatching {
  static func match(_ input: Value, _ pattern: Value, _ flags: Value, testOnly: Bool) throws -> Value {
    guard case .string(let text) = input else { throw JqError("\(JqValues.described(input)) cannot be matched, as it is not a string") }
    guard case .string(let source) = pattern else { throw JqError("\(JqValues.described(pattern)) cannot be matched, as it is not a string") }
    let letters = flags.string ?? ""
    for letter in letters where !"gimnpslx".contains(letter) { throw JqError("\(letters) is not a valid modifier string") }
    let regex: PerlRegex
    do {
      let isLine = !letters.contains("s") && !letters.contains("p")
      regex = try PerlRegex(
        source,
        flags: .init(
          ignoresCase: letters.contains("i"), dotAll: !isLine, multiline: true, extended: letters.contains("x")))
    } catch {
      throw JqError("\(source) (at offset 0) is not a valid regex: \(error.message)")
    }
    do {
      return try found(regex, in: text.unicodeScalars.map(\.value), isGlobal: letters.contains("g"), testOnly: testOnly)
    } catch {
      throw JqError("Regex failure: retry-limit-in-match over")
    }
  }

  private static func found(
    _ regex: PerlRegex, in scalars: [UInt32], isGlobal: Bool, testOnly: Bool
  ) throws(PerlRegex.Exhausted) -> Value {
    if testOnly { return .bool(try regex.firstMatch(in: scalars) != nil) }
    var found: [Value] = []
    var start = 0
    while start <= scalars.count, let groups = try regex.firstMatch(in: scalars, from: start), let range = groups[0] {
      found.append(describe(groups, regex.names, scalars))
      start = range.isEmpty ? range.upperBound + 1 : range.upperBound
      if !isGlobal { break }
    }
    return .array(found)
  }

  private static func describe(_ groups: [Range<Int>?], _ names: [String?], _ scalars: [UInt32]) -> Value {
    func part(_ range: Range<Int>?) -> Value.Fields {
      guard let range else { return ["offset": .double(-1), "length": .double(0), "string": .null] }
      var text = ""
      for value in scalars[range] { if let scalar = UnicodeScalar(value) { text.unicodeScalars.append(scalar) } }
      return ["offset": .double(Double(range.lowerBound)), "length": .double(Double(range.count)), "string": .string(text)]
    }
    var fields = part(groups[0])
    fields["captures"] = .array(
      zip(groups.dropFirst(), names).map { range, name in
        var capture = part(range)
        capture["name"] = name.map { .string($0) } ?? .null
        return .object(capture)
      })
    return .object(fields)
  }
}

/// Functions of times.
enum JqDates {
  static func apply(_ name: String, _ arguments: [Value], _ input: Value) throws -> Value {
    switch name {
    case "gmtime", "localtime":
      guard let seconds = input.double else { throw JqError("\(name)() requires a number") }
      return broken(WallTime(unixNanoseconds: Int64(nearest: seconds * 1e9)))
    case "mktime":
      guard let wall = time(input) else { throw JqError("mktime requires array of 6 numbers") }
      return .double(Double(wall.unixSeconds))
    case "strptime":
      guard case .string(let text) = input, case .string(let format)? = arguments.first else {
        throw JqError("strptime/1 requires string inputs and arguments")
      }
      guard let wall = parse(text, format) else { throw JqError("date \"\(text)\" does not match format \"\(format)\"") }
      return broken(wall)
    default:
      guard case .string(let format)? = arguments.first else { throw JqError("\(name)/1 requires a string format") }
      let wall = input.double.map { WallTime(unixNanoseconds: Int64(nearest: $0 * 1e9)) } ?? time(input)
      guard let wall else { throw JqError("\(name)/1 requires parsed datetime inputs") }
      return .string(Calendar.format(format, wall))
    }
  }

  private static func broken(_ wall: WallTime) -> Value {
    let (year, month, day) = wall.date
    let seconds = Double(wall.second) + Double(wall.nanosecond) / 1e9
    let parts = [Double(year), Double(month - 1), Double(day), Double(wall.hour), Double(wall.minute), seconds, Double(wall.weekday), Double(Calendar.dayOfYear(wall) - 1)]
    return .array(parts.map { .double($0) })
  }

  private static func time(_ value: Value) -> WallTime? {
    // Beyond this no clock of the simulation counts.
    let parts = value.elements.compactMap(\.double).map { min(max(Int(nearest: $0.rounded(.down)), -1_000_000), 1_000_000) }
    guard parts.count >= 6, (0...11).contains(parts[1]) else { return nil }
    return WallTime(
      year: parts[0], month: parts[1] + 1, day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
  }

  private static func parse(_ text: String, _ format: String) -> WallTime? {
    var rest = text[...]
    var (year, month, day, hour, minute, second) = (1970, 1, 1, 0, 0, 0)
    var pattern = format.replacing("%T", with: "%H:%M:%S").replacing("%F", with: "%Y-%m-%d").replacing("%R", with: "%H:%M")[...]
    func number(_ most: Int) -> Int? {
      let digits = rest.prefix(most).prefix { $0.isNumber }
      rest = rest.dropFirst(digits.count)
      return Int(digits)
    }
    while let character = pattern.popFirst() {
      guard character == "%", let letter = pattern.popFirst() else {
        guard rest.popFirst() == character else { return nil }
        continue
      }
      switch letter {
      case "Y":
        guard let value = number(4) else { return nil }
        year = value
      case "m":
        guard let value = number(2) else { return nil }
        month = value
      case "d", "e":
        guard let value = number(2) else { return nil }
        day = value
      case "H":
        guard let value = number(2) else { return nil }
        hour = value
      case "M":
        guard let value = number(2) else { return nil }
        minute = value
      case "S":
        guard let value = number(2) else { return nil }
        second = value
      case "Z", "z": rest = rest.drop { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "-" || $0 == ":" }
      case "b", "B":
        guard let index = Calendar.months.firstIndex(where: { rest.lowercased().hasPrefix($0.lowercased().prefix(3)) }) else { return nil }
        month = index + 1
        rest = rest.drop { $0.isLetter }
      case "a", "A": rest = rest.drop { $0.isLetter }
      default: return nil
      }
    }
    guard (1...12).contains(month), rest.isEmpty else { return nil }
    return WallTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }
}
