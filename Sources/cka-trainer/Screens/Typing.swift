import Screen
import Shell
import TrainerUI
import Training
import World

// Keys for a session's terminal: to the line editor at the prompt, to the running command otherwise.
extension TrainingBackend {
  mutating func key(_ key: Key, in session: SessionID) {
    guard let task = live?.tasks[session.number], desks.indices.contains(session.number) else { return }
    desks[session.number].below = []
    if task.session.isRunning {
      keyForCommand(key, in: session, wanted: task.session.wantedInput, echoes: true)
    } else if let edit = EditKey(key) {
      edited(edit, in: session, task.session)
    }
    if live?.tasks[session.number].session.isRunning == false {
      desks[session.number].context = live?.tasks[session.number].session.kubectlContext
    }
  }

  /// - Parameter echoes: False where the line was shown already when it was typed ahead.
  private mutating func keyForCommand(_ key: Key, in session: SessionID, wanted: WantedInput, echoes: Bool) {
    switch key {
    case .ctrl("c"):
      desks[session.number].typed = ""
      desks[session.number].keysAhead = []
      return perform(.interrupt, in: session)
    case .ctrl("z"): return perform(.suspend, in: session)
    default: break
    }
    if wanted == .none { return desks[session.number].typeAhead(key) }
    if wanted == .key {
      if let name = key.commandName { perform(.key(name), in: session) }
      return
    }
    switch key {
    case .ctrl("d"): perform(.endOfFile, in: session)
    case .enter:
      let line = desks[session.number].typed
      desks[session.number].typed = ""
      if echoes { desks[session.number].note("\(line)\n") }
      perform(.line(line), in: session)
    case .backspace: _ = desks[session.number].typed.popLast()
    case .character(let character): desks[session.number].typed.append(character)
    case .paste(let text): desks[session.number].typed += text
    case .ctrl("u"): desks[session.number].typed = ""
    default: break
    }
  }

  /// Hands over what was typed while nothing read it.
  mutating func feedKeysAhead(in session: SessionID) {
    var isFirst = true
    while let current = live?.tasks[session.number].session, let key = desks[session.number].keysAhead.first,
      current.effect == nil, !current.isRunning || current.wantedInput != .none
    {
      if isFirst { desks[session.number].typed = "" }
      isFirst = false
      desks[session.number].keysAhead.removeFirst()
      if current.isRunning {
        keyForCommand(key, in: session, wanted: current.wantedInput, echoes: false)
      } else {
        self.key(key, in: session)
      }
    }
  }

  private mutating func edited(_ key: EditKey, in session: SessionID, _ current: Session) {
    let index = session.number
    let prompt = current.prompt(continued: desks[index].editor.isContinuing)
    let context = EditContext(
      history: current.shells.current?.history.lines ?? [],
      bindings: current.shells.current?.keyBindings ?? KeyBindings(), isIncomplete: { current.isIncomplete($0) },
      complete: { current.complete($0, cursor: $1) })
    let before = desks[index].editor.text
    let outcome = desks[index].editor.handle(key, in: context)
    switch outcome {
    case .edited, .refused: break
    case .continued(let line): desks[index].note("\(prompt)\(line)\n")
    case .submitted(let text):
      // The whole command goes in; shown is what was typed last: a line, or all that was pasted at once.
      if !text.isEmpty { desks[index].mark() }
      let lastLine = text.split(separator: "\n", omittingEmptySubsequences: false).last.map(String.init) ?? ""
      desks[index].note("\(prompt)\(!before.isEmpty && text.hasSuffix(before) ? before : lastLine)\n")
      // Only what stood in the line when Enter was pressed is the learner's own wish: key bindings of the simulated home,
      // which an exercise may have written, submit lines too.
      if key == .enter, before == text, FileExport.isMeant(by: text) {
        desks[index].note("\(MachineFiles.export(text, from: current.world))\n")
      } else if !text.isEmpty {
        perform(.command(text), in: session)
      }
    case .interrupted: desks[index].note("\(prompt)\(before)^C\n")
    case .endOfFile:
      desks[index].mark()
      desks[index].note("\(prompt)\n")
      perform(.command("exit"), in: session)
    case .clearScreen: desks[index].note("\u{1b}[H\u{1b}[2J")
    case .suspended: break
    case .listing(let candidates):
      desks[index].below = LineEditor.columns(candidates, width: current.terminal.columns)
    case .question(let text): desks[index].below = [text]
    case .openEditor: desks[index].below = ["not simulated: editing the command line in an editor"]
    }
  }

