import Screen
import Terminal
import TrainerUI

/// Carries events from the terminal to the screens, and what the screens ask for back to the machine.
struct ScreenLoop {
  let stage: Stage
  let editor: ExternalEditor
  /// Whether the built-in editor is used even where there is another one (`--editor builtin`).
  let usesBuiltInEditor: Bool

  private let clock = ContinuousClock()
  /// The editor that runs in the terminal pane.
  private var pane: EditorPane?

  private var terminal: Terminal { stage.terminal }

  init(stage: Stage, editor: ExternalEditor = ExternalEditor(), usesBuiltInEditor: Bool = false) {
    self.stage = stage
    self.editor = editor
    self.usesBuiltInEditor = usesBuiltInEditor
  }

  /// Runs until the user quits or the terminal is gone. `first` are the effects of `Trainer.start`.
  mutating func run(_ trainer: inout Trainer, first: [Effect] = []) {
    var last = clock.now
    func ticked(_ trainer: inout Trainer) -> [Effect] {
      let now = clock.now
      defer { last = now }
      let (seconds, attoseconds) = (now - last).components
      return trainer.send(.tick(seconds: Double(seconds) + Double(attoseconds) / 1e18))
    }
    var effects = first
    while true {
      while !effects.isEmpty {
        let effect = effects.removeFirst()
        if effect == .quit { return }
        effects += perform(effect, &trainer)
        effects += ticked(&trainer)
      }
      stage.draw(trainer.canvas)
      if let pane, !trainer.awaitsEditor {
        _ = pane.close()
        self.pane = nil
      }
      let event = terminal.next(
        timeout: trainer.secondsUntilNextEvent, watching: pane.map { [$0.descriptor] } ?? [])
      effects += ticked(&trainer)
      switch event {
      case .key(let key):
        let screens = trainer.model.screens.count
        effects += trainer.send(.key(key))
        // Making a cluster takes a moment, which is not taken from the learner's time.
        if trainer.model.screens.count != screens { last = clock.now }
      case .resized(let size): effects += trainer.send(.resized(size))
      case .continued: effects += trainer.send(.resized(terminal.size))
      case .readable: effects += readPane(&trainer)
      case .deadline: break
      case .closed: return
      }
    }
  }

  private mutating func perform(_ effect: Effect, _ trainer: inout Trainer) -> [Effect] {
    switch effect {
    case .quit: return []
    case .bell: terminal.bell()
    case .suspend:
      terminal.suspend()
      return trainer.send(.resized(terminal.size))
    case .edit(let request): return edit(request, &trainer)
    case .editorKey(let key): pane?.send(key)
    case .resizeEditor(let size): pane?.resize(size)
    }
    return []
  }

  // MARK: Editors

  private mutating func edit(_ request: EditRequest, _ trainer: inout Trainer) -> [Effect] {
    if usesBuiltInEditor { return trainer.send(.editorMissing) }
    var job = ExternalEditor.Job(program: request.program, fileName: request.fileName, text: request.text)
    job.settings = request.settings
    job.isReadOnly = request.isReadOnly
    job.isNew = request.isNew
    job.commands = request.commands
    if EditorPane.isSupported, !trainer.model.isTooSmall {
      switch EditorPane.open(job, with: editor, size: trainer.paneSize, colors: terminal.colors) {
      case .success(let pane):
        self.pane = pane
        return trainer.send(.editor(pane.canvas))
      case .failure(let refusal): return trainer.send(Message(refusal.outcome))
      }
    }
    let outcome = terminal.edit(job, with: editor)
    return trainer.send(.resized(terminal.size)) + trainer.send(Message(outcome))
  }

  /// The editor has written something, or has ended.
  private mutating func readPane(_ trainer: inout Trainer) -> [Effect] {
    guard let pane else { return [] }
    if pane.read() {
      let bell: [Effect] = pane.takeBell() ? [.bell] : []
      return trainer.send(.editor(pane.canvas)) + bell
    }
    self.pane = nil
    return trainer.send(Message(pane.close()))
  }
}

extension Message {
  /// What the screens are told of an editor's end.
  fileprivate init(_ outcome: ExternalEditor.Outcome) {
    switch outcome {
    case .saved(let bytes): self = .edited(.saved(bytes))
    case .closed(let status): self = .edited(.closed(status: Int(status)))
    case .failed(let message): self = .edited(.failed(message))
    case .missing: self = .editorMissing
    }
  }
}
