import Documents
import Simulation
import World

// Functions that are not written in jq itself.
extension JqRun {
  /// Names with their numbers of arguments.
  static let natives: Set<String> = [
    "empty/0", "error/0", "error/1", "not/0", "length/0", "utf8bytelength/0", "keys/0", "keys_unsorted/0", "has/1",
    "contains/1", "path/1", "getpath/1", "setpath/2", "delpaths/1", "range/2", "floor/0", "ceil/0", "round/0", "sqrt/0", "fabs/0",
    "pow/2", "log/0", "log2/0", "log10/0", "exp/0", "exp2/0", "exp10/0", "tostring/0", "tonumber/0", "type/0", "infinite/0", "nan/0", "isinfinite/0",
    "isnan/0", "isnormal/0", "isvalid/1", "sort/0", "_sort_by/1", "_group_by/1", "_min_by/1", "_max_by/1", "reverse/0", "startswith/1", "endswith/1",
    "ltrimstr/1", "rtrimstr/1", "explode/0", "implode/0", "split/1", "tojson/0", "fromjson/0", "indices/1", "_indices/1", "first/1",
    "_match/3", "ascii/0", "now/0", "mktime/0", "gmtime/0", "localtime/0", "strftime/1", "strflocaltime/1", "strptime/1", "input/0",
    "inputs/0", "debug/0", "debug/1", "stderr/0", "input_filename/0", "input_line_number/0", "halt/0", "halt_error/1", "transpose/0", "tojson/0", "builtins/0",
    "splits/0", "env/0", "min_by/1", "ltrimstr/1", "modulemeta/0", "get_search_list/0", "significand/0", "trunc/0",
  ]

  func native(_ name: String, _ arguments: [JqNode], _ input: Value, _ scope: JqScope?, _ emit: Emit) throws {
    switch (name, arguments.count) {
    case ("empty", 0): return
    case ("error", 0): throw JqError(value: input)
    case ("error", 1): try run(arguments[0], input, scope) { throw JqError(value: $0) }
    case ("path", 1): try paths(arguments[0], [], input, scope) { path, _ in try emit(.array(path)) }
    case ("first", 1):
      labelCount += 1
      let label = -1_000 - labelCount
      do {
        try run(arguments[0], input, scope) { value in
          try emit(value)
          throw JqBreak(label: label)
        }
      } catch let leave as JqBreak where leave.label == label {
      }
    case ("range", 2):
      try run(arguments[0], input, scope) { from in
        try run(arguments[1], input, scope) { to in
          guard let first = from.double, let last = to.double else { throw JqError("Range bounds must be numeric") }
          var value: Double = first
          while value < last {
            try call.process.stage.step()
            try emit(.double(value))
            if value + 1 == value { break }
            value += 1
          }
        }
      }
    case ("input", 0):
      guard let value = try inputs() else { throw JqError("No more inputs") }
      try emit(value)
    case ("inputs", 0): while let value = try inputs() { try emit(value) }
    case ("debug", 0), ("stderr", 0):
      try call.flush()
      let text = JqPrinter.compact(input)
      try call.process.printError(name == "debug" ? "[\"DEBUG:\",\(text)]\n" : text)
      try emit(input)
    case ("debug", 1):
      try run(arguments[0], input, scope) { message in
        try call.process.printError("[\"DEBUG:\",\(JqPrinter.compact(message))]\n")
      }
      try emit(input)
    case ("halt", 0): throw JqHalt(status: 0, message: nil)
    case ("halt_error", 1):
      try run(arguments[0], input, scope) { status in
        let text = input.string ?? "\(JqPrinter.compact(input))\n"
        throw JqHalt(status: Int32(status.double ?? 5), message: text)
      }
    default:
      try values(arguments[...], [], input, scope) { try emit(try self.function(name, $0, input)) }
    }
  }

