extension Trainer {
  /// Minutes before the end at which a countdown warns.
  static let warningMinutes = [30, 15, 5]

  /// Warns when a mark is passed, and submits when the time is up.
  mutating func warnOfTime() {
    guard var work = model.work, let left = work.left else { return }
    if left <= 0 {
      submit(because: "Time is up: the attempt was submitted.")
      return
    }
    // Where several marks are passed at once (the program was stopped), the nearest one is named.
    let passed = Self.warningMinutes.filter { left <= Double($0) * 60 && !work.warned.contains($0) }
    guard let minutes = passed.min() else { return }
    work.warned.formUnion(passed)
    model.work = work
    model.say("\(minutes) minutes left", .headerWarning, seconds: 20)
    effects.append(.bell)
  }

  /// Grades the attempt and shows the result.
  mutating func submit(because reason: String?) {
    model.overlays = []
    var problem: String?
    var record: AttemptRecord?
    do throws(BackendError) {
      record = try backend.submit()
    } catch {
      problem = error.message
      record = backend.lastResult()
    }
    pop()
    if let record { model.screens.append(.attempt(AttemptState(record))) }
    if let reason { model.say(reason, .warning, seconds: 20) }
    if let problem { model.overlays.append(.message(MessageState(title: "Not stored", text: problem))) }
  }
}

extension WorkState {
  /// What F10 asks.
  var finishDialog: DialogState {
    switch attempt.mode {
    case .exam:
      var facts: [String] = []
      let unseen = visited.filter { !$0 }.count
      let flags = flagged.filter { $0 }.count
      if unseen > 0 { facts.append("\(unseen) \(unseen == 1 ? "task" : "tasks") not visited") }
      if flags > 0 { facts.append("\(flags) flagged") }
      if let left { facts.append("\(Durations.left(left)) left") }
      return DialogState(
        title: "Submit?", text: "All tasks are graded as they stand now.\n\n\(facts.joined(separator: ", "))",
        choices: [
          (.character("y"), "submit", .submit),
          (.character("l"), "leave, the clock goes on", .leave(keep: true)),
          (.character("x"), "give up without a grade", .leave(keep: false)), (.escape, "stay", .stay),
        ])
    case .sandbox:
      return DialogState(
        title: "Leave the sandbox?", text: "Its cluster is gone afterwards.",
        choices: [(.character("y"), "leave", .leave(keep: false)), (.escape, "stay", .stay)])
    case .guided, .practice:
      return DialogState(
        title: "Finish?", text: "The task is graded as it stands now.",
        choices: [
          (.character("y"), "finish and grade", .submit),
          (.character("l"), "leave, go on later", .leave(keep: true)),
          (.character("x"), "leave without a grade", .leave(keep: false)), (.escape, "stay", .stay),
        ])
    }
  }
}
