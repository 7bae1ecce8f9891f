import Screen
import Testing
import TrainerUI

@Suite struct GridTests {
  private func trainer(_ columns: Int, _ rows: Int, _ start: AttemptStart? = nil, glyphs: Glyphs = .unicode)
    -> Trainer
  {
    var trainer = Trainer(backend: FakeBackend(), size: Size(columns: columns, rows: rows), glyphs: glyphs)
    _ = trainer.start(start)
    return trainer
  }

  /// Compares line by line, so that a difference can be read.
  private func expect(_ canvas: Canvas, _ expected: String) {
    let shown = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(shown.count == wanted.count)
    for (row, (left, right)) in zip(shown, wanted).enumerated() { #expect(left == right, "row \(row)") }
  }

  @Test func homeAt80x24() {
    expect(
      trainer(80, 24).canvas,
      """
       cka-trainer                                            etcd ▂▅▇   policies ▂▆█
      ────────────────────────────────────────────────────────────────────────────────
        Cluster maintenance                mode    best  last        due        time
        ▸ etcd: back up and restore  leg…  guided   7/7  2 days ago  today    12 min

        Networking
          NetworkPolicy: egress to two d…  –          –  never       new       8 min
          NetworkPolicy: default deny, t…  exam     5/8  6 days ago  overdue  10 min

        Exams
          Mock exam A   2 tasks   60 min   best 71 % passed

        Sandbox
          kubeadm   a kubeadm cluster with nothing to do

        Review
          1 attempt, last one yesterday: 5/8, 9 min 40 s




          Save a snapshot on the control plane, and bring the cluster back from
          it. Today's curriculum no longer names it as a competency.
       enter start   g guided   p practice   e exam   r review   ? help   q quit
      """)
  }

  @Test func homeWithManyExercisesScrolls() {
    let backend = FakeBackend()
    backend.furtherExercises = 12
    var trainer = Trainer(backend: backend, size: Size(columns: 80, rows: 24))
    _ = trainer.start(nil)
    for number in 0..<12 {
      let wanted = backend.catalog().exercises.first { $0.id == "more-\(number)" }?.title ?? "?"
      _ = trainer.send(.key(.home))
      var presses = 0
      while !trainer.canvas.text.contains("▸ \(wanted)"), presses < 20 {
        _ = trainer.send(.key(.down()))
        presses += 1
      }
      #expect(trainer.canvas.text.contains("▸ \(wanted)"), "\(trainer.canvas.text)")
      #expect(trainer.canvas.text.contains("Number \(number)."), "\(trainer.canvas.text)")
    }
    _ = trainer.send(.key(.end))
    #expect(trainer.canvas.text.contains("▸ 1 attempt, last one yesterday"))
    #expect(trainer.canvas.text.contains("Domain 4"))
    for row in 2..<20 { #expect(trainer.canvas.row(row).columns <= 78 || trainer.canvas.row(row).hasSuffix("┃")) }
  }

  @Test(arguments: [(80, 24), (100, 30), (200, 50)])
  func guidedShowsTheStepAtOnce(_ columns: Int, _ rows: Int) {
    let canvas = trainer(columns, rows, .exercise(id: "networkpolicy-egress", mode: .guided)).canvas
    #expect(canvas.text.contains("▸ 1 Look at the Pods"), "\(canvas.text)")
    #expect(canvas.text.contains("Do this with kubectl"), "\(canvas.text)")
  }

  @Test func practiceAt100x30() {
    var trainer = trainer(100, 30, .exercise(id: "networkpolicy-egress", mode: .practice))
    for character in "kubectl get pod" { _ = trainer.send(.key(.character(character))) }
    _ = trainer.send(.key(.enter))
    _ = trainer.send(.tick(seconds: 462))
    let blank = Array(repeating: "                                      │", count: 16).joined(separator: "\n")
    expect(
      trainer.canvas,
      """
       NetworkPolicy: egress to two databases   practice   k8s-c3-CCC   candidate@terminal          07:42
      ──────────────────────────────────────┬─────────────────────────────────────────────────────────────
       There was a security incident: an    │ candidate@terminal:~$ kubectl get pod
       intruder reached the whole cluster   │ kubectl: command not found
       from one hacked backend Pod.         │ candidate@terminal:~$
                                            │
       In Namespace project-snake create    │
       NetworkPolicy np-backend: backend-*  │
       Pods may only                        │
       - connect to db1-* on port 1111      │
       - connect to db2-* on port 2222      │
                                            │
       3 hints – F3 opens the first         │
      \(blank)
       F11 task   F3 hint   F4 check   F5 rewind   F2 matrix   F6 reference   F10 finish   F1 help
      """)
    #expect(trainer.canvas.cursor == Point(x: 62, y: 4))
  }

  @Test func stackedAt80x24() {
    let canvas = trainer(80, 24, .exercise(id: "networkpolicy-egress", mode: .practice)).canvas
    #expect(
      canvas.row(0) == " NetworkPolicy: egress to…   practice   k8s-c3-CCC   candidate@terminal   00:00")
    #expect(canvas.row(10) == String(repeating: "─", count: 80))
    #expect(canvas.row(11) == "candidate@terminal:~$")
    #expect(
      canvas.row(23) == " F11 task   F3 hint   F4 check   F5 rewind   F6 reference   F10 finish   F1 help")
  }

