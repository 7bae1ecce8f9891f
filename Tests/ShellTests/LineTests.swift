import Testing

@testable import Shell

/// Lines with what bash 5.2 prints for them; errors are marked with `2> `.
private let lines: [(line: String, text: String, status: Int32)] = [
  ("echo a  'b  c' \"$greeting\"", "a b  c hello\n", 0),
  ("x=5; echo ${x}px $xpx \"${y:-none}\" ${#x} ${x/5/6}", "5px none 1 6\n", 0),
  ("set -- 'a b' c; for i in \"$@\"; do echo \"<$i>\"; done; echo $#", "<a b>\n<c>\n2\n", 0),
  ("a=(x y z); a[5]=q; echo ${a[@]} ${#a[@]} ${!a[@]} ${a[-1]} ${a[@]:1:2}", "x y z q 4 0 1 2 5 q y z\n", 0),
  ("declare -A m=([k]=v [two]=2); echo ${m[k]} ${#m[@]}", "v 2\n", 0),
  ("f=archive.tar.gz; echo ${f%.*} ${f%%.*} ${f#*.} ${f##*.} ${f^^}", "archive.tar archive tar.gz gz ARCHIVE.TAR.GZ\n", 0),
  ("echo $((2**10)) $((7/2)) $(( x = 3, x++ + x ))", "1024 3 7\n", 0),
  ("echo {a,b}{1..3} ~ ~root/x", "a1 a2 a3 b1 b2 b3 /root /root/x\n", 0),
  ("IFS=:; x=a:b::c; set -- $x; echo $#; printf '<%s>' \"$@\"; echo", "4\n<a><b><><c>\n", 0),
  ("echo \"$(echo nested \"$(echo deep)\")\" `echo old`", "nested deep old\n", 0),
  ("x=$(false); echo $?; f() { local y=$(false); echo $?; }; f", "1\n0\n", 0),
  ("if [ 3 -gt 2 ] && [[ abc == a* ]]; then echo yes; else echo no; fi", "yes\n", 0),
  ("case abc in x) echo x;; a*|b) echo A;& z) echo z;; *) echo other;; esac", "A\nz\n", 0),
  ("i=0; while ((i<3)); do ((i++)); [ $i = 2 ] && continue; echo $i; done", "1\n3\n", 0),
  ("[[ v1.36 =~ ^v([0-9]+)\\.([0-9]+)$ ]] && echo ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}", "1 36\n", 0),
  ("cat <<EOF\n$greeting $((1+1))\n  \\$x\nEOF\necho after", "hello 2\n  $x\nafter\n", 0),
  ("cat <<'A'; cat <<-B\n$x\nA\n\ttabs\n\tB", "$x\ntabs\n", 0),
  ("read a b <<< 'one two three'; echo \"$b/$a\"", "two three/one\n", 0),
  ("while IFS=, read -r a b; do echo \"$b-$a\"; done <<< $'1,2\\n3,4'", "2-1\n4-3\n", 0),
  ("echo hi > f; echo more >> f; cat f; cat < f | cat; >f; cat f", "hi\nmore\nhi\nmore\n", 0),
  ("cat missing 2> err; cat err; cat missing 2>&1 >x | cat", "cat: missing: No such file or directory\ncat: missing: No such file or directory\n", 0),
  ("cat <(echo a) <(echo b)", "a\nb\n", 0),
  ("set -o pipefail; false | true; echo $? ${PIPESTATUS[@]}", "1 1 0\n", 0),
  ("echo a | { read x; echo $x; x=2; }; echo [$x]", "a\n[]\n", 0),
  ("yes | head -3; echo ${PIPESTATUS[0]}", "y\ny\ny\n141\n", 0),
  ("f() { echo $1; return 3; }; f arg; echo $?; type f", "arg\n3\nf is a function\nf () \n{ \n    echo $1;\n    return 3\n}\n", 0),
  ("(cd /tmp; x=1; pwd); pwd; echo [$x]", "/tmp\n/root\n[]\n", 0),
  ("printf '%-6s|%05.1f|%x|%q\\n' ab 3.14159 255 'a b'", "ab    |003.1|ff|a\\ b\n", 0),
  ("trap 'echo err' ERR; false; echo next", "err\nnext\n", 0),
  ("eval 'x=5; echo $x'; y='$x'; eval echo $y", "5\n5\n", 0),
  ("bash -c 'echo $0 $1' zero one; echo 'echo script $1' > s; bash s arg", "zero one\nscript arg\n", 0),
  ("shopt -s nullglob; echo /root/*.none end; echo /etc/hostn*", "end\n/etc/hostname\n", 0),
  ("nosuch; echo $?", "2> bash: nosuch: command not found\n127\n", 0),
  ("echo $((1/0)); echo not reached", "2> bash: 1/0: division by 0 (error token is \"0\")\n", 1),
  ("echo ${x:?gone}; echo not reached", "2> bash: x: gone\n", 1),
  ("readonly R=1; R=2; echo not reached", "2> bash: R: readonly variable\n", 1),
  ("echo )", "2> bash: syntax error near unexpected token `)'\n", 2),
  ("f='a b'; echo x > $f", "2> bash: $f: ambiguous redirect\n", 1),
  ("cd /nowhere", "2> bash: cd: /nowhere: No such file or directory\n", 1),
  ("./f; echo x > f; ./f", "2> bash: ./f: No such file or directory\n2> bash: ./f: Permission denied\n", 126),
  ("sleep 5 & kill $!; wait $!; echo $?", "143\n", 0),
  ("sleep 2 & sleep 1; wait; echo done $SECONDS", "done 2\n", 0),
  ("bash -c 'set -e; false; echo no'; echo $?", "1\n", 0),
  ("set -x; x=1; echo \"a b\" $x; set +x", "2> + x=1\n2> + echo 'a b' 1\na b 1\n2> + set +x\n", 0),
  ("! true; echo $?; true && false || echo or", "1\nor\n", 0),
  ("exit 3", "", 3),
  (
    "for ((i=0;i<1;i+x %+)); do echo $i; done; echo $?",
    "0\n2> bash: ((: i+x %+: syntax error: operand expected (error token is \"+\")\n1\n", 0
  ),
  ("f() { echo func; }; export -f f; bash -c f", "func\n", 0),
  ("(echo a; sleep 1; echo b) & sleep 0.5; echo mid; wait", "a\nmid\nb\n", 0),
]

