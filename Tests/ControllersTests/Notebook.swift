import Controllers
import Documents
import KubeModel
import Simulation
import Testing

/// Writes down what controllers ask for, and shows it to them again. It judges nothing: what the API server
/// refuses, fills in or converts is tested where the API server is.
struct Notebook: ClusterReader {
  let kinds = Kinds.builtIn
  var settings = ControllerSettings(rootCertificate: "CERTIFICATE")
  var objects: [ObjectRef: Value] = [:]
  var now = WallTime(year: 2026, month: 11, day: 25, hour: 8)
  private var revision = 0
  private var uids = Chance(seed: 1, name: "uids")
  private var chances: [String: Chance] = [:]
  /// What has changed and was not looked at yet.
  private var changed: [Value] = []
  private var wakeUps: [(at: WallTime, controller: Int, ref: ObjectRef)] = []
  /// `controller: Reason message` of each event, in order.
  private(set) var events: [String] = []
  private(set) var requestCount = 0

  // MARK: Reading

  func object(_ ref: ObjectRef) -> Value? { objects[ref] }

  func objects(_ kind: WatchedKind, namespace: String?) -> [Value] {
    let found = objects.values.filter {
      kind.matches($0) && (namespace == nil || $0.meta.namespace == namespace)
    }
    return found.sorted { ObjectRef($0) < ObjectRef($1) }
  }

  func everything(namespace: String?) -> [Value] {
    let found = objects.values.filter { namespace == nil || $0.meta.namespace == namespace }
    return found.sorted { ObjectRef($0) < ObjectRef($1) }
  }

  // MARK: Writing

  mutating func add(_ yaml: String) throws {
    for document in try YAML.documents(yaml) { put(document) }
  }

  mutating func put(_ object: Value) {
    var object = object
    let ref = ObjectRef(object)
    revision += 1
    let old = objects[ref]
    if let old {
      let isSpecSame = old["spec"] == object["spec"]
      let generation = (old["metadata", "generation"]?.int ?? 1) + (isSpecSame ? 0 : 1)
      object.set(["metadata", "generation"], to: .int(Int64(generation)))
    } else {
      if object["metadata", "uid"] == nil { object.set(["metadata", "uid"], to: .string(uids.uuid())) }
      if object["metadata", "creationTimestamp"] == nil {
        object.set(["metadata", "creationTimestamp"], to: .string(now.rfc3339))
      }
      object.set(["metadata", "generation"], to: 1)
    }
    object.set(["metadata", "resourceVersion"], to: .string(String(revision)))
    objects[ref] = object
    changed.append(object)
  }

  mutating func remove(_ ref: ObjectRef) {
    revision += 1
    if let old = objects.removeValue(forKey: ref) { changed.append(old) }
  }

  mutating func edit(_ ref: ObjectRef, _ change: (inout Value) -> Void) throws {
    var object = try #require(objects[ref])
    change(&object)
    put(object)
  }

  mutating func send(_ request: APIRequest) -> APIResponse {
    requestCount += 1
    guard let path = APIPath(request.path), case .value(let body) = request.body,
      let kind = kinds.resource(group: path.group, version: path.version, name: path.resource)
    else { return APIResponse(code: 400, .null) }
    let ref = ObjectRef(
      apiVersion: kind.apiVersion, kind: kind.kind, namespace: kind.isNamespaced ? path.namespace : "",
      name: path.name)
    switch request.method {
    case .post where path.subresource == "binding":
      guard var pod = objects[ref] else { return APIResponse(code: 404, .null) }
      pod.set(["spec", "nodeName"], to: body["target", "name"])
      put(pod)
    case .post:
      if kind.kind == "Event" {
        let component = body["reportingComponent"]?.string ?? ""
        events.append("\(component): \(body["reason"]?.string ?? "") \(body["message"]?.string ?? "")")
      }
      if objects[ObjectRef(body)] != nil { return APIResponse(code: 409, .null) }
      put(body)
    case .put where path.subresource == "finalize": remove(ref)
    case .put:
      guard let old = objects[ref] else { return APIResponse(code: 404, .null) }
      var new = path.subresource == "status" ? old : body
      if path.subresource == "status" {
        new["status"] = body["status"]
      } else {
        new["status"] = old["status"]
      }
      new.set(["metadata", "resourceVersion"], to: old["metadata", "resourceVersion"])
      if new != old { put(new) }
      if new.meta.isBeingDeleted && new.meta.finalizers.isEmpty { remove(ref) }
    case .patch:
      guard let old = objects[ref] else { return APIResponse(code: 404, .null) }
      let new = MergePatch.apply(body, to: old)
      if new != old { put(new) }
      if new.meta.isBeingDeleted && new.meta.finalizers.isEmpty && kind.kind != "Pod" { remove(ref) }
    case .delete:
      delete(ref, body)
    default: return APIResponse(code: 405, .null)
    }
    return APIResponse(.null)
  }

