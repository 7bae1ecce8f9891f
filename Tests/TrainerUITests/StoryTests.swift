import Screen
import Testing
import TrainerUI

/// What a user does, and what the screen shows of it.
struct Story: CustomTestStringConvertible, Sendable {
  enum Step: Sendable {
    case press([Key])
    case type(String)
    case wait(Double)
    case resize(Int, Int)
    case edited(RequestOutcome)
    /// The screen contains the text.
    case shows(String)
    case hides(String)
    /// The back end was asked for it.
    case asked(String)
    case effects([Effect])
  }

  var testDescription: String
  var size: Size
  var start: AttemptStart?
  var underWay: [ResumableAttempt]
  var steps: [Step]

  init(_ name: String, start: AttemptStart? = nil, underWay: [ResumableAttempt] = [], _ steps: [Step]) {
    self.underWay = underWay
    testDescription = name
    size = Size(columns: 100, rows: 30)
    self.start = start
    self.steps = steps
  }
}

private let practice = AttemptStart.exercise(id: "networkpolicy-egress", mode: .practice)
private let guided = AttemptStart.exercise(id: "networkpolicy-egress", mode: .guided)
private let exam = AttemptStart.exam(id: "mock-a")

extension Story {
  static let home: [Story] = [
    Story(
      "home moves, and enter starts in the last mode",
      [
        .shows("▸ etcd: back up and restore"), .shows("Today's curriculum"), .press([.down(), .down()]),
        .shows("▸ NetworkPolicy: default deny"), .press([.home, .enter]),
        .asked("open exercise(id: \"etcd-backup-restore\""),
        .shows("guided   step 1 of 4"),
      ]),
    Story(
      "a damaged exercise says why it cannot start",
      [
        .press([.end, .up(), .up(), .up(), .enter]), .shows("Cannot start"),
        .shows("unknown field \"tittle\""),
        .press([.escape]), .hides("Cannot start"),
      ]),
    Story(
      "find narrows the list, escape shows all again",
      [
        .type("/dns"), .shows("default deny, then DNS"), .hides("back up and restore"), .press([.enter]),
        .shows("esc all again"), .press([.escape]), .shows("back up and restore"),
      ]),
    Story(
      "a key that does nothing now says why",
      [
        .press([.end, .character("g")]), .shows("guided: select an exercise first"), .wait(9),
        .hides("select an exercise"),
      ]),
    Story(
      "again takes the seed of the last attempt",
      [
        .press([.down(), .character("a")]), .shows("again: there is no attempt yet"), .press([.up(), .character("a")]),
        .asked("open again(TrainerUI.AttemptID(text: \"6\"))"), .shows("practice"),
      ]),
    Story(
      "what is under way is discarded from the list, after a question",
      underWay: [ResumableAttempt(id: AttemptID("9"), title: "etcd: facts to files", mode: .practice, detail: "yesterday")],
      [
        .shows("Under way"), .shows("x discard"), .press([.character("x")]), .shows("given up without a grade"),
        .press([.escape]), .shows("Under way"), .press([.character("x"), .character("y")]), .asked("discard 9"),
        .hides("Under way"), .press([.character("x")]), .shows("select what is under way first"),
      ]),
    Story(
      "a click on a key in the footer is the key",
      [.press([.mouse(Mouse(.press, x: 16, y: 29))]), .shows("guided   step 1 of 4")]),
    Story("quit", [.press([.character("q")]), .effects([.quit])]),
    Story("ctrl-z stops the program", [.press([.ctrl("z")]), .effects([.suspend])]),
  ]

