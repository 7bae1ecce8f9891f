import Documents
import Testing

@Suite("JSON as Go reads and writes it")
struct JSONTests {
  @Test(
    "what is read is written the same",
    arguments: [
      #"{"a":1,"b":[true,false,null],"c":"x\ny"}"#, "[]", "{}", #""\u003ca\u0026b\u003e""#, "-5", "0.5",
      "9007199254740993", "1e+21", "1e-7", #""\u2028\u0001""#,
    ])
  func roundTrip(_ text: String) throws {
    #expect(JSON.text(try JSON.parse(text)) == text)
  }

  @Test(
    "mistakes are told in Go's words",
    arguments: [
      ("", "unexpected end of JSON input", 0), ("{\"a\":}", "invalid character '}' looking for beginning of value", 6),
      ("{a:1}", "invalid character 'a' looking for beginning of object key string", 2),
      ("[1 2]", "invalid character '2' after array element", 4),
      ("{\"a\" 1}", "invalid character '1' after object key", 6),
      ("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair", 8),
      ("{} x", "invalid character 'x' after top-level value", 4),
      ("trux", "invalid character 'x' in literal true (expecting 'e')", 4),
      ("'a'", #"invalid character '\'' looking for beginning of value"#, 1),
      ("\"a\nb\"", #"invalid character '\n' in string literal"#, 3),
      ("-x", "invalid character 'x' in numeric literal", 2),
      ("1.x", "invalid character 'x' after decimal point in numeric literal", 3),
      ("{\"a\":[", "unexpected end of JSON input", 6),
    ])
  func mistake(_ text: String, _ message: String, _ offset: Int) {
    #expect(throws: JSONError(message: message, offset: offset)) { try JSON.parse(text) }
  }

  @Test("kubectl's layout: four blanks, keys sorted, empty collections closed at once")
  func indented() throws {
    let value = try JSON.parse(#"{"b":{},"a":[1,{"x":[]}]}"#)
    let expected = """
      {
          "a": [
              1,
              {
                  "x": []
              }
          ],
          "b": {}
      }
      """
    #expect(JSON.text(value, indent: 4) == expected)
    #expect(JSON.text(value, sortKeys: false) == #"{"b":{},"a":[1,{"x":[]}]}"#)
  }

  @Test("surrogate pairs, and nesting that would exhaust the stack")
  func limits() throws {
    #expect(try JSON.parse(#""\ud83d\ude00\ud83d""#) == "😀\u{fffd}")
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSON.parse(deep) }
    #expect(try JSON.stream("{} [1]\n2") == [.emptyObject, [1], 2])
  }
}
