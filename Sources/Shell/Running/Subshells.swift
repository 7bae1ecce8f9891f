import Hosts
import ShellLanguage
import Simulation
import World

extension Interpreter {
  /// A copy of this shell whose changes stay its own.
  func subshell(
    input: InputStream? = nil, output: OutputStream? = nil, number: Int? = nil
  ) -> Interpreter {
    let child = process.child(process.arguments)
    child.processID = number ?? newProcessID()
    let copy = Interpreter(
      process: child, session: session.subshell(), descriptors: descriptors, origin: .subshell,
      messageName: messageName)
    if let input { copy.descriptors[0] = Descriptor(input: input) }
    if let output { copy.descriptors[1] = Descriptor(output: output) }
    copy.line = line
    copy.functionNames = functionNames
    copy.sourceDepth = sourceDepth
    copy.errorsIgnored = errorsIgnored
    copy.traceDepth = traceDepth
    copy.depth = depth
    copy.processFileNumber = processFileNumber
    copy.loopDepth = loopDepth
    return copy
  }

  /// The number that the host gives to the next process.
  func newProcessID() -> Int {
    stage.world.hosts[process.hostName]?.processes.takeNumber() ?? process.processID + 1
  }

  func runSubshell(_ body: (Interpreter) throws -> Void) throws -> Int32 {
    let copy = subshell()
    let status = try copy.runToEnd { try body(copy) }
    try follow(copy)
    return status
  }

  /// Goes on at the moment at which another process has come to.
  func follow(_ other: Interpreter) throws {
    if other.process.now > process.now { try process.wait(until: other.process.now) }
  }

  /// Runs something as a process of its own and returns its exit status; the trap for EXIT runs last. Suspensions
  /// that concern the whole line pass.
  func runToEnd(_ body: () throws -> Void) throws -> Int32 {
    var status: Int32
    do {
      try body()
      status = session.lastStatus
    } catch Flow.sessionOpened {
      throw Flow.sessionOpened
    } catch let flow as Flow {
      status = endStatus(flow)
      if case .killed = flow { return status }
    } catch Suspension.exit(let given) {
      status = given
    } catch Suspension.brokenPipe {
      return 141
    }
    return try runExitTrap(status)
  }

  private func endStatus(_ flow: Flow) -> Int32 {
    switch flow {
    case .exit(let status), .leaveFunction(let status), .abandon(let status), .killed(let status): return status
    case .fatal(let status):
      if case .command = origin { return status }
      return 1
    case .leaveLoop, .nextRound, .sessionOpened: return session.lastStatus
    }
  }

  func runExitTrap(_ status: Int32) throws -> Int32 {
    guard let action = session.traps.removeValue(forKey: "EXIT"), !action.isEmpty else { return status }
    session.lastStatus = status
    do {
      try runTrap(action)
    } catch Flow.exit(let given) {
      return given
    } catch let flow as Flow {
      return endStatus(flow)
    }
    return status
  }

  // MARK: - Substitutions

  func output(of substitution: CommandSubstitution) throws -> String {
    if depth > Self.depthMax - 20 {
      try complain("not simulated: substitutions nested more than \(Self.depthMax) deep")
      throw Flow.abandon(1)
    }
    if case .parsed(let list) = substitution.body, let path = try fileOnly(list) { return path }
    let sink = BufferSink()
    let copy = subshell(output: OutputStream(sink))
    copy.traceDepth += 1
    copy.depth += 6
    if !session.options["inherit_errexit"] { copy.session.options["errexit"] = false }
    let status = try copy.runToEnd {
      switch substitution.body {
      case .parsed(let list): try copy.run(list)
      case .text(let text):
        let name = copy.messageName
        copy.messageName = "\(name): command substitution"
        let failed = try copy.runText(text, isNested: true)
        copy.messageName = name
        if failed { throw Flow.exit(copy.session.lastStatus) }
      }
    }
    try follow(copy)
    substitutionStatus = status
    session.lastStatus = status
    return Self.trimmed(sink.bytes)
  }

  /// `$(< file)` reads a file without a program.
  private func fileOnly(_ list: CommandList) throws -> String? {
    guard list.items.count == 1, list.items[0].chain.rest.isEmpty, list.items[0].chain.first.stages.count == 1,
      case .simple(let simple) = list.items[0].chain.first.stages[0].kind, simple.words.isEmpty,
      simple.assignments.isEmpty, list.items[0].chain.first.stages[0].redirections.count == 1,
      list.items[0].chain.first.stages[0].redirections[0].operator == .input
    else { return nil }
    let saved = descriptors
    defer { descriptors = saved }
    guard try redirect(list.items[0].chain.first.stages[0].redirections) else {
      substitutionStatus = 1
      return ""
    }
    substitutionStatus = 0
    return Self.trimmed(try descriptors.input.readAll(by: process))
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    var end = bytes.count
    while end > 0, bytes[end - 1] == 10 { end -= 1 }
    if bytes[..<end].contains(0) { return String(decoding: bytes[..<end].filter { $0 != 0 }, as: UTF8.self) }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// `<(…)` and `>(…)`: a file for as long as the command runs, because programs open it by its path.
  func path(of list: CommandList, writes: Bool) throws -> String {
    let path = "/dev/fd/\(processFileNumber)"
    processFileNumber -= 1
    var bytes: [UInt8] = []
    if !writes {
      let sink = BufferSink()
      let copy = subshell(output: OutputStream(sink))
      _ = try copy.runToEnd { try copy.run(list) }
      try follow(copy)
      bytes = sink.bytes
    }
    var root = process.accessor
    root.credentials = .root
    let now = process.now
    do throws(FileError) {
      try process.changeFiles { (files) throws(FileError) in
        var directory = "/dev/fd"
        if let link = try? files.readLink(directory, by: root) { directory = link }
        var partial = ""
        for name in directory.split(separator: "/") {
          partial += "/\(name)"
          if !files.exists(partial, by: root) { try files.makeDirectory(partial, by: root, at: now) }
        }
        try files.write(path, bytes, by: root, at: now)
        try files.changeMode(path, to: 0o666, by: root, at: now)
      }
    } catch {
      try complain("\(path): \(error.text)")
      throw Flow.abandon(1)
    }
    afterCommand.append((path, writes ? list : nil))
    return path
  }

  /// Removes the files of process substitutions, and runs what reads them.
  func finishProcessFiles(from mark: Int) throws {
    while afterCommand.count > mark {
      let (path, list) = afterCommand.removeLast()
      processFileNumber += 1
      if let list {
        let bytes = (try? process.readFile(path)) ?? []
        let copy = subshell(input: InputStream(BytesSource(bytes)))
        _ = try copy.runToEnd { try copy.run(list) }
        try follow(copy)
      }
      var root = process.accessor
      root.credentials = .root
      let now = process.now
      try? process.changeFiles { (files) throws(FileError) in try files.remove(path, by: root, at: now) }
    }
  }
}
