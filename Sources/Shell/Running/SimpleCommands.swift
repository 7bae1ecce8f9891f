import Hosts
import OrderedCollections
import ShellLanguage
import Simulation
import World

extension Interpreter {
  /// Expands the words, applies redirections and assignments, and runs what is named.
  func runSimple(_ command: SimpleCommand, _ redirections: [Redirection]) throws {
    substitutionStatus = nil
    let mark = afterCommand.count
    let arguments = try expandArguments(command.words)
    let saved = descriptors
    var redirected: [Int] = []
    defer { descriptors.restore(redirected, from: saved) }
    let isRedirected = try redirect(redirections)
    redirected = changed(since: saved, by: redirections)
    guard isRedirected else {
      session.lastStatus = 1
      try finishProcessFiles(from: mark)
      return
    }
    guard let name = arguments.first else {
      try assignAll(command.assignments)
      session.lastStatus = substitutionStatus ?? 0
      try finishProcessFiles(from: mark)
      return
    }
    let temporary = try temporaryVariables(command.assignments)
    if session.options["xtrace"] { try traceSimple(command.assignments, temporary, arguments) }
    if name == "exec", arguments.count == 1, session.functions["exec"] == nil { redirected = [] }
    defer { session.set("_", to: arguments.last ?? "") }
    session.lastStatus = try runNamed(arguments, temporary)
    try finishProcessFiles(from: mark)
  }

  /// `declare`, `export` and their like get assignments whole: their values are neither split nor matched.
  private func expandArguments(_ words: [Word]) throws -> [String] {
    guard let first = words.first else { return [] }
    let head = try expander.fields(of: first)
    guard let name = head.first, Declarations.names.contains(name), session.functions[name] == nil else {
      return head + (try expander.fields(of: Array(words.dropFirst())))
    }
    pendingAssignments = [:]
    var results = head
    for word in words.dropFirst() {
      if let assignment = word.assignment {
        pendingAssignments[results.count] = assignment
        results.append(try shownAssignment(assignment))
      } else {
        results += try expander.fields(of: word)
      }
    }
    return results
  }

  /// `name=value` with the value expanded; of arrays only the name, as their elements are expanded when they are set.
  private func shownAssignment(_ assignment: Assignment) throws -> String {
    let head = assignment.index.map { "\(assignment.name)[\($0.text)]" } ?? assignment.name
    guard case .scalar(let word) = assignment.value else { return "\(head)=\(Assignment.arrayMark)" }
    return "\(head)\(assignment.appends ? "+" : "")=\(try expander.text(of: word, isAssignment: true))"
  }

  /// The assignments before a command: they hold for it alone.
  private func temporaryVariables(_ assignments: [Assignment]) throws -> OrderedDictionary<String, Variable> {
    var variables: OrderedDictionary<String, Variable> = [:]
    for assignment in assignments {
      guard case .scalar(let word) = assignment.value, assignment.index == nil else {
        // Arrays cannot be exported; bash accepts the text and passes nothing on.
        continue
      }
      if session.variable(assignment.name)?.isReadOnly == true {
        // The command runs nevertheless.
        try complain("\(assignment.name): readonly variable")
        continue
      }
      var text = try expander.text(of: word, isAssignment: true)
      if assignment.appends { text = (session.text(of: assignment.name) ?? "") + text }
      variables[assignment.name] = Variable(text, isExported: true)
    }
    return variables
  }

  private func traceSimple(
    _ assignments: [Assignment], _ temporary: OrderedDictionary<String, Variable>, _ arguments: [String]
  ) throws {
    for (name, variable) in temporary { try trace("\(name)=\(Quoting.whereNeeded(variable.text ?? ""))") }
    try trace(arguments.map { Quoting.whereNeeded($0) }.joined(separator: " "))
  }

  /// Runs a function, a builtin or a program.
  func runNamed(
    _ arguments: [String], _ temporary: OrderedDictionary<String, Variable> = [:], functions: Bool = true
  ) throws -> Int32 {
    let name = arguments[0]
    if functions, let body = session.functions[name] { return try call(name, body, arguments, temporary) }
    if let builtin = Builtins.find(name), !session.disabledBuiltins.contains(name) {
      return try withTemporary(temporary) { try runBuiltin(builtin, arguments) }
    }
    return try runProgram(arguments, temporary)
  }

  private func withTemporary(
    _ temporary: OrderedDictionary<String, Variable>, _ body: () throws -> Int32
  ) throws -> Int32 {
    if temporary.isEmpty { return try body() }
    session.scopes.append(temporary)
    let depth = session.scopes.count
    defer { session.scopes.remove(at: depth - 1) }
    return try body()
  }

  func runBuiltin(_ builtin: Builtin, _ arguments: [String]) throws -> Int32 {
    // A loop of builtins has to meet the horizon, too.
    try process.wait(for: .microseconds(50))
    let outer = builtinName
    builtinName = arguments[0]
    defer { builtinName = outer }
    do {
      if arguments.count > 1, arguments[1] == "--help", !["echo", "test", "[", ":", "true", "false"].contains(builtinName) {
        try print("\(builtinName): \(Builtins.usageLine(builtinName))\n    A command of the shell itself; see `man bash`.\n")
        return 2
      }
      return try builtin(self, arguments)
    } catch let error as FileError {
      try complain("\(arguments[0]): write error: \(error.text)")
      return 1
    } catch is BadDescriptor {
      if descriptors[2]?.output != nil { try complain("\(arguments[0]): write error: Bad file descriptor") }
      return 1
    } catch let error as VariableFailure {
      try complain(error.message)
      if error.abandonsLine { throw Flow.abandon(1) }
      return 1
    }
  }

  /// Calls a function with its arguments as positional parameters.
  func call(
    _ name: String, _ body: Command, _ arguments: [String], _ temporary: OrderedDictionary<String, Variable>
  ) throws -> Int32 {
    try process.wait(for: .microseconds(20))
    if functionNames.count >= 40 || depth > Self.depthMax - 10 {
      try complain("\(name): maximum function nesting level exceeded (40)")
      throw Flow.abandon(1)
    }
    let positional = session.positional
    let outerLoops = loopDepth
    session.positional = Array(arguments.dropFirst())
    if !temporary.isEmpty { session.scopes.append(temporary) }
    session.scopes.append([:])
    let depth = session.scopes.count
    functionNames.append(name)
    loopDepth = 0
    defer {
      functionNames.removeLast()
      session.scopes.removeSubrange((temporary.isEmpty ? depth - 1 : depth - 2)...)
      session.positional = positional
      loopDepth = outerLoops
    }
    do {
      try run(body)
    } catch Flow.leaveFunction(let status) {
      session.lastStatus = status
    }
    return session.lastStatus
  }
}

extension Assignment {
  /// Stands for the elements of an array in the arguments of `declare`; no text can hold it.
  static let arrayMark = "\u{0}array"
}
