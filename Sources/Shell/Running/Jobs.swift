import Hosts
import ShellLanguage
import Simulation
import World

extension Interpreter {
  /// Whether the shell tells of jobs and moves them to the foreground: at a terminal.
  var hasJobControl: Bool { session.isInteractive && stage.terminal.isInteractive }

  /// `list &`
  func startJob(_ chain: Chain) throws {
    guard let output = target(of: descriptors[1]), let errors = target(of: descriptors[2]) else {
      // Its output is a pipe of this evaluation: it runs to its end here.
      let copy = subshell(input: InputStream(EmptySource()))
      session.lastBackground = copy.process.processID
      _ = try copy.runToEnd { try copy.run(chain) }
      try follow(copy)
      session.lastStatus = 0
      return
    }
    let number = (session.jobs.map(\.number).max() ?? 0) + 1
    let arguments = chain.rest.isEmpty ? Self.arguments(of: chain.first) : ["bash"]
    let processID = startEntry(arguments, started: process.now, state: "S")
    var copy = session.subshell()
    copy.lastStatus = 0
    let job = Job(
      number: number, processID: processID, chain: chain, text: Printer.chain(chain), session: copy,
      messageName: messageName, line: line, output: output, errors: errors, started: process.now,
      worlds: [(process.now, stage.world)], caughtUp: process.now)
    session.jobs.append(job)
    session.lastBackground = processID
    session.lastStatus = 0
    if hasJobControl { try printError("[\(number)] \(processID)\n") }
  }

  /// The command line that `ps` shows for a pipeline that is a job.
  static func arguments(of pipeline: Pipeline) -> [String] {
    guard pipeline.stages.count == 1, case .simple(let simple) = pipeline.stages[0].kind, !simple.words.isEmpty else {
      return ["bash"]
    }
    return simple.words.map { $0.constant ?? $0.text }
  }

  /// Lists a job's process on the host; its number.
  func startEntry(_ arguments: [String], started: Instant, state: String) -> Int {
    let entry = ProcessEntry(
      parent: session.processID, user: process.credentials.user, arguments: arguments, owner: .session(1),
      started: started, terminal: "pts/0", state: state)
    return stage.world.hosts[process.hostName]?.processes.start(entry) ?? newProcessID()
  }

  func target(of descriptor: Descriptor?) -> Job.Target? {
    guard let sink = descriptor?.output?.sink else { return .nothing }
    switch sink {
    case is TerminalSink: return .terminal(sink === descriptors[2]?.output?.sink ? .errors : .output)
    case let file as RedirectedFile: return .file(host: file.hostName, file.inode)
    case is NullSink: return .nothing
    default: return nil
    }
  }

  /// Lets the running jobs come to this process's moment, in the order in which they were started.
  func catchUpJobs(evenBriefly: Bool = false) throws {
    for index in session.jobs.indices where session.jobs[index].state == .running {
      let behind = process.now - session.jobs[index].caughtUp
      if behind > .milliseconds(evenBriefly ? 0 : 20) { try catchUp(&session.jobs[index], to: process.now) }
    }
  }

  /// Evaluates a job up to a moment and takes over what it did since the last time.
  func catchUp(_ job: inout Job, to moment: Instant) throws {
    if stage.world.hosts[process.hostName]?.processes[job.processID] == nil, job.state == .running {
      // Somebody has killed it.
      job.state = .killed(.terminate)
      job.ended = moment
      return
    }
    let (stage, ended) = try evaluate(job, to: moment, from: self.stage.world)
    for chunk in stage.output.dropFirst(job.printed) {
      try TerminalSink(self.stage, chunk.source).write(chunk.bytes, at: chunk.at)
    }
    job.printed = stage.output.count
    if stage.successors.isEmpty {
      job.worlds.append((job.caughtUp, self.stage.world))
      self.stage.world = stage.world
    }
    job.caughtUp = moment
    if let ended {
      job.state = .done(ended.status)
      job.ended = ended.at
      self.stage.world.hosts[process.hostName]?.processes.remove(job.processID)
      job.worlds = []
    }
  }

