import Documents
import Testing
import Training

/// An attempt is its journal: replaying it gives the same screen and the same grade.
struct AttemptTests {
  private static let manifest = """
    kubectl apply -f - <<EOF
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: np-backend, namespace: project-snake}
    spec:
      podSelector: {matchLabels: {app: backend}}
      policyTypes: [Egress]
      egress:
      - to: [{podSelector: {matchLabels: {app: db1}}}]
        ports: [{port: 1111}]
    EOF
    """

  /// What a person does in the terminal: a look, a hanging connection, an editor, a manifest, a rewind.
  private static func play(_ live: inout LiveAttempt) {
    live.perform(.resize(columns: 60, rows: 20), task: 0)
    for command in ["kubectl config use-context k8s-c3-CCC", "kubectl -n project-snake get pod -L app", manifest] {
      live.advance(seconds: 3.25, task: 0)
      live.perform(.command(command), task: 0)
    }
    live.perform(.command("kubectl -n project-snake exec backend-0 -- curl -s 10.44.0.22:3333"), task: 0)
    for _ in 0..<40 { live.advance(seconds: 0.1, task: 0) }
    #expect(live.tasks[0].session.isRunning, "the connection is dropped, so curl hangs")
    live.perform(.interrupt, task: 0)
    #expect(!live.tasks[0].session.isRunning)
    live.perform(.command("vim notes.txt"), task: 0)
    live.perform(.edited(Array("remember\n".utf8), status: 0), task: 0)
    live.perform(.command("cat notes.txt"), task: 0)
    live.perform(.command("kubectl -n project-snake delete netpol np-backend"), task: 0)
    live.advance(seconds: 2, task: 0)
    live.perform(.rewind(6), task: 0)
    live.perform(.hint, task: 0)
    live.perform(.flag(true), task: 0)
    live.setNotes("two rules!")
  }

  private static let played: (live: LiveAttempt, output: String) = {
    var live = Starts.policy
    play(&live)
    let output = String(decoding: live.takeOutput(task: 0).flatMap(\.bytes), as: UTF8.self)
    return (live, output)
  }()

  @Test func terminalShowsWhatHappened() {
    let output = Self.played.output
    #expect(output.contains("vault-0     1/1     Running"))
    #expect(output.contains("networkpolicy.networking.k8s.io/np-backend created"))
    #expect(output.contains("^C"))
    #expect(output.contains("remember"))
  }

  @Test func anExportReplaysToTheSameGradeAndTheSameScreen() throws {
    var live = Self.played.live
    let entries = live.takeEntries()
    live.submit(at: Starts.birth.time + 99)
    let text = JSON.text(AttemptArchive(attempt: live.attempt, journal: entries).document, indent: 2, sortKeys: false)
    let archive = try AttemptArchive(text: text)
    #expect(archive.attempt == live.attempt)
    #expect(archive.journal == entries)
    #expect(archive.attempt.notes == "two rules!")
    #expect(archive.attempt.tasks[0].flagged)

    var again = try Starts.workshop.replayed(archive)
    let output = String(decoding: again.takeOutput(task: 0).flatMap(\.bytes), as: UTF8.self)
    #expect(output == Self.played.output)
    #expect(again.tasks[0].grade() == live.attempt.tasks[0].grade)
    let grade = try #require(again.tasks[0].grade())
    #expect(grade.earned > 0 && grade.earned < grade.points, "one of the two databases is missing")
  }

  /// Whenever Ctrl-C comes, a full-screen program gives the screen back, and the line goes on.
  @Test func anInterruptLosesNoOutput() {
    for tenths in 1..<30 {
      var live = Starts.policy
      live.perform(.command("watch -n 0.3 date; echo goes on"), task: 0)
      for _ in 0..<tenths { live.advance(seconds: 0.1, task: 0) }
      live.perform(.interrupt, task: 0)
      let output = String(decoding: live.takeOutput(task: 0).flatMap(\.bytes), as: UTF8.self)
      #expect(output.hasPrefix("\u{1b}[?1049h"))
      #expect(output.hasSuffix("\u{1b}[?1049lgoes on\n"), "after \(tenths) tenths: \(output.suffix(40).debugDescription)")
    }
  }

  @Test func topIsLeftByItsKey() {
    var live = Starts.policy
    live.perform(.command("top; echo left"), task: 0)
    for _ in 0..<12 { live.advance(seconds: 0.5, task: 0) }
    #expect(live.tasks[0].session.wantedInput == .key)
    live.perform(.key("x"), task: 0)
    #expect(live.tasks[0].session.isRunning)
    live.perform(.key("q"), task: 0)
    let output = String(decoding: live.takeOutput(task: 0).flatMap(\.bytes), as: UTF8.self)
    #expect(output.hasSuffix("\nleft\n"))
  }

  /// The same exercise with the same names, and others where another seed is drawn.
  @Test func againIsTheSame() throws {
    let past = Starts.policy.attempt
    let again = try Starts.workshop.again(past, birth: Workshop.Birth(id: "other", time: 7))
    #expect(again.attempt.seed == past.seed)
    #expect(again.attempt.subject == past.subject)
    #expect(again.attempt.mode == past.mode)
    #expect(again.attempt.id == "other")
    #expect(again.tasks[0].exercise?.task == Starts.policy.tasks[0].exercise?.task)
  }

  @Test func rewindForgetsWhatCameAfter() {
    let session = Self.played.live.tasks[0].session
    #expect(session.entered.count == 6)
    var live = Self.played.live
    live.perform(.command("kubectl -n project-snake get netpol"), task: 0)
    let output = String(decoding: live.takeOutput(task: 0).flatMap(\.bytes), as: UTF8.self)
    #expect(output.contains("np-backend"), "the deletion was taken back: \(output)")
  }

  @Test func anotherVersionOfTheExerciseIsNotReplayed() throws {
    var attempt = Starts.policy.attempt
    attempt.tasks[0].fingerprint = "another"
    #expect(throws: ExerciseProblems.self) {
      try Starts.workshop.replayed(AttemptArchive(attempt: attempt, journal: []))
    }
  }

  @Test(arguments: [
    ("", "this is no JSON"), ("{", "this is no JSON"), ("{}", "this is no exported attempt of this version"),
    (#"{"format": "cka-trainer attempt 1"}"#, "the field `attempt` is incomplete"),
  ])
  func damagedExportsAreRefused(_ text: String, _ message: String) {
    let problem = #expect(throws: ArchiveProblem.self) { try AttemptArchive(text: text) }
    #expect(problem?.message.hasPrefix(message) == true, "\(problem?.message ?? "")")
  }

  @Test func countdownGoesOnWhileNobodyIsThere() {
    var live = Starts.policy
    #expect(live.secondsLeft == nil, "practice has no countdown")
    live.catchUp(elapsed: 100)
    live.catchUp(elapsed: 50)
    #expect(live.elapsed == 100)
  }
}
