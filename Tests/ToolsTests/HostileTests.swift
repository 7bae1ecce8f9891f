import Testing

/// Arguments and files that nobody means well: each program says something and ends.
@Suite("Hostile arguments and files")
struct HostileTests {
  @Test("numbers without measure", arguments: [
    ("tput cup 9223372036854775807 0", 0), ("tput setaf -9223372036854775808", 0), ("unexpand -t 9223372036854775807", 0), ("expand -t 9223372036854775807", 0),
    ("numfmt --padding=-9223372036854775808 1", 0), ("numfmt --padding=9223372036854775807 1", 0), ("vmstat -- 1 -5", 0), ("vmstat 0", 1),
    ("vmstat 9223372036854775807", 1), ("nice -n 9223372036854775807 nice", 0), ("printf %99999999999d 1", 0), ("printf %*d -9223372036854775808 1", 0),
    ("printf %.99999999999f 1", 0), ("seq -f %99999999999f 1", 0), ("stat -c %99999999999n /root", 0), ("chage -E 999999999999999 root", 2),
    ("chage -M -9223372036854775808 root", 2), ("factor 340282366920938463463374607431768211456", 1),
  ] as [(String, Int32)])
  func numbers(_ line: String, _ status: Int32) {
    var bench = Bench(["/etc/shadow": "root:*:20000:0:99999:7:::\n"])
    let result = bench.run(line.split(separator: " ").map { String($0) }, input: "a\t b  c\n")
    #expect(result.status == status)
    #expect(result.output.utf8.count < 500_000)
  }

  @Test("widths that come from awk's numbers", arguments: ["1e30", "-1e30", "-2^63", "2^63", "log(-1)"])
  func awk(_ width: String) {
    var bench = Bench()
    #expect(bench.run(["awk", "BEGIN { printf \"%*d\", \(width), 1 }"]).status == 0)
  }

  @Test("account files with lines that are too short, or hold no days", arguments: [
    ("passwd -S bob", 0), ("passwd -l bob", 0), ("passwd -u bob", 0), ("passwd -e bob", 0), ("chage -l bob", 0), ("chage -E 20000 bob", 0), ("chage -l far", 0),
    ("passwd -S far", 0), ("useradd -G g u", 0), ("useradd -g g u", 0), ("useradd -g h u", 6), ("usermod -s /bin/sh bob", 0), ("usermod -aG g bob", 0),
    ("usermod -g h bob", 6), ("usermod -L bob", 0), ("userdel -r bob", 0), ("groupdel h", 0), ("groupadd new", 0), ("groupdel g", 0),
  ] as [(String, Int32)])
  func accounts(_ line: String, _ status: Int32) {
    var bench = Bench([
      "/etc/shadow": "bob:x\nfar:x:9223372036854775807:0:-9223372036854775808:7:9223372036854775807:9223372036854775807:\n",
      "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\nbob:x\nfar:x:5:77::/:/bin/sh\n", "/etc/group": "root:x:0:\ng:x:5\nh\n",
    ])
    #expect(bench.run(line.split(separator: " ").map { String($0) }).status == status)
    // A line that nobody asked to change stays as it was.
    if line.hasPrefix("useradd -g g") { #expect(bench.run(["grep", "-c", "^bob:x$", "/etc/passwd"]).output == "1\n") }
  }

  @Test("days up to the year 9999")
  func farDays() {
    var bench = Bench(["/etc/shadow": "root:*:20000:0:99999:7::2932896:\n"])
    let lines = bench.run(["chage", "-i", "-l", "root"]).output.split(separator: "\n")
    #expect(lines.first?.hasSuffix(": 2024-10-04") == true)
    #expect(lines.contains { $0.hasPrefix("Account expires") && $0.hasSuffix(": 9999-12-31") })
  }

  /// source: grep 3.8 and jq 1.6.
  @Test("an expression that tries for ever is an error")
  func runaway() {
    var bench = Bench()
    let text = String(repeating: "a", count: 45) + "b"
    #expect(bench.run(["grep", "-P", "(a+)+$"], input: "\(text)\n")
      == .init(status: 2, output: "", errors: "grep: (standard input): exceeded PCRE's backtracking limit\n"))
    let result = bench.run(["jq", "-n", "\"\(text)\" | test(\"^(a+)+$\")"])
    #expect(result == .init(status: 5, output: "", errors: "jq: error (at <unknown>): Regex failure: retry-limit-in-match over\n"))
  }

  @Test("products of large primes", arguments: [
    ("1000000016000000063", "1000000007 1000000009"), ("18446744073709551615", "3 5 17 257 641 65537 6700417"), ("2305843009213693951", "2305843009213693951"),
    ("18446744073709551557", "18446744073709551557"), ("18446743979220271189", "4294967279 4294967291"), ("0", ""), ("12", "2 2 3"),
  ])
  func factors(_ number: String, _ factors: String) {
    var bench = Bench()
    #expect(bench.run(["factor", number]).output == "\(number):\(factors.isEmpty ? "" : " ")\(factors)\n")
  }
}
