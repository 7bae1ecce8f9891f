import Documents
import Hosts
import World

/// A program run over its inputs.
final class JqSession {
  private let call: Call
  private let options: JqOptions
  private let source: String
  private let machine: JqRun
  private var names: ArraySlice<String>
  private var reader: ByteReader?
  private var parser = JqInput()
  private var waiting: ArraySlice<Value> = []
  private var lines = 0
  private var status: Int32 = 0
  private var problem: String?

  init(_ call: Call, _ options: JqOptions, _ source: String) {
    self.call = call
    self.options = options
    self.source = source
    machine = JqRun(call)
    names = options.files.isEmpty ? ["-"] : options.files[...]
  }

  func run() throws -> Int32 {
    guard let node = try compile() else { return 3 }
    machine.inputs = { [unowned self] in try self.next() }
    var scope: JqScope?
    for (name, value) in options.variables { scope = JqScope(.variable(name, value), scope) }
    let named = Value.Fields(options.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    scope = JqScope(.variable("__prog_args", .array(options.positional)), scope)
    scope = JqScope(.variable("ARGS", ["positional": .array(options.positional), "named": .object(named)]), scope)
    var last: Value?
    do {
      if options.has("null-input") {
        try evaluate(node, .null, scope, &last)
      } else if options.has("slurp") {
        try evaluate(node, try slurp(), scope, &last)
      } else {
        while let value = try next() { try evaluate(node, value, scope, &last) }
      }
    } catch let halt as JqHalt {
      try call.flush()
      if let message = halt.message { try call.process.printError(message) }
      return halt.status
    }
    if let problem {
      try call.flush()
      try call.process.printError("parse error: \(problem)\n")
      return 4
    }
    if status != 0 { return status }
    guard options.has("exit-status") else { return 0 }
    guard let last else { return 4 }
    return JqValues.isTrue(last) ? 0 : 1
  }

  // MARK: Compiling

  private func compile() throws -> JqNode? {
    do {
      for function in try JqParser.definitions(JqLibrary.source) {
        machine.library["\(function.name)/\(function.parameters.count)"] = function
      }
      let (node, calls) = try JqParser.program(source)
      if let problem = JqChecker(machine.library, options.variables.map(\.name)).check(node, calls) { throw problem }
      return node
    } catch let error as JqSyntaxError {
      for (text, at) in error.messages {
        let place = min(max(0, at), source.utf8.count)
        let line = source.utf8.prefix(place).count { $0 == 10 } + 1
        let start = Array(source.utf8)[..<place].lastIndex(of: 10).map { $0 + 1 } ?? 0
        let rest = Array(source.utf8)[start...]
        let shown = rest.prefix { $0 != 10 }.text
        try call.process.printError(
          "jq: error: \(text) at <top-level>, line \(line):\n\(shown)\(String(repeating: " ", count: place - start))\n")
      }
      let count = error.messages.count
      try call.process.printError("jq: \(count) compile error\(count == 1 ? "" : "s")\n")
      return nil
    }
  }

  // MARK: Input

  private func slurp() throws -> Value {
    if options.has("raw-input") {
      var text = ""
      while let piece = try nextLine(keepingNewline: true) { text += piece }
      return .string(text)
    }
    var all: [Value] = []
    while let value = try next() { all.append(value) }
    return .array(all)
  }

  private func open() throws -> Bool {
    while reader == nil {
      guard let name = names.popFirst() else { return false }
      do {
        reader = try ByteReader(call, name)
        machine.fileName = name == "-" ? nil : name
        lines = 0
      } catch {
        try call.flush()
        status = 2
        // A directory can be opened; that nothing can be read from it shows in the status alone.
        guard error != .isDirectory else { continue }
        try call.process.printError("jq: error: Could not open file \(name): \(error.text)\n")
      }
    }
    return true
  }

  private func nextLine(keepingNewline: Bool) throws -> String? {
    while try open() {
      if let line = try reader?.line() {
        lines += 1
        return (keepingNewline ? line : line.withoutNewline()).text
      }
      reader = nil
    }
    return nil
  }

  func next() throws -> Value? {
    if options.has("raw-input") { return try nextLine(keepingNewline: false).map { .string($0) } }
    while true {
      if let value = waiting.popFirst() { return value }
      if problem != nil { return nil }
      do {
        guard try open() else {
          waiting = try parser.finish()[...]
          parser = JqInput()
          if waiting.isEmpty { return nil }
          continue
        }
        guard let line = try reader?.line() else {
          reader = nil
          continue
        }
        if line.last == 10 { lines += 1 }
        waiting = try parser.feed(line)[...]
        if let late = parser.pendingProblem {
          problem = late.text
        }
      } catch let error as JqInput.Problem {
        problem = error.text
      }
    }
  }

  // MARK: Output

  private func evaluate(_ node: JqNode, _ value: Value, _ scope: JqScope?, _ last: inout Value?) throws {
    var latest = last
    defer { last = latest }
    do {
      try machine.run(node, value, scope) { output in
        latest = output
        try self.print(output)
      }
      status = status == 5 ? 0 : status
    } catch let error as JqError {
      try complain(error)
    } catch is JqBreak {
      try complain(JqError("break"))
    }
  }

  private func complain(_ error: JqError) throws {
    try call.flush()
    status = 5
    let shown = options.has("null-input") ? "<unknown>" : "\(machine.fileName ?? "<stdin>"):\(lines)"
    switch error.value {
    case .string(let text): try call.process.printError("jq: error (at \(shown)): \(text)\n")
    default:
      let text = JqPrinter.compact(error.value)
      try call.process.printError("jq: error (at \(shown)) (not a string): \(text)\n")
    }
  }

  private func print(_ value: Value) throws {
    let isRaw = options.has("raw-output") || options.has("join-output")
    if isRaw, case .string(let text) = value {
      try call.write(text)
    } else {
      var indent: String? = "  "
      if options.has("tab") { indent = "\t" }
      if let count = options.indent { indent = count == 0 ? nil : String(repeating: " ", count: min(7, count)) }
      if options.has("compact-output") { indent = nil }
      let wantsColour = options.has("color-output") || call.process.output.isTerminal && !options.has("monochrome-output")
      let printer = JqPrinter(
        indent: indent, sortsKeys: options.has("sort-keys"), colours: wantsColour, asciiOnly: options.has("ascii-output"))
      try call.write(printer.text(value))
    }
    if !options.has("join-output") { try call.write("\n") }
  }
}

/// Finds what a program names and nobody has defined.
struct JqChecker {
  private let library: [String: JqFunction]
  private let variables: Set<String>

