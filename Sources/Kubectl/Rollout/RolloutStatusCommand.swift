import Documents
import KubeModel
import Simulation

extension Invocation {
  /// The objects that a subcommand of rollout is for.
  fileprivate func rolloutItems() throws -> ResourceResult {
    var query = try ResourceQuery(self)
    query.allowsEmptySelector = true
    guard !arguments.isEmpty || query.hasFiles else { throw Failure.message("required resource not specified") }
    let selection = try select(query)
    return try fetch(selection, query)
  }
}

/// How far a workload's roll-out is (kubectl, polymorphichelpers/rollout_status.go).
enum RolloutProgress {
  /// What is said, and whether it is done.
  static func state(_ object: Value, kind: String, revision: Int) throws -> (text: String, isDone: Bool) {
    let generation = object.meta.generation
    let status = object["status"] ?? .emptyObject
    let isObserved = generation <= (status["observedGeneration"]?.int ?? 0)
    switch kind {
    case "Deployment": return try deployment(object, status, isObserved, revision)
    case "DaemonSet":
      try requireRollingUpdate(object["spec"]?["updateStrategy"]?["type"]?.string ?? "RollingUpdate")
      return daemonSet(object, status, isObserved)
    case "StatefulSet":
      try requireRollingUpdate(object["spec"]?["updateStrategy"]?["type"]?.string ?? "RollingUpdate")
      return statefulSet(object, status, isObserved)
    default: throw Failure.message("no status viewer has been implemented for \(kind)")
    }
  }

  private static func requireRollingUpdate(_ strategy: String) throws {
    guard strategy == "RollingUpdate" else {
      throw Failure.message("rollout status is only available for RollingUpdate strategy type")
    }
  }

  private static func deployment(
    _ object: Value, _ status: Value, _ isObserved: Bool, _ revision: Int
  ) throws -> (String, Bool) {
    let name = GoText.quoted(object.meta.name)
    if revision > 0 {
      let running = Int(object.meta.annotation("deployment.kubernetes.io/revision") ?? "0") ?? 0
      guard running == revision else {
        throw Failure.message("desired revision (\(revision)) is different from the running revision (\(running))")
      }
    }
    guard isObserved else { return ("Waiting for deployment spec update to be observed...\n", false) }
    let progressing = (status["conditions"]?.elements ?? []).first { $0["type"] == "Progressing" }
    if progressing?["reason"] == "ProgressDeadlineExceeded" {
      throw Failure.message("deployment \(name) exceeded its progress deadline")
    }
    func count(_ key: String) -> Int { status[key]?.int ?? 0 }
    let wanted = object["spec"]?["replicas"]?.int ?? 1
    let updated = count("updatedReplicas")
    let waiting = "Waiting for deployment \(name) rollout to finish:"
    if updated < wanted {
      return ("\(waiting) \(updated) out of \(wanted) new replicas have been updated...\n", false)
    }
    if count("replicas") > updated {
      return ("\(waiting) \(count("replicas") - updated) old replicas are pending termination...\n", false)
    }
    if count("availableReplicas") < updated {
      return ("\(waiting) \(count("availableReplicas")) of \(updated) updated replicas are available...\n", false)
    }
    return ("deployment \(name) successfully rolled out\n", true)
  }

  private static func daemonSet(_ object: Value, _ status: Value, _ isObserved: Bool) -> (String, Bool) {
    guard isObserved else { return ("Waiting for daemon set spec update to be observed...\n", false) }
    let name = GoText.quoted(object.meta.name)
    func count(_ key: String) -> Int { status[key]?.int ?? 0 }
    let (wanted, updated) = (count("desiredNumberScheduled"), count("updatedNumberScheduled"))
    let waiting = "Waiting for daemon set \(name) rollout to finish:"
    if updated < wanted { return ("\(waiting) \(updated) out of \(wanted) new pods have been updated...\n", false) }
    if count("numberAvailable") < wanted {
      return ("\(waiting) \(count("numberAvailable")) of \(wanted) updated pods are available...\n", false)
    }
    return ("daemon set \(name) successfully rolled out\n", true)
  }

