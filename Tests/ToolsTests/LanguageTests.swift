import Testing

/// source: recordings and programs of Debian 12 (grep 3.8, sed 4.9, mawk 1.3.4-20200120, jq 1.6, findutils 4.9).
@Suite("Programs with a language of their own")
struct LanguageTests {
  static let people = ["people.csv": "name,age,city\nanna,34,Berlin\nbob,27,Paris\n"]

  private func check(
    _ words: [String], _ output: String, input: String = "", files: [String: String] = [:], errors: String = "", status: Int32 = 0
  ) {
    var bench = Bench(files)
    #expect(bench.run(words, input: input) == Bench.Result(status: status, output: output, errors: errors))
  }

  @Test("grep finds, counts, and says what is wrong")
  func grep() {
    check(["grep", "-n", "ann", "people.csv"], "2:anna,34,Berlin\n", files: Self.people)
    check(["grep", "-oE", "[0-9]+"], "12\n3\n", input: "a12b3\n")
    check(["grep", "-A1", "-n", "b"], "2:b\n3-c\n--\n5:b\n", input: "a\nb\nc\nd\nb\n")
    check(["grep", "-w", "Ready"], "x Ready\n", input: "x Ready\ny NotReady\n")
    check(["grep", "-oP", "IP: \\K\\S+"], "10.0.0.1\n", input: "IP: 10.0.0.1\n")
    check(["grep", "x", "nofile"], "", errors: "grep: nofile: No such file or directory\n", status: 2)
    check(["grep", "zzz"], "", input: "a\n", status: 1)
  }

  @Test("sed edits lines and files")
  func sed() {
    check(["sed", "s/a/b/g;2d"], "bbb\n", input: "aba\nx\n")
    check(["sed", "-n", "/x/,/y/p"], "x\n1\ny\n", input: "0\nx\n1\ny\n2\n")
    check(["sed", ":a;N;$!ba;s/\\n/,/g"], "a,b,c\n", input: "a\nb\nc\n")
    check(["sed", "-E", "s/(.*),(.*)/\\2 \\U\\1/"], "b A\n", input: "a,b\n")
    check(["sed", "k"], "", errors: "sed: -e expression #1, char 1: unknown command: `k'\n", status: 1)
    var bench = Bench(["f": "image: a\n"])
    #expect(bench.run(["sed", "-i", "s/a$/b/", "f"]).status == 0)
    #expect(bench.run(["cat", "f"]).output == "image: b\n")
  }

  @Test("awk computes as mawk does")
  func awk() {
    check(["awk", "-F,", "NR>1 {s+=$2} END {print s, s/(NR-1)}", "people.csv"], "61 30.5\n", files: Self.people)
    check(["awk", "BEGIN {n=split(\"a:b\",p,\":\"); print n, p[2], 2^31, 0.1+0.2}"], "2 b 2.14748e+09 0.3\n")
    check(["awk", "{$2=\"\"; print NF}"], "3\n", input: "a b c\n")
    check(["awk", "function f(x){return x*2} BEGIN{printf \"%d-%s\\n\", f(2), \"x\"}"], "4-x\n")
    check(["awk", "{print"], "", errors: "awk: line 2: missing } near end of file\n", status: 2)
  }

  @Test("jq queries, changes, and explains")
  func jq() {
    check(["jq", "-c", "[.items[] | select(.n > 1) | {n}]"], "[{\"n\":2}]\n", input: "{\"items\":[{\"n\":1},{\"n\":2}]}")
    check(["jq", "-r", ".a // \"none\", (.b|keys|join(\",\"))"], "none\nx,y\n", input: "{\"b\":{\"y\":1,\"x\":2}}")
    check(["jq", "-c", ".a.b |= . + 1 | del(.c)"], "{\"a\":{\"b\":2}}\n", input: "{\"a\":{\"b\":1},\"c\":3}")
    check(["jq", "-c", "reduce .[] as [$k,$v] ({}; .[$k] = $v)"], "{\"a\":1}\n", input: "[[\"a\",1]]")
    check(["jq", ".[0]"], "", input: "{}\n", errors: "jq: error (at <stdin>:1): Cannot index object with number\n", status: 5)
    check(["jq", "."], "", input: "[1,]\n", errors: "parse error: Expected another array element at line 1, column 4\n", status: 4)
  }

  @Test("yq reads and writes YAML")
  func yq() {
    let files = ["p.yaml": "metadata:\n  name: web\nspec:\n  ports:\n  - 80\n"]
    check(["yq", ".metadata.name", "p.yaml"], "web\n", files: files)
    check(["yq", ".spec.ports += [443]", "p.yaml"], "metadata:\n  name: web\nspec:\n  ports:\n    - 80\n    - 443\n", files: files)
  }

  @Test("find and xargs run programs")
  func findAndXargs() {
    let files = ["d/a.txt": "1\n", "d/b.md": "", "d/sub/c.txt": "22\n"]
    check(["find", "d", "-name", "*.txt", "-size", "-3c"], "d/a.txt\n", files: files)
    check(["find", "d", "-type", "f", "-exec", "basename", "{}", ";"], "a.txt\nb.md\nc.txt\n", files: files)
    check(["find", "d", "-path", "d/sub", "-prune", "-o", "-type", "f", "-print"], "d/a.txt\nd/b.md\n", files: files)
    check(["xargs", "-n2", "echo", "x"], "x a b\nx c\n", input: "a b\nc\n")
    check(["xargs", "-I{}", "echo", "[{}]"], "[a b]\n", input: "a b\n")
  }

  @Test("diff shows what changed")
  func diff() {
    let files = ["a": "1\n2\n3\n", "b": "1\nx\n3\n"]
    check(["diff", "a", "b"], "2c2\n< 2\n---\n> x\n", files: files, status: 1)
    check(["diff", "-U1", "--label", "a", "--label", "b", "a", "b"], "--- a\n+++ b\n@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n", files: files, status: 1)
  }
}