  static let work: [Story] = [
    Story(
      "the mouse moves the divider", start: practice,
      [
        .asked("resize 60x27"), .press([.mouse(Mouse(.press, x: 38, y: 9)), .mouse(Mouse(.release, x: 50, y: 9))]),
        .asked("resize 48x27"), .press([.mouse(Mouse(.release, x: 30, y: 9))]), .type("echo"), .shows("$ echo"),
      ]),
    Story(
      "the terminal has the keys", start: practice,
      [
        .asked("resize 60x27"), .type("kubectl get pods"), .press([.enter]),
        .shows("kubectl: command not found"),
        .press([.tab, .up(), .ctrl("r"), .alt("b")]), .asked("key tab"), .asked("key up"),
        .asked("key ctrl-r"),
        .asked("key alt-b"),
      ]),
    Story(
      "ctrl-c and ctrl-z are the running command's", start: practice,
      [
        .type("sleep 100"), .press([.enter, .ctrl("z")]), .asked("key ctrl-z"), .effects([]),
        .press([.ctrl("c")]),
        .shows("^C"), .press([.ctrl("z")]), .effects([.suspend]),
      ]),
    Story(
      "letters act while the task has the focus", start: practice,
      [
        .press([.function(11)]), .shows("F11 terminal"), .press([.character("h")]), .shows("Labels decide."),
        .press([.character("c")]), .shows("✗ backend-0 must not reach"),
        .shows("it does: rule 1 allows both"),
        .press([.escape]), .type("x"), .shows("~$ x"),
      ]),
    Story(
      "hints open one at a time and then no more", start: practice,
      [
        .press([.function(3)]), .shows("Hint 1 of 3"), .press([.function(3), .function(3)]),
        .shows("Hint 3 of 3"),
        .hides("F3 hint"), .press([.function(3)]), .shows("hint: all are open"),
      ]),
    Story(
      "time runs faster until the next key", start: practice,
      [
        .press([.function(7)]), .shows("▶ 10 x"), .shows("F7 real time"), .wait(2), .asked("rate 10"),
        .type("x"), .hides("10 x"), .press([.function(7)]), .shows("▶ 10 x"), .press([.function(7)]), .hides("10 x"),
      ]),
    Story(
      "steps go on with a check", start: guided,
      [
        .shows("▸ 1 Look at the Pods"), .press([.function(4)]), .shows("✓ 1 Look at the Pods"),
        .shows("step 2 of 4"),
        .press([.function(4), .function(4), .function(4)]), .shows("points, F10 grades."),
      ]),
    Story(
      "what a check said is marked as old once something was entered", start: practice,
      [
        .press([.function(4)]), .hides("before your last command"), .type("ls"), .press([.enter]),
        .shows("before your last command"), .press([.function(4)]), .hides("before your last command"),
        .press([.function(10), .character("y")]), .hides("criteria"),
      ]),
    Story(
      "paging through older output, and back with any key", start: practice,
      [
        .type("seq 100"), .press([.enter, .pageUp()]), .shows("26 rows below"), .press([.pageUp()]),
        .shows("52 rows below"),
        .type("x"), .hides("rows below"), .shows("~$ x"),
      ]),
    Story(
      "the wheel scrolls what it is over", start: practice,
      [
        .type("seq 100"), .press([.enter, .mouse(Mouse(.wheelUp, x: 80, y: 10))]), .shows("3 rows below"),
        .press([.mouse(Mouse(.press, x: 3, y: 5))]), .shows("F11 terminal"),
      ]),
    Story(
      "rewinding asks, then restarts the terminal", start: practice,
      [
        .press([.function(5)]), .shows("Nothing has been entered yet."), .type("one"), .press([.enter]),
        .type("two"),
        .press([.enter, .function(5)]), .shows("▸ 00:10  two"), .press([.up(), .enter]),
        .shows("2 commands and what they"),
        .press([.character("y")]), .shows("rewound to 0"), .hides("one: command not found"),
      ]),
    Story(
      "an editor is an effect", start: practice,
      [
        .type("vim a.yaml"), .press([.enter]),
        .effects([.edit(EditRequest(program: "vim", fileName: "a.yaml", text: Array("kind: Pod\n".utf8)))]),
        .edited(.saved(Array("kind: Job\n".utf8))), .asked("finish saved kind: Job\n"),
      ]),
    Story(
      "less pages in the terminal pane", start: practice,
      [
        .type("less x"), .press([.enter]), .shows("line 26"), .press([.character(" ")]), .shows("line 27"),
        .hides("line 26"),
        .type("/line 80"), .press([.enter]), .shows("line 80"), .press([.character("q")]),
        .asked("finish closed(status: 0)"),
        .hides("line 80"),
      ]),
    Story(
      "the reference, the matrix and help", start: practice,
      [
        .press([.function(6)]), .shows("NetworkPolicy (1 of 2)"), .press([.right()]), .shows("snapshot save"),
        .press([.escape, .function(2)]), .shows("Who reaches whom"), .shows("+→e"), .shows("np-backend has no rule for it."), .shows("Before: No policy isolates it."),
        .press([.enter]), .shows("Nothing allows it."), .press([.escape, .left()]), .shows("Here 1 closed by"),
        .press([.character("c")]), .hides("Here 1 closed by"), .press([.character("p")]), .shows("TCP 1111"),
        .press([.character("n")]), .shows("all namespaces"), .press([.escape, .function(1)]),
        .shows("search the history"),
      ]),
    Story(
      "zoom hides the task and tells the terminal its size", start: practice,
      [
        .press([.function(12)]), .hides("security incident"), .asked("resize 100x27"),
        .press([.function(12)]),
        .shows("security incident"),
      ]),
    Story(
      "the divider moves", start: practice,
      [
        .press([.function(11), .character("]")]), .asked("resize 56x27"),
        .press([.character("["), .character("[")]),
        .asked("resize 64x27"),
      ]),
    Story(
      "finishing shows the result", start: practice,
      [
        .press([.function(10)]), .shows("Finish?"), .press([.character("n")]), .hides("Finish?"),
        .press([.function(10)]),
        .type("y"), .asked("submit"), .shows("✗ backend-0 must not reach db1-0 on 2222"),
        .press([.character("q")]),
        .shows("Cluster maintenance"),
      ]),
    Story(
      "a sandbox is all terminal", start: .sandbox(id: "kubeadm"),
      [
        .asked("resize 100x27"), .hides("F4 check"), .press([.function(4)]), .press([.function(10)]),
        .type("y"),
        .asked("leave false"), .shows("Cluster maintenance"),
      ]),
  ]

