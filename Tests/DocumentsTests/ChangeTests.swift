import Documents
import Testing

@Suite("Patches and differences")
struct ChangeTests {
  @Test(
    "JSON patches",
    arguments: [
      (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
      (
        #"{"a":[1,3]}"#, #"[{"op":"add","path":"/a/1","value":2},{"op":"add","path":"/a/-","value":4}]"#,
        #"{"a":[1,2,3,4]}"#
      ),
      (#"{"a":[1,2]}"#, #"[{"op":"remove","path":"/a/0"}]"#, #"{"a":[2]}"#),
      (#"{"a/b":1}"#, #"[{"op":"replace","path":"/a~1b","value":2}]"#, #"{"a/b":2}"#),
      (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/b"}]"#, #"{"b":1}"#),
      (#"{"a":1}"#, #"[{"op":"test","path":"/a","value":2}]"#, "testing value /a failed: test failed"),
      (
        #"{}"#, #"[{"op":"remove","path":"/a"}]"#,
        "error in remove for path: '/a': Unable to remove nonexistent key: a: missing value"
      ),
      (
        #"{}"#, #"[{"op":"replace","path":"/a/b","value":1}]"#,
        "replace operation does not apply: doc is missing path: /a/b: missing value"
      ),
    ])
  func jsonPatch(_ document: String, _ patch: String, _ expected: String) throws {
    do {
      let result = try JSONPatch(try JSON.parse(patch)).apply(to: try JSON.parse(document))
      #expect(JSON.text(result) == expected)
    } catch let failure as JSONPatch.Failure {
      #expect(failure.message == expected)
    }
  }

  @Test("merge patches remove with null")
  func mergePatch() throws {
    let old = try JSON.parse(#"{"a":{"b":1,"c":2},"d":[1]}"#)
    let new = try JSON.parse(#"{"a":{"b":1,"e":3},"d":[2]}"#)
    let patch = MergePatch.between(old, new)
    #expect(JSON.text(patch) == #"{"a":{"c":null,"e":3},"d":[2]}"#)
    #expect(MergePatch.apply(patch, to: old) == ["a": ["b": 1, "e": 3], "d": [2]])
  }

  @Test("hunks of the unified format")
  func unified() {
    let old = (1...12).map { "l\($0)" }
    var new = old
    new[5] = "changed"
    new.insert("added", at: 12)
    let expected = """
      @@ -3,10 +3,11 @@
       l3
       l4
       l5
      -l6
      +changed
       l7
       l8
       l9
       l10
       l11
       l12
      +added

      """
    #expect(Diff(old: old, new: new).unified() == expected)
    #expect(Diff(old: [], new: ["a"]).unified() == "@@ -0,0 +1 @@\n+a\n")
    #expect(Diff(old: old, new: old).isEmpty)
  }
}
