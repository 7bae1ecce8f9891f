import Documents
import KubeModel
import Testing

@testable import Kubectl

/// Generators and apply.
struct CreateTests {
  @Test func deployment() throws {
    let expected = """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        labels:
          app: web2
        name: web2
      spec:
        replicas: 3
        selector:
          matchLabels:
            app: web2
        strategy: {}
        template:
          metadata:
            labels:
              app: web2
          spec:
            containers:
            - image: nginx:1.27
              name: nginx
              ports:
              - containerPort: 80
              resources: {}
      status: {}

      """
    let bench = try Bench()
    let line = "create deploy web2 --image=nginx:1.27 --replicas=3 --port=80 --dry-run=client -o yaml"
    #expect(try bench.run(line) == Outcome(status: 0, output: expected, errors: ""))
    #expect(bench.server.requests.isEmpty)
  }

  @Test func pod() throws {
    let expected = """
      apiVersion: v1
      kind: Pod
      metadata:
        labels:
          a: b
          c: d
        name: nginx
      spec:
        containers:
        - env:
          - name: X
            value: "1"
          - name: "Y"
            value: "2"
          image: nginx
          name: nginx
          ports:
          - containerPort: 80
          resources: {}
        dnsPolicy: ClusterFirst
        restartPolicy: Always
      status: {}

      """
    let line = "run nginx --image=nginx --port=80 --labels=a=b,c=d --env=X=1 --env=Y=2 --dry-run=client -o yaml"
    #expect(try Bench().run(line).output == expected)
  }

  @Test func role() throws {
    let expected = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata:
        name: r1
      rules:
      - apiGroups:
        - ""
        resources:
        - pods/log
        verbs:
        - get
        - watch
      - apiGroups:
        - apps
        resources:
        - deployments
        verbs:
        - get
        - watch

      """
    let line = "create role r1 --verb=get --verb=watch --resource=pods/log --resource=deployments.apps --dry-run=client -o yaml"
    #expect(try Bench().run(line).output == expected)
  }

  private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: b\n"

  @Test func applyMakesWhatIsMissing() throws {
    let bench = try Bench()
    try bench.write("/root/x.yaml", Self.map)
    bench.server.answers["POST /api/v1/namespaces/default/configmaps"] = APIResponse(
      code: 201, ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "x"]])
    #expect(try bench.run("apply -f x.yaml") == Outcome(status: 0, output: "configmap/x created\n", errors: ""))
    let sent = bench.server.requests.last
    #expect(sent?.queryValue("fieldManager") == "kubectl-client-side-apply")
    guard case .value(let body)? = sent?.body else { return #expect(Bool(false)) }
    #expect(
      body.meta.annotation(LastApplied.key)
        == "{\"apiVersion\":\"v1\",\"data\":{\"a\":\"b\"},\"kind\":\"ConfigMap\",\"metadata\":{\"annotations\":{},"
        + "\"name\":\"x\",\"namespace\":\"default\"}}\n")
  }

  @Test func applyLeavesWhatIsThere() throws {
    let bench = try Bench()
    try bench.write("/root/x.yaml", Self.map)
    let object: Value = [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "x", "namespace": "default"], "data": ["a": "b"],
    ]
    bench.server.answers["GET /api/v1/namespaces/default/configmaps/x"] = APIResponse(LastApplied.annotated(object))
    #expect(try bench.run("apply -f x.yaml").output == "configmap/x unchanged\n")
  }

  @Test(arguments: [
    (
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: c\n   image: nginx\n",
      "error: error parsing x.yaml: error converting YAML to JSON: yaml: line 5: mapping values are not allowed in this context\n"
    ),
    (
      "kind: Pod\n",
      "error: error validating \"x.yaml\": error validating data: apiVersion not set; if you choose to ignore these "
        + "errors, turn validation off with --validate=false\n"
    ),
    (
      "apiVersion: v2\nkind: Pod\nmetadata: {name: e24}\n",
      "error: resource mapping not found for name: \"e24\" namespace: \"\" from \"x.yaml\": no matches for kind \"Pod\" "
        + "in version \"v2\"\nensure CRDs are installed first\n"
    ),
    (
      "apiVersion: v1\nkind: Pod\nmetadata: {name: 123}\n",
      "error: unable to decode \"x.yaml\": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name "
        + "of type string\n"
    ),
    ("---\n---\n", "error: no objects passed to apply\n"),
  ])
  func badFiles(_ text: String, _ errors: String) throws {
    let bench = try Bench()
    try bench.write("/root/x.yaml", text)
    #expect(try bench.run("apply -f x.yaml") == Outcome(status: 1, output: "", errors: errors))
  }

  @Test func invalidObjects() throws {
    let bench = try Bench()
    bench.server.answers["POST /api/v1/namespaces/default/pods"] = APIResponse(
      .invalid(
        kind: "Pod", name: "Nginx",
        [.required("spec.a"), .required("spec.b", "must be set")]))
    #expect(
      try bench.run("run Nginx --image=nginx").errors
        == "The Pod \"Nginx\" is invalid: \n* spec.a: Required value\n* spec.b: Required value: must be set\n")
  }
}
