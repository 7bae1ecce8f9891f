import ShellLanguage
import Simulation
import World

/// A pipeline's stages run one after the other, each with the timed output of the one before as its input.
///
/// A writer may write a bounded amount. Where its reader uses that up and wants more, the whole pipeline is evaluated
/// again from its beginning with a larger bound; where the reader ends first, the writer ends as by SIGPIPE. So
/// `yes | head -3` ends, and `kubectl get -w | grep x` streams.
extension Interpreter {
  /// How the evaluation of a stage ended.
  private enum Ending {
    case status(Int32)
    /// It waits past the horizon, or for something that the user has to do.
    case waiting(Suspension)
    /// Its pipe is full.
    case full
    case interrupted
  }

  private final class Attempt {
    var endings: [Ending] = []
    var sinks: [BufferSink?] = []
    var ends: [Instant] = []
    var wantsMore = false
  }

  private static let firstBudget = 1 << 16
  private static let lastBudget = 1 << 26

  func runStages(_ pipeline: Pipeline) throws {
    let checkpoint = stage.checkpoint
    let input = RecordedInput(descriptors.input)
    var budget = Self.firstBudget
    var breaks: [Int: Int] = [:]
    while true {
      let attempt = try attemptStages(pipeline.stages, input, budget: budget, breaks: breaks)
      if attempt.wantsMore, budget < Self.lastBudget {
        stage.restore(checkpoint)
        budget *= 4
        continue
      }
      if let more = newBreaks(attempt, breaks) {
        stage.restore(checkpoint)
        breaks = more
        continue
      }
      try finish(attempt)
      return
    }
  }

  private func attemptStages(
    _ stages: [Command], _ input: RecordedInput, budget: Int, breaks: [Int: Int]
  ) throws -> Attempt {
    let attempt = Attempt()
    var source = input.replayed()
    for (index, command) in stages.enumerated() {
      let isLast = index == stages.count - 1
      let sink =
        isLast ? nil : BufferSink(limit: breaks[index] == nil ? budget : nil, breaksAfter: breaks[index])
      let copy = subshell(input: source, output: sink.map { OutputStream($0) })
      attempt.sinks.append(sink)
      attempt.endings.append(try run(command, as: copy))
      attempt.ends.append(copy.process.now)
      guard let sink else { break }
      source = InputStream(
        ChunkSource(sink.chunks) { _ in
          switch attempt.endings[index] {
          case .status: return nil
          case .waiting(let suspension): throw suspension
          case .interrupted: throw Suspension.interrupted
          case .full:
            attempt.wantsMore = true
            throw Suspension.pipeFull
          }
        })
    }
    return attempt
  }

  private func run(_ command: Command, as copy: Interpreter) throws -> Ending {
    do {
      return .status(try copy.runToEnd { try copy.run(command) })
    } catch let suspension as Suspension {
      switch suspension {
      case .horizon, .needs: return .waiting(suspension)
      case .pipeFull: return .full
      case .interrupted: return .interrupted
      default: throw suspension
      }
    }
  }

  /// A writer that waits although its reader has ended would be ended by its next write; nil where there is none.
  private func newBreaks(_ attempt: Attempt, _ breaks: [Int: Int]) -> [Int: Int]? {
    for index in attempt.endings.indices.dropLast() {
      guard breaks[index] == nil, case .waiting = attempt.endings[index],
        case .status = attempt.endings[index + 1], let sink = attempt.sinks[index]
      else { continue }
      var more = breaks
      let readerEnd = attempt.ends[index + 1]
      more[index] = sink.chunks.filter { $0.at <= readerEnd }.reduce(0) { $0 + $1.bytes.count }
      return more
    }
    return nil
  }

  private func finish(_ attempt: Attempt) throws {
    var statuses: [Int32] = []
    var waiting: Suspension?
    var isInterrupted = false
    var isOutputFull = false
    for (index, ending) in attempt.endings.enumerated() {
      switch ending {
      case .status(let status): statuses.append(status)
      case .full:
        // A full pipe of the last stage is that of the pipeline around this one.
        if index == attempt.endings.count - 1 { isOutputFull = true }
        statuses.append(141)
      case .waiting(let suspension):
        waiting = earlier(waiting, suspension)
        statuses.append(0)
      case .interrupted:
        isInterrupted = true
        statuses.append(130)
      }
    }
    if isOutputFull { throw Suspension.pipeFull }
    if isInterrupted { throw Suspension.interrupted }
    if let waiting { throw waiting }
    if let end = attempt.ends.max(), end > process.now { try process.wait(until: end) }
    session.setArray("PIPESTATUS", to: statuses.map { String($0) })
    var status = statuses.last ?? 0
    if session.options["pipefail"] { status = statuses.last { $0 != 0 } ?? 0 }
    session.lastStatus = status
    try checkFailure()
  }

  private func earlier(_ left: Suspension?, _ right: Suspension) -> Suspension {
    guard let left else { return right }
    switch (left, right) {
    case (.needs, _): return left
    case (_, .needs): return right
    case (.horizon(let first), .horizon(let second)):
      guard let first else { return right }
      guard let second else { return left }
      return .horizon(next: min(first, second))
    default: return left
    }
  }
}