  /// All combinations of the values of the arguments.
  private func values(
    _ arguments: ArraySlice<JqNode>, _ found: [Value], _ input: Value, _ scope: JqScope?, _ body: ([Value]) throws -> Void
  ) throws {
    guard let last = arguments.last else { return try body(found) }
    try run(last, input, scope) { try values(arguments.dropLast(), [$0] + found, input, scope, body) }
  }

  private func function(_ name: String, _ arguments: [Value], _ input: Value) throws -> Value {
    switch name {
    case "not": return .bool(!JqValues.isTrue(input))
    case "type": return .string(JqValues.kind(input))
    case "length": return try JqFunctions.length(input)
    case "keys", "keys_unsorted": return try JqFunctions.keys(input, sorted: name == "keys")
    case "has": return try JqFunctions.has(input, arguments[0])
    case "contains": return .bool(try JqFunctions.contains(input, arguments[0]))
    case "getpath": return (try? JqAccess.get(input, path: arguments[0].elements)) ?? .null
    case "setpath": return try JqAccess.set(input, path: arguments[0].elements[...], to: arguments[1])
    case "delpaths": return try JqAccess.delete(input, paths: arguments[0].elements.map(\.elements))
    case "tostring": return .string(JqFormats.text(input))
    case "tojson": return .string(JqPrinter.compact(input))
    case "fromjson": return try JqFunctions.parse(input)
    case "tonumber": return try JqFunctions.number(input)
    case "infinite": return .double(.infinity)
    case "nan": return .double(.nan)
    case "isinfinite": return .bool(input.double?.isInfinite ?? false)
    case "isnan": return .bool(input.double?.isNaN ?? false)
    case "isnormal": return .bool(input.double?.isNormal ?? false)
    case "now": return .double(Double(call.process.wall.unixNanoseconds) / 1e9)
    case "input_filename": return fileName.map { .string($0) } ?? .null
    case "input_line_number": return .double(0)
    case "_match": return try JqMatching.match(input, arguments[0], arguments[1], testOnly: JqValues.isTrue(arguments[2]))
    case "mktime", "gmtime", "localtime", "strftime", "strflocaltime", "strptime": return try JqDates.apply(name, arguments, input)
    case "sort", "_sort_by", "_group_by", "_min_by", "_max_by", "reverse", "transpose", "indices", "_indices":
      return try JqArrays.apply(name, arguments, input)
    case "floor", "ceil", "round", "sqrt", "fabs", "pow", "log", "log2", "log10", "exp", "exp2", "exp10", "trunc":
      return try JqFunctions.mathematics(name, arguments, input)
    default: return try JqTexts.apply(name, arguments, input)
    }
  }
}

/// `halt` and `halt_error`.
struct JqHalt: Error {
  var status: Int32
  var message: String?
}

/// Functions of all kinds of values.
enum JqFunctions {
  static func length(_ value: Value) throws -> Value {
    switch value {
    case .null: return .double(0)
    case .bool: throw JqError("\(JqValues.described(value)) has no length")
    case .int, .double: return .double(abs(value.double ?? 0))
    case .string(let text): return .double(Double(text.unicodeScalars.count))
    case .array(let elements): return .double(Double(elements.count))
    case .object(let fields): return .double(Double(fields.count))
    }
  }

  static func keys(_ value: Value, sorted: Bool) throws -> Value {
    switch value {
    case .object(let fields): return .array((sorted ? JqValues.sortedKeys(fields) : Array(fields.keys)).map { .string($0) })
    case .array(let elements): return .array(elements.indices.map { .double(Double($0)) })
    default: throw JqError("\(JqValues.described(value)) has no keys")
    }
  }

  static func has(_ value: Value, _ key: Value) throws -> Value {
    switch (value, key) {
    case (.object(let fields), .string(let name)): return .bool(fields[name] != nil)
    case (.array(let elements), .double(let number)): return .bool(number >= 0 && number < Double(elements.count))
    default: throw JqError("Cannot check whether \(JqValues.kind(value)) has a \(key.string != nil ? "string" : JqValues.kind(key)) key")
    }
  }

