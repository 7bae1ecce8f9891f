import Simulation
import World

/// A line as it was entered: all that its evaluation depends on.
///
/// A line that opens a shell (`ssh`, `sudo -i`, `bash`) stops there. When that shell has ended, the line is evaluated
/// again from its start and finds the end of that shell where it stopped before; so whatever stands behind (`&&`, the
/// rest of a loop, a function) goes on.
struct PendingLine: Sendable {
  var text: String
  var world: World
  var session: ShellSession
  var inputs: [TimedInput]
  /// Standard input where it is not the terminal.
  var standardInput: [UInt8]?
  /// How the shells that it opened have ended so far.
  var ends: [SessionEnd] = []
  /// How many chunks it had printed when it opened the last one.
  var printed = 0
}

/// The stages on which a line, and the lines that wait for its shell's end, are evaluated one after the other.
final class Course {
  private(set) var stage: Stage
  private var earlier: [Chunk] = []
  private var skipped = 0

  init(_ stage: Stage) {
    self.stage = stage
  }

  /// Goes on with a line of which so many chunks have been shown.
  func goOn(on next: Stage, skipping printed: Int) {
    earlier = output
    stage = next
    skipped = printed
  }

  /// By time: what a job or an earlier stage of a pipeline printed is known later than it happened.
  var output: [Chunk] {
    let fresh = stage.output.dropFirst(skipped)
    return earlier + fresh.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