  private static func statefulSet(_ object: Value, _ status: Value, _ isObserved: Bool) -> (String, Bool) {
    func count(_ key: String) -> Int { status[key]?.int ?? 0 }
    guard status["observedGeneration"]?.int ?? 0 > 0, isObserved else {
      return ("Waiting for statefulset spec update to be observed...\n", false)
    }
    let wanted = object["spec"]?["replicas"]?.int ?? 1
    if count("readyReplicas") < wanted {
      return ("Waiting for \(wanted - count("readyReplicas")) pods to be ready...\n", false)
    }
    let partition = object["spec"]?["updateStrategy"]?["rollingUpdate"]?["partition"]?.int ?? 0
    if partition > 0 {
      if count("updatedReplicas") < wanted - partition {
        return (
          "Waiting for partitioned roll out to finish: \(count("updatedReplicas")) out of \(wanted - partition) new "
            + "pods have been updated...\n", false
        )
      }
      return ("partitioned roll out complete: \(count("updatedReplicas")) new pods have been updated...\n", true)
    }
    let revision = status["updateRevision"]?.string ?? ""
    if revision != status["currentRevision"]?.string {
      return (
        "waiting for statefulset rolling update to complete \(count("updatedReplicas")) pods at revision \(revision)...\n",
        false
      )
    }
    return (
      "statefulset rolling update complete \(count("currentReplicas")) pods at revision "
        + "\(status["currentRevision"]?.string ?? "")...\n", true
    )
  }
}

/// `rollout status`.
enum RolloutStatusCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let result = try invocation.rolloutItems()
    if let failure = Failure.joined(result.failures) { throw failure }
    guard !result.items.isEmpty else {
      throw Failure.message("no resources found")
    }
    let timeout = flags.duration("timeout").nanoseconds
    for item in result.items {
      let limit = timeout > 0 ? invocation.process.now + Span(nanoseconds: timeout) : Instant.never
      try follow(item, invocation, limit)
    }
  }

  private static func follow(_ item: ResourceItem, _ invocation: Invocation, _ limit: Instant) throws {
    let flags = invocation.flags
    var version = ""
    var object = item.object
    while true {
      if object.meta.resourceVersion != version {
        version = object.meta.resourceVersion
        let (text, isDone) = try RolloutProgress.state(
          object, kind: item.kind.kind, revision: flags.int("revision"))
        try invocation.print(text)
        if isDone || !flags.bool("watch") { return }
      }
      guard invocation.process.now < limit else { throw Failure.message("timed out waiting for the condition") }
      try invocation.process.waitForChange(until: limit)
      do {
        object = try invocation.get(item)
      } catch let failure as Failure where failure.isNotFound {
        throw Failure.message("object has been deleted")
      }
    }
  }
}

