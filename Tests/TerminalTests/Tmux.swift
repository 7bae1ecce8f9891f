#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A real terminal for tests: a tmux server of its own, asked for what its screen shows. Nothing waits for a
/// fixed time: the screen is asked again until it shows what is expected.
struct Tmux {
  private let socket: String
  private let limitSeconds = 15

  static var isInstalled: Bool { system("command -v tmux >/dev/null 2>&1") == 0 }

  /// Starts a shell in a terminal of the size. `name` tells servers of tests that run at the same time apart.
  init(_ name: String, columns: Int = 100, rows: Int = 30, terminal: String = "tmux-256color") {
    socket = "cka-\(getpid())-\(name)"
    tmux("-f /dev/null new-session -d -x \(columns) -y \(rows) 'PS1=\"ready> \" LC_ALL=C.UTF-8 exec sh'")
    tmux("set -g default-terminal \(terminal)")
    tmux("set -g escape-time 0")
    _ = wait("ready>")
    send("unset NO_COLOR; export TERM=\(terminal); clear")
    enter()
    _ = wait { $0.hasPrefix("ready>") }
  }

  func stop() { tmux("kill-server") }

  /// Types the text as it is.
  func send(_ text: String) {
    tmux("send-keys -l -- '\(text.map { $0 == "'" ? "'\\''" : String($0) }.joined())'")
  }

  /// Presses keys by tmux's names: `Enter`, `F10`, `M-x`, `C-Left`.
  func press(_ keys: String...) { tmux("send-keys \(keys.joined(separator: " "))") }

  func enter() { press("Enter") }

  func resize(columns: Int, rows: Int) { tmux("resize-window -x \(columns) -y \(rows)") }

  func paste(_ text: String) {
    tmux("set-buffer -- '\(text)'")
    tmux("paste-buffer -p")
  }

  /// Anything else that tmux can do.
  @discardableResult
  func tmux(_ command: String) -> String { Self.output("tmux -L \(socket) \(command) 2>&1") }

  /// What the screen shows, without blanks at the ends.
  var screen: String { tmux("capture-pane -p") }

  /// The screen as soon as it fulfils the condition; nil when it does not in time.
  func wait(_ condition: (String) -> Bool) -> String? {
    for _ in 0..<(limitSeconds * 50) {
      let screen = screen
      if condition(screen) { return screen }
      usleep(20_000)
    }
    return nil
  }

  /// The screen as soon as it shows the text.
  func wait(_ text: String) -> String? { wait { $0.contains(text) } }

  private static func output(_ command: String) -> String {
    // popen, because Foundation's Process waits for ever on what becomes a daemon.
    guard let stream = popen(command, "r") else { return "" }
    defer { pclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[0..<count]
    }
  }
}
