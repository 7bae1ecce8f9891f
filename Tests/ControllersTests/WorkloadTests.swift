import Controllers
import Documents
import KubeModel
import Simulation
import Testing

@Suite("Workloads come to the state that they ask for")
struct WorkloadTests {
  private func deployment(_ replicas: Int, image: String = "nginx:1.27", extra: String = "") -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: default}
    spec:
      replicas: \(replicas)
      revisionHistoryLimit: 10
      progressDeadlineSeconds: 600
      selector: {matchLabels: {app: web}}
      strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: c, image: "\(image)"}]}
    \(extra)
    """
  }

  private let web = ObjectRef(apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web")

  private func condition(_ book: Notebook, _ ref: ObjectRef, _ type: String) -> String? {
    let found = book.object(ref)?["status", "conditions"]?.elements.first { $0["type"]?.string == type }
    return found.map {
      "\($0["status"]?.string ?? "") \($0["reason"]?.string ?? ""): \($0["message"]?.string ?? "")"
    }
  }

  @Test func aDeploymentStarts() throws {
    var book = Notebook()
    try book.add(twoNodes)
    try book.add(deployment(3))
    book.play()
    #expect(book.pods().count == 3)
    let status = try #require(book.object(web)?["status"])
    for field in ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"] {
      #expect(status[field] == 3, "\(field)")
    }
    #expect(status["unavailableReplicas"] == nil)
    #expect(book.object(web)?.meta.annotation("deployment.kubernetes.io/revision") == "1")
    #expect(
      condition(book, web, "Available")
        == "True MinimumReplicasAvailable: Deployment has minimum availability.")
    let set = try #require(book.objects(WatchedKind("ReplicaSet", "apps"), namespace: "default").first)
    let progress = "True NewReplicaSetAvailable: ReplicaSet \"\(set.meta.name)\" has successfully progressed."
    #expect(condition(book, web, "Progressing") == progress)
    let scaled = "deployment-controller: ScalingReplicaSet Scaled up replica set \(set.meta.name) from 0 to 3"
    #expect(book.events.contains(scaled))
    #expect(
      book.events.count { $0.hasPrefix("replicaset-controller: SuccessfulCreate Created pod: web-") } == 3)
    #expect(
      book.events.count { $0.hasPrefix("default-scheduler: Scheduled Successfully assigned default/web-") }
        == 3)
  }

  @Test func aRollingUpdateKeepsEnoughPods() throws {
    var book = Notebook()
    try book.add(twoNodes)
    try book.add(deployment(4))
    book.play()
    try book.edit(web) { object in
      let container: Value = ["name": "c", "image": "nginx:1.28"]
      object.set(["spec", "template", "spec", "containers"], to: [container])
    }
    var least = 4
    var most = 4
    for _ in 0..<30 {
      book.settle()
      let pods = book.objects(WatchedKind("Pod"), namespace: "default").filter { !$0.meta.isBeingDeleted }
      least = min(least, pods.count { $0["status", "phase"] == "Running" })
      most = max(most, pods.count)
      book.runPods()
      book.advance(.seconds(1))
    }
    #expect(least == 3)
    #expect(most == 5)
    let sets = book.objects(WatchedKind("ReplicaSet", "apps"), namespace: "default")
    #expect(sets.map { $0["spec", "replicas"]?.int ?? 0 }.sorted() == [0, 4])
    #expect(book.object(web)?.meta.annotation("deployment.kubernetes.io/revision") == "2")
    // Back to the first template: its ReplicaSet is used again, with a new revision.
    try book.edit(web) { object in
      let container: Value = ["name": "c", "image": "nginx:1.27"]
      object.set(["spec", "template", "spec", "containers"], to: [container])
    }
    book.play()
    let again = book.objects(WatchedKind("ReplicaSet", "apps"), namespace: "default")
    let key = "deployment.kubernetes.io/revision"
    #expect(again.count == 2)
    #expect(again.compactMap { $0.meta.annotation(key) }.sorted() == ["2", "3"])
    #expect(again.compactMap { $0.meta.annotation("deployment.kubernetes.io/revision-history") } == ["1"])
  }

  @Test func aRolloutThatIsStuckTimesOut() throws {
    var book = Notebook()
    book.settings.nodeGrace = .seconds(3600)
    try book.add(twoNodes)
    try book.add(deployment(1))
    book.settle()
    book.advance(.seconds(599))
    #expect(condition(book, web, "Progressing")?.hasPrefix("True") == true)
    book.advance(.seconds(5))
    #expect(condition(book, web, "Progressing")?.hasPrefix("False ProgressDeadlineExceeded") == true)
  }

  @Test func pausedDeploymentsScaleButDoNotRoll() throws {
    var book = Notebook()
    try book.add(twoNodes)
    try book.add(deployment(2))
    book.play()
    try book.edit(web) { object in
      object.set(["spec", "paused"], to: true)
      object.set(["spec", "replicas"], to: 3)
      object.set(["spec", "template", "spec", "containers"], to: [["name": "c", "image": "nginx:1.28"]])
    }
    book.play()
    #expect(book.objects(WatchedKind("ReplicaSet", "apps"), namespace: "default").count == 1)
    #expect(book.pods().count == 3)
    #expect(condition(book, web, "Progressing") == "Unknown DeploymentPaused: Deployment is paused")
  }

  @Test func deletingADeploymentTakesEverythingAlong() throws {
    var book = Notebook()
    try book.add(twoNodes)
    try book.add(deployment(2))
    book.play()
    book.remove(web)
    book.play()
    #expect(book.pods().isEmpty)
    #expect(book.objects(WatchedKind("ReplicaSet", "apps"), namespace: "default").isEmpty)
  }

  private let stateful = """
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db, namespace: default}
    spec:
      replicas: 3
      serviceName: db
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: c, image: "redis:7"}]}
      volumeClaimTemplates:
      - metadata: {name: data}
        spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: 1Gi}}}
    """
  private let classes = """
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: local}
    provisioner: rancher.io/local-path
    reclaimPolicy: Delete
    volumeBindingMode: WaitForFirstConsumer
    """

  @Test func aStatefulSetStartsInOrder() throws {
    var book = Notebook()
    try book.add(twoNodes)
    try book.add(classes)
    try book.add(stateful)
    book.settle()
    #expect(book.pods() == ["db-0"])
    book.play()
    #expect(book.pods() == ["db-0", "db-1", "db-2"])
    let ref = ObjectRef(apiVersion: "apps/v1", kind: "StatefulSet", namespace: "default", name: "db")
    let status = try #require(book.object(ref)?["status"])
    #expect(status["readyReplicas"] == 3)
    #expect(status["currentRevision"] == status["updateRevision"])
    let claims = book.objects(WatchedKind("PersistentVolumeClaim"), namespace: "default")
    #expect(
      claims.map { "\($0.meta.name) \($0["status", "phase"]?.string ?? "")" } == [
        "data-db-0 Bound", "data-db-1 Bound", "data-db-2 Bound",
      ])
    #expect(
      book.events.contains(
        "statefulset-controller: SuccessfulCreate Create Pod db-0 in StatefulSet db successful"))
    // A new template replaces the highest ordinal first.
    try book.edit(ref) { object in
      object.set(["spec", "template", "spec", "containers"], to: [["name": "c", "image": "redis:8"]])
    }
    book.settle()
    let going = book.objects(WatchedKind("Pod"), namespace: "default").filter(\.meta.isBeingDeleted)
    #expect(going.map(\.meta.name) == ["db-2"])
    book.play()
    let images = book.objects(WatchedKind("Pod"), namespace: "default").map {
      $0["spec", "containers"]?[0]?["image"]?.string ?? ""
    }
    #expect(images == ["redis:8", "redis:8", "redis:8"])
    try book.edit(ref) { $0.set(["spec", "replicas"], to: 1) }
    book.play()
    #expect(book.pods() == ["db-0"])
  }

  @Test func aDaemonSetMindsTaints() throws {
    var book = Notebook()
    try book.add(twoNodes)
    let daemon = """
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: agent, namespace: default}
      spec:
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec: {containers: [{name: c, image: busybox}]}
      """
    try book.add(daemon)
    book.play()
    func nodes() -> [String] {
      book.objects(WatchedKind("Pod"), namespace: "default").compactMap { $0["spec", "nodeName"]?.string }
        .sorted()
    }
    #expect(nodes() == ["worker"])
    let ref = ObjectRef(apiVersion: "apps/v1", kind: "DaemonSet", namespace: "default", name: "agent")
    try book.edit(ref) { object in
      let toleration: Value = ["key": "node-role.kubernetes.io/control-plane", "operator": "Exists"]
      object.set(["spec", "template", "spec", "tolerations"], to: [toleration])
    }
    book.play()
    #expect(nodes() == ["control", "worker"])
    let status = try #require(book.object(ref)?["status"])
    #expect(status["desiredNumberScheduled"] == 2)
    #expect(status["updatedNumberScheduled"] == 2)
    #expect(status["numberAvailable"] == 2)
  }
}