/// `rollout pause` and `rollout resume`.
enum RolloutPausing {
  static func run(_ invocation: Invocation, pauses: Bool) throws {
    let format = try OutputFormat(invocation)
    let result = try invocation.rolloutItems()
    var failures = result.failures
    var printer = ObjectPrinter(format, invocation)
    for item in result.items {
      do {
        guard item.kind.kind == "Deployment" else {
          throw Failure.message(
            "\(item.kind.qualifiedName) \(GoText.quoted(item.name)) \(pauses ? "pausing" : "resuming") is not supported")
        }
        guard (item.object["spec"]?["paused"]?.bool ?? false) != pauses else {
          let state = pauses ? "is already paused" : "is not paused"
          throw Failure.message("\(item.kind.qualifiedName) \(GoText.quoted(item.name)) \(state)")
        }
        let patch: Value = ["spec": ["paused": pauses ? true : .null]]
        let object = try invocation.client().value(
          APIRequest(
            .patch, item.path(), query: [.init("fieldManager", invocation.flags.string("field-manager"))],
            contentType: APIRequest.strategicMergePatch, body: .value(patch)))
        if format.isHuman {
          try invocation.print("\(item.printedName) \(pauses ? "paused" : "resumed")\n")
        } else {
          try printer.print(object, item: item, by: invocation.process)
        }
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }
}

enum RolloutPauseCommand {
  static func run(_ invocation: Invocation) throws { try RolloutPausing.run(invocation, pauses: true) }
}

enum RolloutResumeCommand {
  static func run(_ invocation: Invocation) throws { try RolloutPausing.run(invocation, pauses: false) }
}

/// `rollout restart`.
enum RolloutRestartCommand {
  static func run(_ invocation: Invocation) throws {
    let format = try OutputFormat(invocation)
    let result = try invocation.rolloutItems()
    var failures = result.failures
    var printer = ObjectPrinter(format, invocation)
    for item in result.items {
      do {
        let object = try restart(item, invocation)
        if format.isHuman {
          try invocation.print("\(item.printedName) restarted\n")
        } else {
          try printer.print(object, item: item, by: invocation.process)
        }
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }

  private static let key = "kubectl.kubernetes.io/restartedAt"

  private static func restart(_ item: ResourceItem, _ invocation: Invocation) throws -> Value {
    guard ["Deployment", "DaemonSet", "StatefulSet"].contains(item.kind.kind) else {
      throw Failure.message("\(item.kind.qualifiedName) \(GoText.quoted(item.name)) restarting is not supported")
    }
    if item.object["spec"]?["paused"]?.bool == true {
      throw Failure.message(
        "\(item.kind.qualifiedName) \(GoText.quoted(item.name)) can't restart paused deployment (run rollout resume first)")
    }
    let time = invocation.process.wall.rfc3339
    guard item.object["spec"]?["template"]?.meta.annotation(key) != time else {
      throw Failure.message(
        "failed to create patch for \(item.name): if restart has already been triggered within the past second, please "
          + "wait before attempting to trigger another")
    }
    let patch: Value = ["spec": ["template": ["metadata": ["annotations": [key: .string(time)]]]]]
    return try invocation.client().value(
      APIRequest(
        .patch, item.path(), query: [.init("fieldManager", invocation.flags.string("field-manager"))],
        contentType: APIRequest.strategicMergePatch, body: .value(patch)))
  }
}

/// `rollout history`.
enum RolloutHistoryCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard flags.int("revision") >= 0 else {
      throw Failure.message("revision must be a positive integer: \(flags.int("revision"))")
    }
    let result = try invocation.rolloutItems()
    if let failure = Failure.joined(result.failures) { throw failure }
    for item in result.items {
      let revisions = try RevisionHistory(invocation: invocation, item: item).revisions()
      let wanted = flags.int("revision")
      guard wanted > 0 else {
        try invocation.print("\(item.printedName) \n\(table(revisions))\n")
        continue
      }
      guard let revision = revisions.first(where: { $0.number == wanted }) else {
        throw Failure.message("unable to find the specified revision")
      }
      let text = PodTemplateText.describe(revision.template, annotations: revision.changeCauseAnnotation)
      try invocation.print("\(item.printedName) with revision #\(wanted)\n\(text)\n")
    }
  }

  private static func table(_ revisions: [RevisionHistory.Revision]) -> String {
    guard !revisions.isEmpty else { return "No rollout history found.\n" }
    var writer = TabWriter.describe
    let lines = revisions.map { "\($0.number)\t\($0.changeCause.isEmpty ? "<none>" : $0.changeCause)\n" }.joined()
    return writer.format("REVISION\tCHANGE-CAUSE\n\(lines)")
  }
}

/// `rollout undo`.
enum RolloutUndoCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let dryRun = try DryRun(flags)
    guard flags.int("to-revision") >= 0 else {
      throw Failure.message("--to-revision must be non-negative: \(flags.int("to-revision"))")
    }
    let result = try invocation.rolloutItems()
    var failures = result.failures
    for item in result.items {
      do {
        if LastApplied.value(of: item.object) != nil {
          try invocation.printError(
            "Warning: resource \(item.kind.name)/\(item.name) was previously managed with 'kubectl apply'. Rolling back "
              + "will not update the \(LastApplied.key) annotation, which may cause unexpected behavior on future 'kubectl "
              + "apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n")
        }
        let message = try RevisionHistory(invocation: invocation, item: item)
          .rollBack(to: flags.int("to-revision"), dryRun)
        try invocation.print("\(item.printedName) \(message)\(dryRun.suffix)\n")
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }
}
