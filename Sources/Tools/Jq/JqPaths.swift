import Documents

// Filters as paths: what `=`, `|=`, `del`, `path` and `paths` need.
extension JqRun {
  func paths(_ node: JqNode, _ path: Path, _ input: Value, _ scope: JqScope?, _ emit: EmitPath) throws {
    try call.process.stage.step()
    switch node {
    case .identity: try emit(path, input)
    case .recurse: try recursePaths(path, input, emit)
    case .index(let target, let key):
      try paths(target, path, input, scope) { inner, value in
        try run(key, input, scope) { index in try emit(inner + [index], try JqAccess.get(value, index)) }
      }
    case .slice(let target, let from, let to):
      try paths(target, path, input, scope) { inner, value in
        try bounds(from, to, input, scope) { first, last in
          try emit(inner + [["start": first, "end": last]], try JqAccess.slice(value, first, last))
        }
      }
    case .iterate(let target):
      try paths(target, path, input, scope) { inner, value in try eachPath(inner, value, emit) }
    case .pipe(let left, let right):
      try paths(left, path, input, scope) { inner, value in try paths(right, inner, value, scope, emit) }
    case .comma(let left, let right):
      try paths(left, path, input, scope, emit)
      try paths(right, path, input, scope, emit)
    case .condition(let test, let yes, let no):
      try run(test, input, scope) { try paths(JqValues.isTrue($0) ? yes : no, path, input, scope, emit) }
    case .alternative, .attempt: try guardedPaths(node, path, input, scope, emit)
    case .define(let function, let rest): try paths(rest, path, input, JqScope(.function(function), scope), emit)
    case .bind(let source, let patterns, let body):
      try run(source, input, scope) { value in
        try bind(patterns[0], value, input, scope) { try paths(body, path, input, $0, emit) }
      }
    case .call(let name, let arguments): try callPaths(name, arguments, path, input, scope, emit)
    case .reduce(let source, let pattern, let first, let step):
      try paths(first, path, input, scope) { startPath, start in
        var state = (startPath, start)
        try run(source, input, scope) { item in
          try bind(pattern, item, input, scope) { inner in
            try paths(step, state.0, state.1, inner) { state = ($0, $1) }
          }
        }
        try emit(state.0, state.1)
      }
    case .literal(.null): try emit(path, .null)
    default:
      try run(node, input, scope) { value in
        throw JqError("Invalid path expression with result \(JqValues.shown(value))")
      }
    }
  }

  /// Paths of filters that catch errors.
  private func guardedPaths(_ node: JqNode, _ path: Path, _ input: Value, _ scope: JqScope?, _ emit: EmitPath) throws {
    switch node {
    case .alternative(let left, let right):
      var any = false
      do {
        try paths(left, path, input, scope) { inner, value in
          guard JqValues.isTrue(value) else { return }
          any = true
          try emit(inner, value)
        }
      } catch is JqError {
      }
      if !any { try paths(right, path, input, scope, emit) }
    case .attempt(let body, let handler):
      do {
        try paths(body, path, input, scope) { inner, value in
          do { try emit(inner, value) } catch let error as JqError { throw JqPassing(error: error) }
        }
      } catch let error as JqError {
        if let handler { try paths(handler, path, error.value, scope, emit) }
      } catch let passing as JqPassing {
        throw passing.error
      }
    default: break
    }
  }

  private func eachPath(_ path: Path, _ value: Value, _ emit: EmitPath) throws {
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() { try emit(path + [.double(Double(index))], element) }
    case .object(let fields): for (key, element) in fields { try emit(path + [.string(key)], element) }
    case .null: return
    default: throw JqError("Cannot iterate over \(JqValues.described(value))")
    }
  }

  private func recursePaths(_ path: Path, _ value: Value, _ emit: EmitPath) throws {
    try emit(path, value)
    if value.array != nil || value.object != nil {
      try eachPath(path, value) { try recursePaths($0, $1, emit) }
    }
  }

  private func callPaths(
    _ name: String, _ arguments: [JqNode], _ path: Path, _ input: Value, _ scope: JqScope?, _ emit: EmitPath
  ) throws {
    if let found = find(name, arguments.count, scope) {
      switch found.entry {
      case .closure(_, let node, let outer): return try paths(node, path, input, outer, emit)
      case .function(let function):
        return try enter(function, arguments[...], 0, input, scope, found.scope) {
          try paths(function.body, path, input, $0, emit)
        }
      default: return
      }
    }
    switch (name, arguments.count) {
    case ("empty", 0): return
    case ("getpath", 1):
      try run(arguments[0], input, scope) { value in
        let more = value.elements
        try emit(path + more, (try? JqAccess.get(input, path: more)) ?? .null)
      }
    case ("select", 1):
      try run(arguments[0], input, scope) { if JqValues.isTrue($0) { try emit(path, input) } }
    case ("first", 1):
      do {
        try paths(arguments[0], path, input, scope) { inner, value in
          try emit(inner, value)
          throw JqBreak(label: -1)
        }
      } catch let leave as JqBreak where leave.label == -1 {
      }
    case ("error", _): try run(.call(name, arguments), input, scope) { _ in }
    default:
      try run(.call(name, arguments), input, scope) { value in
        throw JqError("Invalid path expression with result \(JqValues.shown(value))")
      }
    }
  }

  // MARK: Assignment

  func assign(
    _ sign: String, _ left: JqNode, _ right: JqNode, _ input: Value, _ scope: JqScope?, _ emit: Emit
  ) throws {
    func targets() throws -> [Path] {
      var found: [Path] = []
      try paths(left, [], input, scope) { path, _ in found.append(path) }
      return found
    }
    switch sign {
    case "=":
      try run(right, input, scope) { value in
        var result: Value = input
        for path in try targets() { result = try JqAccess.set(result, path: path[...], to: value) }
        try emit(result)
      }
    case "|=":
      var result: Value = input
      var deleted: [Path] = []
      for path in try targets() {
        let old = try JqAccess.get(result, path: path)
        var new: Value?
        do {
          try run(right, old, scope) { value in
            new = value
            throw JqBreak(label: -1)
          }
        } catch let leave as JqBreak where leave.label == -1 {
        }
        if let new { result = try JqAccess.set(result, path: path[...], to: new) } else { deleted.append(path) }
      }
      try emit(try JqAccess.delete(result, paths: deleted))
    default:
      try run(right, input, scope) { value in
        var result: Value = input
        for path in try targets() {
          let old = try JqAccess.get(result, path: path)
          let new = sign == "//=" ? (JqValues.isTrue(old) ? old : value) : try JqValues.arithmetic(String(sign.dropLast()), old, value)
          result = try JqAccess.set(result, path: path[...], to: new)
        }
        try emit(result)
      }
    }
  }
}
