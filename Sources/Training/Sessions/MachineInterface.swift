import Documents
import Simulation

/// The machine interface: a request a line, an answer a line (DESIGN.md, "The command line").
public struct MachineInterface {
  public private(set) var live: LiveAttempt
  /// Whether the attempt was submitted; it takes no more commands then.
  public private(set) var isSubmitted = false
  private var task = 0
  /// Writes a file of the learner's machine; answers what went wrong.
  private let save: ([UInt8], String) -> String?

  /// - Parameter save: Writes bytes to a file of the learner's machine and answers the problem, or nil. It is called for
  ///   `:export` only.
  public init(_ live: LiveAttempt, save: @escaping ([UInt8], String) -> String? = { _, _ in "nothing is saved here" }) {
    self.live = live
    self.save = save
    for index in live.tasks.indices {
      self.live.makePlain(task: index)
    }
  }

  public mutating func takeEntries() -> [JournalEntry] { live.takeEntries() }

  /// Answers a request. `wall` is the learner's clock in seconds since 1970, for the end of the attempt.
  public mutating func answer(_ line: String, wall: Int64) -> String {
    let request: Value
    do {
      request = try JSON.parse(line)
    } catch {
      return Self.text(["error": .string("not a request: \(error.message)")])
    }
    guard let command = request["command"]?.string else {
      return Self.text(["id": request["id"] ?? .null, "error": "a request needs `command`, a text"])
    }
    if let problem = Self.problem(with: request) {
      return Self.text(["id": request["id"] ?? .null, "error": .string(problem)])
    }
    if FileExport.isMeant(by: command) { return export(command, request) }
    if isSubmitted, command != ":grade" {
      return Self.text(["id": request["id"] ?? .null, "error": "the attempt was submitted"])
    }
    if let seconds = request["advance"]?.double, seconds > 0 {
      live.advance(seconds: seconds, task: task)
      live.perform(.advance, task: task)
    }
    switch command {
    case ":grade": return grade(request)
    case ":submit": return submit(request, wall: wall)
    default: return command.hasPrefix(":") ? control(command, request) : run(command, request)
    }
  }

  private mutating func run(_ command: String, _ request: Value) -> String {
    let host = request["host"]?.string
    if let host, live.tasks[task].session.world.hosts[host] == nil {
      let names = live.tasks[task].session.world.hosts.keys.joined(separator: ", ")
      return Self.text(["id": request["id"] ?? .null, "error": .string("there is no host \(host); there are \(names)")])
    }
    if let files = request["files"]?.stringMap, !files.isEmpty { live.perform(.files(files), task: task) }
    if let input = request["stdin"]?.string { live.perform(.standardInput(input), task: task) }
    if let seconds = request["timeout"]?.double { live.perform(.timeout(seconds), task: task) }
    live.perform(host.map { .hostCommand(host: $0, command) } ?? .command(command), task: task)
    let done = live.tasks[task]
    if let problem = done.fileProblem {
      return Self.text(["id": request["id"] ?? .null, "error": .string("files: \(problem)")])
    }
    let result = done.result ?? CommandResult(exit: 130)
    return Self.text([
      "id": request["id"] ?? .null, "exit": .int(Int64(result.exit)), "stdout": .string(result.output),
      "stderr": .string(result.errors), "seconds": .double((result.seconds * 1000).rounded() / 1000),
    ])
  }

  private func grade(_ request: Value) -> String {
    guard let grade = live.tasks[task].grade() else {
      return Self.text(["id": request["id"] ?? .null, "error": "a sandbox has nothing to grade"])
    }
    return Self.text(["id": request["id"] ?? .null, "grade": grade.document])
  }

  private mutating func submit(_ request: Value, wall: Int64) -> String {
    live.submit(at: wall)
    isSubmitted = true
    var answer: Value = ["id": request["id"] ?? .null, "attempt": .string(live.attempt.id)]
    if live.attempt.tasks.count == 1, let grade = live.attempt.tasks[0].grade { answer["grade"] = grade.document }
    if live.attempt.tasks.count > 1 {
      answer["percent"] = .int(Int64(live.attempt.percent ?? 0))
      answer["tasks"] = .array(live.attempt.tasks.map { $0.grade?.document ?? .null })
    }
    return Self.text(answer)
  }

  /// Copies a file of the simulation to the learner's machine, which asked for it.
  private func export(_ command: String, _ request: Value) -> String {
    do throws(FileExport.Problem) {
      let export = try FileExport(command)
      let bytes = try export.bytes(in: live.tasks[task].session.world)
      if let problem = save(bytes, export.file) { return Self.text(["id": request["id"] ?? .null, "error": .string(problem)]) }
      return Self.text([
        "id": request["id"] ?? .null, "file": .string(export.file), "bytes": .int(Int64(bytes.count)),
      ])
    } catch {
      return Self.text(["id": request["id"] ?? .null, "error": .string(error.message)])
    }
  }

  /// What begins with a colon: another task of an exam, the task's text.
  private mutating func control(_ command: String, _ request: Value) -> String {
    let words = command.split(separator: " ")
    if words[0] == ":task", words.count == 2, let number = Int(words[1]), live.tasks.indices.contains(number - 1) {
      task = number - 1
      return Self.text(["id": request["id"] ?? .null, "task": .int(Int64(number))])
    }
    if words[0] == ":text" {
      return Self.text(["id": request["id"] ?? .null, "text": .string(live.tasks[task].exercise?.task ?? "")])
    }
    let known = ":grade, :submit, :text, :task NUMBER, :export HOST:PATH FILE"
    return Self.text(["id": request["id"] ?? .null, "error": .string("\(command) is not known; known are \(known)")])
  }

  /// What is wrong with the fields of a request.
  private static func problem(with request: Value) -> String? {
    let types: [(String, (Value) -> Bool, String)] = [
      ("stdin", { $0.string != nil }, "a text"), ("host", { $0.string != nil }, "a text"),
      ("advance", { $0.double != nil }, "a number of seconds"), ("timeout", { $0.double != nil }, "a number of seconds"),
      ("files", { $0.fields.values.allSatisfy { $0.string != nil } && $0.object != nil }, "texts by file name"),
    ]
    for (name, isRight, wanted) in types {
      if let value = request[name], !value.isNull, !isRight(value) { return "`\(name)` has to be \(wanted)" }
    }
    let known = ["id", "command", "stdin", "files", "host", "advance", "timeout"]
    for name in request.fields.keys where !known.contains(name) {
      return "`\(name)` is not known; known are \(known.joined(separator: ", "))"
    }
    return nil
  }

  private static func text(_ answer: Value) -> String { JSON.text(answer, sortKeys: false) }
}

extension LiveAttempt {
  /// Makes the session of a task one without a terminal.
  mutating func makePlain(task: Int) {
    markPlain()
    withTask(task) { $0.setTerminal(columns: 80, rows: 24, isInteractive: false) }
  }
}
