import Controllers
import Documents
import KubeModel
import Simulation
import Testing

@Suite("The scheduler says what the real one says")
struct SchedulerTests {
  /// Where a Pod goes, or why nowhere.
  private func outcome(_ spec: String, extra: String = "", nodes: String = twoNodes) throws -> String {
    var book = Notebook()
    if !nodes.isEmpty { try book.add(nodes) }
    if !extra.isEmpty { try book.add(extra) }
    let pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: default, labels: {app: p}}\nspec: \(spec)\n"
    try book.add(pod)
    book.settle([Scheduler.self])
    let found = try #require(book.object(ObjectRef(kind: "Pod", namespace: "default", name: "p")))
    if let node = found["spec", "nodeName"]?.string { return node }
    let condition = found["status", "conditions"]?.elements.first { $0["type"] == "PodScheduled" }
    #expect(condition?["reason"] == "Unschedulable")
    return condition?["message"]?.string ?? "not looked at"
  }

  private static let notHelpful = """
    no new claims to deallocate, preemption: 0/2 nodes are available: \
    2 Preemption is not helpful for scheduling.
    """

  @Test(arguments: [
    ("{containers: []}", "worker"),
    ("{nodeSelector: {disk: ssd}, containers: []}", "worker"),
    (
      "{nodeSelector: {disk: nvme}, containers: []}",
      "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, "
        + "1 node(s) had untolerated taint(s). \(notHelpful)"
    ),
    ("{tolerations: [{operator: Exists}], nodeSelector: {kubernetes.io/hostname: control}}", "control"),
    (
      "{containers: [{name: c, resources: {requests: {cpu: 3}}}]}",
      "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). \(notHelpful)"
    ),
    (
      "{tolerations: [{operator: Exists}], containers: [{resources: {requests: {memory: 5Gi, cpu: 3}}}]}",
      "0/2 nodes are available: 2 Insufficient cpu, 2 Insufficient memory. \(notHelpful)"
    ),
    ("{schedulerName: mine, containers: []}", "not looked at"),
    (
      "{volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]}",
      "0/2 nodes are available: persistentvolumeclaim \"data\" not found. not found"
    ),
  ])
  func placesOrRefuses(spec: String, expected: String) throws {
    if expected == "not looked at" {
      var book = Notebook()
      try book.add(twoNodes)
      try book.add("{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: default}, spec: \(spec)}")
      book.settle([Scheduler.self])
      #expect(book.requestCount == 0)
    } else {
      #expect(try outcome(spec) == expected)
    }
  }

  @Test func noNodes() throws {
    #expect(try outcome("{containers: []}", nodes: "") == "no nodes available to schedule pods")
  }

  private let resident = """
    apiVersion: v1
    kind: Pod
    metadata: {name: old, namespace: default, uid: old, labels: {app: old}}
    spec:
      nodeName: worker
      priority: 0
      containers: [{name: c, resources: {requests: {cpu: 1500m}}, ports: [{hostPort: 80, containerPort: 80}]}]
    status: {phase: Running}
    """

  @Test func portsAndAntiAffinity() throws {
    let tail =
      "no new claims to deallocate, preemption: 0/2 nodes are available: "
      + "1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling."
    let ports = "{containers: [{name: c, ports: [{hostPort: 80, containerPort: 80}]}]}"
    #expect(
      try outcome(ports, extra: resident)
        == "0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, "
        + "1 node(s) had untolerated taint(s). \(tail)")
    let away = """
      {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: \
      kubernetes.io/hostname, labelSelector: {matchLabels: {app: old}}}]}}, containers: []}
      """
    #expect(
      try outcome(away, extra: resident)
        == "0/2 nodes are available: 1 node(s) didn't match pod anti-affinity rules, "
        + "1 node(s) had untolerated taint(s). \(tail)")
  }

  @Test func theMoreImportantPodMakesRoom() throws {
    var book = Notebook()
    try book.add(twoNodes)
    try book.add(resident)
    let urgent = """
      apiVersion: v1
      kind: Pod
      metadata: {name: urgent, namespace: default}
      spec: {priority: 1000, containers: [{name: c, resources: {requests: {cpu: 1}}}]}
      """
    try book.add(urgent)
    book.settle([Scheduler.self])
    let ref = ObjectRef(kind: "Pod", namespace: "default", name: "urgent")
    #expect(book.object(ref)?["status", "nominatedNodeName"] == "worker")
    #expect(
      book.object(ObjectRef(kind: "Pod", namespace: "default", name: "old"))?.meta.isBeingDeleted == true)
    book.runPods()
    book.settle([Scheduler.self])
    #expect(book.object(ref)?["spec", "nodeName"] == "worker")
  }

  @Test func aNewNodeHelpsThoseWhoWait() throws {
    var book = Notebook()
    try book.add(
      "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: default}, spec: {containers: []}}")
    book.settle([Scheduler.self])
    try book.add(twoNodes)
    book.settle([Scheduler.self])
    #expect(
      book.object(ObjectRef(kind: "Pod", namespace: "default", name: "p"))?["spec", "nodeName"] == "worker")
    #expect(
      book.events == [
        "default-scheduler: FailedScheduling no nodes available to schedule pods",
        "default-scheduler: Scheduled Successfully assigned default/p to worker",
      ])
  }
}
