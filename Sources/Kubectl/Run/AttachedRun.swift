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
      // While a shell is open that somebody types into, the rest waits: the line is evaluated again when it has ended.
      guard try follow() else { return }
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

  /// Shows what the Pod does until it ends; false while a shell of it is open.
  private func follow() throws -> Bool {
    let flags = invocation.flags
    let limit = invocation.process.now + Span(nanoseconds: max(1, flags.duration("pod-running-timeout").nanoseconds))
    var pod = try waitUntilStarted(limit)
    let container = pod["spec"]?["containers"]?[0]?["name"]?.string ?? item.name
    let words = (pod["spec"]?["containers"]?[0]?["args"]?.elements ?? []).compactMap(\.string)
    let shell = words.isEmpty ? ["sh"] : words
    if flags.bool("stdin"), ContainerDoor.isShell(shell), pod["status"]?["phase"]?.string == "Running" {
      let door = ContainerDoor(invocation: invocation, pod: pod, container: container)
      if flags.bool("tty") {
        try invocation.printError("If you don't see a command prompt, try pressing enter.\n")
        guard try typeInto(door, shell[0], container) else { return false }
      } else {
        try door.run(shell, usesInput: true, isTerminal: false)
        return true
      }
    } else {
      try LogStream(invocation: invocation, pod: pod, container: container).follow(prefix: "")
    }
    guard pod["spec"]?["restartPolicy"] != "Always" else { return true }
    pod = try waitUntil(limit) { ["Succeeded", "Failed"].contains($0["status"]?["phase"]?.string) }
    let status = pod["status"]?["containerStatuses"]?[0]?["state"]?["terminated"]
    if let code = status?["exitCode"]?.int, code != 0 {
      let reason = status?["reason"]?.string ?? "Error"
      throw Failure.ended(
        "pod \(item.namespace)/\(item.name) terminated (\(reason))\n", status: Int32(truncatingIfNeeded: code))
    }
    return true
  }

  /// Gives the container's shell to the learner; false until it has ended, and the container's process with it.
  private func typeInto(_ door: ContainerDoor, _ shell: String, _ container: String) throws -> Bool {
    let process = invocation.process
    let address = try door.openShell(shell, isMainProcess: true)
    guard let end = process.stage.takeSessionEnd() else { return false }
    process.goOn(after: end)
    _ = process.stage.world.changeRuntime(of: address.hostName) { runtime, host, now in
      runtime.containerExited(address.containerID, code: Int(end.status), at: now, host: &host)
    }
    if door.pod["spec"]?["restartPolicy"] == "Always" {
      try invocation.print(
        "Session ended, resume using 'kubectl attach \(item.name) -c \(container) -i -t' command when the pod is running\n")
    }
    return true
  }

  private func waitUntilStarted(_ limit: Instant) throws -> Value {
    try waitUntil(limit) { ["Running", "Succeeded", "Failed"].contains($0["status"]?["phase"]?.string) }
  }

  private func waitUntil(_ limit: Instant, _ isSo: (Value) -> Bool) throws -> Value {
    while true {
      let pod = try invocation.get(item)
      if isSo(pod) { return pod }
      guard invocation.process.now < limit else { throw Failure.message("timed out waiting for the condition") }
      try invocation.process.waitForChange(until: limit)
    }
  }
}
