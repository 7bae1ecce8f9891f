import Documents
import KubeModel
import Simulation

/// `kubectl run -i`: makes the Pod, shows what it prints until it ends, and removes it with `--rm`.
struct AttachedRun {
  let invocation: Invocation
  let item: ResourceItem

  func run(_ pod: Value) throws {
    let flags = invocation.flags
    _ = try invocation.client().value(
      APIRequest(
        .post, item.collectionPath, query: [.init("fieldManager", flags.string("field-manager"))], body: .value(pod)),
      subject: item.kind.qualifiedName)
    var outcome: Failure?
    do {
      try follow()
    } catch let failure as Failure {
      outcome = failure
    }
    if flags.bool("rm") {
      var deletion = try Deletion(invocation)
      deletion.waits = true
      let uid = try deletion.delete(item)
      try deletion.wait([(item, uid ?? "")])
    }
    if let outcome { throw outcome }
  }

  private func follow() throws {
    let flags = invocation.flags
    let limit = invocation.process.now + Span(nanoseconds: max(1, flags.duration("pod-running-timeout").nanoseconds))
    let pod = try waitUntilStarted(limit)
    let container = pod["spec"]?["containers"]?[0]?["name"]?.string ?? item.name
    let words = (pod["spec"]?["containers"]?[0]?["args"]?.elements ?? []).compactMap(\.string)
    if flags.bool("stdin"), Self.isShell(words), pod["status"]?["phase"]?.string == "Running" {
      if flags.bool("tty") {
        try invocation.printError("If you don't see a command prompt, try pressing enter.\n")
      }
      return try ContainerDoor(invocation: invocation, pod: pod, container: container)
        .run(words.isEmpty ? ["sh"] : words, usesInput: true, isTerminal: flags.bool("tty"))
    }
    try LogStream(invocation: invocation, pod: pod, container: container).follow(prefix: "")
    let ended = try invocation.get(item)
    let status = ended["status"]?["containerStatuses"]?[0]?["state"]?["terminated"]
    if let code = status?["exitCode"]?.int, code != 0 {
      throw Failure.plain(
        "pod \(item.namespace)/\(item.name) terminated (\(status?["reason"]?.string ?? "Error"))\n")
    }
  }

  private static func isShell(_ words: [String]) -> Bool {
    words.isEmpty || words.count == 1 && ["sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash"].contains(words[0])
  }

  private func waitUntilStarted(_ limit: Instant) throws -> Value {
    while true {
      let pod = try invocation.get(item)
      switch pod["status"]?["phase"]?.string {
      case "Running", "Succeeded", "Failed": return pod
      default: break
      }
      guard invocation.process.now < limit else { throw Failure.message("timed out waiting for the condition") }
      try invocation.process.waitForChange(until: limit)
    }
  }
}
