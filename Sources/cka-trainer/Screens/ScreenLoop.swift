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

  private var terminal: Terminal { stage.terminal }

  init(stage: Stage, editor: ExternalEditor = ExternalEditor(), usesBuiltInEditor: Bool = false) {
    self.stage = stage
    self.editor = editor
    self.usesBuiltInEditor = usesBuiltInEditor
  }

  /// Runs until the user quits or the terminal is gone. `first` are the effects of `Trainer.start`.
  func run(_ trainer: inout Trainer, first: [Effect] = []) {
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
      let event = terminal.next(timeout: trainer.secondsUntilNextEvent)
      effects += ticked(&trainer)
      switch event {
      case .key(let key):
        let screens = trainer.model.screens.count
        effects += trainer.send(.key(key))
        // Making a cluster takes a moment, which is not taken from the learner's time.
        if trainer.model.screens.count != screens { last = clock.now }
      case .resized(let size): effects += trainer.send(.resized(size))
      case .continued: effects += trainer.send(.resized(terminal.size))
      case .deadline, .readable: break
      case .closed: return
      }
    }
  }

  private func perform(_ effect: Effect, _ trainer: inout Trainer) -> [Effect] {
    switch effect {
    case .quit: return []
    case .bell:
      terminal.bell()
      return []
    case .suspend:
      terminal.suspend()
      return trainer.send(.resized(terminal.size))
    case .edit(let request):
      if usesBuiltInEditor { return trainer.send(.editorMissing) }
      var job = ExternalEditor.Job(program: request.program, fileName: request.fileName, text: request.text)
      job.settings = request.settings
      job.isReadOnly = request.isReadOnly
      job.isNew = request.isNew
      job.line = request.line
      let outcome = terminal.edit(job, with: editor)
      let resized = trainer.send(.resized(terminal.size))
      switch outcome {
      case .saved(let text): return resized + trainer.send(.edited(.saved(text)))
      case .closed(let status): return resized + trainer.send(.edited(.closed(status: Int(status))))
      case .failed(let message): return resized + trainer.send(.edited(.failed(message)))
      case .missing: return resized + trainer.send(.editorMissing)
      }
    }
  }
}