  /// Evaluates a job from its start, on a stage of its own, up to a moment; tells how it ended if it did.
  private func evaluate(
    _ job: Job, to moment: Instant, from current: World
  ) throws -> (stage: Stage, ended: (status: Int32, at: Instant)?) {
    let own = Stage(
      world: job.worlds[0].world, inputs: [], horizon: moment, terminal: stage.terminal, toolbox: stage.toolbox,
      launcher: stage.launcher)
    own.pauses = job.pauses
    own.successors = job.worlds.dropFirst() + [(job.caughtUp, current)]
    func stream(_ target: Job.Target) -> OutputStream {
      switch target {
      case .terminal(let source): OutputStream(TerminalSink(own, source))
      case .file(let host, let inode): OutputStream(RedirectedFile(own, hostName: host, inode: inode))
      case .nothing: OutputStream(NullSink())
      }
    }
    let input = InputStream(EmptySource())
    let process = Process(
      stage: own, arguments: self.process.arguments, environment: self.process.environment,
      directory: job.session.directory, hostName: self.process.hostName, user: self.process.user,
      credentials: self.process.credentials, container: self.process.container, input: input,
      output: stream(job.output), errors: stream(job.errors), processID: job.processID, now: job.started)
    process.isForeground = false
    let shell = Interpreter(
      process: process, session: job.session,
      descriptors: DescriptorTable(input: input, output: process.output, errors: process.errors), origin: .subshell,
      messageName: job.messageName)
    shell.line = job.line
    do {
      let status = try shell.runToEnd { try shell.run(job.chain) }
      return (own, (status, process.now))
    } catch Suspension.horizon {
      return (own, nil)
    } catch Suspension.needs, Suspension.pipeFull {
      return (own, nil)
    }
  }

  /// Waits until a job has ended; returns its status.
  func waitFor(jobAt index: Int) throws -> Int32 {
    if session.jobs[index].state == .running {
      try catchUp(&session.jobs[index], to: process.now)
    }
    while session.jobs[index].state == .running {
      // Looks ahead on copies for when it ends, so that a Ctrl-C before that moment finds everything as it is then.
      let (_, ended) = try evaluate(session.jobs[index], to: stage.horizon, from: stage.world)
      try process.wait(until: ended?.at ?? .never)
      try catchUp(&session.jobs[index], to: process.now)
    }
    if session.jobs[index].state == .stopped { return session.jobs[index].status }
    if let ended = session.jobs[index].ended, ended > process.now { try process.wait(until: ended) }
    session.jobs[index].isReported = true
    return session.jobs[index].status
  }

  /// Ends a job by a signal.
  func kill(jobAt index: Int, with signal: Signal) throws {
    guard session.jobs[index].isAlive else { return }
    if session.jobs[index].state == .running { try catchUp(&session.jobs[index], to: process.now) }
    if signal.stops { return stop(jobAt: index) }
    if signal.name == "CONT" { return goOn(jobAt: index) }
    guard signal.ends, session.jobs[index].isAlive else { return }
    session.jobs[index].state = .killed(signal)
    session.jobs[index].ended = process.now
    session.jobs[index].worlds = []
    stage.world.hosts[process.hostName]?.processes.remove(session.jobs[index].processID)
  }

  /// Tells of jobs that have ended, as bash does before a prompt, and forgets them.
  func reportJobs() throws {
    try catchUpJobs(evenBriefly: true)
    if hasJobControl {
      for index in session.jobs.indices {
        let job = session.jobs[index]
        if !job.isAlive, !job.isReported { try printError(job.listing(mark: mark(ofJobAt: index))) }
      }
    }
    for job in session.jobs where !job.isAlive { session.endedJobs[job.processID] = job.status }
    session.jobs.removeAll { !$0.isAlive }
  }
}
