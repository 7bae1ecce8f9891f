import Screen
import TrainerUI

/// A back end without a simulation: a shell that knows a handful of words, and records of what was asked of
/// it.
final class FakeBackend: TrainerBackend {
  struct Shell {
    var output = TerminalOutput()
    var line = ""
    var isRunning = false
    var commands: [String] = []
    var request: SessionRequest?
    var hints = 0
    var step = 0
  }

  var shells: [SessionID: Shell] = [:]
  var mode = TrainingMode.practice
  var log: [String] = []
  var seconds = 0.0
  var storeIsBroken = false
  var graded: AttemptRecord?
  var past = [FakeBackend.record]
  var notice: String?
  /// What editors are given, and what came of it.
  var fileText = Array("kind: Pod\n".utf8)
  var outcome: RequestOutcome?
  var underWay: [ResumableAttempt] = []
  /// So many further exercises, in five domains.
  var furtherExercises = 0

  func catalog() -> Catalog {
    Catalog(
      exercises: [
        ExerciseSummary(
          id: "etcd-backup-restore", title: "etcd: back up and restore", domain: "Cluster maintenance",
          minutes: 12,
          points: 7, lastMode: .guided, lastAttempt: AttemptID("6"), best: 7, last: "2 days ago", due: .today, isCurrent: false,
          summary: "Save a snapshot on the control plane, and bring the cluster back from it."),
        ExerciseSummary(
          id: "networkpolicy-egress", title: "NetworkPolicy: egress to two databases", domain: "Networking",
          minutes: 8,
          points: 12, summary: "Let the backend reach its databases and nothing else."),
        ExerciseSummary(
          id: "networkpolicy-dns", title: "NetworkPolicy: default deny, then DNS", domain: "Networking",
          minutes: 10,
          points: 8, lastMode: .exam, best: 5, last: "6 days ago", due: .overdue),
      ]
        + (0..<furtherExercises).map { number in
          ExerciseSummary(
            id: "more-\(number)", title: "Exercise \(number) of many", domain: "Domain \(number % 5)", minutes: 7,
            points: 5, summary: "Number \(number).")
        },
      exams: [
        ExamSummary(id: "mock-a", title: "Mock exam A", taskCount: 2, minutes: 60, best: 71, passed: true)
      ],
      sandboxes: [SandboxSummary(id: "kubeadm", summary: "a kubeadm cluster with nothing to do")],
      readiness: [
        DomainReadiness(domain: "etcd", results: [0.2, 0.6, 0.8]),
        DomainReadiness(domain: "policies", results: [0.1, 0.7, 1]),
      ],
      resumable: underWay, attemptCount: past.count, lastAttempt: "yesterday: 5/8, 9 min 40 s")
  }

  static let text = """
    There was a security incident: an intruder reached the whole cluster from one hacked backend Pod.

    In Namespace `project-snake` create NetworkPolicy `np-backend`: backend-* Pods may only
    - connect to db1-* on port 1111
    - connect to db2-* on port 2222
    """

  func open(_ start: AttemptStart) throws(BackendError) -> OpenAttempt {
    log.append("open \(start)")
    let tasks = ["NetworkPolicy: egress to two databases", "etcd: facts to files"]
    func task(_ index: Int, _ points: Int) -> OpenTask {
      shells[SessionID(index)] = Shell()
      return OpenTask(session: SessionID(index), title: tasks[index], points: points, text: Self.text)
    }
    switch start {
    case .exercise(let id, let mode):
      if id == "networkpolicy-dns" { throw BackendError("exercise.yaml:3: unknown field \"tittle\"") }
      self.mode = mode
      return OpenAttempt(
        title: tasks[0], mode: mode, tasks: [task(0, 8)], limitSeconds: mode == .exam ? 480 : nil)
    case .exam:
      mode = .exam
      return OpenAttempt(
        title: "Mock exam A", mode: .exam, tasks: [task(0, 12), task(1, 4)], limitSeconds: 3600)
    case .sandbox:
      mode = .sandbox
      shells[SessionID(0)] = Shell()
      return OpenAttempt(
        title: "Sandbox", mode: .sandbox,
        tasks: [OpenTask(session: SessionID(0), title: "kubeadm", points: 0, text: "")])
    case .resume, .continuation, .again:
      mode = .practice
      return OpenAttempt(title: tasks[0], mode: .practice, tasks: [task(0, 8)], elapsedSeconds: 100)
    }
  }

  func advance(seconds: Double, rate: Double, front: SessionID) {
    self.seconds += seconds
    if rate != 1 { log.append("rate \(Int(rate))") }
  }

  func secondsUntilNextEvent(_ session: SessionID) -> Double? {
    shells[session]?.isRunning == true ? 0.5 : nil
  }

