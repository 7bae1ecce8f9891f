import Documents
import World

/// Where names are looked up: variables, functions, labels.
final class JqScope {
  enum Entry {
    case variable(String, Value)
    /// A function with the scope in which it was defined.
    case function(JqFunction)
    /// A parameter that is a filter, with the scope of the caller.
    case closure(String, JqNode, JqScope?)
    case label(String, Int)
  }

  let entry: Entry
  let outer: JqScope?

  init(_ entry: Entry, _ outer: JqScope?) {
    self.entry = entry
    self.outer = outer
  }
}

/// Running a jq program: every filter hands its outputs, one by one, to what follows.
final class JqRun {
  typealias Path = [Value]
  typealias Emit = (Value) throws -> Void
  typealias EmitPath = (Path, Value) throws -> Void

  let call: Call
  var library: [String: JqFunction] = [:]
  var inputs: () throws -> Value? = { nil }
  var fileName: String?
  var labelCount = 0
  private var depth = 0

  init(_ call: Call) {
    self.call = call
  }

  // MARK: Values

  func run(_ node: JqNode, _ input: Value, _ scope: JqScope?, _ emit: Emit) throws {
    try call.process.stage.step()
    depth += 1
    defer { depth -= 1 }
    if depth > 4_000 { throw JqError("nested too deep") }
    switch node {
    case .identity: try emit(input)
    case .recurse: try recurse(input, emit)
    case .literal(let value): try emit(value)
    case .text(let format, let parts): try text(parts[...], format, "", input, scope, emit)
    case .format(let name): try emit(.string(try JqFormats.apply(name, input)))
    case .index(let target, let key):
      try run(target, input, scope) { value in
        try run(key, input, scope) { index in try emit(try JqAccess.get(value, index)) }
      }
    case .slice(let target, let from, let to):
      try run(target, input, scope) { value in
        try bounds(from, to, input, scope) { first, last in try emit(try JqAccess.slice(value, first, last)) }
      }
    case .iterate(let target): try run(target, input, scope) { try JqAccess.each($0, emit) }
    case .array(let inner):
      var elements: [Value] = []
      if let inner { try run(inner, input, scope) { elements.append($0) } }
      try emit(.array(elements))
    case .object(let entries): try object(entries[...], [:], input, scope, emit)
    case .pipe(let left, let right): try run(left, input, scope) { try run(right, $0, scope, emit) }
    case .comma(let left, let right):
      try run(left, input, scope, emit)
      try run(right, input, scope, emit)
    default: try runMore(node, input, scope, emit)
    }
  }

  private func runMore(_ node: JqNode, _ input: Value, _ scope: JqScope?, _ emit: Emit) throws {
    switch node {
    case .negate(let inner):
      try run(inner, input, scope) { value in
        guard let number = value.double else { throw JqError("\(JqValues.described(value)) cannot be negated") }
        try emit(.double(-number))
      }
    case .arithmetic(let sign, let left, let right):
      try run(right, input, scope) { b in
        try run(left, input, scope) { a in try emit(try JqValues.arithmetic(sign, a, b)) }
      }
    case .compare(let sign, let left, let right):
      try run(right, input, scope) { b in
        try run(left, input, scope) { a in try emit(.bool(Self.holds(sign, JqValues.compare(a, b)))) }
      }
    case .and(let left, let right):
      try run(left, input, scope) { a in
        guard JqValues.isTrue(a) else { return try emit(false) }
        try run(right, input, scope) { try emit(.bool(JqValues.isTrue($0))) }
      }
    case .or(let left, let right):
      try run(left, input, scope) { a in
        if JqValues.isTrue(a) { return try emit(true) }
        try run(right, input, scope) { try emit(.bool(JqValues.isTrue($0))) }
      }
    case .alternative(let left, let right):
      var any = false
      do {
        try run(left, input, scope) { value in
          guard JqValues.isTrue(value) else { return }
          any = true
          do { try emit(value) } catch let error as JqError { throw JqPassing(error: error) }
        }
      } catch is JqError {
      } catch let passing as JqPassing {
        throw passing.error
      }
      if !any { try run(right, input, scope, emit) }
    case .assign(let sign, let left, let right): try assign(sign, left, right, input, scope, emit)
    case .condition(let test, let yes, let no):
      try run(test, input, scope) { try run(JqValues.isTrue($0) ? yes : no, input, scope, emit) }
    case .attempt(let body, let handler): try attempt(body, handler, input, scope, emit)
    default: try runNames(node, input, scope, emit)
    }
  }

