import Testing
import World

@testable import Shell

@Test("Ctrl-Z stops a program, fg lets it go on where it was")
func stopping() {
  var shelf = Shelf(isInteractive: true)
  let stopped = shelf.run("tick; echo after $?", inputs: [(2.5, .suspend)], seconds: 60)
  #expect(
    stopped.text == "tick 1\ntick 2\ntick 3\n2> ^Z\n[1]+  Stopped                 tick\nafter 148\n")
  #expect(shelf.run("jobs").text == "[1]+  Stopped                 tick\n")
  _ = shelf.run("sleep 10")
  let gone = shelf.run("fg", inputs: [(14.2, .interrupt)], seconds: 60)
  #expect(gone.text.hasPrefix("tick\ntick 4\ntick 5\n"))
  #expect(!gone.text.contains("tick 3\n"))
  #expect(gone.status == 130)
  #expect(shelf.run("jobs").text == "")
}

@Test("bg lets a stopped job go on behind the prompt")
func background() {
  var shelf = Shelf(isInteractive: true)
  _ = shelf.run("sleep 5", inputs: [(1, .suspend)], seconds: 60)
  #expect(shelf.run("bg").text == "[1]+ sleep 5 &\n")
  #expect(shelf.run("jobs").text == "[1]+  Running                 sleep 5 &\n")
  #expect(shelf.run("bg").text == "2> bash: bg: job 1 already in background\n")
}

@Test("Ctrl-Z leaves the loops around what it stops, and a shell's builtins alone")
func stoppingInLoops() {
  var shelf = Shelf(isInteractive: true)
  let text = shelf.run("for i in 1 2; do sleep 3; done; echo end", inputs: [(1, .suspend)], seconds: 60).text
  #expect(text == "2> ^Z\n[1]+  Stopped                 sleep 3\nend\n")
  #expect(shelf.run("exit").text == "2> exit\nThere are stopped jobs.\n")
  #expect(shelf.stack.sessions.count == 1)
  _ = shelf.run("exit")
  #expect(shelf.stack.isEmpty)
}

@Test("what stands behind a command that opens a shell goes on when that shell ends", arguments: [
  ("ssh other && echo yes || echo no", "exit 0", "yes\n"), ("ssh other && echo yes || echo no", "exit 3", "no\n"),
  ("if ssh other; then echo t; else echo f $?; fi", "exit 3", "f 3\n"),
  ("f() { ssh other; echo in f; }; f; echo out", "exit", "in f\nout\n"),
  ("echo before; ! ssh other; echo $?", "exit 1", "0\n"),
])
func goingOn(_ line: String, _ inner: String, _ expected: String) {
  var shelf = Shelf(isInteractive: true)
  _ = shelf.run(line)
  #expect(shelf.stack.sessions.count == 2)
  #expect(shelf.run(inner).text == "2> logout\n2> Connection to other closed.\n\(expected)")
  #expect(shelf.stack.sessions.count == 1)
}

@Test("a loop opens one shell after the other")
func loopOfShells() {
  var shelf = Shelf(isInteractive: true)
  _ = shelf.run("for i in 1 2; do ssh other; echo round $i; done; echo end")
  #expect(shelf.run("exit").text.contains("round 1\n"))
  #expect(shelf.stack.sessions.count == 2)
  #expect(shelf.run("exit").text.hasSuffix("round 2\nend\n"))
  #expect(shelf.stack.sessions.count == 1)
}

@Test("what exec opens stays open from line to line")
func openFiles() {
  var shelf = Shelf()
  _ = shelf.run("printf 'a\\nb\\nc\\n' > f; exec 3< f; read -u 3 x")
  #expect(shelf.run("read x <&3; echo $x; cat <&3").text == "b\nc\n")
  _ = shelf.run("exec 3<&-; exec 4> out; { exec 5>&4; }; echo one >&4")
  #expect(shelf.run("echo two >&5; exec 4>&- 5>&-; cat out").text == "one\ntwo\n")
  #expect(shelf.run("echo x >&4").text == "2> bash: 4: Bad file descriptor\n")
  #expect(shelf.run("exec > all; echo hidden").text == "")
  #expect(shelf.run("exec > /dev/null; echo more").text == "")
}

@Test("select shows a menu and reads until the loop is left")
func menus() {
  var shelf = Shelf()
  let text = shelf.run("select x in a 'b c'; do echo \"<$x> $REPLY\"; [ \"$x\" ] && break; done <<< $'9\\n\\n2'").text
  #expect(text == "2> 1) a\n2) b c\n2> #? <> 9\n2> #? 2> 1) a\n2) b c\n2> #? <b c> 2\n")
  #expect(shelf.run("select x in a; do :; done < /dev/null; echo $?").text == "2> 1) a\n2> #? \n1\n")
}

@Test("fc and history work on the lines before")
func fixingCommands() {
  var shelf = Shelf(isInteractive: true)
  _ = shelf.run("echo one")
  _ = shelf.run("echo two")
  #expect(shelf.run("fc -l").text == "1\t echo one\n2\t echo two\n")
  #expect(shelf.run("fc -s one=1 1").text == "2> echo 1\n1\n")
  #expect(shelf.run("fc -ln -1").text == "\t echo 1\n")
  #expect(shelf.run("history 2").text == "    5  fc -ln -1\n    6  history 2\n")
  #expect(shelf.run("fc -s nosuch").text == "2> bash: fc: no command found\n")
  #expect(shelf.run("history -p '!1'").text == "echo one\n")
}
