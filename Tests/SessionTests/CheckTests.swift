import Documents
import Testing
import World

@testable import Training

/// Checks are judged on the world alone, and their evidence tells what decided.
struct CheckTests {
  private static let pod: Value = [
    "metadata": ["labels": ["app.kubernetes.io/name": "web"]],
    "spec": ["replicas": 3, "containers": [["name": "a", "image": "nginx"], ["name": "b", "image": "redis:7"]]],
  ]

  @Test(arguments: [
    ("spec.replicas", "3"), ("spec.containers.1.image", "redis:7"), ("spec.containers[name=b].image", "redis:7"),
    ("spec.containers[name=c].image", nil), (#"metadata.labels."app.kubernetes.io/name""#, "web"),
    ("spec.containers[image=nginx].name", "a"), ("spec.nothing.there", nil),
  ])
  func pathsLeadToFields(_ path: String, _ expected: String?) throws {
    #expect(try #require(FieldPath(path)).value(in: Self.pod).map(FieldPath.text) == expected)
  }

  @Test(arguments: ["", ".", "a..b", "a.", "[name=a]", "a[name", "a[name]", "a\"b", #"a."b"#, "a[b=c]d"])
  func mistakenPathsAreTold(_ path: String) {
    #expect(FieldPath(path) == nil)
  }

  /// Each check with whether it holds in the world of the policy task, and its evidence.
  @Test(arguments: [
    (
      "objects: {kind: Pod, namespace: project-snake, where: {metadata.labels.app: vault}, count: 1}", true,
      "1 Pod in project-snake with metadata.labels.app=vault: vault-0"
    ),
    (
      "objects: {kind: Pod, namespace: project-snake, where: {spec.nodeName: cluster3-controlplane1}, atLeast: 1}", false,
      "0 Pod in project-snake with spec.nodeName=cluster3-controlplane1; at least 1 wanted"
    ),
    (
      "access: {user: 'system:serviceaccount:project-snake:default', namespace: default, allowed: [], refused: [get pods]}",
      true, "system:serviceaccount:project-snake:default may not get pods"
    ),
    (
      "access: {user: 'system:serviceaccount:project-snake:default', namespace: default, allowed: [get pods/log], refused: []}",
      false, "system:serviceaccount:project-snake:default may not get pods/log in default"
    ),
    (
      "access: {user: 'system:kube-scheduler', allowed: [create events], refused: [delete nodes]}", true,
      "system:kube-scheduler may create events, and may not delete nodes"
    ),
    (
      "logs: {namespace: project-snake, pod: vault-0, container: other, contains: []}", false,
      "there is no log: container other is not valid for pod vault-0"
    ),
    (
      "service: {host: cluster3-node1, unit: kubelet, active: true, enabled: true}", true,
      "kubelet.service is active and enabled on cluster3-node1"
    ),
    (
      "service: {host: cluster3-node1, unit: kubelet, active: true, enabled: false}", false,
      "kubelet.service is active on cluster3-node1, but enabled: it should not start at boot"
    ),
    (
      "field: {kind: Namespace, name: project-snake, path: metadata.name, decoded: a}", false,
      "metadata.name of Namespace project-snake is project-snake, which is no base64"
    ),
    (
      "field: {kind: Node, name: cluster3-node1, path: 'status.conditions[type=Ready].status', equals: \"True\"}", true,
      "status.conditions[type=Ready].status of Node cluster3-node1 is True"
    ),
  ])
  func checksAreJudgedWithEvidence(_ text: String, _ passes: Bool, _ evidence: String) throws {
    let (check, problems) = try parse(text)
    #expect(problems.isEmpty, "\(problems)")
    var judge = Judge(Starts.policy.tasks[0].session.world, context: "k8s-c3-CCC")
    #expect(judge.judge(check) == Verdict(passes, evidence))
  }

  @Test(arguments: [
    ("objects: {kind: Pod}", "check `objects` says not how many it expects"),
    ("objects: {kind: Pod, count: 1, where: {a..b: c}}", "`a..b` is no path to a field"),
    ("access: {user: a, allowed: [create], refused: []}", "`create` is no action"),
    ("access: {user: a, allowed: [get /], refused: []}", "`get /` is no action"),
    ("access: {user: a, allowed: [get .], refused: []}", "`get .` is no action"),
    ("field: {kind: Pod, name: a, path: a, equals: c, contains: c}", "check `field` expects more than one thing"),
    ("field: {kind: Pod, name: a, path: 'a[b', equals: c}", "`a[b` is no path to a field"),
    ("figures: {host: a, path: b, snapshot: c, holds: [size]}", "`size` is no figure of a snapshot"),
    ("restored: {host: a, path: b, back: [{kind: Pod, name: c, size: d}]}", "an object of `back` has the unknown field `size`"),
    ("service: {host: a, unit: b, enabled: maybe}", "`enabled` of check `service` is neither true nor false"),
  ])
  func mistakesInChecksAreTold(_ text: String, _ message: String) throws {
    #expect(try parse(text).problems.map(\.message) == [message])
  }

  /// Two snapshots of one cluster, and a directory restored from the newer one.
  @Test(arguments: [
    ("restoredDirectory: {host: H, path: /tmp/new.db, directory: /opt/restored}", true),
    ("restoredDirectory: {host: H, path: /tmp/old.db, directory: /opt/restored}", false),
    ("restoredDirectory: {host: H, path: /tmp/new.db, directory: /var/lib/etcd}", false),
    ("restoredDirectory: {host: H, path: /tmp/new.db}", true), ("restoredDirectory: {host: H, path: /tmp/old.db}", false),
    ("restored: {host: H, path: /tmp/new.db}", false),
    ("figures: {host: H, path: /tmp/status, snapshot: /tmp/new.db, holds: [hash, revision, totalKeys]}", true),
    ("figures: {host: H, path: /tmp/json, snapshot: /tmp/new.db, holds: [hash, revision, totalKeys]}", true),
    ("figures: {host: H, path: /tmp/status, snapshot: /tmp/old.db, holds: [hash]}", false),
    ("figures: {host: H, path: /tmp/status, snapshot: /tmp/old.db, holds: [revision]}", false),
    ("figures: {host: H, path: /etc/hosts, snapshot: /tmp/new.db, holds: [revision]}", false),
    ("figures: {host: H, path: /tmp/status, snapshot: /etc/hosts, holds: [revision]}", false),
  ])
  func snapshotsOfOneClusterAreToldApart(_ text: String, _ passes: Bool) throws {
    let (check, problems) = try parse(text.replacing("host: H", with: "host: \(EtcdDrill.host)"))
    #expect(problems.isEmpty, "\(problems)")
    var judge = Judge(Self.twoSnapshots, context: "k8s-c3-CCC")
    let verdict = judge.judge(check)
    #expect(verdict.passed == passes, "\(verdict.evidence)")
  }

  private static let twoSnapshots: World = {
    var drill = EtcdDrill()
    _ = drill.saveSnapshot()
    drill.root("mv \(EtcdDrill.backup) /tmp/old.db")
    drill.terminal("kubectl create configmap later")
    _ = drill.saveSnapshot()
    drill.root("mv \(EtcdDrill.backup) /tmp/new.db")
    drill.root("etcdutl snapshot restore /tmp/new.db --data-dir /opt/restored")
    drill.root("etcdutl snapshot status /tmp/new.db > /tmp/status; etcdutl snapshot status /tmp/new.db -w json > /tmp/json")
    return drill.world
  }()

  private func parse(_ text: String) throws -> (check: Check, problems: [ExerciseProblem]) {
    var problems: [ExerciseProblem] = []
    let node = try #require(try YAML.located(text).first)
    let check = CheckParser(file: "a.yaml").parse(node, problems: &problems)
    return (check, problems)
  }
}
