import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The demo program in a real terminal.
@Suite(.enabled(if: Tmux.isInstalled, "tmux is not installed"), .serialized)
struct TerminalTests {
  /// The demo stands beside the test bundle.
  static var demo: String {
    var directory = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
      .dropLast()
    for argument in CommandLine.arguments {
      if let found = argument.firstRange(of: "/debug/") {
        directory = argument[..<found.upperBound].split(separator: "/", omittingEmptySubsequences: false)
          .dropLast()
      }
    }
    return "\(directory.joined(separator: "/"))/TerminalDemo"
  }

  private func start(_ tmux: Tmux, environment: String = "") -> String? {
    tmux.send("\(environment) \(Self.demo)")
    tmux.enter()
    return tmux.wait("events=")
  }

  @Test(arguments: [
    ("xterm-256color", 256), ("tmux-256color", 256), ("screen", 8), ("linux", 8), ("vt100", 0), ("xterm", 8),
  ])
  func drawsAndReadsOn(_ type: String, _ colors: Int) throws {
    let tmux = Tmux("draw-\(type)", columns: 80, rows: 24, terminal: type)
    defer { tmux.stop() }
    let first = try #require(start(tmux))
    #expect(first.contains("demo 80x24 colors=\(colors)"))
    #expect(first.contains("漢字 ✓ good"))
    tmux.press("F10", "Up", "Tab", "Escape")
    #expect(tmux.wait("events=4") != nil)
    #expect(tmux.wait("key F10") != nil)
    #expect(tmux.wait("key up") != nil)
    #expect(tmux.wait("key esc") != nil)
    tmux.resize(columns: 100, rows: 30)
    #expect(tmux.wait("demo 100x30") != nil)
    #expect(tmux.wait("resized 100x30") != nil)
    tmux.send("q")
    #expect(tmux.wait { $0.contains("bye") && !$0.contains("events=") } != nil, "\(tmux.screen)")
    tmux.send("echo $((6 * 7))")
    tmux.enter()
    #expect(tmux.wait("\n42\n") != nil, "\(tmux.screen)")
  }

  @Test func keysWithModifiersAndPaste() throws {
    let tmux = Tmux("keys")
    defer { tmux.stop() }
    _ = try #require(start(tmux))
    tmux.press("M-x", "C-Left", "M-Right", "C-c", "BTab")
    #expect(tmux.wait("events=5") != nil)
    let screen = tmux.screen
    for expected in ["key alt-x", "key ctrl-left", "key alt-right", "key ctrl-c", "key shift-tab"] {
      #expect(screen.contains(expected))
    }
    tmux.paste("two\nlines\u{e9}")
    #expect(tmux.wait(#"paste "two\nlinesé""#) != nil)
  }

  @Test func editorsHaveTheTerminalAndGiveItBack() throws {
    let tmux = Tmux("child")
    defer { tmux.stop() }
    _ = try #require(start(tmux))
    tmux.send("e")
    #expect(tmux.wait("child has the terminal") != nil)
    tmux.press("Enter")
    #expect(tmux.wait("child exited(7)") != nil)
    tmux.send("n")
    #expect(tmux.wait("/no/such/program: No such file or directory") != nil)
    tmux.send("xy")
    #expect(tmux.wait("key y") != nil)
  }

  @Test func stopsAndContinues() throws {
    let tmux = Tmux("stop")
    defer { tmux.stop() }
    _ = try #require(start(tmux))
    tmux.press("C-z")
    #expect(tmux.wait { $0.contains("Stopped") && $0.contains("ready>") } != nil)
    tmux.send("stty -a | grep -o ' icanon'; fg")
    tmux.enter()
    #expect(tmux.wait("continued by ctrl-z") != nil)
    tmux.send("k")
    #expect(tmux.wait("key k") != nil)
  }

  /// After a signal or a crash the shell has its modes and its screen, and messages are to be seen.
  @Test(arguments: ["TERM", "HUP", "INT", "SEGV", "crash"])
  func endsClean(_ cause: String) throws {
    let tmux = Tmux("end-\(cause)")
    defer { tmux.stop() }
    tmux.send("ulimit -c 0; export SWIFT_BACKTRACE=enable=no")
    tmux.enter()
    _ = try #require(start(tmux, environment: "LC_ALL=C.UTF-8"))
    if cause == "crash" {
      tmux.send("!")
      #expect(tmux.wait("crash on demand") != nil)
    } else {
      tmux.tmux("run-shell 'kill -\(cause) $(pgrep -P #{pane_pid} TerminalDemo)'")
    }
    #expect(tmux.wait { !$0.contains("events=") && $0.contains("ready>") } != nil)
    tmux.send("stty -a | grep -o ' icanon.*iexten'; echo status=$?")
    tmux.enter()
    let screen = try #require(tmux.wait { $0.contains("status=0") })
    #expect(screen.contains(" icanon iexten"))
    #expect(screen.contains("stty -a"), "the shell echoes what is typed")
  }

  @Test func withoutUnicodeTheLayoutHolds() throws {
    let tmux = Tmux("ascii")
    defer { tmux.stop() }
    let screen = try #require(start(tmux, environment: "LC_ALL=C"))
    #expect(screen.contains("???? + good         ??|"))
  }

  @Test func noColorIsHeeded() throws {
    let tmux = Tmux("nocolor")
    defer { tmux.stop() }
    #expect(try #require(start(tmux, environment: "NO_COLOR=1")).contains("colors=0"))
  }

  @Test func withoutATerminalItSaysSo() {
    let tmux = Tmux("none")
    defer { tmux.stop() }
    tmux.send("\(Self.demo) | cat")
    tmux.enter()
    #expect(tmux.wait("use --plain") != nil)
  }
}
