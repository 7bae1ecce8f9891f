import Documents
import KubeModel
import Testing

@testable import Kubectl

/// Tables come from the server and are laid out as the real kubectl does.
struct GetTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    func pod(_ name: String, _ app: String) -> Value {
      [
        "apiVersion": "v1", "kind": "Pod",
        "metadata": ["name": .string(name), "namespace": "project-snake", "labels": ["app": .string(app)]],
      ]
    }
    bench.server.table(
      "/api/v1/namespaces/project-snake/pods", ["Name", "Ready", "Status", "Restarts", "Age"],
      [
        (["backend-0", "1/1", "Running", "0", "4m35s"], pod("backend-0", "backend")),
        (["db1-0", "1/1", "Running", "0", "4m35s"], pod("db1-0", "db1")),
      ])
    bench.server.table("/api/v1/namespaces/empty/pods", ["Name"], [])
    return bench
  }

  @Test func labelColumns() throws {
    let expected = """
      NAME        READY   STATUS    RESTARTS   AGE     APP
      backend-0   1/1     Running   0          4m35s   backend
      db1-0       1/1     Running   0          4m35s   db1

      """
    #expect(
      try bench().run("get po -n project-snake -L app") == Outcome(status: 0, output: expected, errors: ""))
  }

  @Test func withoutHeaders() throws {
    let expected = """
      backend-0   1/1   Running   0     4m35s
      db1-0       1/1   Running   0     4m35s

      """
    #expect(try bench().run("get po -n project-snake --no-headers").output == expected)
  }

  @Test func nothing() throws {
    #expect(
      try bench().run("get pods -n empty")
        == Outcome(status: 0, output: "", errors: "No resources found in empty namespace.\n"))
  }

  @Test func missing() throws {
    #expect(
      try bench().run("get pods nope1 nope2").errors
        == "Error from server (NotFound): pods \"nope1\" not found\nError from server (NotFound): pods \"nope2\" not found\n")
  }
}

/// JSONPath templates, with results and complaints of the real kubectl.
struct JSONPathTests {
  private static let object: Value = [
    "items": [
      ["metadata": ["name": "a", "labels": ["x.y/z": "1"]], "n": 1, "ready": true],
      ["metadata": ["name": "b"], "n": 2, "ready": false],
    ]
  ]

  @Test(arguments: [
    ("{.items[*].metadata.name}", "a b"),
    ("{range .items[*]}{.metadata.name}{\"\\t\"}{.n}{\"\\n\"}{end}", "a\t1\nb\t2\n"),
    ("{.items[?(@.n==2)].metadata.name}", "b"),
    ("{.items[?(@.metadata.labels)].metadata.name}", "a"),
    ("{.items[0].metadata.labels.x\\.y/z}", "1"),
    ("{.items[-1:].metadata.name}", "b"),
    ("{.items[0]['n','ready']}", "1 true"),
    ("{..name}", "a b"),
    ("{.items[0].metadata}", "{\"labels\":{\"x.y/z\":\"1\"},\"name\":\"a\"}"),
    (".items", ".items"),
    ("{.nope}", ""),
  ])
  func results(_ template: String, _ expected: String) throws {
    #expect(try JSONPath(template).text(for: Self.object) == expected)
  }

  @Test(arguments: [
    ("{.items[*].metadata.name", "unclosed action"),
    ("{.items[}", "unterminated array"),
    ("{.items[?(@.n==1}", "unterminated filter"),
    ("{.items[x]}", "invalid array index x"),
    ("{!}", "unrecognized character in action: U+0021 '!'"),
  ])
  func complaints(_ template: String, _ message: String) {
    #expect(throws: JSONPathError(message: message)) { try JSONPath(template) }
  }

  @Test func outOfBounds() throws {
    #expect(throws: JSONPathError(message: "array index out of bounds: index 5, length 2")) {
      try JSONPath("{.items[5].n}").text(for: Self.object)
    }
  }
}

/// Go templates.
struct GoTemplateTests {
  @Test(arguments: [
    ("{{range .items}}{{.n}}{{\"\\n\"}}{{end}}", "1\n2\n"),
    ("{{range $i, $x := .items}}{{if $i}},{{end}}{{$x.n}}{{end}}", "1,2"),
    ("{{len .items}} {{(index .items 1).n}}", "2 2"),
    ("{{if eq .kind \"List\"}}yes{{else}}no{{end}}", "yes"),
    ("{{.nope}}", "<no value>"),
    ("{{printf \"%s-%d\" .kind 3}}", "List-3"),
    ("a {{- /* gone */ -}} b", "ab"),
    ("{{with .map}}{{.a}}{{end}}", "b"),
    ("{{.map}}", "map[a:b]"),
  ])
  func results(_ template: String, _ expected: String) throws {
    let value: Value = ["kind": "List", "items": [["n": 1], ["n": 2]], "map": ["a": "b"]]
    #expect(try GoTemplate(template).text(for: value) == expected)
  }
}