  func inputLine(_ session: SessionID) -> InputLine {
    guard let current = live?.tasks[session.number].session, desks.indices.contains(session.number) else {
      return InputLine(prompt: "")
    }
    let desk = desks[session.number]
    if current.isRunning {
      return InputLine(prompt: "", text: desk.typed, cursor: desk.typed.count, isPrompting: false)
    }
    let prompt = desk.editor.searchPrompt ?? current.prompt(continued: desk.editor.isContinuing)
    return InputLine(prompt: prompt, text: desk.editor.text, cursor: desk.editor.cursor, below: desk.below)
  }

  mutating func takeOutput(_ session: SessionID) -> TerminalOutput {
    guard desks.indices.contains(session.number) else { return TerminalOutput() }
    return desks[session.number].take()
  }

  // MARK: What a command needs from outside

  func request(_ session: SessionID) -> TrainerUI.SessionRequest? {
    guard let effect = live?.tasks[session.number].session.effect else { return nil }
    switch effect {
    case .edit(let editor, let path, let text, let settings, let start):
      return .edit(
        EditRequest(
          program: editor, fileName: path.split(separator: "/").last.map(String.init) ?? path,
          text: text, settings: settings.isEmpty ? nil : String(decoding: settings, as: UTF8.self), isReadOnly: start.isReadOnly,
          commands: start.commands, isNew: text.isEmpty))
    case .page(let text): return .page(title: "less", text: String(decoding: text, as: UTF8.self))
    }
  }

  mutating func finish(_ outcome: RequestOutcome, in session: SessionID) {
    guard let effect = live?.tasks[session.number].session.effect else { return }
    switch (outcome, effect) {
    case (.failed(let message), _): perform(.effectFailed(message), in: session)
    case (_, .page): perform(.paged, in: session)
    case (.saved(let text), _): perform(.edited(text, status: 0), in: session)
    case (.closed(let status), _): perform(.edited(nil, status: status), in: session)
    }
    desks[session.number].context = live?.tasks[session.number].session.kubectlContext
    feedKeysAhead(in: session)
  }
}

extension Desk {
  /// Keeps a key, and shows it as a terminal echoes what nobody reads yet.
  mutating func typeAhead(_ key: Key) {
    keysAhead.append(key)
    switch key {
    case .enter:
      note("\(typed)\n")
      typed = ""
    case .backspace: _ = typed.popLast()
    case .character(let character): typed.append(character)
    case .paste(let text): typed += text
    default: break
    }
  }
}

extension EditKey {
  /// The key as the line editor knows it; nil for keys that mean nothing to it.
  init?(_ key: Key) {
    switch key {
    case .character(let character): self = .character(character)
    case .enter: self = .enter
    case .tab: self = .tab
    case .escape: self = .escape
    case .backspace: self = .backspace
    case .delete: self = .delete
    case .up: self = .up
    case .down: self = .down
    case .left(let modifiers): self = modifiers.isEmpty ? .left : .controlLeft
    case .right(let modifiers): self = modifiers.isEmpty ? .right : .controlRight
    case .home: self = .home
    case .end: self = .end
    case .ctrl(let letter): self = .control(letter)
    case .alt("\u{7f}"): self = .altBackspace
    case .alt(let character): self = .alt(character)
    case .paste(let text): self = .paste(text)
    case .backTab, .insert, .pageUp, .pageDown, .function, .mouse: return nil
    }
  }
}

extension Key {
  /// The name of a key for a full-screen program of the simulation.
  fileprivate var commandName: String? {
    switch self {
    case .character(let character): String(character)
    case .enter: "enter"
    case .up: "up"
    case .down: "down"
    case .left: "left"
    case .right: "right"
    case .pageUp: "pageup"
    case .pageDown: "pagedown"
    case .home: "home"
    case .end: "end"
    case .escape: "escape"
    case .backspace: "backspace"
    default: nil
    }
  }
}