  @Test func wideAt200x50() {
    let canvas = trainer(200, 50, .exam(id: "mock-a")).canvas
    #expect(
      canvas.row(0).hasPrefix(
        " Mock exam A   task 1 of 2   12 %   ssh cluster3-controlplane1   k8s-c3-CCC"))
    #expect(canvas.row(0).hasSuffix("1:00:00 left"))
    #expect(canvas.row(2).contains("│ candidate@terminal:~$"))
  }

  @Test func tooSmallSaysSoAndRecovers() {
    var trainer = trainer(60, 15, .exam(id: "mock-a"))
    #expect(trainer.canvas.text.contains("60 x 15: too small. Make it 80 x 24 or"))
    #expect(trainer.canvas.text.contains("1:00:00 left"))
    #expect(trainer.send(.key(.character("q"))).isEmpty, "an exam is not left by accident")
    _ = trainer.send(.resized(Size(columns: 80, rows: 24)))
    #expect(trainer.canvas.row(0).contains("task 1 of 2"))
  }

  @Test func asciiOnly() {
    var trainer = trainer(100, 30, .exercise(id: "networkpolicy-egress", mode: .guided), glyphs: .ascii)
    for key in [Key.function(4), .function(10)] { _ = trainer.send(.key(key)) }
    let text = trainer.canvas.text
    #expect(text.utf8.allSatisfy { $0 < 128 }, "\(text)")
    #expect(text.contains("> 2 Test today's"))
  }

  @Test func verdictsHaveSignsAndColours() {
    var trainer = trainer(100, 30, .exercise(id: "networkpolicy-egress", mode: .practice))
    _ = trainer.send(.key(.function(4)))
    let canvas = trainer.canvas
    let row = (0..<30).first { canvas.row($0).hasPrefix(" ✗") }
    #expect(row.map { canvas[1, $0].style } == .bad)
  }

  @Test func whatIsNotKeptIsSaidAtOnce() {
    let backend = FakeBackend()
    backend.notice = "This attempt is not kept: the disk is full"
    var trainer = Trainer(backend: backend, size: Size(columns: 80, rows: 24))
    _ = trainer.start(.exercise(id: "networkpolicy-egress", mode: .practice))
    #expect(trainer.canvas.row(1).contains("This attempt is not kept"))
    _ = trainer.send(.tick(seconds: 21))
    #expect(!trainer.canvas.row(1).contains("not kept"))
  }

  @Test func aBrokenStoreStillShowsTheGrade() {
    let backend = FakeBackend()
    backend.storeIsBroken = true
    var trainer = Trainer(backend: backend, size: Size(columns: 100, rows: 30))
    _ = trainer.start(.exercise(id: "networkpolicy-egress", mode: .practice))
    for key in [Key.function(10), .character("y")] { _ = trainer.send(.key(key)) }
    #expect(trainer.canvas.text.contains("the disk is full"))
    _ = trainer.send(.key(.escape))
    #expect(trainer.canvas.text.contains("8 / 12 %"))
  }

  @Test func theBuiltInEditor() {
    let backend = FakeBackend()
    var trainer = Trainer(backend: backend, size: Size(columns: 100, rows: 30))
    _ = trainer.start(.exercise(id: "networkpolicy-egress", mode: .practice))
    for character in "nano a.yaml" { _ = trainer.send(.key(.character(character))) }
    _ = trainer.send(.key(.enter))
    _ = trainer.send(.editorMissing)
    #expect(trainer.canvas.text.contains("kind: Pod"))
    let keys: [Key] = [
      .end, .enter, .paste("spec:\n  a: 1"), .enter, .character("b"), .backspace, .character("c"), .up(),
      .ctrl("k"),
      .ctrl("u"),
    ]
    for key in keys { _ = trainer.send(.key(key)) }
    #expect(trainer.canvas.text.contains("a.yaml (changed)"))
    _ = trainer.send(.key(.escape))
    #expect(trainer.canvas.text.contains("Save a.yaml?"))
    _ = trainer.send(.key(.character("y")))
    #expect(
      backend.log.contains("finish saved kind: Pod\nspec:\n  a: 1\n  c\n"), "\(backend.log.suffix(2))")
  }
}

