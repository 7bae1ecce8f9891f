import ShellLanguage
import World

extension Interpreter {
  /// Runs the text of a trap; the status before it stays.
  func runTrap(_ action: String) throws {
    guard !isTrapping else { return }
    isTrapping = true
    defer { isTrapping = false }
    let status = session.lastStatus
    try runText(action, isNested: true)
    session.lastStatus = status
  }

  /// A signal to this shell itself.
  func receive(_ signal: Signal) throws {
    if let action = session.traps[signal.name], signal.name != "KILL" {
      if !action.isEmpty { try runTrap(action) }
      return
    }
    if !signal.ends { return }
    if session.isInteractive, case .lines = origin, ["TERM", "QUIT", "INT"].contains(signal.name) { return }
    throw Flow.killed(128 + Int32(signal.number))
  }
}
