import APIServer
import Documents
import KubeModel
import Testing

@Suite("Patches and server-side apply")
struct ApplyTests {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - {name: a, image: 'one:1'}
          - {name: b, image: 'two:1'}
    """
  private static let path = "/apis/apps/v1/namespaces/default/deployments"

  private func apply(
    _ cluster: inout TestCluster, _ yaml: String, manager: String, force: Bool = false
  ) throws -> APIResponse {
    var query = ["fieldManager": manager]
    if force { query["force"] = "true" }
    return cluster.ask(.patch, "\(Self.path)/web", try YAML.value(yaml), query: query, type: APIRequest.applyPatch)
  }

  @Test("strategic merge patches find containers by name, and delete on demand")
  func strategic() throws {
    var cluster = try TestCluster()
    try cluster.create(Self.deployment)
    let patch = try YAML.value(
      "{spec: {template: {spec: {containers: [{name: b, image: 'two:2'}, {name: a, $patch: delete}]}}}}")
    let patched = cluster.ask(.patch, "\(Self.path)/web", patch, type: APIRequest.strategicMergePatch)
    let containers = patched.value.at(["spec", "template", "spec", "containers"])?.elements ?? []
    #expect(containers.map { $0["image"] } == ["two:2"] && patched.value.meta.generation == 2)
    let merged = cluster.ask(
      .patch, "\(Self.path)/web", ["spec": ["replicas": 5]], type: APIRequest.mergePatch)
    #expect(merged.value["spec"]?["replicas"] == 5)
    let json = cluster.ask(
      .patch, "\(Self.path)/web", [["op": "remove", "path": "/spec/none"]], type: APIRequest.jsonPatch)
    #expect(json.status?.message == "the server rejected our request due to an error in our request")
  }

  @Test("the patch of kubectl apply: changes against the live object, deletions against what was applied")
  func threeWay() throws {
    let patches = StrategicMergePatch(Kinds.builtIn.schema)
    func spec(_ yaml: String) throws -> Value { ["spec": ["template": ["spec": try YAML.value(yaml)]]] }
    let original = try spec("{nodeName: old, containers: [{name: a, image: one}, {name: gone, image: x}]}")
    let modified = try spec("{containers: [{name: a, image: two}]}")
    let current = try spec(
      "{nodeName: old, dnsPolicy: Default, containers: [{name: a, image: one, tty: true}, {name: gone, image: x}]}")
    let patch = patches.threeWay(
      original: original, modified: modified, current: current, typeName: "apps.v1.Deployment")
    let result = try patches.apply(patch, to: current, typeName: "apps.v1.Deployment")
    #expect(result == (try spec("{dnsPolicy: Default, containers: [{name: a, image: two, tty: true}]}")))
    let again = patches.threeWay(
      original: modified, modified: modified, current: result, typeName: "apps.v1.Deployment")
    #expect(again == .emptyObject)
  }

  @Test("an applied object is its manager's; others' fields conflict until forced")
  func conflicts() throws {
    var cluster = try TestCluster()
    #expect(try apply(&cluster, Self.deployment, manager: "one").code == 201)
    let scaled = Self.deployment.replacing("replicas: 2", with: "replicas: 3")
    let refused = try apply(&cluster, scaled, manager: "two")
    #expect(
      refused.status?.message == "Apply failed with 1 conflict: conflict with \"one\" using apps/v1: .spec.replicas")
    #expect(refused.code == 409)
    let forced = try apply(&cluster, scaled, manager: "two", force: true)
    #expect(forced.value["spec"]?["replicas"] == 3)
    let managers = forced.value["metadata"]?["managedFields"]?.elements ?? []
    #expect(managers.map { $0["manager"] } == ["one", "two"])
  }

  @Test("what a manager no longer mentions goes")
  func removal() throws {
    var cluster = try TestCluster()
    let labelled = Self.deployment.replacing("{name: web}", with: "{name: web, labels: {x: z}}")
    _ = try apply(&cluster, labelled, manager: "one")
    let without = try apply(&cluster, Self.deployment, manager: "one")
    #expect(without.value.meta.labels.isEmpty && without.value["spec"]?["replicas"] == 2)
    let same = try apply(&cluster, Self.deployment, manager: "one")
    #expect(same.value.meta.resourceVersion == without.value.meta.resourceVersion)
  }

  @Test("ordinary writes are noted too")
  func managers() throws {
    var cluster = try TestCluster()
    let created = try cluster.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}")
    let entry = created.value["metadata"]?["managedFields"]?[0] ?? .null
    #expect(entry["manager"] == "kubectl-create" && entry["operation"] == "Update")
    #expect(entry["fieldsV1"] == ["f:data": [".": [:], "f:a": [:]]])
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return "\(self[..<range.lowerBound])\(new)\(self[range.upperBound...])"
  }
}
