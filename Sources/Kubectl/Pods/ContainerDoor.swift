import Documents
import KubeModel
import World

/// The way into a running container.
struct ContainerDoor {
  let invocation: Invocation
  let pod: Value
  let container: String

  /// Runs a command there as exec does, and throws its status where that is not 0.
  func run(_ words: [String], usesInput: Bool, isTerminal: Bool) throws {
    throw Failure.message("not simulated: running \(words.first ?? "") in container \(container)")
  }
}
