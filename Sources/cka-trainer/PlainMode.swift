#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Simulation
import Training
import World

/// The line mode: the same as the screen in sentences and lines. It never moves the cursor.
struct PlainMode {
  var live: LiveAttempt
  let writer: JournalWriter
  let keeps: Bool
  /// Percent that pass the exam.
  let passPercent: Int

  private var task = 0
  private var lines = LineReader()
  private var ended = false
  /// A command that goes on in the next line.
  private var unfinished = ""
  private var warned: Set<Int> = []
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init(live: LiveAttempt, writer: JournalWriter, keeps: Bool, passPercent: Int) {
    self.live = live
    self.writer = writer
    self.keeps = keeps
    self.passPercent = passPercent
    last = clock.now
  }

  mutating func run() {
    Interrupts.watch()
    for index in live.tasks.indices { live.setTerminal(task: index, isInteractive: lines.isTerminal) }
    if keeps { writer.save(live.attempt) }
    introduce()
    while !ended {
      turn()
      if let problem = writer.takeProblem(), keeps { say("Attempts are not kept: \(problem)") }
    }
    if keeps, live.attempt.state == .open { writer.save(live.attempt) }
  }

  private mutating func introduce() {
    let seed = live.attempt.seed == 1 ? "" : ", seed \(live.attempt.seed)"
    say("\(live.attempt.title) (\(live.attempt.mode.rawValue)\(seed)). `:help` lists what begins with a colon.")
    if live.attempt.mode != .sandbox { say("") }
    showTask()
    showStep()
    prompt()
  }

  // MARK: Turns

  private mutating func turn() {
    if live.tasks[task].session.isRunning {
      waitForLine()
    } else {
      guard let line = lines.next(timeoutMilliseconds: live.secondsLeft == nil ? nil : 1000) else {
        passTime()
        countDown()
        if Interrupts.take() {
          unfinished = ""
          say("")
          prompt()
        }
        if lines.hasEnded { finishInput() }
        return
      }
      passTime()
      entered(line)
    }
    note()
  }

  /// A command runs: lets time pass, hands on what is typed, shows what it prints.
  private mutating func waitForLine() {
    if Interrupts.take() { live.perform(.interrupt, task: task) }
    if lines.isTerminal {
      let line = lines.next(timeoutMilliseconds: 50)
      passTime()
      if let line { live.perform(.line(line), task: task) }
    } else {
      hasten()
    }
    show()
    if let effect = live.tasks[task].session.effect { decline(effect) }
    if !live.tasks[task].session.isRunning {
      showStep()
      prompt()
    }
  }

  /// Nobody watches: time jumps to where something happens, and what hangs for a minute is interrupted.
  private mutating func hasten() {
    let session = live.tasks[task].session
    let begun = session.entered.last?.started ?? session.clock
    if session.clock - begun > .seconds(60) {
      live.perform(.interrupt, task: task)
    } else if session.wantedInput != .none {
      if let line = lines.next(timeoutMilliseconds: nil) {
        live.perform(.line(line), task: task)
      } else {
        live.perform(.endOfFile, task: task)
      }
    } else {
      let next = session.nextEvent ?? session.clock + .seconds(1)
      live.advance(seconds: max(0.1, min((next - session.clock).seconds, 61)), task: task)
    }
  }

  private mutating func decline(_ effect: Effect) {
    if case .page(let text) = effect {
      say(String(decoding: text, as: UTF8.self))
      live.perform(.paged, task: task)
    } else {
      live.perform(.effectFailed("the line mode has no editor; write the file with cat and a here-document"), task: task)
    }
    show()
  }

  private mutating func entered(_ line: String) {
    if unfinished.isEmpty, line.hasPrefix(":") { return control(line) }
    let text = unfinished.isEmpty ? line : "\(unfinished)\n\(line)"
    if live.tasks[task].session.isIncomplete(text) {
      unfinished = text
      if lines.isTerminal { MachineFiles.write("> ") }
      return
    }
    unfinished = ""
    live.perform(.command(text), task: task)
    if live.tasks[task].session.terminal.isInteractive {
      show()
    } else if let result = live.tasks[task].result {
      MachineFiles.write(result.output)
      MachineFiles.write(result.errors, to: 2)
    }
    if !live.tasks[task].session.isRunning {
      showStep()
      prompt()
    }
  }

  private mutating func finishInput() {
    if live.tasks[task].session.isRunning { live.perform(.endOfFile, task: task) }
    ended = true
  }

  // MARK: What begins with a colon

