import Documents
import KubeModel
import Testing

@testable import APIServer

@Suite("Patches")
struct PatchTests {
  private static let web = """
    {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {a: b}}, template:
    {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x, env: [{name: M, value: m}]}]}}}}
    """

  /// Types, patches and what a real kube-apiserver v1.36.2 says of them.
  private static let refusals: [(String, String, String)] = [
    (
      APIRequest.strategicMergePatch, #""foo""#,
      "json: cannot unmarshal string into Go value of type map[string]interface {}"
    ),
    (
      APIRequest.mergePatch, "[1]",
      "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"
    ),
    (
      APIRequest.jsonPatch, #"{"op":"replace"}"#,
      "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"
    ),
    (
      APIRequest.jsonPatch, #"[{"op":"test","path":"/spec/replicas","value":9}]"#,
      "the server rejected our request due to an error in our request"
    ),
    (
      APIRequest.strategicMergePatch, #"{"spec":{"replicas":"x"}}"#,
      #" "" is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32"#
    ),
    (
      APIRequest.strategicMergePatch, #"{"spec":{"template":{"spec":{"containers":5}}}}"#,
      #" "" is invalid: patch: Invalid value: "map[spec:map[template:map[spec:map[containers:5]]]]": cannot restore slice from int64"#
    ),
  ]

  @Test("patches that a real server refuses", arguments: refusals)
  func refused(_ type: String, _ patch: String, _ message: String) throws {
    var cluster = try TestCluster()
    _ = try cluster.create(Self.web)
    let answer = cluster.ask(
      .patch, "/apis/apps/v1/namespaces/default/deployments/web", try JSON.parse(patch), type: type)
    #expect(answer.status?.message == message)
  }

  @Test("a patch that is no JSON is told by its first wrong letter")
  func malformed() throws {
    var cluster = try TestCluster()
    _ = try cluster.create(Self.web)
    let request = APIRequest(
      .patch, "/apis/apps/v1/namespaces/default/deployments/web", contentType: APIRequest.strategicMergePatch,
      body: .bytes(Array("{spec: 1}".utf8)), user: .master)
    let status = cluster.send(request).response?.status
    #expect(status?.message == "invalid character 's' looking for beginning of object key string")
  }

  @Test("new elements of a list come first")
  func order() throws {
    var cluster = try TestCluster()
    _ = try cluster.create(Self.web)
    let patch = try JSON.parse(
      #"{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"A","value":"a"}]},{"name":"d","image":"y"}]}}}}"#)
    let answer = cluster.ask(
      .patch, "/apis/apps/v1/namespaces/default/deployments/web", patch, type: APIRequest.strategicMergePatch)
    let containers = answer.value.at(["spec", "template", "spec", "containers"])?.elements ?? []
    #expect(containers.compactMap { $0["name"]?.string } == ["c", "d"])
    #expect((containers.first?["env"]?.elements ?? []).compactMap { $0["name"]?.string } == ["A", "M"])
  }

  @Test("the order of fields changes nothing")
  func fields() {
    let one: Value = .object(["a": 1, "b": ["x": 1, "y": 2]])
    let other: Value = .object(["b": ["y": 2, "x": 1], "a": 1])
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    #expect(one != .object(["a": 1, "b": ["x": 1, "y": 3]]))
  }

  @Test("unknown paths get Go's page")
  func unknown() throws {
    var cluster = try TestCluster()
    #expect(cluster.ask(.get, "/apis/apps/v1/foos").body == .text("404 page not found\n"))
    #expect(cluster.ask(.get, "/foo").code == 404)
  }
}

@Suite("Structures as Go prints them")
struct GoStructureTests {
  /// source: kube-apiserver v1.36.2
  @Test("a changed volume") func volume() {
    let difference = GoStructures.difference(
      ["hostPath": ["path": "/mnt/data", "type": ""]], ["hostPath": ["path": "/other", "type": ""]],
      as: "PersistentVolumeSource")
    #expect(
      difference == """
        @@ -2,7 +2,7 @@
          "GCEPersistentDisk": null,
          "AWSElasticBlockStore": null,
          "HostPath": {
        -  "Path": "/mnt/data",
        +  "Path": "/other",
           "Type": ""
          },
          "Glusterfs": null,

        """)
  }

  @Test("every structure that another names is there") func complete() {
    let lines = GoStructureTable.text.split(separator: "\n")
    let names = Set(lines.map { String($0.prefix { $0 != ":" }) })
    for line in lines {
      for word in line.split(separator: " ") where word.contains(">") {
        let type = String(word.drop { $0 != ">" }.drop { $0 == ">" })
        #expect(names.contains(type), "\(word)")
      }
    }
  }
}