  private func runNames(_ node: JqNode, _ input: Value, _ scope: JqScope?, _ emit: Emit) throws {
    switch node {
    case .reduce(let source, let pattern, let first, let step):
      try run(first, input, scope) { start in
        var state: Value = start
        try run(source, input, scope) { item in
          try bind(pattern, item, input, scope) { inner in
            var last = Value.null
            try run(step, state, inner) { last = $0 }
            state = last
          }
        }
        try emit(state)
      }
    case .forEach(let source, let pattern, let first, let step, let extract):
      try run(first, input, scope) { start in
        var state: Value = start
        try run(source, input, scope) { item in
          try bind(pattern, item, input, scope) { inner in
            try run(step, state, inner) { value in
              state = value
              if let extract { try run(extract, value, inner, emit) } else { try emit(value) }
            }
          }
        }
      }
    case .define(let function, let rest): try run(rest, input, JqScope(.function(function), scope), emit)
    case .call(let name, let arguments): try invoke(name, arguments, input, scope, emit)
    case .variable(let name): try emit(try variable(name, scope))
    case .bind(let source, let patterns, let body):
      try run(source, input, scope) { value in
        try bindAny(patterns[...], value, input, scope) { try run(body, input, $0, emit) }
      }
    case .label(let name, let body):
      labelCount += 1
      let number = labelCount
      do {
        try run(body, input, JqScope(.label(name, number), scope), emit)
      } catch let leave as JqBreak where leave.label == number {
      }
    case .leave(let name): throw JqBreak(label: try label(name, scope))
    default: break
    }
  }

  static func holds(_ sign: String, _ order: Int) -> Bool {
    switch sign {
    case "==": order == 0
    case "!=": order != 0
    case "<": order < 0
    case "<=": order <= 0
    case ">": order > 0
    default: order >= 0
    }
  }

  private func recurse(_ value: Value, _ emit: Emit) throws {
    try emit(value)
    switch value {
    case .array(let elements): for element in elements { try recurse(element, emit) }
    case .object(let fields): for (_, element) in fields { try recurse(element, emit) }
    default: break
    }
  }

  private func attempt(_ body: JqNode, _ handler: JqNode?, _ input: Value, _ scope: JqScope?, _ emit: Emit) throws {
    do {
      try run(body, input, scope) { value in
        // Errors of what follows are not this try's business.
        do { try emit(value) } catch let error as JqError { throw JqPassing(error: error) }
      }
    } catch let error as JqError {
      if case .object(let fields) = error.value, fields["__jq"] != nil { return }
      if let handler { try run(handler, error.value, scope, emit) }
    } catch let passing as JqPassing {
      throw passing.error
    }
  }

  private func text(
    _ parts: ArraySlice<JqNode>, _ format: String?, _ start: String, _ input: Value, _ scope: JqScope?, _ emit: Emit
  ) throws {
    guard let first = parts.first else { return try emit(.string(start)) }
    if case .literal(.string(let literal)) = first {
      return try text(parts.dropFirst(), format, start + literal, input, scope, emit)
    }
    try run(first, input, scope) { value in
      let shown = try format.map { try JqFormats.apply($0, value) } ?? JqFormats.text(value)
      try text(parts.dropFirst(), format, start + shown, input, scope, emit)
    }
  }

  private func object(
    _ entries: ArraySlice<(key: JqNode, value: JqNode)>, _ fields: Value.Fields, _ input: Value, _ scope: JqScope?, _ emit: Emit
  ) throws {
    guard let entry = entries.first else { return try emit(.object(fields)) }
    try run(entry.key, input, scope) { key in
      guard case .string(let name) = key else { throw JqError("Object keys must be strings") }
      try run(entry.value, input, scope) { value in
        var more = fields
        more[name] = value
        try object(entries.dropFirst(), more, input, scope, emit)
      }
    }
  }

  func bounds(
    _ from: JqNode?, _ to: JqNode?, _ input: Value, _ scope: JqScope?, _ body: (Value, Value) throws -> Void
  ) throws {
    try run(to ?? .literal(.null), input, scope) { last in
      try run(from ?? .literal(.null), input, scope) { first in try body(first, last) }
    }
  }

  // MARK: Names

  func variable(_ name: String, _ scope: JqScope?) throws -> Value {
    var place = scope
    while let current = place {
      if case .variable(name, let value) = current.entry { return value }
      place = current.outer
    }
    if name == "ENV" { return environment }
    throw JqError("$\(name) is not defined")
  }

