import Documents
import Testing

@Suite("YAML as kubectl reads it")
struct YAMLReadingTests {
  @Test(
    "plain scalars mean what YAML 1.1 says",
    arguments: [
      ("yes", #"true"#), ("NO", "false"), ("y", "true"), ("on", "true"), ("~", "null"), ("", "null"), ("010", "8"),
      ("0x1F", "31"), ("0o17", "15"), ("1_000", "1000"), ("08", "8"), ("1e3", "1000"), ("1.5", "1.5"), (".5", "0.5"),
      ("12:30:45", #""12:30:45""#), ("2024-01-01", #""2024-01-01""#), ("'1'", #""1""#), ("!!str 1", #""1""#),
      ("123456789012345678901", "123456789012345680000"), ("1.2.3", #""1.2.3""#), ("-", "[null]"), ("100m", #""100m""#),
      ("{a: 1, a: 2}", #"{"a":2}"#), ("{1: x, true: y}", #"{"1":"x","true":true}"#),
      ("a: &x {b: 1}\nc: {<<: *x, d: 2}", #"{"a":{"b":1},"c":{"b":1,"d":2}}"#), ("|\n  a\n  b\n", #""a\nb\n""#),
    ])
  func scalar(_ yaml: String, _ json: String) throws {
    #expect(JSON.text(try YAML.value(yaml)) == json)
  }

  @Test(
    "mistakes are told in go-yaml's words, with its way of counting lines",
    arguments: [
      ("a: 1\nb:\n  - c\n     d: 2\n", "yaml: line 4: mapping values are not allowed in this context"),
      ("a: 1\nb Pod\nc: 1\n", "yaml: line 3: could not find expected ':'"),
      ("a:\n- b\n\tc: 1\n", "yaml: line 3: found a tab character that violates indentation"),
      ("a:\n  b: %x\n", "yaml: line 2: found character that cannot start any token"),
      ("a:\n  b: 1\n c: 2\n", "yaml: line 2: did not find expected key"),
      ("a: [1, 2\nb: 3\n", "yaml: line 1: did not find expected ',' or ']'"),
      ("a: *x\n", "yaml: unknown anchor 'x' referenced"),
    ])
  func mistake(_ yaml: String, _ message: String) {
    do {
      let value = try YAML.value(yaml)
      Issue.record("read as \(JSON.text(value))")
    } catch {
      #expect(error.message == message)
    }
  }

  @Test("a key given twice is an error only where strictness is asked for")
  func duplicates() {
    #expect(throws: YAMLError(message: "yaml: unmarshal errors:\n  line 2: key \"a\" already set in map", line: 2)) {
      try YAML.value("a: 1\na: 2\n", strict: true)
    }
  }

  @Test("documents are parted by lines of three dashes; those that say nothing do not count")
  func documents() throws {
    let text = "# none\n---\na: 1\n--- # comment\nb: 2\n---\n---\n"
    #expect(try YAML.documents(text) == [["a": 1], ["b": 2]])
    #expect(YAML.split("") == [])
    #expect(YAML.split("a: 1\n---\nb: 2") == ["a: 1\n", "b: 2\n"])
  }

  @Test("nodes know their place")
  func located() throws {
    let root = try #require(try YAML.located("a: 1\nb:\n  - c: x\n").first)
    let node = try #require(root["b"]?.elements.first?["c"])
    #expect((node.line, node.column, node.text) == (3, 8, "x"))
    #expect(try root.value() == ["a": 1, "b": [["c": "x"]]])
  }
}

@Suite("YAML as kubectl prints it")
struct YAMLWritingTests {
  @Test(
    "quotes only where a reader would take the text for something else",
    arguments: [
      ("abc", "abc"), ("", #""""#), ("1", #""1""#), ("true", #""true""#), ("Y", #""Y""#), ("null", #""null""#),
      ("2026-11-23T06:24:33Z", #""2026-11-23T06:24:33Z""#), ("10:20", #""10:20""#), ("1e3", #""1e3""#),
      ("a: b", "'a: b'"), ("*", "'*'"), ("a #b", "'a #b'"), ("it's", "it's"), ("'q'", "'''q'''"), (" a", "' a'"),
      ("a\tb", #""a\tb""#), ("-", "'-'"), ("-a", "-a"), ("{}", "'{}'"), ("0.5", #""0.5""#), ("100m", "100m"),
      ("10.0.0.0/8", "10.0.0.0/8"), ("%a", "'%a'"), ("a:b", "a:b"), ("é", "é"), ("😀", #""\U0001F600""#),
      ("<<", "<<"), ("=", "="),
    ])
  func scalar(_ text: String, _ written: String) {
    #expect(YAML.text(.string(text)) == "\(written)\n")
  }

  @Test("sequences stand level with their key, empty collections in flow style, several lines as a block")
  func layout() throws {
    let value = try JSON.parse(
      #"{"b":[{"x":1,"y":[[1,2],[]]}],"a":{},"c":"one\ntwo\n","d":"one\ntwo","e":null,"f10":1,"f9":2,"_":0}"#)
    let expected = """
      _: 0
      a: {}
      b:
      - x: 1
        "y":
        - - 1
          - 2
        - []
      c: |
        one
        two
      d: |-
        one
        two
      e: null
      f9: 2
      f10: 1

      """
    #expect(YAML.text(value) == expected)
  }

  @Test("long texts are folded behind column 80")
  func folding() {
    let words = String(repeating: "word ", count: 20) + "end"
    let expected = """
      a: word word word word word word word word word word word word word word word word
        word word word word end

      """
    #expect(YAML.text(["a": .string(words)]) == expected)
  }
}