  static let exams: [Story] = [
    Story(
      "no hints, no checks, no matrix", start: exam,
      [
        .shows("task 1 of 2"), .shows("12 %"), .shows("1:00:00 left"), .hides("hint"), .press([.function(4)]),
        .asked("key F4"), .press([.function(2)]), .shows("matrix: not in an exam"),
      ]),
    Story(
      "next, flag, list", start: exam,
      [
        .type("first"), .press([.enter, .right(.alt)]), .shows("task 2 of 2"), .hides("first: command"),
        .press([.function(8)]), .asked("flag 1 true"), .shows("task 2 of 2 ⚑"), .press([.function(7)]),
        .shows("▸  2  etcd: facts to files"), .press([.up(), .enter]), .shows("task 1 of 2"),
        .shows("first: command"),
      ]),
    Story(
      "notes are kept", start: exam,
      [
        .press([.function(9)]), .type("look at 2 again"), .press([.escape]),
        .asked("notes \"look at 2 again"),
        .press([.function(9)]), .shows("look at 2 again"),
      ]),
    Story(
      "submitting says what is open", start: exam,
      [
        .press([.function(10)]), .shows("1 task not visited"), .press([.character("l")]),
        .asked("leave true"),
      ]),
    Story(
      "the countdown warns and then submits", start: exam,
      [
        .wait(1799), .hides("minutes left"), .wait(2), .shows("30 minutes left"), .wait(60),
        .hides("30 minutes left"),
        .wait(840), .shows("15 minutes left"), .wait(600), .shows("5 minutes left"), .shows("04:59 left"),
        .wait(299),
        .asked("submit"), .shows("Time is up"), .shows("passed (66 %)"),
      ]),
    Story(
      "after a long stop the nearest warning is given once", start: exam,
      [
        .wait(3500), .shows("5 minutes left"), .hides("30 minutes"), .wait(21), .hides("5 minutes left"),
      ]),
  ]

