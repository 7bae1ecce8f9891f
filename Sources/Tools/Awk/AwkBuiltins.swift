import Simulation
import World

// Functions that every program has.
extension AwkRun {
  func builtin(_ name: String, _ arguments: [AwkExpression]) throws -> AwkValue {
    switch name {
    case "length":
      guard let first = arguments.first else { return .number(Double(record.whole(self).count)) }
      if case .variable(let variable) = first, variable != .global(0), cell(variable).hasArray || isArray(variable) {
        return .number(Double(cell(variable).array.elements.count))
      }
      return .number(Double(bytes(try evaluate(first)).count))
    case "substr": return try substring(arguments)
    case "index":
      let (text, wanted) = (bytes(try evaluate(arguments[0])), bytes(try evaluate(arguments[1])))
      return .number(Double(Self.find(wanted, in: text) + 1))
    case "split": return try split(arguments)
    case "sub", "gsub": return try substitute(arguments, all: name == "gsub")
    case "match":
      let text = bytes(try evaluate(arguments[0]))
      let found = try regex(arguments[1]).firstMatch(in: text[...], wantsGroups: false)?.range
      set("RSTART", .number(Double((found?.lowerBound ?? -1) + 1)))
      set("RLENGTH", .number(Double(found?.count ?? -1)))
      return self["RSTART"].value
    case "sprintf":
      let format = bytes(try evaluate(arguments[0]))
      return .text(try formatted(format, try arguments.dropFirst().map(evaluate), name: "sprintf"))
    case "tolower": return .text(bytes(try evaluate(arguments[0])).map(ASCII.lower))
    case "toupper": return .text(bytes(try evaluate(arguments[0])).map(ASCII.upper))
    case "system":
      try streams.flush()
      let command = bytes(try evaluate(arguments[0])).text
      return .number(Double(try streams.run(command)))
    case "close": return .number(Double(try streams.close(bytes(try evaluate(arguments[0])).text)))
    case "fflush":
      try streams.flush()
      return .number(0)
    default: return try numeric(name, arguments)
    }
  }

  private func isArray(_ variable: AwkVariable) -> Bool {
    if case .global(let index) = variable { program.arrays.contains(index) } else { false }
  }

  private func numeric(_ name: String, _ arguments: [AwkExpression]) throws -> AwkValue {
    func argument(_ index: Int) throws -> Double { try evaluate(arguments[index]).number }
    switch name {
    case "sin": return .number(Elementary.sine(try argument(0)))
    case "cos": return .number(Elementary.cosine(try argument(0)))
    case "atan2": return .number(Elementary.arcTangent(try argument(0), try argument(1)))
    case "exp": return .number(Elementary.exponential(try argument(0)))
    case "log":
      let value = Elementary.logarithm(try argument(0))
      return .number(value.isNaN ? -Double.nan : value)
    case "sqrt":
      let value = try argument(0).squareRoot()
      return .number(value.isNaN ? -Double.nan : value)
    case "int": return .number(try argument(0).rounded(.towardZero))
    case "rand":
      chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return .number(Double(chance >> 11) / 9_007_199_254_740_992)
    case "srand":
      previousSeed = seed
      seed = arguments.isEmpty ? Double(call.process.wall.unixSeconds) : try argument(0)
      chance = UInt64(bitPattern: Int64(seed)) ^ call.process.stage.world.seed
      return .number(previousSeed)
    case "systime": return .number(Double(call.process.wall.unixSeconds))
    case "strftime":
      let format = arguments.isEmpty ? "%c" : bytes(try evaluate(arguments[0])).text
      let moment = arguments.count > 1 ? WallTime(unixSeconds: Int64(try argument(1))) : call.process.wall
      return .text(Array(Calendar.format(format, moment).utf8))
    default:
      let parts = bytes(try evaluate(arguments[0])).text.split(separator: " ").compactMap { Int($0) }
      guard parts.count >= 6, (1...12).contains(parts[1]) else { return .number(-1) }
      let wall = WallTime(
        year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
      return .number(Double(wall.unixSeconds))
    }
  }

  static func find(_ wanted: [UInt8], in text: [UInt8]) -> Int {
    guard !wanted.isEmpty else { return 0 }
    guard text.count >= wanted.count else { return -1 }
    for start in 0...(text.count - wanted.count) where text[start] == wanted[0] {
      if text[start..<(start + wanted.count)].elementsEqual(wanted) { return start }
    }
    return -1
  }

  /// Differs from POSIX where the start lies before the text, as mawk 1.3.4-20200120 does.
  private func substring(_ arguments: [AwkExpression]) throws -> AwkValue {
    let text = bytes(try evaluate(arguments[0]))
    var start = try evaluate(arguments[1]).number.rounded(.toNearestOrEven)
    guard arguments.count > 2 else {
      let from = max(1, min(start, Double(text.count + 1)))
      return .text(start.isNaN ? text : Array(text[(Int(from) - 1)...]))
    }
    var length = try evaluate(arguments[2]).number.rounded(.toNearestOrEven)
    if start < 1 {
      length -= start
      start = 1
    }
    guard length > 0, start <= Double(text.count) else { return .text([]) }
    let from = Int(start) - 1
    return .text(Array(text[from...].prefix(Int(min(length, Double(text.count))))))
  }

  private func split(_ arguments: [AwkExpression]) throws -> AwkValue {
    let text = bytes(try evaluate(arguments[0]))
    guard case .variable(let variable) = arguments[1] else { throw failure("split needs an array") }
    let pieces: [[UInt8]]
    if arguments.count > 2 {
      if case .regex(let literal) = arguments[2] {
        pieces = AwkRecord.split(text, by: literal.regex)
      } else {
        pieces = try AwkRecord.split(text, separator: bytes(try evaluate(arguments[2])), self)
      }
    } else {
      pieces = try AwkRecord.split(text, separator: self.text("FS"), self)
    }
    let array = cell(variable).array
    array.elements = [:]
    for (index, piece) in pieces.enumerated() {
      array.elements[Array(String(index + 1).utf8)] = .outside(piece)
    }
    return .number(Double(pieces.count))
  }

  private func substitute(_ arguments: [AwkExpression], all: Bool) throws -> AwkValue {
    let pattern = try regex(arguments[0])
    let replacement = bytes(try evaluate(arguments[1]))
    let target = arguments.count > 2 ? arguments[2] : .field(.number(0))
    let text = bytes(try evaluate(target))
    var result: [UInt8] = []
    var count = 0
    var start = 0
    while start <= text.count, let range = pattern.firstMatch(in: text[...], from: start, wantsGroups: false)?.range {
      result += text[start..<range.lowerBound]
      count += 1
      result += Self.expand(replacement, text[range])
      start = range.upperBound
      if range.isEmpty {
        if start < text.count { result.append(text[start]) }
        start += 1
      } else if start < text.count, all,
        let next = pattern.firstMatch(in: text[...], from: start, wantsGroups: false)?.range, next.isEmpty, next.lowerBound == start
      {
        // An empty match right behind another one does not count.
        result.append(text[start])
        start += 1
      } else if start == text.count {
        break
      }
      if !all { break }
    }
    guard count > 0 else { return .number(0) }
    if start < text.count { result += text[start...] }
    try assign(target, .text(result))
    return .number(Double(count))
  }

  private static func expand(_ replacement: [UInt8], _ matched: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var rest = replacement[...]
    while let byte = rest.popFirst() {
      if byte == 92, let next = rest.first, next == 38 || next == 92 {
        result.append(next)
        rest.removeFirst()
      } else if byte == 38 {
        result += matched
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