  static func contains(_ value: Value, _ part: Value) throws -> Bool {
    switch (value, part) {
    case (.object(let fields), .object(let wanted)):
      return try wanted.allSatisfy { key, inner in try fields[key].map { try contains($0, inner) } ?? false }
    case (.array(let elements), .array(let wanted)):
      return try wanted.allSatisfy { inner in try elements.contains { try JqValues.kind($0) == JqValues.kind(inner) && contains($0, inner) } }
    case (.string(let text), .string(let wanted)): return wanted.isEmpty || text.range(of: wanted) != nil
    default:
      guard JqValues.kind(value) == JqValues.kind(part) else {
        throw JqError("\(JqValues.described(value)) and \(JqValues.described(part)) cannot have their containment checked")
      }
      return JqValues.equal(value, part)
    }
  }

  static func parse(_ value: Value) throws -> Value {
    guard case .string(let text) = value else { throw JqError("\(JqValues.described(value)) cannot be parsed as JSON") }
    var reader = JqInput()
    do {
      let found = try reader.feed(ArraySlice(text.utf8)) + reader.finish()
      guard found.count == 1, let first = found.first else { throw JqError("\(JqValues.described(value)) cannot be parsed as JSON") }
      return first
    } catch let problem as JqInput.Problem {
      throw JqError("\(problem.text) (while parsing '\(text)')")
    }
  }

  static func number(_ value: Value) throws -> Value {
    switch value {
    case .int, .double: return value
    case .string(let text):
      let bytes = ArraySlice(text.utf8)
      let (number, length) = FloatText.scan(bytes)
      guard length == bytes.count, length > 0 else {
        throw JqError("Invalid numeric literal at EOF at line 1, column \(text.count) (while parsing '\(text)')")
      }
      return .double(number)
    default: throw JqError("\(JqValues.described(value)) cannot be parsed as a number")
    }
  }

  static func mathematics(_ name: String, _ arguments: [Value], _ input: Value) throws -> Value {
    if name == "pow" {
      guard let a = arguments[0].double, let b = arguments[1].double else { throw JqError("\(JqValues.described(input)) number required") }
      return .double(Elementary.power(a, b))
    }
    guard let value = input.double else { throw JqError("\(JqValues.described(input)) number required") }
    switch name {
    case "floor": return .double(value.rounded(.down))
    case "ceil": return .double(value.rounded(.up))
    case "round": return .double(value.rounded(.toNearestOrAwayFromZero))
    case "trunc": return .double(value.rounded(.towardZero))
    case "sqrt": return .double(value.squareRoot())
    case "fabs": return .double(abs(value))
    case "log": return .double(Elementary.logarithm(value))
    case "log2": return .double(Elementary.logarithm(value) / Elementary.logarithm(2))
    case "log10": return .double(Elementary.logarithm(value) / Elementary.logarithm(10))
    case "exp2": return .double(Elementary.power(2, value))
    case "exp10": return .double(Elementary.power(10, value))
    default: return .double(Elementary.exponential(value))
    }
  }
}