  func key(_ key: Key, in session: SessionID) {
    guard var shell = shells[session] else { return }
    switch key {
    case .character(let character): shell.line.append(character)
    case .paste(let text): shell.line += text
    case .backspace: shell.line = String(shell.line.dropLast())
    case .ctrl("c"):
      shell.output.text += shell.isRunning ? "^C\n" : "candidate@terminal:~$ \(shell.line)^C\n"
      shell.isRunning = false
      shell.line = ""
    case .enter:
      shell.commands.append(shell.line)
      shell.output.text += "\u{1b}[32mcandidate@terminal\u{1b}[0m:~$ \(shell.line)\n"
      run(&shell)
      shell.line = ""
    default: log.append("key \(key.asciiLabel)")
    }
    shells[session] = shell
  }

  private func run(_ shell: inout Shell) {
    let words = shell.line.split(separator: " ").map(String.init)
    switch words.first {
    case "sleep": shell.isRunning = true
    case "seq": for number in 1...(Int(words.last ?? "") ?? 1) { shell.output.text += "\(number)\n" }
    case "vim", "nano":
      shell.request = .edit(
        EditRequest(program: words.first ?? "", fileName: words.last ?? "", text: fileText, commands: editorCommands))
    case "less": shell.request = .page(title: "page", text: (1...90).map { "line \($0)\n" }.joined())
    case "clear": shell.output.text += "\u{1b}[H\u{1b}[2J"
    case nil: break
    case let word?: shell.output.text += "\(word): command not found\n"
    }
  }

  /// What `vim +12` and `vim -c …` ask for.
  var editorCommands: [String] = []

  func resize(columns: Int, rows: Int, in session: SessionID) { log.append("resize \(columns)x\(rows)") }

  func takeOutput(_ session: SessionID) -> TerminalOutput {
    defer { shells[session]?.output = TerminalOutput() }
    return shells[session]?.output ?? TerminalOutput()
  }

  func inputLine(_ session: SessionID) -> InputLine {
    guard let shell = shells[session], !shell.isRunning else {
      return InputLine(prompt: "", isPrompting: false)
    }
    return InputLine(
      prompt: "\u{1b}[32mcandidate@terminal\u{1b}[0m:~$ ", text: shell.line, cursor: shell.line.count)
  }

  func request(_ session: SessionID) -> SessionRequest? { shells[session]?.request }

  func finish(_ outcome: RequestOutcome, in session: SessionID) {
    shells[session]?.request = nil
    self.outcome = outcome
    if case .saved(let bytes) = outcome {
      log.append("finish saved \(String(decoding: bytes, as: UTF8.self))")
    } else {
      log.append("finish \(outcome)")
    }
  }

  func place(_ session: SessionID) -> SessionPlace {
    SessionPlace(account: "candidate@terminal", context: "k8s-c3-CCC", target: "ssh cluster3-controlplane1")
  }

  func steps(_ session: SessionID) -> [StepState] {
    guard mode == .guided, let shell = shells[session] else { return [] }
    let titles = [
      "Look at the Pods and their labels", "Test today's connections", "Write the policy", "Test again",
    ]
    return titles.enumerated().map { index, title in
      StepState(
        title: title, text: "Do this with `kubectl`, because the labels decide.",
        progress: index < shell.step ? .done : index == shell.step ? .present : .later)
    }
  }

  func check(_ session: SessionID) -> CheckReport {
    shells[session]?.step += 1
    return CheckReport(title: "4 of 8 points", criteria: Self.criteria)
  }

  func hints(_ session: SessionID) -> HintState {
    let all = ["Labels decide.", "Look at `spec.egress`.", "kubectl create -f 24_np.yaml"]
    return HintState(opened: Array(all.prefix(shells[session]?.hints ?? 0)), total: mode == .sandbox ? 0 : 3)
  }

  func openHint(_ session: SessionID) { shells[session]?.hints += 1 }

  func rewindPoints(_ session: SessionID) -> [RewindPoint] {
    (shells[session]?.commands ?? []).enumerated().map {
      RewindPoint(id: $0, seconds: Double($0 * 10), command: $1)
    }
  }

  func rewind(before point: RewindPoint.ID, in session: SessionID) {
    shells[session]?.output = TerminalOutput("rewound to \(point)\n", restarts: true)
    let kept = (shells[session]?.commands ?? []).prefix(point)
    shells[session]?.commands = Array(kept)
  }

  func referenceCards(_ session: SessionID) -> [ReferenceCard] {
    [
      ReferenceCard(
        title: "NetworkPolicy", text: "A Pod that no policy selects\nis open.\n\n    egress:\n    - to: []"),
      ReferenceCard(title: "etcdctl", text: "snapshot save, snapshot status"),
    ]
  }

  func connections(_ session: SessionID, _ question: ConnectionQuestion) -> ConnectionMatrix? {
    let names = ["project-snake/backend-0", "project-snake/db1-0", "project-snake/vault-0"]
    return ConnectionMatrix(
      namespaces: ["namespace project-snake", "all namespaces"], ports: ["each on its own port", "TCP 1111"],
      rows: names, columns: names, signs: ["++e", "+++", "+++"].map { Array($0.utf8) },
      earlier: ["+++", "+++", "+++"].map { Array($0.utf8) },
      legend: ["+ allowed", "e refused by egress"], change: "Here 1 closed by: `k apply -f np.yaml`")
  }