  private mutating func delete(_ ref: ObjectRef, _ options: Value) {
    guard var object = objects[ref] else { return }
    if options["propagationPolicy"] == "Foreground" {
      let all = object.meta.finalizers + ["foregroundDeletion"]
      object.set(["metadata", "finalizers"], to: .array(all.map { .string($0) }))
    }
    let waitsForKubelet = ref.kind == "Pod" && !(object["spec", "nodeName"]?.string ?? "").isEmpty
    if object.meta.finalizers.isEmpty && (!waitsForKubelet || options["gracePeriodSeconds"] == 0) {
      return remove(ref)
    }
    object.set(["metadata", "deletionTimestamp"], to: .string(now.rfc3339))
    put(object)
  }

  // MARK: Time

  /// Lets all controllers react until nothing changes any more.
  mutating func settle(_ controllers: [any Controller.Type] = Controllers.all) {
    var rounds = 0
    while !changed.isEmpty {
      rounds += 1
      guard rounds < 5000 else {
        Issue.record("controllers do not come to rest; the last event: \(events.last ?? "none")")
        return
      }
      let object = changed.removeFirst()
      for (number, controller) in controllers.enumerated() {
        let isWatched = controller.watches.contains { $0.matches(object) }
        if !isWatched { continue }
        for ref in controller.refs(changed: object, reading: self) { look(controller, number, ref) }
      }
    }
  }

  private mutating func look(_ controller: any Controller.Type, _ number: Int, _ ref: ObjectRef) {
    var chance = chances[controller.name] ?? Chance(seed: 7, name: controller.name)
    let reaction = controller.reconcile(ref, reading: self, now: now, chance: &chance)
    chances[controller.name] = chance
    var book = self
    let result = reaction.perform(by: controller.client, reading: self, now: now, attempt: 0) {
      book.send($0)
    }
    self = book
    if let again = result.again { wakeUps.append((now + again, number, ref)) }
  }

  /// Lets time pass, and controllers look again when they asked for it.
  mutating func advance(_ span: Span, _ controllers: [any Controller.Type] = Controllers.all) {
    let end = now + span
    while let next = wakeUps.indices.min(by: { wakeUps[$0].at < wakeUps[$1].at }), wakeUps[next].at <= end {
      let wakeUp = wakeUps.remove(at: next)
      now = max(now, wakeUp.at)
      look(controllers[wakeUp.controller], wakeUp.controller, wakeUp.ref)
      settle(controllers)
    }
    now = end
    settle(controllers)
  }

  /// What kubelets would do: Pods with a node run and become ready, Pods that are deleted end.
  mutating func runPods(ready: Bool = true) {
    for pod in objects(WatchedKind("Pod"), namespace: nil)
    where !(pod["spec", "nodeName"]?.string ?? "").isEmpty {
      if pod.meta.isBeingDeleted {
        var ended = pod
        ended.set(["status", "phase"], to: "Failed")
        if pod.meta.finalizers.isEmpty { remove(ObjectRef(pod)) } else { put(ended) }
        continue
      }
      if ["Running", "Succeeded", "Failed"].contains(pod["status", "phase"]?.string) { continue }
      var running = pod
      let last = 1 + (objects(WatchedKind("Pod"), namespace: nil).firstIndex(of: pod) ?? 0)
      running["status"] = [
        "phase": "Running", "podIP": .string("10.44.1.\(last)"),
        "conditions": [
          ["type": "Ready", "status": ready ? "True" : "False", "lastTransitionTime": .string(now.rfc3339)]
        ],
      ]
      put(running)
    }
  }

  /// Settles and runs Pods in turns until both are at rest.
  mutating func play(_ controllers: [any Controller.Type] = Controllers.all) {
    for _ in 0..<40 {
      settle(controllers)
      let before = revision
      runPods()
      if revision == before { return }
      advance(.seconds(1), controllers)
    }
    Issue.record("the cluster does not come to rest")
  }

  /// The names of the Pods of a namespace with their phases, sorted.
  func pods(_ namespace: String = "default") -> [String] {
    objects(WatchedKind("Pod"), namespace: namespace).map { $0.meta.name }
  }
}

/// Two nodes as in the exercises: the control plane with its taint, and a worker.
let twoNodes = """
  apiVersion: v1
  kind: Node
  metadata:
    name: control
    labels: {kubernetes.io/hostname: control}
  spec: {taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]}
  status:
    allocatable: {cpu: "2", memory: 4Gi, pods: "110"}
    conditions: [{type: Ready, status: "True", lastHeartbeatTime: "2026-11-25T08:00:00Z"}]
  ---
  apiVersion: v1
  kind: Node
  metadata:
    name: worker
    labels: {kubernetes.io/hostname: worker, disk: ssd}
  status:
    allocatable: {cpu: "2", memory: 4Gi, pods: "110"}
    conditions: [{type: Ready, status: "True", lastHeartbeatTime: "2026-11-25T08:00:00Z"}]
  """

extension Controllers {
  static let all: [any Controller.Type] = manager + scheduler
}
