import Terminal
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program itself in a real terminal, with a store of its own.
@Suite(.enabled(if: Tmux.isInstalled, "tmux is not installed"), .serialized)
struct TrainerTests {
  private static let program = "\(TerminalTests.demo.dropLast(12))cka-trainer"

  /// A terminal in which `cka-trainer` keeps its attempts in a folder of the test.
  private func open(_ name: String, columns: Int = 100, rows: Int = 30) -> (Tmux, stop: () -> Void) {
    let tmux = Tmux(name, columns: columns, rows: rows)
    var template = Array("/tmp/cka-home-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    tmux.send("export XDG_DATA_HOME=\(folder) LC_ALL=C.UTF-8; clear")
    tmux.enter()
    return (
      tmux,
      {
        tmux.stop()
        _ = system("rm -rf \(folder)")
      }
    )
  }

  private func start(_ tmux: Tmux, _ arguments: String = "") {
    tmux.send("\(Self.program) \(arguments)")
    tmux.enter()
  }

  private static let practice = "start networkpolicy-egress"
  private static let prompt = "candidate@terminal:~$"

  /// The process in the terminal, to be sent a signal.
  private func signal(_ tmux: Tmux, _ name: String) {
    tmux.tmux("run-shell 'kill -\(name) $(pgrep -P #{pane_pid} cka-trainer)'")
  }

  @Test func homeShowsWhatCanBeStarted() throws {
    let (tmux, stop) = open("home", columns: 80, rows: 24)
    defer { stop() }
    start(tmux)
    let home = try #require(tmux.wait("q quit"), "\(tmux.screen)")
    for text in ["Cluster Architecture", "etcd: back up and restore"] { #expect(home.contains(text)) }
    tmux.resize(columns: 60, rows: 20)
    #expect(tmux.wait("too small") != nil)
    tmux.resize(columns: 120, rows: 90)
    let below = [
      "NetworkPolicy: egress to two databases", "Troubleshooting", "Mock exam A", "Sandbox", "no attempt yet",
    ]
    #expect(tmux.wait { screen in below.allSatisfy(screen.contains) } != nil, "\(tmux.screen)")
    tmux.send("q")
    #expect(tmux.wait { $0.contains("ready>") && !$0.contains("Sandbox") } != nil, "\(tmux.screen)")
  }

  /// A key binding of the simulated home submits lines as well, but asks for nothing of the learner's machine.
  @Test func bindingsExportNothing() throws {
    let (tmux, stop) = open("bindings")
    defer { stop() }
    start(tmux, Self.practice)
    _ = try #require(tmux.wait(Self.prompt), "\(tmux.screen)")
    tmux.send(#"echo '"\C-t": ":export terminal:/etc/hostname taken\n"' > .inputrc; bash"#)
    tmux.enter()
    #expect(tmux.wait { $0.ranges(of: Self.prompt).count > 1 } != nil, "\(tmux.screen)")
    tmux.press("C-t")
    #expect(tmux.wait(":export: command not found") != nil, "\(tmux.screen)")
  }

  /// The program has a deep stack, so what calls itself without end is refused before the stack ends.
  @Test func endlessRecursionIsRefused() throws {
    let (tmux, stop) = open("recursion")
    defer { stop() }
    start(tmux, Self.practice)
    _ = try #require(tmux.wait(Self.prompt), "\(tmux.screen)")
    tmux.send("awk 'function f(n) { return f(n + 1) } BEGIN { f(1) }'; jq -n 'def f: 1 + f; f'")
    tmux.enter()
    #expect(tmux.wait { $0.contains("called too deep") && $0.contains("nested too deep") } != nil, "\(tmux.screen)")
  }

  @Test func practiceRunsCommandsAndCtrlCEndsWhatHangs() throws {
    let (tmux, stop) = open("practice")
    defer { stop() }
    start(tmux, Self.practice)
    _ = try #require(tmux.wait(Self.prompt), "\(tmux.screen)")
    tmux.send("kubectl config use-context k8s-c3-CCC && kubectl get nodes")
    tmux.enter()
    #expect(tmux.wait { $0.contains("cluster3-node1") && $0.contains("STATUS") } != nil, "\(tmux.screen)")
    tmux.press("C-l")
    tmux.send("k -n project-sn")
    tmux.press("Tab")
    #expect(tmux.wait("k -n project-snake") != nil, "\(tmux.screen)")
    tmux.send("exec backend-0 -- curl -s 10.255.0.1:80")
    tmux.enter()
    #expect(tmux.wait { !$0.contains("\(Self.prompt)\n") } != nil)
    tmux.press("C-c")
    #expect(tmux.wait { $0.contains("^C") && $0.contains("\(Self.prompt)\n") } != nil, "\(tmux.screen)")
    tmux.resize(columns: 80, rows: 24)
    #expect(tmux.wait { $0.contains("^C") && $0.contains("F1 help") } != nil, "\(tmux.screen)")
    tmux.send("echo $COLUMNS")
    tmux.enter()
    #expect(tmux.wait("\n80\n") != nil, "\(tmux.screen)")
  }

  /// vim runs beside the task, gets Ctrl-C, and what it writes is the file.
  @Test(.enabled(if: EditorPane.isSupported && system("command -v vim > /dev/null") == 0))
  func theEditorRunsInThePane() throws {
    let (tmux, stop) = open("pane")
    defer { stop() }
    start(tmux, Self.practice)
    _ = try #require(tmux.wait(Self.prompt), "\(tmux.screen)")
    tmux.send("vim -c startinsert +1 a.txt")
    tmux.enter()
    let opened = try #require(tmux.wait("│ ~"), "\(tmux.screen)")
    #expect(opened.contains("Work in context"), "the task stays in sight")
    tmux.send("漢字 wide")
    #expect(tmux.wait("│ 漢字 wide") != nil, "\(tmux.screen)")
    tmux.resize(columns: 80, rows: 24)
    #expect(tmux.wait { $0.contains("\n漢字 wide") && $0.contains("F12 zoom") } != nil, "\(tmux.screen)")
    tmux.press("C-c")
    #expect(tmux.wait { !$0.contains("-- INSERT --") } != nil, "\(tmux.screen)")
    tmux.send(":wq")
    tmux.enter()
    #expect(tmux.wait { $0.contains(Self.prompt) && !$0.contains("\n~") } != nil, "\(tmux.screen)")
    tmux.send("od -c a.txt")
    tmux.enter()
    #expect(tmux.wait(#"w   i   d   e  \n"#) != nil, "\(tmux.screen)")
  }

  /// A process that was killed with an editor open leaves its folder; the next start deletes it, and none in use.
  @Test func leftoversAreSwept() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/cka-trainer-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    mkdir("\(root)/edit", 0o700)
    close(creat("\(root)/edit/.a.yaml.swp", 0o600))
    close(creat("\(root)/settings", 0o600))
    let lock = Glibc.open(root, O_RDONLY | O_DIRECTORY)
    flock(lock, LOCK_EX)
    ExternalEditor.removeLeftovers()
    #expect(access("\(root)/settings", F_OK) == 0, "somebody uses it")
    close(lock)
    ExternalEditor.removeLeftovers()
    #expect(access(root, F_OK) != 0)
  }

  @Test func whatWasKilledGoesOn() throws {
    let (tmux, stop) = open("killed")
    defer { stop() }
    start(tmux, Self.practice)
    _ = try #require(tmux.wait(Self.prompt), "\(tmux.screen)")
    tmux.send("echo remember-$((40 + 2)) > note; cat note")
    tmux.enter()
    #expect(tmux.wait("remember-42") != nil, "\(tmux.screen)")
    signal(tmux, "KILL")
    #expect(tmux.wait("Killed") != nil, "\(tmux.screen)")
    // The terminal is as the killed program left it: Enter is no newline yet.
    tmux.send("stty sane; tput rmcup; clear")
    tmux.press("C-j")
    #expect(tmux.wait { $0.contains("ready>") && !$0.contains("NetworkPolicy") } != nil, "\(tmux.screen)")
    start(tmux)
    #expect(tmux.wait("Under way") != nil, "\(tmux.screen)")
    tmux.enter()
    #expect(tmux.wait("remember-42") != nil, "the terminal shows what it showed: \(tmux.screen)")
    tmux.press("C-l")
    tmux.send("tr a-z A-Z < note")
    tmux.enter()
    #expect(tmux.wait("REMEMBER-42") != nil, "\(tmux.screen)")
  }

  @Test(arguments: ["TERM", "HUP"])
  func signalsLeaveTheTerminalClean(_ name: String) throws {
    let (tmux, stop) = open("signal-\(name)")
    defer { stop() }
    start(tmux)
    _ = try #require(tmux.wait("q quit"))
    signal(tmux, name)
    #expect(tmux.wait { $0.contains("ready>") && !$0.contains("q quit") } != nil, "\(tmux.screen)")
    tmux.send("stty -a | grep -o ' icanon.*iexten'; echo status=$?")
    tmux.enter()
    #expect(tmux.wait("status=0")?.contains(" icanon iexten") == true, "\(tmux.screen)")
  }

  @Test func aDamagedStoreIsToldAndPracticeStillWorks() throws {
    let (tmux, stop) = open("damaged")
    defer { stop() }
    tmux.send("mkdir -p $XDG_DATA_HOME/cka-trainer; seq 1000 > $XDG_DATA_HOME/cka-trainer/attempts.db")
    tmux.enter()
    start(tmux)
    let home = try #require(tmux.wait("q quit"), "\(tmux.screen)")
    #expect(home.contains("is damaged"))
    tmux.send("/networkpolicy")
    tmux.enter()
    tmux.send("p")
    #expect(tmux.wait(Self.prompt) != nil, "\(tmux.screen)")
  }
}
