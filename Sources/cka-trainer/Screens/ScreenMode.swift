import Screen
import Terminal
import TrainerUI
import Training

/// The screens in a real terminal.
enum ScreenMode {
  /// - Parameter live: An attempt that was started from the command line; nil for Home.
  static func run(_ composition: Composition, editor: String?, live: LiveAttempt? = nil, keeps: Bool = true) {
    let terminal: Terminal
    do {
      terminal = try Terminal()
    } catch {
      MachineFiles.write("cka-trainer: \(error.message)\n", to: 2)
      return
    }
    ExternalEditor.removeLeftovers()
    let stage = Stage(terminal)
    let backend = TrainingBackend(composition, prepared: live, keeps: keeps) { stage.announce($0) }
    var trainer = Trainer(backend: backend, size: terminal.size, glyphs: terminal.glyphs)
    let first = trainer.start(live.map { $0.start })
    let usesBuiltIn = editor == "builtin"
    var loop = ScreenLoop(
      stage: stage, editor: ExternalEditor(preferred: usesBuiltIn ? nil : editor),
      usesBuiltInEditor: usesBuiltIn)
    loop.run(&trainer, first: first)
    terminal.close()
  }
}

extension LiveAttempt {
  /// How the screens ask for an attempt like this one.
  var start: AttemptStart {
    switch attempt.mode {
    case .guided: .exercise(id: attempt.subject, mode: .guided)
    case .practice: .exercise(id: attempt.subject, mode: .practice)
    case .exam: tasks.count == 1 ? .exercise(id: attempt.subject, mode: .exam) : .exam(id: attempt.subject)
    case .sandbox: .sandbox(id: attempt.subject)
    }
  }
}
