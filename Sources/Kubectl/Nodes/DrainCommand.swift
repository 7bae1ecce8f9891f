import Documents
import KubeModel

/// `kubectl drain`.
enum DrainCommand {
  static func run(_ invocation: Invocation) throws {
    let dryRun = try DryRun(invocation.flags)
    let result = try invocation.nodes()
    if let failure = Failure.joined(result.failures) { throw failure }
    let cordon = Cordon(invocation: invocation, dryRun: dryRun, wanted: true)
    for item in result.items {
      // Where cordoning fails, draining goes on all the same.
      do { try cordon.apply(item) } catch Failure.exit {}
    }
    var drained: [String] = []
    var failures: [Failure] = []
    for item in result.items {
      do {
        try Drain(invocation: invocation, node: item.name, dryRun: dryRun).run()
        drained.append(item.name)
        try invocation.print("node/\(item.name) drained\(dryRun.suffix)\n")
      } catch let failure as Failure {
        try invocation.printError(
          "error: unable to drain node \(GoText.quoted(item.name)) due to error: \(failure.text), continuing command...\n")
        failures.append(failure)
        try invocation.printError("There are pending nodes to be drained:\n")
        for node in result.items where !drained.contains(node.name) { try invocation.printError(" \(node.name)\n") }
      }
    }
    guard !failures.isEmpty else { return }
    let flat = failures.flatMap { failure -> [Failure] in
      if case .several(let inner) = failure { return inner }
      return [failure]
    }
    throw flat.count == 1 && !flat[0].isPlainMessage ? flat[0] : Failure.plain(flat.map { "\($0.standardText ?? $0.text)\n" }.joined())
  }
}

extension Failure {
  fileprivate var isPlainMessage: Bool { if case .message = self { true } else { false } }
}
