import Testing
import Training

/// Whole sessions as text files; `UPDATE=1 swift test` writes what is printed today into them.
struct TranscriptTests {
  static let folder = "\(#filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/Transcripts"

  @Test(arguments: TestFile.names(in: folder))
  func sessionPrintsWhatIsWritten(_ name: String) throws {
    let path = "\(Self.folder)/\(name)"
    let transcript = Transcript(try #require(TestFile.read(path)))
    let live: LiveAttempt
    if let world = transcript.settings["world"] {
      live = try Starts.sandbox(world, settings: transcript.settings["set"] ?? "")
    } else {
      let exercise = try #require(transcript.settings["exercise"], "\(name): the header needs `exercise: ID` or `world: NAME`")
      live = try #require(Starts.attempt(exercise), "\(name): there is no exercise \(exercise)")
    }
    let outputs = transcript.play(on: live.tasks[0].session)
    if TestFile.isUpdating { return TestFile.write(transcript.updated(outputs), to: path) }
    for (step, output) in zip(transcript.steps, outputs) {
      #expect(output == step.expected, "\(name):\(step.place.lowerBound): \(step.action)")
    }
  }

  @Test func everyTaskHasOne() {
    #expect(TestFile.names(in: Self.folder).count >= 2)
  }

  @Test func commandsContinueAndOutputsAreReplaced() {
    let text = "exercise: x\n\nProse.\n\n  $ cat <<E\n  > a\n  > E\n  a\n  @ 10s\n  $^3s sleep 9\n  [130]\n"
    let transcript = Transcript(text)
    #expect(transcript.settings == ["exercise": "x"])
    #expect(transcript.steps.map(\.expected) == [["a"], [], ["[130]"]])
    #expect(transcript.updated([["b", "c"], [], []]) == text.replacing("  a\n", with: "  b\n  c\n").replacing("  [130]\n", with: ""))
  }
}