  private mutating func control(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    switch words[0] {
    case ":help": say(Self.help)
    case ":task":
      if words.count == 2, let number = Int(words[1]), live.tasks.indices.contains(number - 1) {
        task = number - 1
      }
      showTask()
    case ":check" where live.attempt.mode != .exam:
      live.perform(.check, task: task)
      say(live.tasks[task].grade()?.text ?? "A sandbox has nothing to check.")
    case ":hint" where live.attempt.mode != .exam: hint()
    case ":rewind" where live.attempt.mode != .exam: rewind(words)
    case ":flag":
      live.perform(.flag(!live.attempt.tasks[task].flagged), task: task)
      say(live.attempt.tasks[task].flagged ? "Flagged." : "Not flagged any more.")
    case FileExport.name: say(MachineFiles.export(line, from: live.tasks[task].session.world))
    case ":submit", ":finish": return submit()
    case ":quit":
      ended = true
      return
    default: say("\(words[0]) is not known here; `:help` lists what is.")
    }
    prompt()
  }

  private static let help = """
    :task [N]     the task's text; in an exam, go to task N
    :check        how the criteria stand now (not in an exam)
    :hint         the next hint (not in an exam)
    :rewind [N]   the commands so far; with N, back to before command N (not in an exam)
    :flag         mark the task to come back to it
    :export HOST:PATH FILE
                  copy a file of a host to FILE on your own machine
    :submit       end the attempt and grade it
    :quit         leave; the attempt is kept and can be resumed
    """

  private mutating func hint() {
    live.perform(.hint, task: task)
    let hints = live.tasks[task].hints
    let count = min(live.tasks[task].hintsOpened, hints.count)
    say(count == 0 ? "There is no hint." : "Hint \(count) of \(hints.count): \(hints[count - 1])")
  }

  private mutating func rewind(_ words: [String]) {
    let entered = live.tasks[task].session.entered
    guard words.count == 2, let number = Int(words[1]), entered.indices.contains(number - 1) else {
      for (index, line) in entered.enumerated() { say("  \(index + 1)  \(line.text)") }
      return
    }
    live.perform(.rewind(number - 1), task: task)
    say("Back to before: \(entered[number - 1].text)")
  }

  private mutating func submit() {
    guard live.attempt.mode != .sandbox else {
      ended = true
      return
    }
    live.submit(at: Composition.wall)
    if keeps { writer.save(live.attempt) }
    for record in live.attempt.tasks { say("\n\(record.exercise): \(record.grade?.text ?? "")") }
    if live.attempt.tasks.count > 1, let percent = live.attempt.percent {
      say("\n\(percent) %, \(percent >= passPercent ? "passed" : "not passed") (\(passPercent) % are needed).")
    }
    if live.attempt.mode != .exam, let debrief = live.tasks[task].exercise?.debrief { say("\n\(debrief)") }
    ended = true
  }

  // MARK: Time

  /// Real time goes into the session of a person; scripts are not kept waiting, so their time stands still.
  private mutating func passTime() {
    let now = clock.now
    let (seconds, attoseconds) = (now - last).components
    last = now
    if lines.isTerminal { live.advance(seconds: Double(seconds) + Double(attoseconds) / 1e18, task: task) }
  }

  private mutating func countDown() {
    guard let left = live.secondsLeft else { return }
    if left <= 0 {
      say("\nTime is up.")
      return submit()
    }
    for minutes in [30, 15, 5] where left <= Double(minutes * 60) && !warned.contains(minutes) {
      warned.insert(minutes)
      if left > Double(minutes * 60 - 30) { say("\n\(minutes) minutes are left.") }
    }
  }

  // MARK: Output

  private mutating func note() {
    guard keeps else { return _ = live.takeEntries() }
    writer.append(live.takeEntries(), to: live.attempt.id)
  }

  private mutating func show() {
    for chunk in live.takeOutput(task: task) {
      MachineFiles.write(chunk.bytes, to: chunk.source == .output ? 1 : 2)
    }
  }

  private func showTask() {
    guard let exercise = live.tasks[task].exercise else { return }
    if live.tasks.count > 1 { say("Task \(task + 1) of \(live.tasks.count): \(exercise.title)") }
    say(exercise.task)
  }

  private var shownStep = -1

  private mutating func showStep() {
    let current = live.tasks[task]
    guard current.isGuided, let exercise = current.exercise, current.step != shownStep else { return }
    shownStep = current.step
    if exercise.steps.indices.contains(current.step) {
      let step = exercise.steps[current.step]
      say("\nStep \(current.step + 1) of \(exercise.steps.count): \(step.title)\n\(step.say)")
    } else {
      say("\nAll steps are done. `:submit` grades the attempt.")
    }
  }

  private func prompt() {
    if lines.isTerminal { MachineFiles.write(live.tasks[task].session.prompt()) }
  }

  private func say(_ text: String) { MachineFiles.write("\(text)\n") }
}
