import Simulation

extension Stage {
  /// All that an evaluation has done so far, to go back to: a pipeline is evaluated again when its reader wants more
  /// than its writer was allowed to write.
  public struct Checkpoint {
    var world: World
    var outputCount: Int
    var sessionCount: Int
    var interruptsConsumed: Int
    var stopsConsumed: Int
    var sessionsEnded: Int
    var inputsRead: Int
    var effectsPerformed: Int
    var wantedInput: WantedInput
  }

  public var checkpoint: Checkpoint {
    Checkpoint(
      world: world, outputCount: output.count, sessionCount: openedSessions.count,
      interruptsConsumed: interruptsConsumed, stopsConsumed: stopsConsumed, sessionsEnded: sessionsEnded,
      inputsRead: inputsRead, effectsPerformed: effectsPerformed, wantedInput: wantedInput)
  }

  public func restore(_ checkpoint: Checkpoint) {
    world = checkpoint.world
    output.removeSubrange(checkpoint.outputCount...)
    if openedSessions.count > checkpoint.sessionCount { openedSessions.removeSubrange(checkpoint.sessionCount...) }
    interruptsConsumed = checkpoint.interruptsConsumed
    stopsConsumed = checkpoint.stopsConsumed
    sessionsEnded = checkpoint.sessionsEnded
    inputsRead = checkpoint.inputsRead
    effectsPerformed = checkpoint.effectsPerformed
    wantedInput = checkpoint.wantedInput
  }
}
