import Training

/// Shows a live attempt in the way that the options ask for.
enum Faces {
  static func show(_ live: LiveAttempt, _ composition: Composition, _ face: FaceOptions, keeps: Bool) {
    let writer = JournalWriter(Composition.openStore())
    // The screen takes the lock itself, when it opens an attempt.
    let lock = keeps && (face.jsonl || face.plain) ? AttemptLock(live.attempt.id) : nil
    defer { withExtendedLifetime(lock) {} }
    if face.jsonl {
      var mode = MachineMode(interface: MachineInterface(live, save: MachineFiles.problemSaving), writer: writer, keeps: keeps)
      mode.run()
    } else if face.plain {
      var mode = PlainMode(
        live: live, writer: writer, keeps: keeps,
        passPercent: composition.workshop.library.passPercent(of: live.attempt))
      mode.run()
    } else {
      ScreenMode.run(composition, editor: face.editor, live: live, keeps: keeps)
    }
  }
}
