import Hosts
import ShellLanguage
import Simulation
import World

extension Builtins {
  static func jobs(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "lnprsx") else { return 2 }
    if options["x"] != nil { return rest.isEmpty ? 0 : try shell.runNamed(rest.map { replacedJob($0, shell) }) }
    try shell.catchUpJobs(evenBriefly: true)
    var indexes = Array(shell.session.jobs.indices)
    if !rest.isEmpty {
      indexes = []
      for name in rest {
        guard let index = shell.jobIndex(name) else {
          try shell.complainBuiltin("\(name): no such job")
          return 1
        }
        indexes.append(index)
      }
    }
    for index in indexes {
      let job = shell.session.jobs[index]
      if options["r"] != nil, job.state != .running { continue }
      if options["s"] != nil, job.state != .stopped { continue }
      if job.isDisowned || (job.isReported && !job.isAlive) { continue }
      if options["p"] != nil {
        try shell.print("\(job.processID)\n")
      } else {
        try shell.print(job.listing(mark: shell.mark(ofJobAt: index), withNumber: options["l"] != nil))
      }
      if !job.isAlive { shell.session.jobs[index].isReported = true }
    }
    shell.session.jobs.removeAll { $0.isReported && !$0.isAlive }
    return 0
  }

  /// `jobs -x`: the process number in place of a job's name.
  private static func replacedJob(_ word: String, _ shell: Interpreter) -> String {
    guard word.hasPrefix("%"), let index = shell.jobIndex(word) else { return word }
    return String(shell.session.jobs[index].processID)
  }

  static func foreground(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let index = try job(named: arguments.dropFirst().first, shell) else { return 1 }
    try shell.print("\(shell.session.jobs[index].text)\n")
    let id = shell.session.jobs[index].processID
    func place() -> Int? { shell.session.jobs.firstIndex { $0.processID == id } }
    shell.goOn(jobAt: index)
    shell.process.canBeStopped = true
    defer { shell.process.canBeStopped = false }
    do {
      let status = try shell.waitFor(jobAt: index)
      shell.session.jobs.removeAll { $0.processID == id }
      return status
    } catch Suspension.interrupted {
      if let place = place() {
        try? shell.kill(jobAt: place, with: Signal(number: 2))
        shell.session.jobs.remove(at: place)
      }
      throw Suspension.interrupted
    } catch Suspension.stopped {
      shell.stage.consumeStop()
      if let place = place() {
        try shell.kill(jobAt: place, with: .stop)
        try shell.tellStopped(place)
      }
      return Int32(128 + Signal.stop.number)
    }
  }

  /// The job that `fg` and `bg` are to act on; nil after a message.
  private static func job(named name: String?, _ shell: Interpreter) throws -> Int? {
    guard shell.hasJobControl else {
      try shell.complainBuiltin("no job control")
      return nil
    }
    if let index = shell.jobIndex(name.map { $0.hasPrefix("%") || Int($0) == nil ? "%\($0.drop { $0 == "%" })" : $0 } ?? "%%") {
      return index
    }
    try shell.complainBuiltin("\(name ?? "current"): no such job")
    return nil
  }

  static func background(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    for name in arguments.count > 1 ? arguments.dropFirst().map({ Optional($0) }) : [nil] {
      guard let index = try job(named: name, shell) else { return 1 }
      let job = shell.session.jobs[index]
      guard job.state == .stopped else {
        try shell.complainBuiltin("job \(job.number) already in background")
        continue
      }
      let mark = shell.mark(ofJobAt: index)
      shell.goOn(jobAt: index)
      shell.session.lastBackground = job.processID
      try shell.print("[\(job.number)]\(mark) \(job.text) &\n")
    }
    return 0
  }

  static func disown(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "har") else { return 2 }
    if options["a"] != nil || options["r"] != nil {
      for index in shell.session.jobs.indices { shell.session.jobs[index].isDisowned = true }
      return 0
    }
    var status: Int32 = 0
    for name in rest.isEmpty ? ["%%"] : rest {
      if let index = shell.jobIndex(name) {
        shell.session.jobs[index].isDisowned = true
        shell.session.jobs[index].isReported = true
      } else {
        try shell.complainBuiltin("\(rest.isEmpty ? "current" : name): no such job")
        status = 1
      }
    }
    return status
  }

  static func wait(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "fn", valued: "p") else { return 2 }
    if rest.isEmpty {
      if options["n"] != nil {
        guard let index = shell.session.jobs.indices.first(where: { !shell.session.jobs[$0].isReported }) else { return 127 }
        return try shell.waitFor(jobAt: index)
      }
      for index in shell.session.jobs.indices { _ = try shell.waitFor(jobAt: index) }
      for job in shell.session.jobs { shell.session.endedJobs[job.processID] = job.status }
      shell.session.jobs = []
      return 0
    }
    var status: Int32 = 0
    for name in rest {
      if let index = shell.jobIndex(name) {
        status = try shell.waitFor(jobAt: index)
      } else if name.hasPrefix("%") {
        try shell.complainBuiltin("\(name): no such job")
        status = 127
      } else if Int(name) != nil {
        if let ended = Int(name).flatMap({ shell.session.endedJobs[$0] }) {
          status = ended
          continue
        }
        try shell.complainBuiltin("pid \(name) is not a child of this shell")
        status = 127
      } else {
        try shell.complainBuiltin("`\(name)': not a pid or valid job spec")
        status = 1
      }
    }
    return status
  }

  static func kill(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    var rest = arguments.dropFirst()
    guard let first = rest.first else {
      _ = try shell.showUsage()
      return 2
    }
    var signal = Signal.terminate
    if first == "-l" || first == "-L" { return try listSignals(shell, Array(rest.dropFirst())) }
    if first == "-s" || first == "-n" {
      rest = rest.dropFirst()
      guard let name = rest.popFirst() else {
        try shell.complainBuiltin("\(first): option requires an argument")
        return 1
      }
      guard let found = Signal(name) else {
        try shell.complainBuiltin("\(name): invalid signal specification")
        return 1
      }
      signal = found
    } else if first.hasPrefix("-"), first != "--", first.count > 1 {
      rest = rest.dropFirst()
      guard let found = Signal(String(first.dropFirst())) else {
        try shell.complainBuiltin("\(first.dropFirst()): invalid signal specification")
        return 1
      }
      signal = found
    }
    if rest.first == "--" { rest = rest.dropFirst() }
    if rest.isEmpty {
      _ = try shell.showUsage()
      return 2
    }
    var status: Int32 = 0
    for target in rest where try !send(shell, signal, to: target) { status = 1 }
    return status
  }

  private static func send(_ shell: Interpreter, _ signal: Signal, to target: String) throws -> Bool {
    let isRunningJob = shell.jobIndex(target).map { shell.session.jobs[$0].state == .running } ?? false
    if target.hasPrefix("%") || isRunningJob {
      guard let index = shell.jobIndex(target), isRunningJob else {
        try shell.complainBuiltin("\(target): no such job")
        return false
      }
      if signal.number > 0 { try shell.kill(jobAt: index, with: signal) }
      return true
    }
    guard let number = Int(target) else {
      try shell.complainBuiltin("\(target): arguments must be process or job IDs")
      return false
    }
    if number == shell.process.processID || number == shell.session.processID || number == 0 {
      if signal.number > 0 { try shell.receive(signal) }
      return true
    }
    guard let entry = shell.stage.world.hosts[shell.process.hostName]?.processes[abs(number)] else {
      try shell.complainBuiltin("(\(number)) - No such process")
      return false
    }
    let user = shell.process.credentials.user
    guard user == 0 || user == entry.user else {
      try shell.complainBuiltin("(\(number)) - Operation not permitted")
      return false
    }
    // What else a signal does (a service that systemd restarts, a container) is the world's business.
    if signal.ends, signal.number > 0, entry.owner != .kernel {
      return try shell.runProgramIfPresent(["/usr/bin/kill", "-\(signal.number)", target]) == 0
    }
    return true
  }

  private static func listSignals(_ shell: Interpreter, _ names: [String]) throws -> Int32 {
    if names.isEmpty {
      let realTime = (34...64).map { number in
        (number, number == 34 ? "RTMIN" : number == 64 ? "RTMAX" : number < 50 ? "RTMIN+\(number - 34)" : "RTMAX-\(64 - number)")
      }
      let all = (1..<Signal.names.count).map { ($0, Signal.names[$0]) } + realTime
      var line = ""
      for (index, (number, name)) in all.enumerated() {
        line += "\(number < 10 ? " " : "")\(number)) SIG\(name)\(index % 5 == 4 ? "\n" : "\t")"
      }
      try shell.print("\(line)\n")
      return 0
    }
    var status: Int32 = 0
    for name in names {
      if let number = Int(name), let signal = Signal(String(number > 128 ? number - 128 : number)) {
        try shell.print("\(signal.name)\n")
      } else if Int(name) == nil, let signal = Signal(name) {
        try shell.print("\(signal.number)\n")
      } else {
        try shell.complainBuiltin("\(name): invalid signal specification")
        status = 1
      }
    }
    return status
  }

  static func trap(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try trapOptions(shell, arguments) else { return 2 }
    if options.contains("l") { return try listSignals(shell, []) }
    if options.contains("p") || rest.isEmpty {
      let wanted = rest.isEmpty ? shell.session.traps.keys.map { $0 } : rest.compactMap { trapName($0) }
      let order = Signal.names + ["DEBUG", "ERR", "RETURN"]
      for name in order where wanted.contains(name) {
        guard let action = shell.session.traps[name] else { continue }
        let shown = ["EXIT", "DEBUG", "ERR", "RETURN"].contains(name) ? name : "SIG\(name)"
        try shell.print("trap -- \(Quoting.single(action)) \(shown)\n")
      }
      return 0
    }
    // With one word, or a number first, it is a signal to forget the trap of.
    let resets = rest.count == 1 || Int(rest[0]) != nil || rest[0] == "-"
    let action = resets ? nil : rest[0]
    let names = resets && rest[0] != "-" ? rest : Array(rest.dropFirst())
    if names.isEmpty || rest.count == 1 && trapName(rest[0]) == nil { return try shell.showUsage() }
    var status: Int32 = 0
    for name in names {
      guard let found = trapName(name) else {
        try shell.complainBuiltin("\(name): invalid signal specification")
        status = 1
        continue
      }
      shell.session.traps[found] = action
    }
    return status
  }

  private static func trapOptions(_ shell: Interpreter, _ arguments: [String]) throws -> (Set<Character>, [String])? {
    var letters: Set<Character> = []
    var rest = arguments.dropFirst()
    while let argument = rest.first, argument.hasPrefix("-"), argument.count > 1 {
      rest = rest.dropFirst()
      if argument == "--" { break }
      for letter in argument.dropFirst() {
        guard letter == "l" || letter == "p" else {
          _ = try shell.refuseOption("-\(letter)")
          return nil
        }
        letters.insert(letter)
      }
    }
    return (letters, Array(rest))
  }

  private static func trapName(_ text: String) -> String? {
    let upper = text.uppercased()
    if ["DEBUG", "ERR", "RETURN"].contains(upper) { return upper }
    return Signal(text)?.name
  }
}

extension Interpreter {
  /// Runs a program of this path where the host has it; 1 where not.
  func runProgramIfPresent(_ arguments: [String]) throws -> Int32 {
    guard exists(arguments[0]) else {
      if let number = arguments.last.flatMap({ Int($0) }) { stage.world.hosts[process.hostName]?.endProcess(number) }
      return 0
    }
    return try runProgram(arguments)
  }
}
