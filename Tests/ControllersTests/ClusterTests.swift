import Controllers
import Documents
import KubeModel
import Simulation
import Testing

@Suite("The rest of the controller manager")
struct ClusterTests {
  @Test func namespacesGetTheirDefaultsAndAreEmptied() throws {
    var book = Notebook()
    try book.add(
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop}, spec: {finalizers: [kubernetes]}}")
    try book.add("{apiVersion: v1, kind: ConfigMap, metadata: {name: extra, namespace: shop}}")
    book.settle()
    let account = ObjectRef(kind: "ServiceAccount", namespace: "shop", name: "default")
    let authority = ObjectRef(kind: "ConfigMap", namespace: "shop", name: "kube-root-ca.crt")
    #expect(book.object(account) != nil)
    #expect(book.object(authority)?["data", "ca.crt"] == "CERTIFICATE")
    book.remove(authority)
    book.settle()
    #expect(book.object(authority) != nil)
    let ref = ObjectRef(kind: "Namespace", name: "shop")
    try book.edit(ref) { $0.set(["metadata", "deletionTimestamp"], to: "2026-11-25T08:00:00Z") }
    book.settle()
    #expect(book.object(ref) != nil, "the controller waits for 5 s first")
    book.advance(.seconds(12))
    #expect(book.everything(namespace: "shop").isEmpty)
    #expect(book.object(ref) == nil)
  }

  @Test func endpointsFollowReadiness() throws {
    var book = Notebook()
    try book.add(twoNodes)
    let service = """
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: default, labels: {app: web}}
      spec: {clusterIP: 10.96.0.9, selector: {app: web}, ports: [{name: http, port: 80, targetPort: www}]}
      """
    try book.add(service)
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: a, namespace: default, labels: {app: web}}
      spec: {containers: [{name: c, ports: [{name: www, containerPort: 8080}]}]}
      """
    try book.add(pod)
    book.settle()
    func slice() throws -> Value {
      try #require(book.objects(WatchedKind("EndpointSlice", "discovery.k8s.io"), namespace: "default").first)
    }
    #expect(try slice()["endpoints"]?.elements.isEmpty ?? true)
    book.runPods(ready: false)
    book.settle()
    let ref = ObjectRef(kind: "Endpoints", namespace: "default", name: "web")
    #expect(try slice()["endpoints"]?[0]?["conditions", "ready"] == false)
    #expect(book.object(ref)?["subsets"]?[0]?["notReadyAddresses"]?.elements.count == 1)
    try book.edit(ObjectRef(kind: "Pod", namespace: "default", name: "a")) { pod in
      pod.set(["status", "conditions"], to: [["type": "Ready", "status": "True"]])
    }
    book.settle()
    #expect(try slice()["endpoints"]?[0]?["conditions", "ready"] == true)
    #expect(try slice()["ports"] == [["name": "http", "port": 8080, "protocol": "TCP"]])
    #expect(book.object(ref)?["subsets"]?[0]?["addresses"]?[0]?["targetRef", "name"] == "a")
  }

  @Test func aSilentKubeletMakesItsNodeUnknown() throws {
    var book = Notebook()
    try book.add(twoNodes)
    try book.add(
      "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: default}, spec: {containers: []}}")
    try book.edit(ObjectRef(kind: "Pod", namespace: "default", name: "p")) { pod in
      let tolerations: Value = [
        [
          "key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute",
          "tolerationSeconds": 300,
        ]
      ]
      pod.set(["spec", "tolerations"], to: tolerations)
    }
    book.play()
    let ref = ObjectRef(kind: "Node", name: "worker")
    book.advance(.seconds(45))
    #expect(book.object(ref)?["spec", "taints"] == nil)
    book.advance(.seconds(6))
    let ready = book.object(ref)?["status", "conditions"]?.elements.first { $0["type"] == "Ready" }
    #expect(ready?["status"] == "Unknown")
    #expect(ready?["reason"] == "NodeStatusUnknown")
    #expect(ready?["message"] == "Kubelet stopped posting node status.")
    let taints = book.object(ref)?["spec", "taints"]?.elements.map {
      "\($0["key"]?.string ?? ""):\($0["effect"]?.string ?? "")"
    }
    #expect(
      taints == ["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"])
    #expect(book.events.contains("node-controller: NodeNotReady Node worker status is now: NodeNotReady"))
    let pod = ObjectRef(kind: "Pod", namespace: "default", name: "p")
    #expect(book.object(pod)?["status", "conditions"]?[0]?["status"] == "False")
    book.advance(.seconds(290))
    #expect(book.object(pod)?.meta.isBeingDeleted == false)
    book.advance(.seconds(20))
    #expect(book.object(pod)?.meta.isBeingDeleted == true)
    // The kubelet is back: the taints go.
    let heartbeat = Value.string(book.now.rfc3339)
    try book.edit(ref) { node in
      let ready: Value = ["type": "Ready", "status": "True", "lastHeartbeatTime": heartbeat]
      node.set(["status", "conditions"], to: [ready])
    }
    book.settle()
    #expect(book.object(ref)?["spec", "taints"] == nil)
  }

  @Test func cordonIsATaint() throws {
    var book = Notebook()
    try book.add(twoNodes)
    book.settle()
    try book.edit(ObjectRef(kind: "Node", name: "worker")) { $0.set(["spec", "unschedulable"], to: true) }
    book.settle()
    let taint = book.object(ObjectRef(kind: "Node", name: "worker"))?["spec", "taints"]?[0]
    #expect(taint?["key"] == "node.kubernetes.io/unschedulable")
    #expect(taint?["effect"] == "NoSchedule")
  }

  @Test func jobsCountTheirPods() throws {
    var book = Notebook()
    try book.add(twoNodes)
    let job = """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: work, namespace: default}
      spec:
        completions: 2
        parallelism: 1
        backoffLimit: 1
        selector: {matchLabels: {job: work}}
        template: {metadata: {labels: {job: work}}, spec: {restartPolicy: Never, containers: [{name: c}]}}
      """
    try book.add(job)
    book.settle()
    func end(_ phase: String) throws {
      let pods = book.objects(WatchedKind("Pod"), namespace: "default").filter {
        !["Succeeded", "Failed"].contains($0["status", "phase"]?.string)
      }
      let pod = try #require(pods.first)
      try book.edit(ObjectRef(pod)) { $0.set(["status", "phase"], to: .string(phase)) }
      book.advance(.seconds(11))
    }
    try end("Succeeded")
    try end("Failed")
    let ref = ObjectRef(apiVersion: "batch/v1", kind: "Job", namespace: "default", name: "work")
    #expect(book.object(ref)?["status", "succeeded"] == 1)
    #expect(book.object(ref)?["status", "failed"] == 1)
    try end("Succeeded")
    let status = try #require(book.object(ref)?["status"])
    #expect(status["succeeded"] == 2)
    #expect(status["active"] == nil)
    #expect(
      status["conditions"]?.elements.compactMap { $0["type"]?.string } == ["SuccessCriteriaMet", "Complete"])
    #expect(book.events.last == "job-controller: Completed Job completed")
    let finalizers = book.objects(WatchedKind("Pod"), namespace: "default").flatMap(\.meta.finalizers)
    #expect(finalizers.isEmpty)
  }

  @Test func cronJobsStartOnTheMinute() throws {
    var book = Notebook()
    let cron = """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: tick, namespace: default}
      spec:
        schedule: "*/5 * * * *"
        concurrencyPolicy: Forbid
        jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c}]}}}}
      """
    try book.add(cron)
    let only: [any Controller.Type] = [CronJobController.self]
    book.settle(only)
    book.advance(.seconds(299), only)
    #expect(book.objects(WatchedKind("Job", "batch"), namespace: "default").isEmpty)
    book.advance(.seconds(1), only)
    let minutes = WallTime(year: 2026, month: 11, day: 25, hour: 8, minute: 5).unixSeconds / 60
    #expect(
      book.objects(WatchedKind("Job", "batch"), namespace: "default").map(\.meta.name) == ["tick-\(minutes)"])
    #expect(book.events.contains("cronjob-controller: SuccessfulCreate Created job tick-\(minutes)"))
  }

  @Test func budgetsCount() throws {
    var book = Notebook()
    try book.add(twoNodes)
    let objects = """
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: b, namespace: default}
      spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
      ---
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web, namespace: default}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}}
      """
    try book.add(objects)
    book.play()
    let ref = ObjectRef(apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace: "default", name: "b")
    let status = try #require(book.object(ref)?["status"])
    #expect(status["currentHealthy"] == 3)
    #expect(status["desiredHealthy"] == 2)
    #expect(status["disruptionsAllowed"] == 1)
    #expect(status["expectedPods"] == 3)
  }

  @Test func claimsFindTheSmallestVolume() throws {
    var book = Notebook()
    let volumes = [("small", "500Mi"), ("big", "10Gi"), ("right", "2Gi")].map { name, size in
      """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: \(name)}
      spec: {accessModes: [ReadWriteOnce], capacity: {storage: \(size)}, storageClassName: manual}
      """
    }
    try book.add(volumes.joined(separator: "\n---\n"))
    book.settle()
    let claim = """
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data, namespace: default}
      spec: {accessModes: [ReadWriteOnce], storageClassName: manual, resources: {requests: {storage: 1Gi}}}
      """
    try book.add(claim)
    book.settle()
    let ref = ObjectRef(kind: "PersistentVolumeClaim", namespace: "default", name: "data")
    #expect(book.object(ref)?["spec", "volumeName"] == "right")
    #expect(book.object(ref)?["status", "phase"] == "Bound")
    #expect(book.object(ref)?["status", "capacity", "storage"] == "2Gi")
    let volume = ObjectRef(kind: "PersistentVolume", name: "right")
    #expect(book.object(volume)?["status", "phase"] == "Bound")
    #expect(book.object(volume)?["spec", "claimRef", "name"] == "data")
    book.remove(ref)
    book.settle()
    #expect(book.object(volume)?["status", "phase"] == "Released")
  }

  @Test func eventsOfOneKindAreCounted() throws {
    var book = Notebook()
    try book.add("{apiVersion: v1, kind: ConfigMap, metadata: {name: m, namespace: default}}")
    let map = try #require(book.objects(WatchedKind("ConfigMap"), namespace: "default").first)
    let reaction = Reaction([Step(nil, events: [EventNote(map, .normal, "Seen", "seen")])])
    let client = Client.controller("tester")
    for _ in 0..<3 {
      let before = book
      _ = reaction.perform(by: client, reading: before, now: book.now, attempt: 0) { book.send($0) }
    }
    let events = book.objects(WatchedKind("Event"), namespace: "default")
    #expect(events.map { $0["count"]?.int ?? 0 } == [3])
  }

  /// source: client-go, EventAggregator: from the tenth message on, one event stands for all further ones.
  @Test func eventsThatDifferInTheirMessageAreCombined() throws {
    var book = Notebook()
    try book.add("{apiVersion: v1, kind: ConfigMap, metadata: {name: m, namespace: default}}")
    let map = try #require(book.objects(WatchedKind("ConfigMap"), namespace: "default").first)
    let client = Client.controller("tester")
    for number in 0..<12 {
      let before = book
      let reaction = Reaction([Step(nil, events: [EventNote(map, .warning, "Seen", "number \(number)")])])
      _ = reaction.perform(by: client, reading: before, now: book.now, attempt: 0) { book.send($0) }
    }
    let events = book.objects(WatchedKind("Event"), namespace: "default")
    #expect(events.count == 10)
    let combined = events.filter { $0["message"]?.string?.hasPrefix("(combined from similar events): ") ?? false }
    #expect(combined.map { $0["count"]?.int ?? 0 } == [3])
    #expect(combined.first?["message"]?.string == "(combined from similar events): number 11")
    #expect(Set(events.map(\.meta.name)).count == 10)
  }
}
