import Testing
import Training

/// Attempts at their beginning: each world is made once, and every test takes a copy.
enum Starts {
  static let workshop = Workshop(library: Library.embedded())
  static let policy = made("networkpolicy-egress")
  static let etcd = made("etcd-backup-restore")
  static let birth = Workshop.Birth(id: "t3stattempt", time: 1_764_000_000)

  static func attempt(_ id: String) -> LiveAttempt? {
    switch id {
    case "networkpolicy-egress": policy
    case "etcd-backup-restore": etcd
    default: nil
    }
  }

  /// A sandbox; `settings` as the command line has them, with blanks between.
  static func sandbox(_ world: String, settings: String = "") throws -> LiveAttempt {
    let chosen = settings.split(separator: " ").map { entry in
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      return Exercise.Setting(name: parts[0], value: parts.count > 1 ? parts[1] : "")
    }
    return try workshop.startSandbox(world, settings: chosen, seed: 1, birth: birth)
  }

  private static func made(_ id: String) -> LiveAttempt {
    do {
      return try workshop.start(id, mode: .practice, seed: 1, birth: birth)
    } catch {
      preconditionFailure("\(id) cannot be started: \(error.problems)")
    }
  }
}