  func connectionsAreCurrent(_ session: SessionID) -> Bool { true }

  func connectionReason(
    _ session: SessionID, _ question: ConnectionQuestion, from row: Int, to column: Int
  ) -> ConnectionReason {
    if (row, column) == (0, 2) {
      return ConnectionReason(
        summary: "np-backend has no rule for it.", before: "No policy isolates it.", path: ["Nothing allows it."])
    }
    return ConnectionReason(summary: "No policy selects the source.")
  }

  func setFlag(_ flagged: Bool, in session: SessionID) { log.append("flag \(session.number) \(flagged)") }
  func setNotes(_ text: String) { log.append("notes \(text.debugDescription)") }

  func takeNotice() -> String? {
    defer { notice = nil }
    return notice
  }

  func submit() throws(BackendError) -> AttemptRecord {
    graded = Self.record
    log.append("submit")
    if storeIsBroken { throw BackendError("The attempt could not be stored: the disk is full.") }
    return Self.record
  }

  func lastResult() -> AttemptRecord? { graded }
  func leave(keep: Bool) { log.append("leave \(keep)") }
  func attempts() -> [AttemptSummary] { past.map(\.summary) }
  func attempt(_ id: AttemptID) throws(BackendError) -> AttemptRecord { Self.record }

  func replay(_ id: AttemptID, task: Int) throws(BackendError) -> Replay {
    let prompt = "candidate@terminal:~$ "
    return Replay(
      title: "NetworkPolicy: egress to two databases",
      moments: [
        Replay.Moment(seconds: 0, event: .input(InputLine(prompt: prompt))),
        Replay.Moment(seconds: 2, event: .input(InputLine(prompt: prompt, text: "k get pod", cursor: 9))),
        Replay.Moment(
          seconds: 3, event: .output(TerminalOutput("\(prompt)k get pod\nNAME  READY\nbackend-0  1/1\n"))),
        Replay.Moment(seconds: 3, event: .input(InputLine(prompt: prompt))),
        Replay.Moment(seconds: 20, event: .output(TerminalOutput("\(prompt)vim 24_np.yaml\n"))),
        Replay.Moment(seconds: 20, event: .note("vim 24_np.yaml: 26 lines written")),
        Replay.Moment(
          seconds: 60, event: .output(TerminalOutput("\(prompt)k apply -f 24_np.yaml\ncreated\n"))),
      ],
      marks: Self.record.tasks[0].timeline, duration: 65)
  }

  func discard(_ id: AttemptID) throws(BackendError) {
    log.append("discard \(id.text)")
    underWay = []
  }

  func export(_ id: AttemptID) throws(BackendError) -> String { "attempt-\(id.text).json" }

  func delete(_ id: AttemptID) throws(BackendError) {
    log.append("delete \(id.text)")
    past = []
  }

  static let criteria = [
    CriterionResult(
      name: "`np-backend` exists and selects backend Pods", passed: true, earned: 2, points: 2,
      evidence: "it selects app=backend"),
    CriterionResult(
      name: "backend-0 reaches db1-0 on 1111 and db2-0 on 2222", passed: true, earned: 2, points: 2),
    CriterionResult(
      name: "backend-0 must not reach db1-0 on 2222", passed: false, earned: 0, points: 4,
      evidence: "it does: rule 1 allows both Pods on both ports"),
  ]

  static let record = AttemptRecord(
    summary: AttemptSummary(
      id: AttemptID("7"), title: "Mock exam A", mode: .exam, date: "23 Nov 2026, 14:20", earned: 12,
      points: 16,
      seconds: 3492, passed: true),
    tasks: [
      TaskRecord(
        title: "NetworkPolicy: egress", text: text, earned: 8, points: 12, seconds: 542, criteria: criteria,
        timeline: [
          TimelineEntry(seconds: 3, command: "k -n project-snake get pod -L app", duration: 3),
          TimelineEntry(seconds: 20, command: "vim 24_np.yaml", duration: 171, remark: "+ 26 lines"),
          TimelineEntry(seconds: 60, command: "k apply -f 24_np.yaml", duration: 1, remark: "✓1 ✓2"),
        ],
        solutions: [
          ReferenceSolution(title: "Two rules", text: "    egress:\n    - to: [db1]\n    - to: [db2]"),
          ReferenceSolution(title: "Two policies", text: "One policy for each database."),
        ],
        debrief: "Rules are joined by OR, what stands within a rule by AND.", flagged: true),
      TaskRecord(title: "etcd: facts to files", earned: 4, points: 4, seconds: 190, criteria: []),
    ],
    limitSeconds: 3600)
}