@Test("lines do what bash does", arguments: lines)
func line(_ line: String, _ text: String, _ status: Int32) {
  var shelf = Shelf()
  let result = shelf.run(line)
  #expect(result.text == text)
  #expect(result.status == status)
}

@Test("a shell remembers from line to line")
func memory() {
  var shelf = Shelf()
  _ = shelf.run("cd /tmp; x=1; alias say='echo said'; f() { echo $x; }")
  #expect(shelf.run("pwd; say it; f; echo $?").text == "/tmp\nsaid it\n1\n0\n")
  #expect(shelf.stack.prompt(in: shelf.world) == "root@node:/tmp# ")
}

@Test("a line that waits is evaluated again with a later horizon")
func waiting() {
  var shelf = Shelf()
  let early = shelf.run("echo a; sleep 5; echo b", seconds: 2)
  #expect(early.text == "a\n")
  #expect(early.status == nil)
  let late = shelf.run("echo a; sleep 5; echo b", seconds: 10)
  #expect(late.text == "a\nb\n")
  #expect(late.status == 0)
}

@Test("a pipeline streams, and ends with its reader")
func streaming() {
  var shelf = Shelf()
  let running = shelf.run("tick | cat", seconds: 2.5)
  #expect(running.text == "tick 1\ntick 2\ntick 3\n")
  #expect(running.status == nil)
  #expect(shelf.run("tick | head -2", seconds: 10).text == "tick 1\ntick 2\n")
}

