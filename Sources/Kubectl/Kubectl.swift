public import World

/// kubectl v1.36, as recordings of the real one show it (golden/kubectl). It sees a cluster only through requests.
public enum Kubectl: Tool {
  public static let name = "kubectl"
  public static let summary = "control a Kubernetes cluster"

  public static func run(_ process: Process) throws -> Int32 {
    try run(process, sender: NetworkSender())
  }

  /// What starting the program costs: reading its configuration and making the first connection (measured: 77 ms a
  /// call in all).
  private static let startup = 60

  static func run(_ process: Process, sender: any RequestSender) throws -> Int32 {
    try process.wait(for: .milliseconds(startup))
    do {
      try Dispatcher(process: process, sender: sender).run()
      return 0
    } catch let failure as Failure {
      try process.printError(failure.report)
      return failure.exitStatus
    }
  }
}
