public import Hosts
public import Simulation

/// A program of a container's script that only the world can run: one that asks the network, or one of the tools that
/// scripts are not planned with. What it does is known when its time has come and not before, since others may change
/// the cluster until then.
public struct ProgramQuestion: Sendable, Equatable {
  /// When it starts, since the start of the container.
  public var after: Span
  public var arguments: [String]
  public var environment: [String: String]
  public var directory: String
  /// What it reads.
  public var input: String

  public init(after: Span, arguments: [String], environment: [String: String], directory: String, input: String) {
    self.after = after
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.input = input
  }
}

/// What such a program did.
public struct ProgramAnswer: Sendable, Equatable {
  public var output: String
  public var errors: String
  /// Nil for one that goes on for ever.
  public var status: Int?
  public var lasting: Span

  public init(output: String, errors: String, status: Int?, lasting: Span) {
    self.output = output
    self.errors = errors
    self.status = status
    self.lasting = lasting
  }
}

extension ContainerRuntime {
  /// Tells a container what the program did that it waits for, and plans what it does next.
  public mutating func answer(_ id: String, _ answer: ProgramAnswer, host: Host) {
    guard let container = container(id), container.isRunning, let started = container.started,
      let sandbox = sandbox(container.sandboxID)
    else { return }
    let answers = container.answers + [answer]
    let next = WorkloadPlanner.plan(container, sandbox, self, host: host, answers: answers, at: started)
    let known = (lines: container.workload.lines.count, changes: container.workload.changes.count)
    update(id) {
      $0.answers = answers
      $0.linesLeft += next.lines.dropFirst(known.lines)
      $0.changesLeft += next.changes.dropFirst(known.changes)
      $0.workload = next
      if !$0.isStopping { $0.ends = next.ends.map { PlannedEnd(at: started + $0.after, code: $0.code, reason: next.reason) } }
    }
    version += 1
  }
}
