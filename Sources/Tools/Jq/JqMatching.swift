import Documents
import Simulation

/// `test`, `match` and what is made of them: expressions in Perl's style, as far as POSIX can say them.
enum JqMatching {
  static func match(_ input: Value, _ pattern: Value, _ flags: Value, testOnly: Bool) throws -> Value {
    guard case .string(let text) = input else { throw JqError("\(JqValues.described(input)) cannot be matched, as it is not a string") }
    guard case .string(let source) = pattern else { throw JqError("\(JqValues.described(pattern)) cannot be matched, as it is not a string") }
    let letters = flags.string ?? ""
    for letter in letters where !"gimnpslx".contains(letter) { throw JqError("\(letters) is not a valid modifier string") }
    let (plain, names) = named(source)
    let regex: Regex
    var group = 0
    do {
      let translated = try PerlPattern(letters.contains("x") ? plain.filter { !" \n\t".contains($0) } : plain)
      group = translated.group
      regex = try Regex(translated.text, extended: true, ignoresCase: letters.contains("i") || translated.ignoresCase)
    } catch {
      throw JqError("\(source) (at offset 0) is not a valid regex: \(error.message)")
    }
    let bytes = ArraySlice(text.utf8)
    if testOnly { return .bool(regex.matches(bytes)) }
    var found: [Value] = []
    var start = bytes.startIndex
    while start <= bytes.endIndex, let match = regex.firstMatch(in: bytes, from: start) {
      let range = match.groups[group] ?? match.range
      found.append(describe(match, range, group, names, bytes))
      start = range.isEmpty ? range.upperBound + 1 : range.upperBound
      if !letters.contains("g") { break }
    }
    return .array(found)
  }

  private static func describe(
    _ match: Regex.Match, _ range: Range<Int>, _ group: Int, _ names: [String?], _ bytes: ArraySlice<UInt8>
  ) -> Value {
    func offset(_ index: Int) -> Value { .double(Double(bytes[..<index].text.unicodeScalars.count)) }
    func part(_ range: Range<Int>?) -> Value.Fields {
      guard let range else { return ["offset": .double(-1), "length": .double(0), "string": .null] }
      let text = bytes[range].text
      return ["offset": offset(range.lowerBound), "length": .double(Double(text.unicodeScalars.count)), "string": .string(text)]
    }
    var fields = part(range)
    var captures: [Value] = []
    for (index, inner) in match.groups.enumerated() where index > 0 && group == 0 {
      var capture = part(inner)
      capture["name"] = (names.indices.contains(index - 1) ? names[index - 1] : nil).map { .string($0) } ?? .null
      captures.append(.object(capture))
    }
    fields["captures"] = .array(captures)
    return .object(fields)
  }

  /// The expression without the names of its groups, and those names.
  private static func named(_ source: String) -> (String, [String?]) {
    var result = ""
    var names: [String?] = []
    var rest = source[...]
    while let character = rest.popFirst() {
      if character == "\\" {
        result.append(character)
        if let next = rest.popFirst() { result.append(next) }
        continue
      }
      result.append(character)
      guard character == "(" else { continue }
      if rest.hasPrefix("?<"), let third = rest.dropFirst(2).first, third != "=", third != "!", let close = rest.firstIndex(of: ">") {
        names.append(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<close]))
        rest = rest[rest.index(after: close)...]
      } else if !rest.hasPrefix("?") {
        names.append(nil)
      }
    }
    return (result, names)
  }
}

/// Functions of times.
enum JqDates {
  static func apply(_ name: String, _ arguments: [Value], _ input: Value) throws -> Value {
    switch name {
    case "gmtime", "localtime":
      guard let seconds = input.double else { throw JqError("\(name)() requires a number") }
      return broken(WallTime(unixNanoseconds: Int64(seconds * 1e9)))
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
      let wall = input.double.map { WallTime(unixNanoseconds: Int64($0 * 1e9)) } ?? time(input)
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
    let parts = value.elements.compactMap(\.double)
    guard parts.count >= 6, (0...11).contains(Int(parts[1])) else { return nil }
    return WallTime(
      year: Int(parts[0]), month: Int(parts[1]) + 1, day: Int(parts[2]), hour: Int(parts[3]), minute: Int(parts[4]),
      second: Int(parts[5]))
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
