import Hosts
import ShellLanguage
import Simulation
import World

/// What is kept at the beginning of a pipeline that Ctrl-Z may stop.
struct JobBeginning {
  var world: World
  var session: ShellSession
  var at: Instant
  var printed: Int
  var line: Int
}

extension Interpreter {
  /// The beginning of a job, where Ctrl-Z can stop what runs next: at a prompt, not in a subshell.
  var beginningOfJob: JobBeginning? {
    guard stage.mayStop, hasJobControl, case .lines = origin else { return nil }
    return JobBeginning(
      world: stage.world, session: session, at: process.now, printed: stage.output.count, line: line)
  }

  /// Runs a pipeline in the foreground; one that Ctrl-Z stops becomes a job, and the loops around it are left.
  func runStoppable(_ pipeline: Pipeline, from beginning: JobBeginning) throws {
    do {
      try runForeground(pipeline)
    } catch Suspension.stopped {
      stage.consumeStop()
      try process.wait(until: stage.world.now)
      // What writes into something that belongs to this line alone cannot go on later: it ends instead.
      guard let output = target(of: descriptors[1]), let errors = target(of: descriptors[2]) else {
        throw Suspension.interrupted
      }
      var plain = pipeline
      plain.isNegated = false
      plain.timing = nil
      let processID = startEntry(Self.arguments(of: plain), started: beginning.at, state: "T")
      var copy = beginning.session.subshell()
      copy.lastStatus = 0
      let chain = Chain(first: plain)
      let number = (session.jobs.map(\.number).max() ?? 0) + 1
      session.jobs.append(
        Job(
          number: number, processID: processID, chain: chain, text: Printer.chain(chain), session: copy,
          messageName: messageName, line: beginning.line, output: output, errors: errors, started: beginning.at,
          worlds: [(beginning.at, beginning.world)], caughtUp: process.now,
          pauses: [Pause(from: process.now)], printed: stage.output.count - beginning.printed, state: .stopped))
      try tellStopped(session.jobs.count - 1)
      session.lastStatus = Int32(128 + Signal.stop.number)
      if loopDepth > 0 { throw Flow.leaveLoop(levels: loopDepth) }
    }
  }

  func tellStopped(_ index: Int) throws {
    try printError("^Z\n\(session.jobs[index].listing(mark: mark(ofJobAt: index)))")
  }

  /// Lets a running job stand still from now on.
  func stop(jobAt index: Int) {
    guard session.jobs[index].state == .running else { return }
    session.jobs[index].state = .stopped
    session.jobs[index].pauses.append(Pause(from: process.now))
    stage.world.hosts[process.hostName]?.processes.update(session.jobs[index].processID) { $0.state = "T" }
  }

  /// Lets a stopped job go on.
  func goOn(jobAt index: Int) {
    guard session.jobs[index].state == .stopped, let last = session.jobs[index].pauses.indices.last else { return }
    session.jobs[index].pauses[last].until = process.now
    session.jobs[index].state = .running
    session.jobs[index].caughtUp = process.now
    stage.world.hosts[process.hostName]?.processes.update(session.jobs[index].processID) { $0.state = "S" }
  }

  /// The jobs that have not ended, the current one (`%+`) first: those stopped last, then those started last.
  private var jobOrder: [Int] {
    let alive = session.jobs.indices.reversed()
    return alive.filter { session.jobs[$0].state == .stopped } + alive.filter { session.jobs[$0].state != .stopped }
  }

  func mark(ofJobAt index: Int) -> String {
    let order = jobOrder
    return order.first == index ? "+" : order.dropFirst().first == index ? "-" : " "
  }

  /// The job that `%1`, `%%`, `%-`, `%name` or a process number names.
  func jobIndex(_ text: String) -> Int? {
    let jobs = session.jobs
    guard text.hasPrefix("%") else { return jobs.firstIndex { String($0.processID) == text } }
    let rest = text.dropFirst()
    switch rest {
    case "", "%", "+": return jobOrder.first
    case "-": return jobOrder.dropFirst().first ?? jobOrder.first
    default:
      if let number = Int(rest) { return jobs.firstIndex { $0.number == number } }
      if rest.hasPrefix("?") { return jobs.lastIndex { $0.text.contains(rest.dropFirst()) } }
      return jobs.lastIndex { $0.text.hasPrefix(rest) }
    }
  }
}