@Test("Ctrl-C ends the line at its moment")
func interruption() {
  var shelf = Shelf(isInteractive: true)
  let result = shelf.run("while true; do sleep 1; echo x; done; echo never", inputs: [(2.5, .interrupt)])
  #expect(result.text == "x\nx\n2> ^C\n")
  #expect(result.status == 130)
  #expect(shelf.world.now.seconds > 2.4 && shelf.world.now.seconds < 2.6)
}

@Test("a loop that never waits meets the horizon")
func busyLoop() {
  var shelf = Shelf()
  #expect(shelf.run("while true; do :; done", seconds: 0.5).status == nil)
  #expect(shelf.run("f() { f; }; f").status == 1)
}

@Test("jobs go on from line to line and are told of")
func jobs() {
  var shelf = Shelf(isInteractive: true)
  #expect(shelf.run("(sleep 3; echo late > out) &").text.hasPrefix("2> [1] "))
  #expect(shelf.run("jobs").text == "[1]+  Running                 ( sleep 3; echo late > out ) &\n")
  _ = shelf.run("sleep 1")
  #expect(shelf.run("cat out").text == "2> cat: out: No such file or directory\n")
  let told = shelf.run("sleep 4")
  #expect(told.text == "2> [1]+  Done                    ( sleep 3; echo late > out )\n")
  #expect(shelf.run("cat out").text == "late\n")
}

@Test("a job sees what is done while it runs")
func jobSeesChanges() {
  var shelf = Shelf()
  _ = shelf.run("until [ -f flag ]; do sleep 1; done && echo seen > result &")
  _ = shelf.run("sleep 3")
  _ = shelf.run("echo > flag")
  _ = shelf.run("sleep 2")
  #expect(shelf.run("cat result").text == "seen\n")
}

@Test("sessions lie on one another, and the rest of a line waits for the end of the inner one")
func sessions() {
  var shelf = Shelf(isInteractive: true)
  _ = shelf.run("x=outer; ssh other; echo back $x")
  #expect(shelf.stack.prompt(in: shelf.world) == "root@other:~# ")
  #expect(shelf.run("echo [$x] $greeting").text == "[] hello\n")
  #expect(shelf.run("exit 4").text == "2> logout\n2> Connection to other closed.\nback outer\n")
  #expect(shelf.stack.sessions.count == 1)
  _ = shelf.run("exit")
  #expect(shelf.stack.isEmpty)
}

@Test("history expansion", arguments: [
  ("!!", "echo one two"), ("!$ x", "two x"), ("echo !^ !*", "echo one one two"), ("!ech", "echo one two"), ("!-2", "ls /tmp"),
  ("^one^1", "echo 1 two"), ("!1:0 x", "ls x"), ("!!:s/two/2/", "echo one 2"), ("!?tmp?", "ls /tmp"), ("!2:2", "two"),
])
func historyExpansion(_ line: String, _ expected: String) {
  let history = History(["ls /tmp", "echo one two"])
  #expect(HistoryExpansion.expand(line, with: history) == .expanded(expected, runs: true))
}

@Test("what history expansion leaves alone", arguments: ["echo hi!", "! true", "[ ! -f x ]", "echo '!!'", "echo ${!x}", "a != b", "ls [!a]"])
func noHistoryExpansion(_ line: String) {
  #expect(HistoryExpansion.expand(line, with: History(["ls"])) == .unchanged)
}

@Test("commands of several lines become one in the history", arguments: [
  ("for i in 1 2\ndo\necho $i\ndone", "for i in 1 2; do echo $i; done"), ("echo 'a\nb'", "echo 'a\nb'"),
  ("a &&\nb", "a && b"), ("echo a \\\nb", "echo a b"), ("cat <<E\nx\nE", "cat <<E\nx\nE"),
])
func oneLine(_ text: String, _ expected: String) {
  #expect(History.oneLine(text) == expected)
}
