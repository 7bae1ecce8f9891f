import Documents
import KubeModel
import Simulation

/// `kubectl delete`.
enum DeleteCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    if !flags.string("raw").isEmpty { return try raw(invocation) }
    var deletion = try Deletion(invocation)
    try deletion.adoptDeleteFlags()
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = false
    if flags.bool("interactive") { throw Failure.message("not simulated: delete --interactive") }
    if flags.bool("all"), query.labelSelector != nil {
      throw Failure.message("cannot set --all and --selector at the same time")
    }
    try deletion.warn(query)
    try deletion.run(query)
  }

  private static func raw(_ invocation: Invocation) throws {
    let response = try invocation.client().send(APIRequest(.delete, invocation.flags.string("raw")))
    try invocation.process.output.write(response.bytes, at: invocation.process.now)
  }
}

/// How objects are deleted, and waiting until they are gone.
struct Deletion {
  let invocation: Invocation
  let dryRun: DryRun
  var gracePeriod: Int
  var propagation: String
  var force: Bool
  var waits: Bool
  var ignoresMissing: Bool
  /// Zero for a week.
  var timeout: GoDuration
  var prefersName = false
  var isQuiet = false

  init(_ invocation: Invocation) throws {
    let flags = invocation.flags
    self.invocation = invocation
    dryRun = try DryRun(flags)
    prefersName = try Self.prefersName(invocation)
    force = flags.bool("force")
    gracePeriod = flags.int("grace-period")
    propagation = try Self.propagation(flags.string("cascade"))
    waits = flags.isSet("wait") ? flags.bool("wait") : true
    ignoresMissing = flags.bool("ignore-not-found")
    if !flags.isSet("ignore-not-found"), flags.bool("all") { ignoresMissing = true }
    timeout = flags.duration("timeout")
  }

  /// What `kubectl delete` makes of its flags, and `kubectl replace` does not: one grace goes without force, and force
  /// means none.
  mutating func adoptDeleteFlags() throws {
    let flags = invocation.flags
    if flags.bool("now") {
      guard gracePeriod == -1 else {
        throw Failure.message("--now and --grace-period cannot be specified together")
      }
      gracePeriod = 1
    }
    if gracePeriod == 0, !force {
      // To preserve backwards compatibility a grace of 0 without force is taken for 1.
      gracePeriod = 1
    }
    if force, gracePeriod < 0 { gracePeriod = 0 }
    if force, gracePeriod > 0 {
      throw Failure.message("--force and --grace-period greater than 0 cannot be specified together")
    }
    if force, !flags.isSet("wait") { waits = false }
  }

  private static func prefersName(_ invocation: Invocation) throws -> Bool {
    switch invocation.flags.string("output") {
    case "": return false
    case "name": return true
    case let other:
      throw invocation.usage("unexpected -o output mode: \(other). We only support '-o name'")
    }
  }

  private static func propagation(_ cascade: String) throws -> String {
    switch cascade {
    case "background", "true": return "Background"
    case "foreground": return "Foreground"
    case "orphan", "false": return "Orphan"
    default:
      throw Failure.message(
        "invalid cascade value (\(cascade)). Must be \"background\", \"foreground\", or \"orphan\"")
    }
  }

  func warn(_ query: ResourceQuery) throws {
    if force, gracePeriod == 0 {
      try invocation.printError(
        "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The "
          + "resource may continue to run on the cluster indefinitely.\n")
    }
  }

  func run(_ query: ResourceQuery) throws {
    let selection = try invocation.select(query)
    var failures = selection.failures
    var waiting: [(ResourceItem, String)] = []
    var found = 0
    for target in selection.items {
      var items = [target]
      if target.name.isEmpty, target.source.isEmpty {
        do {
          items = try invocation.list(target, query)
        } catch let failure as Failure {
          failures.append(failure)
          continue
        }
      }
      for item in items {
        do {
          let uid = try delete(item)
          found += 1
          if let uid { waiting.append((item, uid)) }
        } catch let failure as Failure {
          if ignoresMissing, failure.isNotFound { continue }
          failures.append(failure.whileDoing("deleting", item.source))
        }
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
    if found == 0 {
      let hadNames = selection.items.contains { !$0.name.isEmpty }
      if !hadNames, !invocation.flags.bool("ignore-not-found") { try invocation.print("No resources found\n") }
      return
    }
    try wait(waiting)
  }

  /// Deletes one object, and answers its uid where it has to be waited for.
  func delete(_ item: ResourceItem) throws -> String? {
    if let problem = PathName.problem(item.name) { throw problem }
    let subject = "\(item.kind.qualifiedName) \(item.name)"
    if dryRun == .client {
      if item.object.isNull || !item.source.isEmpty {
        _ = try invocation.client().value(APIRequest(.get, item.path()), subject: subject)
      }
      try announce(item)
      return nil
    }
    var options: Value = ["propagationPolicy": .string(propagation)]
    if gracePeriod >= 0 { options["gracePeriodSeconds"] = .int(Int64(gracePeriod)) }
    if dryRun == .server { options["dryRun"] = ["All"] }
    let answer = try invocation.client().value(
      APIRequest(.delete, item.path(), query: dryRun.query, body: .value(options)), subject: subject)
    try announce(item)
    guard waits, dryRun == .none else { return nil }
    return answer.kind == "Status" ? answer["details"]?["uid"]?.string ?? "" : answer.meta.uid
  }

  private func announce(_ item: ResourceItem) throws {
    guard !isQuiet else { return }
    if prefersName { return try invocation.print("\(item.printedName)\n") }
    let how = force && gracePeriod == 0 ? "force deleted" : "deleted"
    let place = item.namespace.isEmpty ? "" : " from \(item.namespace) namespace"
    try invocation.print("\(item.typeName) \(GoText.quoted(item.name)) \(how)\(place)\(dryRun.suffix)\n")
  }

  /// Waits until the objects are gone, or others are there under their names.
  func wait(_ items: [(ResourceItem, String)]) throws {
    let limit = timeout.nanoseconds > 0
      ? invocation.process.now + Span(nanoseconds: timeout.nanoseconds) : Instant.never
    for (item, uid) in items {
      while true {
        do {
          let object = try invocation.client().value(
            APIRequest(.get, item.path()), subject: "\(item.kind.qualifiedName) \(item.name)")
          if !uid.isEmpty, object.meta.uid != uid { break }
        } catch let failure as Failure {
          if failure.isNotFound { break }
          // Who may delete but not look, does not wait.
          if case .status(let status) = failure, status.reason == "Forbidden" || status.reason == "MethodNotAllowed" {
            break
          }
          throw failure
        }
        guard invocation.process.now < limit else {
          try reportShortWatch()
          throw Failure.message("timed out waiting for the condition on \(item.kind.name)/\(item.name)")
        }
        try invocation.process.waitForChange(until: limit)
      }
    }
  }

  /// What client-go logs when a watch ends within its first second and has brought nothing.
  private func reportShortWatch() throws {
    guard timeout.nanoseconds <= 1_000_000_000 else { return }
    let place = "k8s.io/client-go/tools/watch/informerwatcher.go:162"
    try Klog.write(
      "I", "reflector.go:664",
      "\"Warning: watch ended with error\" reflector=\"\(place)\" type=\"*unstructured.Unstructured\" "
        + "err=\"very short watch: \(place): Unexpected watch close - watch lasted less than a second "
        + "and no items received\"", by: invocation.process)
  }
}
