import Shell
import Simulation
import World

/// A line that was entered and has not ended yet: what it started from, and what was given to it since.
struct RunningLine: Sendable {
  var text: String
  var started: Instant
  /// The world and the shells at its start.
  var world: World
  var shells: ShellStack
  var inputs: [TimedInput] = []
  var standardInput: [UInt8]?
  /// How much of its output has been handed on.
  var shown = 0
  var last: LineResult

  init(_ text: String, at started: Instant, in world: World, on shells: ShellStack, standardInput: [UInt8]?) {
    self.text = text
    self.started = started
    self.world = world
    self.shells = shells
    self.standardInput = standardInput
    last = LineResult(output: [], world: world, stack: shells, state: .waiting(next: started, wants: .none))
  }

  /// Evaluates the line from its beginning with all that was given to it.
  mutating func evaluate(_ runner: ShellRunner, until horizon: Instant) {
    last = runner.run(text, on: shells, in: world, inputs: inputs, until: horizon, input: standardInput)
  }
}
