import Testing

@testable import Tools

@Test("expressions in Perl's style", arguments: [
  ("a(?!p)", "apple banana", "a"), ("(?<=level=)\\w+", "x level=warn y", "warn"), ("\"\\K[^\"]*(?=\")", "a \"b c\" d", "b c"),
  ("\\d{2,}", "a1 b234", "234"), ("a.*?c", "abcabc", "abc"), ("(a|ab)(c|bcd)(d*)", "abcd", "abcd"), ("(\\w)\\1", "hello", "ll"),
  ("(?i)ERROR", "an Error", "Error"), ("^\\s*$", "", ""), ("\\bpod\\b", "pods pod", "pod"), ("[^[:space:]]+$", "a bc", "bc"),
  ("(?<y>\\d{4})-\\k<y>", "2026-2026", "2026-2026"), ("(?:ab)+", "xababy", "abab"), ("a++b", "aaab", "aaab"), ("x*", "aaa", ""),
  ("\\x41\\t", "A\t", "A\t"), ("é+", "caféé", "éé"), ("(?>a+)b|a", "aab", "aab"), ("[a-c\\d-]+", "xx-1b", "-1b"), ("a{,2}", "a{,2}", "a{,2}"),
])
func perl(_ pattern: String, _ text: String, _ expected: String) throws {
  let regex = try PerlRegex(pattern)
  let subject = PerlSubject(ArraySlice(text.utf8))
  let range = try #require(try regex.firstMatch(in: subject.scalars)?[0])
  #expect(String(decoding: Array(text.utf8)[subject.bytes(range)], as: UTF8.self) == expected)
}

@Test("what is wrong with an expression, in PCRE's words", arguments: [
  ("[a", "missing terminating ] for character class"), ("(a", "missing closing parenthesis"), ("a)", "unmatched closing parenthesis"),
  (String(repeating: "(", count: 5000), "parentheses are too deeply nested"), ("a**", "quantifier does not follow a repeatable item"),
  ("*a", "quantifier does not follow a repeatable item"), ("a{3,1}", "numbers out of order in {} quantifier"),
])
func wrong(_ pattern: String, _ message: String) {
  #expect(throws: Regex.Invalid(message: message, code: 0)) { try PerlRegex(pattern) }
}

@Test("an expression that tries for ever, or goes too deep, gives up and says so", arguments: [
  ("(a+)+$", String(repeating: "a", count: 40) + "b"), ("^(a|b)*$", String(repeating: "ab", count: 50_000)), ("(x?){60000}", "x"),
  ("(?!(a|b)*c)b", String(repeating: "ab", count: 50_000)),
])
func runaway(_ pattern: String, _ text: String) throws {
  let regex = try PerlRegex(pattern)
  #expect(throws: PerlRegex.Exhausted.self) { try regex.firstMatch(in: text.unicodeScalars.map(\.value)) }
}

@Test("long expressions and long lines are no reason to give up", arguments: [
  (String(repeating: "x", count: 50_000), String(repeating: "x", count: 50_000)), ("(a|b)*$", String(repeating: "ab", count: 150)),
  ("a+b", String(repeating: "c", count: 200_000) + "ab"),
])
func long(_ pattern: String, _ text: String) throws {
  #expect(try PerlRegex(pattern).firstMatch(in: text.unicodeScalars.map(\.value)) != nil)
}

@Test("deflate packs what inflate unpacks", arguments: [
  [], [1], Array("abcabcabcabcabcabcabcabcabcabc hello hello".utf8), (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) },
] as [[UInt8]])
func deflate(_ bytes: [UInt8]) throws {
  let packed = GzipFormat.pack(bytes, name: "x", modified: 0)
  #expect(try GzipFormat.unpack(packed) == bytes)
  #expect(try GzipFormat.unpack(packed + packed) == bytes + bytes)
  #expect(throws: GzipFormat.Problem.self) { try GzipFormat.unpack(Array(packed.dropLast(5))) }
}

@Test("what unpacks into too much is refused, over all members of a file")
func bomb() {
  let packed = GzipFormat.pack([UInt8](repeating: 0, count: 600_000), name: nil, modified: 0)
  #expect(throws: GzipFormat.Problem.tooLarge) { try GzipFormat.unpack(packed + packed, most: 1_000_000) }
}

@Test("sizes in a tar archive that are none", arguments: ["-0000000777", "77777777777", "9999"])
func tarSizes(_ size: String) throws {
  let member = TarMember(name: "a", kind: .file([]), mode: 0o644, user: 0, group: 0, userName: "", groupName: "", modified: 0)
  var bytes = TarArchive.pack([member])
  for index in 0..<12 { bytes[124 + index] = index < size.utf8.count ? Array(size.utf8)[index] : 0 }
  for index in 148..<156 { bytes[index] = 32 }
  let sum = String(bytes[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
  for (index, byte) in sum.utf8.enumerated() { bytes[148 + index] = byte }
  if size == "9999" {
    #expect(try TarArchive.unpack(bytes).first?.size == 0)
  } else {
    #expect(throws: TarArchive.Problem.self) { try TarArchive.unpack(bytes) }
  }
}

/// source: gzip 1.12, `for i in $(seq 60); do echo line $i; done | gzip -n -9`, which has a dynamic code.
@Test("what the real gzip has packed is read")
func realGzip() throws {
  let packed: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x35, 0xd1, 0xb9, 0x0d, 0x02, 0x41, 0x10,
    0x00, 0x41, 0xff, 0xa2, 0x20, 0x04, 0xe6, 0x3b, 0x20, 0x20, 0x0c, 0xa4, 0x13, 0xf9, 0x9b, 0x08, 0x6d,
    0xad, 0xd5, 0x5e, 0x69, 0x9e, 0xeb, 0xf3, 0x7d, 0xdf, 0xe2, 0xb8, 0xfe, 0xc9, 0x95, 0x5a, 0xe9, 0x95,
    0x59, 0x39, 0x57, 0x1e, 0x2b, 0xcf, 0x95, 0xd7, 0x4a, 0xdc, 0x95, 0x13, 0xa0, 0x20, 0x05, 0x2a, 0x58,
    0x01, 0x0b, 0x5a, 0xe0, 0x82, 0x97, 0xbc, 0xdc, 0x73, 0xf1, 0x92, 0x97, 0xbc, 0xe4, 0x25, 0x2f, 0x79,
    0xc9, 0x4b, 0x5e, 0xf1, 0x8a, 0x57, 0x7b, 0x51, 0x5e, 0xf1, 0x8a, 0x57, 0xbc, 0xe2, 0x15, 0xaf, 0x78,
    0xcd, 0x6b, 0x5e, 0xf3, 0x7a, 0x5f, 0x8e, 0xd7, 0xbc, 0xe6, 0x35, 0xaf, 0x79, 0xcd, 0x1b, 0xde, 0xf0,
    0x86, 0x37, 0xbc, 0xd9, 0xaf, 0xe0, 0x0d, 0x6f, 0x78, 0xc3, 0x1b, 0xde, 0x79, 0x3f, 0x7e, 0x0f, 0xf8,
    0xab, 0x77, 0xd7, 0x01, 0x00, 0x00,
  ]
  #expect(try GzipFormat.unpack(packed) == Array((1...60).map { "line \($0)\n" }.joined().utf8))
}
