/// How the running of commands is left early, besides what the world's `Suspension` says.
enum Flow: Error {
  case leaveLoop(levels: Int)
  case nextRound(levels: Int)
  case leaveFunction(Int32)
  /// The shell ends.
  case exit(Int32)
  /// A mistake that abandons the line: `$((1/0))`, a bad substitution, an assignment to a read-only variable.
  case abandon(Int32)
  /// A mistake that ends a shell that is not interactive: `${x:?}`, an unset variable under `set -u`.
  case fatal(Int32)
  /// The shell was killed by a signal.
  case killed(Int32)
  /// A session was opened; what is left of the line waits for its end.
  case sessionOpened
}
