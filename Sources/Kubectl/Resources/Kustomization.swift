import World

/// `-k` and `kubectl kustomize`.
enum Kustomization {
  static func build(_ folder: String, by process: Process) throws -> String {
    throw Failure.message("not simulated: kustomizations")
  }
}
