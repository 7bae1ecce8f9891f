import Networking
import Testing

@Suite("Manifests are read with file, line and cause")
struct ManifestTests {
  static let cases: [(name: String, text: String, told: [String])] = [
    ("YAML that ends too early", "kind: Pod\nmetadata: [\n", ["m.yaml:2: did not find expected node content"]),
    ("text", "just text\n", ["m.yaml:1: a manifest is an object with apiVersion, kind and metadata"]),
    ("no kind", "metadata: {name: a}\n", ["m.yaml:1: kind is not set"]),
    ("a number for a name", "kind: Pod\nmetadata:\n  name: 5\n", ["m.yaml:3: metadata.name: must be a string"]),
    ("no name", "kind: Pod\nmetadata: {}\n", ["m.yaml:2: metadata.name: a name is required"]),
    (
      "a number for a label", "kind: Namespace\nmetadata:\n  name: a\n  labels:\n    b: 1\n",
      ["m.yaml:5: metadata.labels.b: must be a string, in quotes"]
    ),
    (
      "a misspelt field in the second document of a list",
      "kind: Pod\nmetadata: {name: a}\n---\nkind: List\nitems:\n- kind: NetworkPolicy\n  metadata: {name: p}\n  spec:\n"
        + "    ingress:\n    - from:\n      - podselector: {}\n",
      [
        "m.yaml:11: spec.ingress[0].from[0].podselector: unknown field",
        "m.yaml:11: spec.ingress[0].from[0]: must specify a peer",
      ]
    ),
    (
      "blocks that the API server refuses",
      "kind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  egress:\n  - to:\n    - ipBlock:\n        cidr: 10.0.0.1/8\n"
        + "        except: [11.0.0.0/8, 10.1.0.0/16, 10.0.0.0/8]\n",
      [
        "m.yaml:7: spec.egress[0].to[0].ipBlock.cidr: has bits beyond its prefix: 10.0.0.0/8 is meant, or another prefix",
        "m.yaml:8: spec.egress[0].to[0].ipBlock.except[0]: must be a smaller part of 10.0.0.1/8",
        "m.yaml:8: spec.egress[0].to[0].ipBlock.except[2]: must be a smaller part of 10.0.0.1/8",
      ]
    ),
  ]

  @Test(arguments: cases.indices)
  func problems(_ index: Int) {
    let (name, text, told) = Self.cases[index]
    var set = ManifestSet()
    set.add(file: "m.yaml", text: text)
    let engine = PolicyEngine(objects: set.objects)
    #expect(set.problems + set.messages(for: set.refusals + engine.problems) == told, "\(name)")
  }

  @Test func notesTellWhatIsMissing() {
    var set = ManifestSet()
    set.add(
      file: "a.yaml",
      text: """
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
        ---
        kind: Service
        metadata: {name: web}
        ---
        kind: NetworkPolicy
        metadata: {name: p, namespace: shop}
        spec:
          ingress:
          - from: [{ipBlock: {cidr: 10.0.0.0/8}}, {namespaceSelector: {matchLabels: {team: a}}}]
        """)
    set.add(file: "b.yaml", text: "kind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\n")
    #expect(
      set.notes == [
        "NetworkPolicy shop/p is in a.yaml:8 and in b.yaml:1: only one of them can exist.",
        "Deployment shop/web: of its Pods, one stands for all, with the template's labels.",
        "Not looked at, since policies do not depend on it: 1 Service.",
        "1 of 1 Pods have no address here (status.podIP), so no ipBlock finds them.",
        "Not declared here: namespace shop. The only label known is kubernetes.io/metadata.name.",
      ])
  }
}
