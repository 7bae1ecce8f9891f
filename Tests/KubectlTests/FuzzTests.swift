import Documents
import Glibc
import Testing

@testable import Kubectl

/// Random texts from pieces that matter; the seed makes them the same every time. `CKA_FUZZ` multiplies how many there
/// are: the suite takes a few thousand, an afternoon a million.
struct FuzzTests {
  struct Draw {
    var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    mutating func text(_ pieces: [String], atMost count: Int) -> String {
      (0..<below(count)).map { _ in pieces[below(pieces.count)] }.joined()
    }
  }

  private static let factor = getenv("CKA_FUZZ").flatMap { Int(String(cString: $0)) } ?? 1

  private static let object: Value = [
    "kind": "Pod", "apiVersion": "v1", "metadata": ["name": "a", "labels": ["a.b/c": "d", "n": "1"]],
    "spec": ["containers": [["name": "c", "ports": [["containerPort": 80]]], ["name": "d", "n": 1.5]], "x": .null],
    "items": [["a": 1], ["a": 2, "b": true], ["a": "three"], []],
  ]

  @Test("YAML and JSON", arguments: 0..<4)
  func documents(_ seed: Int) {
    var draw = Draw(seed: seed)
    let pieces = [
      "a", ":", ": ", "- ", "\n", "  ", "\t", "{", "}", "[", "]", ",", "\"", "'", "|", ">-", "|2\n", "&a ", "*a", "<<: ",
      "#", "---\n", "...\n", "? ", "!!str ", "!x ", "%YAML 1.1\n", "~", "null", "yes", "1e3", "0x1F", "1_000", ".inf",
      "0o17", "2026-11-25", "\\x4", "\\u00e9", "é", "\u{0}", "\u{85}", "`", "@", "\r\n", "=", "- - ", "12:30:45", "-",
    ]
    for _ in 0..<(400 * Self.factor) {
      let text = draw.text(pieces, atMost: 20)
      for document in YAML.split(text) { _ = try? YAML.value(document) }
      if let value = try? YAML.value(text) { _ = try? YAML.value(YAML.text(value)) }
      if let value = try? JSON.parse(text) { _ = JSON.text(value, indent: 2) }
    }
  }

  @Test("JSONPath", arguments: 0..<4)
  func paths(_ seed: Int) {
    var draw = Draw(seed: seed + 100)
    let pieces = [
      "{", "}", "{.", ".items", "[*]", "[0]", "[-1:]", "[::2]", "[:", "..", "..a", "@", "@.a", "[?(", ")]", "==", "!=",
      "<", ">=", "'a'", "\"three\"", "1", "range ", "{range .items[*]}", "{end}", "end", "$", ",", "\\.", "['a.b/c']", "[",
      "]", "(", ")", "metadata", ".metadata.labels.a\\.b/c", "{\"\\n\"}", " ", "*", "&&", "'", "\"", "-9999999999", "é",
    ]
    for _ in 0..<(600 * Self.factor) {
      let text = draw.text(pieces, atMost: 14)
      let strict = draw.below(2) == 0
      if let path = try? JSONPath(text, allowsMissingKeys: strict) {
        _ = try? path.text(for: Self.object)
        _ = try? path.json(for: Self.object)
      }
    }
  }

  @Test("Go templates", arguments: 0..<4)
  func templates(_ seed: Int) {
    var draw = Draw(seed: seed + 200)
    let pieces = [
      "{{", "}}", "{{-", "-}}", ".", ".items", ".metadata.name", "$", "$x", ":=", "=", "range ", "{{range .items}}", "if ",
      "{{else}}", "else if ", "{{end}}", "with ", "index ", "len ", "printf ", "\"%v %d %q %-5s %%\"", "\"", "`", "'a'", "|",
      "(", ")", "eq ", "ne ", "and ", "or ", "not ", "1", "-1", "1.5", "true", "nil", "base64decode", "exists ", "slice ",
      "print ", "html ", "define \"a\"", "template \"a\"", "break", "/* ", " */", ",", " ", "é", "99999999999999999999",
    ]
    for _ in 0..<(600 * Self.factor) {
      let text = draw.text(pieces, atMost: 16)
      if let template = try? GoTemplate(text, allowsMissingKeys: draw.below(2) == 0) {
        _ = try? template.text(for: Self.object)
      }
    }
  }

  @Test("command lines", arguments: 0..<4)
  func lines(_ seed: Int) throws {
    var draw = Draw(seed: seed + 300)
    let commands = CommandTable.root.children.map(\.name) + ["get", "get", "create", "set", "config", "auth", "rollout"]
    let words = [
      "pods", "pod/a", "deploy", "all", "nodes,svc", "a=b", "a-", "--", "-", "-f", "-o", "yaml", "-ojson", "name", "wide",
      "jsonpath={.a", "custom-columns=A:.a,B", "go-template={{.}", "-l", "a in (b", "-n", "x", "-A", "--all", "--dry-run=client",
      "--dry-run", "--replicas=-1", "--image=a b", "--port", "x:y", "--tcp=1:2:3", "--rule=a/b=c:d", "--from-literal=a",
      "deployment", "secret", "generic", "image", "env", "view", "set-context", "can-i", "status", "undo", "--to-revision=x",
      "--sort-by={", "--limits=cpu=x", "--overrides={", "--since=1", "--timeout=-1s", "é", "", "--v=99", "--context=nope",
      "-it", "--type=json", "-p", "[1]", "{", "--subresource=status", "--for=condition=", "--for=jsonpath={.a}=", "--selector",
    ]
    let bench = try Bench()
    try bench.write("/root/x.yaml", "kind: [\n")
    for _ in 0..<(120 * Self.factor) {
      let line = [commands[draw.below(commands.count)]] + (0..<draw.below(7)).map { _ in words[draw.below(words.count)] }
      // What waits ends by reaching the horizon; everything else ends by itself.
      _ = try? bench.run(words: line, input: "a: b\n")
    }
  }
}
