import Documents
import KubeModel
import Simulation
import Testing

@Suite("Kinds as data")
struct KindsTests {
  @Test(
    "what a user may call a resource",
    arguments: [
      ("pods", "pods"), ("po", "pods"), ("Pod", "pods"), ("deploy", "deployments.apps"),
      ("deployments.apps", "deployments.apps"), ("deployments.v1.apps", "deployments.apps"),
      ("netpol", "networkpolicies.networking.k8s.io"), ("hpa", "horizontalpodautoscalers.autoscaling"),
      ("ev", "events"), ("cs", "componentstatuses"), ("nonsense", ""), ("deployments.v2.apps", ""),
    ])
  func named(_ text: String, _ expected: String) {
    #expect(Kinds.builtIn.named(text)?.qualifiedName ?? "" == expected)
  }

  @Test("lookups, subresources, columns and types")
  func lookups() throws {
    let kinds = Kinds.builtIn
    let pods = try #require(kinds.resource(group: "", version: "v1", name: "pods"))
    #expect(pods.isNamespaced && pods.subresource("eviction")?.groupVersion?.text == "policy/v1")
    #expect(pods.columns.map(\.name).prefix(5) == ["Name", "Ready", "Status", "Restarts", "Age"])
    #expect(kinds.kind(of: ["apiVersion": "apps/v1", "kind": "Deployment"])?.name == "deployments")
    #expect(kinds.category("all").map(\.name).contains("statefulsets"))
    let type = try #require(kinds.schema[pods.typeName ?? ""])
    let field = try #require(kinds.schema.field(["spec", "containers", "ports"], of: type))
    #expect(field.mergeKey == "containerPort" && field.listMapKeys == ["containerPort", "protocol"])
    let spec = try #require(kinds.schema["core.v1.PodSpec"])
    #expect(spec.goTypeName == "v1.PodSpec" && spec.required == ["containers"])
  }

  @Test(
    "paths",
    arguments: [
      ("/api/v1/pods", "/v1//pods//"), ("/api/v1/namespaces/a/pods/b", "/v1/a/pods/b/"),
      ("/apis/apps/v1/namespaces/a/deployments/b/scale", "apps/v1/a/deployments/b/scale"),
      ("/api/v1/namespaces/a", "/v1/a/namespaces/a/"), ("/api/v1/namespaces/a/finalize", "/v1/a/namespaces/a/finalize"),
      ("/api/v1/nodes/n/status", "/v1//nodes/n/status"),
    ])
  func path(_ text: String, _ expected: String) throws {
    let path = try #require(APIPath(text))
    let parts = [path.group, path.version, path.namespace, path.resource, path.name, path.subresource]
    #expect(parts.joined(separator: "/") == expected)
    #expect(APIPath("/livez") == nil && APIPath("/apis/apps/v1") == nil)
  }
}

@Suite("Amounts, ages, names and selectors")
struct ValueTests {
  @Test(
    "quantities are printed in their canonical form",
    arguments: [
      ("0.5", "500m"), ("1024Mi", "1Gi"), ("1000m", "1"), ("100m", "100m"), ("1.5Gi", "1536Mi"), ("1e3", "1e3"),
      ("2000", "2k"), ("1000Ki", "1000Ki"), ("0", "0"), ("-5", "-5"), ("1.1", "1100m"), ("0.1Gi", "107374182400m"),
      ("12", "12"), ("500Mi", "500Mi"), ("1n", "1n"), ("0.1n", "1n"), ("1Ei", "1Ei"), ("5M", "5M"), ("512", "512"),
    ])
  func quantity(_ text: String, _ canonical: String) throws {
    #expect(try Quantity(parsing: text).description == canonical)
  }

  @Test("quantities that are none")
  func noQuantity() {
    let wrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    #expect(throws: Quantity.ParseError(message: wrong)) { try Quantity(parsing: "many") }
    #expect(throws: Quantity.ParseError(message: wrong)) { try Quantity(parsing: "") }
    #expect(throws: Quantity.ParseError(message: "unable to parse quantity's suffix")) { try Quantity(parsing: "1Mii") }
  }

  @Test(
    "ages",
    arguments: [
      (-5, "<invalid>"), (0, "0s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (600, "10m"), (10799, "179m"),
      (10800, "3h"), (10860, "3h1m"), (28800, "8h"), (172_799, "47h"), (172_800, "2d"), (176_400, "2d1h"),
      (864_000, "10d"), (63_072_000, "2y"), (63_158_400, "2y1d"),
    ])
  func age(_ seconds: Int, _ text: String) {
    #expect(Age.text(.seconds(seconds)) == text)
  }

  @Test(
    "label selectors match as apimachinery's do",
    arguments: [
      ("a=1", true), ("a==1", true), ("a!=1", false), ("b!=1", true), ("a in (1,2)", true), ("a notin (1)", false),
      ("b notin (1)", true), ("a", true), ("!a", false), ("!b", true), ("n>4", true), ("n<4", false), ("a=1,b", false),
      ("", true), ("in in (in)", false), ("a=", false),
    ])
  func selector(_ text: String, _ expected: Bool) throws {
    #expect(try LabelSelector(parsing: text).matches(["a": "1", "n": "5"]) == expected)
  }

  @Test(
    "selectors that cannot be read",
    arguments: [
      ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
      ("a=1 b", "found 'b', expected: ',' or 'end of string'"), ("a,", "found '', expected: identifier after ','"),
      ("=1", "found '=', expected: !, identifier, or 'end of string'"),
      ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
      ("a in 1", "unable to parse requirement: found '1' expected: '('"),
    ])
  func wrongSelector(_ text: String, _ message: String) {
    #expect(throws: SelectorError(message)) { try LabelSelector(parsing: text) }
  }

  @Test("field selectors")
  func fields() throws {
    let selector = try FieldSelector(parsing: "status.phase!=Running,metadata.name=a\\,b")
    let fields = ["status.phase": "Pending", "metadata.name": "a,b"]
    #expect(selector.matches { fields[$0] ?? "" })
    #expect(throws: SelectorError("invalid selector: 'x'; can't understand 'x'")) { try FieldSelector(parsing: "x") }
  }

  @Test("names")
  func names() {
    #expect(Names.subdomain("a.b-c") == [] && Names.label("a.b") == ["must not contain dots"])
    #expect(Names.port("1111") == ["must contain at least one letter (a-z)"])
    #expect(Names.qualified("a/b/c").first?.hasPrefix("a valid label key must consist") == true)
    #expect(Names.labelValue("") == [] && Names.labelValue("-") != [])
  }

  @Test("refusals read back as they were made")
  func status() {
    let errors = [FieldError.required("spec.a"), .invalid("spec.b", "x", "no")]
    let status = APIStatus.invalid(kind: "Pod", name: "p", errors)
    #expect(status.message == #"Pod "p" is invalid: [spec.a: Required value, spec.b: Invalid value: "x": no]"#)
    #expect(APIStatus(status.value) == status)
    #expect(APIStatus.notFound("deployments", group: "apps", name: "d").message == #"deployments.apps "d" not found"#)
  }
}