/// No key, no size and no moment is a crash.
@Suite struct SturdyTests {
  @Test(arguments: 0..<8)
  func anything(_ seed: Int) {
    var state = UInt64(seed &+ 1) &* 0x9e37_79b9_7f4a_7c15
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var keys: [Key] = (1...12).map { .function($0) } + "abcdefghjklmnprstxyzGQ/?[]+- 漢".map { .character($0) }
    keys += [
      .enter, .tab, .backTab, .escape, .backspace, .delete, .up(), .down(), .left(), .right(), .home, .end,
      .pageUp(),
      .pageDown(), .ctrl("c"), .ctrl("z"), .alt("t"), .left(.alt), .right(.alt), .paste("seq 50\n"), .enter,
      .enter,
      .mouse(Mouse(.wheelUp, x: 3, y: 3)), .mouse(Mouse(.press, x: 70, y: 9)),
      .mouse(Mouse(.wheelDown, x: 90, y: 2)),
    ]
    let starts: [AttemptStart?] = [
      nil, .exam(id: "mock-a"), .sandbox(id: "kubeadm"), .exercise(id: "networkpolicy-egress", mode: .guided),
    ]
    let sizes = [
      (1, 1), (2, 3), (60, 15), (80, 24), (81, 25), (100, 30), (99, 24), (120, 24), (200, 50), (500, 4),
    ]
    var trainer = Trainer(backend: FakeBackend(), size: Size(columns: 100, rows: 30))
    _ = trainer.start(starts[seed % starts.count])
    for _ in 0..<400 {
      let message: Message =
        switch draw(12) {
        case 0:
          .resized(Size(columns: sizes[draw(sizes.count)].0, rows: sizes[draw(sizes.count)].1))
        case 1: .tick(seconds: Double(draw(40)) / 10)
        default: .key(keys[draw(keys.count)])
        }
      for effect in trainer.send(message) {
        if case .edit = effect { _ = trainer.send(draw(2) == 0 ? .editorMissing : .edited(.saved([120]))) }
      }
      let canvas = trainer.canvas
      #expect(canvas.size == trainer.model.size)
      if let next = trainer.secondsUntilNextEvent { #expect(next >= 0) }
    }
  }
}
