import Testing

@testable import Kubectl

/// Kustomizations, beside what kubectl v1.32 with kustomize v5.5 makes of them.
struct KustomizeTests {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 1
      template: {spec: {containers: [{name: c, image: nginx, envFrom: [{configMapRef: {name: c}}]}]}}
    """

  private func build(_ kustomization: String) throws -> Outcome {
    let bench = try Bench()
    try bench.stage.world.hosts["host"]?.files.makeDirectory("/root/k", by: .root, at: .start)
    try bench.write("/root/k/dep.yaml", Self.deployment)
    try bench.write("/root/k/kustomization.yaml", kustomization)
    return try bench.run("kustomize k")
  }

  @Test("generated names end in a hash, and who names them follows")
  func hash() throws {
    let outcome = try build("resources: [dep.yaml]\nconfigMapGenerator:\n- name: c\n  literals: [a=b]\n")
    #expect(outcome.output.hasPrefix("apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: c-4h2mbtbbt6\n---\n"))
    #expect(outcome.output.contains("- configMapRef:\n            name: c-4h2mbtbbt6\n"))
  }

  @Test("secrets too")
  func secret() throws {
    let outcome = try build("secretGenerator:\n- name: c\n  literals: [a=b]\n")
    #expect(outcome.output.contains("name: c-k695gkmbtk\n"))
  }

  @Test("replicas are counted by the name before the prefix")
  func replicas() throws {
    let outcome = try build("resources: [dep.yaml]\nnamePrefix: a-\nreplicas:\n- name: web\n  count: 5\n")
    #expect(outcome.output.contains("  name: a-web\nspec:\n  replicas: 5\n"))
  }

  @Test(
    "what it refuses",
    arguments: [
      ("foo: [x]\n", #"error: invalid Kustomization: json: unknown field "foo""#),
      (
        "resources: dep.yaml\n",
        "error: invalid Kustomization: json: cannot unmarshal string into Go struct field Kustomization.resources of type []string"
      ),
      (
        "resources: [dep.yaml, dep.yaml]\n",
        "error: accumulating resources: accumulation err='merging resources from 'dep.yaml': may not add resource with an "
          + "already registered id: Deployment.v1.apps/web.[noNs]': must build at directory: '/root/k/dep.yaml': file is not "
          + "directory"
      ),
      (
        "resources: [dep.yaml]\nreplicas: [{name: x, count: 2}]\n",
        "error: resource with name x does not match a config with the following GVK [Deployment.[noVer].[noGrp] "
          + "StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]"
      ),
    ])
  func refused(_ kustomization: String, _ message: String) throws {
    #expect(try build(kustomization) == Outcome(status: 1, output: "", errors: "\(message)\n"))
  }
}

/// Objects that are worked on without a server. source: kubectl v1.32
struct LocalTests {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      template:
        spec:
          containers:
          - image: nginx
            name: c

    """

  @Test(
    "changes",
    arguments: [
      ("set image -f d.yaml c=x --local -o yaml", "image: nginx", "image: x"),
      ("patch -f d.yaml -p {\"spec\":{\"replicas\":2}} --local -o yaml", "spec:\n", "spec:\n  replicas: 2\n"),
      ("label -f d.yaml a=b --local -o yaml", "  name: web", "  labels:\n    a: b\n  name: web"),
    ])
  func changed(_ line: String, _ before: String, _ after: String) throws {
    let bench = try Bench()
    try bench.write("/root/d.yaml", Self.deployment)
    let outcome = try bench.run(line)
    guard let place = Self.deployment.firstRange(of: before) else { return #expect(Bool(false)) }
    var expected = Self.deployment
    expected.replaceSubrange(place, with: after)
    #expect(outcome == Outcome(status: 0, output: expected, errors: ""))
    #expect(bench.server.requests.isEmpty || !bench.server.requests.contains { $0.path.hasPrefix("/apis/apps") })
  }

  @Test("names with the hash of the content")
  func hash() throws {
    let outcome = try Bench().run("create cm c --from-literal=a=b --append-hash --dry-run=client -o name")
    #expect(outcome.output == "configmap/c-m4h6ctkgb2\n")
  }

  @Test("suggestions stand in the order of the help")
  func suggestions() throws {
    #expect(try Bench().run("gt").errors.hasSuffix("Did you mean this?\n\tset\n\tget\n\tcp\n"))
  }
}