/// Functions of arrays.
enum JqArrays {
  static func apply(_ name: String, _ arguments: [Value], _ input: Value) throws -> Value {
    if name == "reverse" {
      if case .string(let text) = input { return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed()))) }
      if input == .null { return .array([]) }
    }
    if name == "indices" || name == "_indices" { return indices(arguments[0], input) }
    guard case .array(let elements) = input else {
      if let other = arguments.first {
        throw JqError("\(JqValues.described(input)) and \(JqValues.described(other)) cannot be sorted, as they are not both arrays")
      }
      throw JqError(name == "sort" ? "\(JqValues.described(input)) cannot be sorted, as it is not an array" : "Cannot index \(JqValues.kind(input)) with number")
    }
    switch name {
    case "reverse": return .array(elements.reversed())
    case "sort": return .array(sorted(elements, elements).map(\.value))
    case "transpose":
      let width = elements.map { $0.elements.count }.max() ?? 0
      return .array((0..<width).map { column in .array(elements.map { $0[column] ?? .null }) })
    case "_sort_by": return .array(sorted(elements, arguments[0].elements).map(\.value))
    case "_group_by":
      var groups: [[Value]] = []
      var last: Value?
      for (key, value) in sorted(elements, arguments[0].elements) {
        if let last, JqValues.equal(last, key) { groups[groups.count - 1].append(value) } else { groups.append([value]) }
        last = key
      }
      return .array(groups.map { .array($0) })
    default:
      let keys = arguments[0].elements
      var best: Int?
      for index in elements.indices {
        guard let current = best else {
          best = index
          continue
        }
        let order = JqValues.compare(keys[index], keys[current])
        if name == "_min_by" ? order < 0 : order >= 0 { best = index }
      }
      return best.map { elements[$0] } ?? .null
    }
  }

  /// By keys, equal ones in their order.
  private static func sorted(_ elements: [Value], _ keys: [Value]) -> [(key: Value, value: Value)] {
    zip(keys, elements).enumerated().sorted { left, right in
      let order = JqValues.compare(left.element.0, right.element.0)
      return order != 0 ? order < 0 : left.offset < right.offset
    }.map { (key: $0.element.0, value: $0.element.1) }
  }

  private static func indices(_ wanted: Value, _ input: Value) -> Value {
    switch (input, wanted) {
    case (.string(let text), .string(let part)):
      let (source, target) = (Array(text.utf8), Array(part.utf8))
      guard !target.isEmpty, source.count >= target.count else { return part.isEmpty ? .null : .array([]) }
      let found = (0...(source.count - target.count)).filter { source[$0..<($0 + target.count)].elementsEqual(target) }
      return .array(found.map { .double(Double($0)) })
    case (.array, .array): return (try? JqAccess.get(input, wanted)) ?? .null
    case (.array(let elements), _):
      return .array(elements.indices.filter { JqValues.equal(elements[$0], wanted) }.map { .double(Double($0)) })
    default: return .null
    }
  }
}

/// Functions of texts.
enum JqTexts {
  static func apply(_ name: String, _ arguments: [Value], _ input: Value) throws -> Value {
    switch name {
    case "startswith", "endswith":
      guard case .string(let text) = input, case .string(let part)? = arguments.first else {
        throw JqError("\(name)() requires string inputs")
      }
      return .bool(name == "startswith" ? text.hasPrefix(part) : text.hasSuffix(part))
    case "ltrimstr", "rtrimstr":
      guard case .string(let text) = input, case .string(let part)? = arguments.first else { return input }
      if name == "ltrimstr" { return .string(text.hasPrefix(part) ? String(text.dropFirst(part.count)) : text) }
      return .string(text.hasSuffix(part) ? String(text.dropLast(part.count)) : text)
    case "explode":
      guard case .string(let text) = input else { throw JqError("explode input must be a string") }
      return .array(text.unicodeScalars.map { .double(Double($0.value)) })
    case "implode":
      guard case .array(let codes) = input else { throw JqError("implode input must be an array") }
      return .string(String(String.UnicodeScalarView(codes.map { code in UInt32(exactly: (code.double ?? -1).rounded(.down)).flatMap { UnicodeScalar($0) } ?? "\u{fffd}" })))
    case "split":
      guard case .string(let text) = input, case .string(let part)? = arguments.first else {
        throw JqError("split input and separator must be strings")
      }
      return .array(JqValues.split(text, by: part).map { .string($0) })
    case "utf8bytelength":
      guard case .string(let text) = input else { throw JqError("\(JqValues.described(input)) only strings have UTF-8 byte length") }
      return .double(Double(text.utf8.count))
    default: throw JqError("\(name)/\(arguments.count) is not simulated")
    }
  }
}
