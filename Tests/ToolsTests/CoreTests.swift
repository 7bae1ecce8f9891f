import Testing

/// Rows from recordings of Debian 12: arguments, standard input, and what came of it.
struct Row: Sendable, CustomTestStringConvertible {
  var words: [String]
  var input = ""
  var files: [String: String] = [:]
  var output = ""
  var errors = ""
  var status: Int32 = 0

  init(_ line: String, _ output: String = "", input: String = "", files: [String: String] = [:], errors: String = "", status: Int32 = 0) {
    words = line.split(separator: " ").map { String($0) }
    self.input = input
    self.files = files
    self.output = output
    self.errors = errors
    self.status = status
  }

  var testDescription: String { words.joined(separator: " ") }

  func check() {
    var bench = Bench(files)
    let result = bench.run(words, input: input)
    #expect(result == Bench.Result(status: status, output: output, errors: errors))
  }
}

@Suite("Programs of the core utilities")
struct CoreTests {
  static let fruits = ["fruits.txt": "banana\napple\ncherry\napple\n"]

  @Test("text", arguments: [
    Row("cat -n a.txt", "     1\tone\n", files: ["a.txt": "one\n"]),
    Row("cat nofile", errors: "cat: nofile: No such file or directory\n", status: 1),
    Row("cat -x a.txt", errors: "cat: invalid option -- 'x'\nTry 'cat --help' for more information.\n", status: 1),
    Row("head -n 1 fruits.txt", "banana\n", files: fruits),
    Row("head -1 fruits.txt", "banana\n", files: fruits),
    Row("tail -n +3 fruits.txt", "cherry\napple\n", files: fruits),
    Row("tail -c 3", "le\n", input: "apple\n"),
    Row("wc", "      1       2       4\n", input: "a b\n"),
    Row("wc -l fruits.txt", "4 fruits.txt\n", files: fruits),
    Row("sort -u fruits.txt", "apple\nbanana\ncherry\n", files: fruits),
    Row("sort -k2n", "b 2\na 10\n", input: "a 10\nb 2\n"),
    Row("sort -h", "300\n1K\n2M\n", input: "2M\n1K\n300\n"),
    Row("sort -V", "v1.9\nv1.10\n", input: "v1.10\nv1.9\n"),
    Row("uniq -c", "      2 a\n      1 b\n", input: "a\na\nb\n"),
    Row("cut -d: -f1,3-", "a:c:d\nnone\n", input: "a:b:c:d\nnone\n"),
    Row("tr a-z A-Z", "ABC\n", input: "abc\n"),
    Row("tr -d [:digit:]", "ab\n", input: "a1b2\n"),
    Row("tr -s a", "ab\n", input: "aaab\n"),
    Row("paste -sd+", "1+2+3\n", input: "1\n2\n3\n"),
    Row("rev", "cba\n", input: "abc\n"),
    Row("fold -w 2", "ab\nc\n", input: "abc\n"),
    Row("nl -ba", "     1\ta\n     2\t\n", input: "a\n\n"),
  ])
  func text(_ row: Row) { row.check() }

  @Test("values", arguments: [
    Row("seq 1 .5 2", "1.0\n1.5\n2.0\n"),
    Row("seq -w 8 10", "08\n09\n10\n"),
    Row("seq 5 1", ""),
    Row("expr 1 + 2", "3\n"),
    Row("expr a + 1", errors: "expr: non-integer argument\n", status: 2),
    Row("printf %5.1f|%-4s|%03d\\n 3.14159 ab 7", "  3.1|ab  |007\n"),
    Row("date -u -d @0 +%F", "1970-01-01\n"),
    Row("date", "Wed Nov 25 08:00:00 UTC 2026\n"),
  ])
  func values(_ row: Row) { row.check() }

  @Test("files", arguments: [
    Row("ls", "a\nb\n", files: ["a": "", "b": ""]),
    Row("ls -z", errors: "ls: invalid option -- 'z'\nTry 'ls --help' for more information.\n", status: 2),
    Row("ls -ln a", "-rw-r--r-- 1 0 0 2 Nov 25 08:00 a\n", files: ["a": "x\n"]),
    Row("mkdir a/b", errors: "mkdir: cannot create directory ‘a/b’: No such file or directory\n", status: 1),
    Row("cp dir x", errors: "cp: -r not specified; omitting directory 'dir'\n", status: 1).with("dir/f"),
    Row("rm -r .", errors: "rm: refusing to remove '.' or '..' directory: skipping '.'\n", status: 1),
    Row("stat -c %a_%s_%F a", "644_2_regular file\n", files: ["a": "x\n"]),
    Row("basename a/b.txt .txt", "b\n"),
  ])
  func files(_ row: Row) { row.check() }
}

extension Row {
  /// The same with a further, empty file.
  func with(_ file: String) -> Row {
    var row = self
    row.files[file] = ""
    return row
  }
}
