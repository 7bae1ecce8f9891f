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

  private static func made(_ id: String) -> LiveAttempt {
    do {
      return try workshop.start(id, mode: .practice, seed: 1, birth: birth)
    } catch {
      preconditionFailure("\(id) cannot be started: \(error.problems)")
    }
  }
}
