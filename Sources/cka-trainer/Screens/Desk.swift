import Screen
import Shell
import TrainerUI
import Training
import World

/// What belongs to one task's terminal beside its session: the line that is being typed, and what was shown.
struct Desk {
  var editor = LineEditor()
  /// Rows below the line: candidates to choose from.
  var below: [String] = []
  /// The line that is typed while a command runs.
  var typed = ""
  /// Keys for a command that reads none: what reads next gets them, as from a real terminal.
  var keysAhead: [Key] = []
  /// Everything that the terminal has shown.
  private(set) var transcript = ""
  /// How much of it the screen has taken.
  private var taken = 0
  private var restarts = false
  /// The length of the transcript before each command.
  private(set) var marks: [Int] = []
  /// The kubectl context, read anew after each command.
  var context: String?
  /// What a running command needs; the same until it is answered.
  var request: TrainerUI.SessionRequest?

  init(_ task: LiveTask) {
    context = task.session.kubectlContext
  }

  mutating func note(_ text: String) {
    transcript += text
  }

  /// A command is about to be entered: a rewind comes back to here.
  mutating func mark() {
    marks.append(transcript.utf8.count)
  }

  mutating func take() -> TerminalOutput {
    let all = transcript.utf8
    let start = restarts ? 0 : min(taken, all.count)
    let text = String(decoding: all.dropFirst(start), as: UTF8.self)
    defer {
      taken = all.count
      restarts = false
    }
    return TerminalOutput(text, restarts: restarts)
  }

  /// Does again what a journal tells, and shows what the terminal showed.
  mutating func replay(_ entry: JournalEntry, of live: inout LiveAttempt) {
    let prompt = live.tasks[entry.task].session.prompt()
    live.replay(entry, until: entry.at)
    collect(entry.task, of: &live)
    switch entry.event {
    case .command(let text):
      mark()
      note("\(prompt)\(text)\n")
    case .hostCommand(let host, let text): note("[\(host)]# \(text)\n")
    case .line(let text): note("\(text)\n")
    case .rewind(let index): rewind(to: index)
    default: break
    }
    live.perform(replayed: entry)
    collect(entry.task, of: &live)
    if entry.event.isCommand, let result = live.tasks[entry.task].result, !live.tasks[entry.task].session.terminal.isInteractive {
      note("\(result.output)\(result.errors)")
    }
  }

  private mutating func collect(_ task: Int, of live: inout LiveAttempt) {
    note(String(decoding: live.takeOutput(task: task).flatMap(\.bytes), as: UTF8.self))
  }

  /// Forgets what came after the command with that number was entered.
  mutating func rewind(to index: Int) {
    guard marks.indices.contains(index) else { return }
    transcript = String(decoding: transcript.utf8.prefix(marks[index]), as: UTF8.self)
    marks.removeSubrange(index...)
    editor = LineEditor()
    below = []
    typed = ""
    keysAhead = []
    request = nil
    restarts = true
  }
}

extension JournalEvent {
  /// Whether it enters a command.
  var isCommand: Bool {
    switch self {
    case .command, .hostCommand: true
    default: false
    }
  }
}

extension Session {
  /// The current context of the kubeconfig that kubectl would use here; nil where there is none.
  var kubectlContext: String? {
    guard let shell = shells.current, shell.container == nil, let host = world.hosts[shell.hostName] else { return nil }
    let path = shell.text(of: "KUBECONFIG").flatMap { $0.split(separator: ":").first.map(String.init) } ?? "\(shell.home)/.kube/config"
    guard let text = host.files.text(path, by: .root) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("current-context:") {
      let name = line.dropFirst("current-context:".count).drop { $0 == " " }
      return name.isEmpty || name == "\"\"" ? nil : String(name)
    }
    return nil
  }
}
