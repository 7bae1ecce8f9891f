import Testing

@testable import Tools

@Test("the command line of an editor", arguments: [
  ("+12 a.yaml", ["a.yaml"], ["12"], false), ("-R a b", ["a", "b"], [], true), ("+/name: a.yaml", ["a.yaml"], ["/name:"], false),
  ("-c d -nN -u NONE a", ["a"], ["d"], false), ("-cq a", ["a"], ["q"], false), ("+ a -- -b", ["a", "-b"], [""], false),
])
func editorLine(_ line: String, _ files: [String], _ commands: [String], _ isReadOnly: Bool) throws {
  let read = try EditorLine(line.split(separator: " ").map(String.init), isNano: false)
  #expect(read.files == files)
  #expect(read.start.commands == commands)
  #expect(read.start.isReadOnly == isReadOnly)
}

@Test("an option that no editor has is refused", arguments: ["-k", "--bogus", "-c"])
func wrongEditorLine(_ word: String) {
  #expect(throws: ToolFailure.self) { try EditorLine([word], isNano: false) }
}

@Test("nano's options")
func nanoLine() throws {
  let read = try EditorLine(["-lv", "-T", "2", "+3,5", "f"], isNano: true)
  #expect(read.files == ["f"])
  #expect(read.start == .init(commands: ["3,5"], isReadOnly: true))
}