  static let reviews: [Story] = [
    Story(
      "criteria, evidence, timeline, solution, debrief",
      [
        .press([.character("r")]), .shows("23 Nov 2026, 14:20"), .press([.enter]), .shows("✓ passed (66 %)"),
        .shows("it does: rule 1 allows both Pods"), .shows("k apply -f 24_np.yaml"),
        .press([.character("s")]),
        .shows("Reference solution 1 of 2"), .press([.character("s")]),
        .shows("One policy for each database."),
        .press([.character("s")]), .hides("Reference solution"), .press([.character("d")]),
        .shows("Rules are joined by OR"),
        .press([.enter]), .hides("k apply"), .press([.character("e")]), .shows("Written to attempt-7.json"),
      ]),
    Story(
      "replay plays, pauses, seeks and changes speed",
      [
        .press([.character("r"), .enter, .character("p")]), .shows("▶ 1 x"), .wait(2.5),
        .shows("~$ k get pod"), .wait(1),
        .shows("backend-0  1/1"), .press([.right()]), .shows("vim 24_np.yaml: 26 lines written"),
        .press([.left(), .left()]),
        .hides("vim 24_np.yaml"), .press([.character("+")]), .shows("▶ 2 x"), .press([.character(" ")]),
        .shows("‖ 2 x"),
        .wait(100), .hides("created"), .press([.end]), .shows("created"), .shows("01:05 of 01:05"),
        .press([.character("c")]), .asked("open continuation"), .shows("practice"),
      ]),
    Story(
      "replay from a command, continue from it",
      [
        .press([.character("r"), .enter, .down(), .down(), .enter]), .shows("00:20 of 01:05"),
        .press([.escape, .character("c")]),
        .asked("open continuation(TrainerUI.AttemptID(text: \"7\"), task: 0, seconds: 20.0)"),
      ]),
    Story(
      "deleting asks first",
      [
        .press([.character("r"), .character("x")]), .shows("Delete?"), .type("n"),
        .shows("Mock exam A"),
        .press([.character("x"), .character("y")]), .asked("delete 7"),
        .shows("No attempt has been graded yet."),
      ]),
  ]
}

@Suite struct StoryTests {
  @Test(arguments: Story.home + Story.work + Story.exams + Story.reviews)
  func story(_ story: Story) {
    let backend = FakeBackend()
    backend.underWay = story.underWay
    var trainer = Trainer(backend: backend, size: story.size)
    var effects = trainer.start(story.start)
    for (index, step) in story.steps.enumerated() {
      let label = "step \(index + 1): \(step)"
      switch step {
      case .press(let keys): effects = keys.flatMap { trainer.send(.key($0)) }
      case .type(let text): effects = text.flatMap { trainer.send(.key(.character($0))) }
      case .wait(let seconds): effects = trainer.send(.tick(seconds: seconds))
      case .resize(let columns, let rows):
        effects = trainer.send(.resized(Size(columns: columns, rows: rows)))
      case .edited(let outcome): effects = trainer.send(.edited(outcome))
      case .shows(let text): #expect(trainer.canvas.text.contains(text), "\(label)\n\(trainer.canvas.text)")
      case .hides(let text): #expect(!trainer.canvas.text.contains(text), "\(label)\n\(trainer.canvas.text)")
      case .asked(let text):
        #expect(
          backend.log.contains { $0.hasPrefix(text) }, "\(label)\n\(backend.log.joined(separator: "\n"))")
      case .effects(let expected): #expect(effects == expected, "\(label)")
      }
    }
  }
}