  var environment: Value {
    .object(Value.Fields(call.process.environment.map { ($0.key, Value.string($0.value)) }, uniquingKeysWith: { $1 }))
  }

  private func label(_ name: String, _ scope: JqScope?) throws -> Int {
    var place = scope
    while let current = place {
      if case .label(name, let number) = current.entry { return number }
      place = current.outer
    }
    throw JqError("$*label-\(name) is not defined")
  }

  private func bindAny(
    _ patterns: ArraySlice<JqPattern>, _ value: Value, _ input: Value, _ scope: JqScope?, _ body: (JqScope?) throws -> Void
  ) throws {
    guard let first = patterns.first else { return }
    guard patterns.count > 1 else { return try bind(first, value, input, scope, body) }
    var named = scope
    for name in patterns.flatMap(\.names) { named = JqScope(.variable(name, .null), named) }
    do {
      try bind(first, value, input, named, body)
    } catch is JqError {
      try bindAny(patterns.dropFirst(), value, input, named, body)
    }
  }

  func bind(
    _ pattern: JqPattern, _ value: Value, _ input: Value, _ scope: JqScope?, _ body: (JqScope?) throws -> Void
  ) throws {
    switch pattern {
    case .variable(let name): try body(JqScope(.variable(name, value), scope))
    case .array(let parts):
      func next(_ index: Int, _ scope: JqScope?) throws {
        guard index < parts.count else { return try body(scope) }
        let element = try JqAccess.get(value, .double(Double(index)))
        try bind(parts[index], element, input, scope) { try next(index + 1, $0) }
      }
      try next(0, scope)
    case .object(let parts):
      func next(_ index: Int, _ scope: JqScope?) throws {
        guard index < parts.count else { return try body(scope) }
        try run(parts[index].key, input, scope) { key in
          guard case .string = key else { throw JqError("Cannot index \(JqValues.kind(value)) with \(JqValues.kind(key))") }
          let element = try JqAccess.get(value, key)
          let inner = parts[index].variable.map { JqScope(.variable($0, element), scope) } ?? scope
          if let pattern = parts[index].value {
            try bind(pattern, element, input, inner) { try next(index + 1, $0) }
          } else {
            try next(index + 1, inner)
          }
        }
      }
      try next(0, scope)
    }
  }

  /// The definition of a call: a closure, a function of the program, or one of the library.
  func find(_ name: String, _ count: Int, _ scope: JqScope?) -> (entry: JqScope.Entry, scope: JqScope?)? {
    var place = scope
    while let current = place {
      switch current.entry {
      case .function(let function) where function.name == name && function.parameters.count == count: return (current.entry, current)
      case .closure(name, _, _) where count == 0: return (current.entry, current)
      default: break
      }
      place = current.outer
    }
    return library["\(name)/\(count)"].map { (.function($0), nil) }
  }

  private func invoke(_ name: String, _ arguments: [JqNode], _ input: Value, _ scope: JqScope?, _ emit: Emit) throws {
    guard let found = find(name, arguments.count, scope) else {
      return try native(name, arguments, input, scope, emit)
    }
    switch found.entry {
    case .closure(_, let node, let outer): try run(node, input, outer, emit)
    case .function(let function):
      try enter(function, arguments[...], 0, input, scope, found.scope) { try run(function.body, input, $0, emit) }
    default: break
    }
  }

  /// Makes the scope of a function's body; parameters with `$` take each value of their argument in turn.
  func enter(
    _ function: JqFunction, _ arguments: ArraySlice<JqNode>, _ index: Int, _ input: Value, _ caller: JqScope?,
    _ inner: JqScope?, _ body: (JqScope?) throws -> Void
  ) throws {
    guard index < function.parameters.count else { return try body(inner) }
    let (parameter, argument) = (function.parameters[index], arguments[arguments.startIndex + index])
    guard parameter.hasPrefix("$") else {
      let scope = JqScope(.closure(parameter, argument, caller), inner)
      return try enter(function, arguments, index + 1, input, caller, scope, body)
    }
    let name = String(parameter.dropFirst())
    try run(argument, input, caller) { value in
      let scope = JqScope(.closure(name, .literal(value), nil), JqScope(.variable(name, value), inner))
      try enter(function, arguments, index + 1, input, caller, scope, body)
    }
  }
}

/// An error of what follows, on its way past a try.
struct JqPassing: Error {
  var error: JqError
}