  init(_ library: [String: JqFunction], _ variables: [String]) {
    self.library = library
    self.variables = Set(variables + ["ENV", "ARGS", "__prog_args", "__loc__"])
  }

  func check(_ node: JqNode, _ calls: [(name: String, count: Int, at: Int)]) -> JqSyntaxError? {
    var missing: [(String, Int, Bool)] = []
    walk(node, [], variables, &missing)
    guard let (name, count, isVariable) = missing.first else { return nil }
    if isVariable { return JqSyntaxError(messages: [("$\(name) is not defined", 0)]) }
    let at = calls.first { $0.name == name && $0.count == count }?.at ?? 0
    return JqSyntaxError(messages: [("\(name)/\(count) is not defined", at)])
  }

  private func walk(_ node: JqNode, _ functions: Set<String>, _ variables: Set<String>, _ missing: inout [(String, Int, Bool)]) {
    func each(_ nodes: JqNode?...) { for inner in nodes { if let inner { walk(inner, functions, variables, &missing) } } }
    switch node {
    case .identity, .recurse, .literal, .format, .leave: return
    case .text(_, let parts): for part in parts { each(part) }
    case .index(let a, let b), .pipe(let a, let b), .comma(let a, let b), .and(let a, let b), .or(let a, let b), .alternative(let a, let b),
      .arithmetic(_, let a, let b), .compare(_, let a, let b), .assign(_, let a, let b):
      each(a, b)
    case .slice(let a, let b, let c): each(a, b, c)
    case .iterate(let a), .negate(let a), .label(_, let a): each(a)
    case .array(let a): each(a)
    case .object(let entries): for entry in entries { each(entry.key, entry.value) }
    case .condition(let a, let b, let c): each(a, b, c)
    case .attempt(let a, let b): each(a, b)
    case .reduce(let a, let pattern, let b, let c):
      each(a, b)
      walk(c, functions, variables.union(pattern.names), &missing)
    case .forEach(let a, let pattern, let b, let c, let d):
      each(a, b)
      for inner in [c, d] { if let inner { walk(inner, functions, variables.union(pattern.names), &missing) } }
    case .define(let function, let rest):
      let known = functions.union(["\(function.name)/\(function.parameters.count)"])
      let filters = function.parameters.map { "\($0.drop { $0 == "$" })/0" }
      let values = function.parameters.filter { $0.hasPrefix("$") }.map { String($0.dropFirst()) }
      walk(function.body, known.union(filters), variables.union(values), &missing)
      walk(rest, known, variables, &missing)
    case .call(let name, let arguments):
      for argument in arguments { each(argument) }
      let key = "\(name)/\(arguments.count)"
      let hidden = ["splits/0", "ascii/0", "env/0"].contains(key) && library[key] == nil
      if hidden || !functions.contains(key) && library[key] == nil && !JqRun.natives.contains(key) { missing.append((name, arguments.count, false)) }
    case .variable(let name): if !variables.contains(name) { missing.append((name, 0, true)) }
    case .bind(let a, let patterns, let b):
      each(a)
      walk(b, functions, variables.union(patterns.flatMap(\.names)), &missing)
    }
  }
}
