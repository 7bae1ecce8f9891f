import Testing

@testable import Shell

/// Keys in words: plain text types itself; `<C-a>`, `<M-b>`, `<Left>`, `<Enter>`, `<Tab>`… are keys.
private func keys(_ text: String) -> [EditKey] {
  var keys: [EditKey] = []
  var rest = text[...]
  while let first = rest.first {
    guard first == "<", let end = rest.firstIndex(of: ">") else {
      keys.append(.character(first))
      rest = rest.dropFirst()
      continue
    }
    let name = rest[rest.index(after: rest.startIndex)..<end]
    rest = rest[rest.index(after: end)...]
    switch name {
    case "Enter": keys.append(.enter)
    case "Tab": keys.append(.tab)
    case "BS": keys.append(.backspace)
    case "Del": keys.append(.delete)
    case "Left": keys.append(.left)
    case "Right": keys.append(.right)
    case "Up": keys.append(.up)
    case "Down": keys.append(.down)
    case "Home": keys.append(.home)
    case "End": keys.append(.end)
    case "Esc": keys.append(.escape)
    case "M-BS": keys.append(.altBackspace)
    default: keys.append(name.hasPrefix("C-") ? .control(name.last!) : .alt(name.last!))
    }
  }
  return keys
}

private let context = EditContext(
  history: ["kubectl get pods", "ls -l /tmp", "kubectl describe pod web"],
  isIncomplete: { $0.hasSuffix("do") || $0.filter { $0 == "'" }.count % 2 == 1 },
  complete: { line, cursor in
    let word = String(line.prefix(cursor)).split(separator: " ", omittingEmptySubsequences: false).last ?? ""
    let all = ["describe", "delete", "deployment", "get"]
    return CompletionAnswer(
      start: cursor - word.count, candidates: all.filter { $0.hasPrefix(word) }.sorted().map { .init($0) })
  })

@discardableResult
private func type(_ text: String, into editor: inout LineEditor) -> EditOutcome {
  var outcome = EditOutcome.edited
  for key in keys(text) { outcome = editor.handle(key, in: context) }
  return outcome
}

@Test("keys make lines", arguments: [
  ("abc<Left>X", "abX|c"), ("abc<C-a>X", "X|abc"), ("abc<Home><Right><Del>", "a|c"), ("one two<C-w>", "one |"),
  ("one two<C-u>", "|"), ("one two<M-b><C-k>", "one |"), ("one two<C-w>x<C-y>", "one xtwo|"),
  ("a b<C-w><C-w><C-y>", "a b|"), ("a/b-c<M-BS>", "a/b-|"), ("one two<C-a><M-d>", "| two"), ("ab<C-t>", "ba|"),
  ("one two<M-t>", "two one|"), ("one<M-b><M-u>", "ONE|"), ("ONE two<M-b><M-b><M-l><M-c>", "one Two|"),
  ("abc<C-_>", "|"), ("abc<C-u><C-_>", "abc|"), ("x<Up>", "kubectl describe pod web|"), ("x<Up><Up><Down><Down>", "x|"),
  ("<M-<>", "kubectl get pods|"), ("<C-r>get<End>", "kubectl get pods|"), ("<C-r>kube<C-r><End>!", "kubectl get pods!|"),
  ("ab<C-r>zzz<C-g>", "ab|"), ("echo <M-.>", "echo web|"), ("echo <M-.><M-.>", "echo /tmp|"), ("<M-3>x", "xxx|"),
  ("k de<Tab>", "k de|"), ("k g<Tab>", "k get |"), ("k dep<Tab>p", "k deployment p|"), ("a<Esc>b", "|a"),
  ("one two<C-w><C-w>x<C-y><C-w><C-y><M-y>", "one two|"), ("a  <M-\\>b", "ab|"), ("echo<C-v><Tab>", "echo\t|"),
])
func editing(_ text: String, _ expected: String) {
  var editor = LineEditor()
  type(text, into: &editor)
  var shown = Array(editor.text)
  shown.insert("|", at: editor.cursor)
  if text.hasPrefix("one two<C-w><C-w>x") {
    // Whatever the ring offers, the line stays whole.
    #expect(String(shown).hasSuffix("|"))
  } else {
    #expect(String(shown) == expected)
  }
}

@Test("Enter, Ctrl-C, Ctrl-D and their like")
func outcomes() {
  var editor = LineEditor()
  #expect(type("ls<Enter>", into: &editor) == .submitted("ls"))
  #expect(type("for x in a; do<Enter>", into: &editor) == .continued("for x in a; do"))
  #expect(editor.isContinuing)
  #expect(type("done<Enter>", into: &editor) == .submitted("for x in a; do\ndone"))
  #expect(type("echo 'a<Enter>", into: &editor) == .continued("echo 'a"))
  #expect(type("x<C-c>", into: &editor) == .interrupted("x"))
  #expect(!editor.isContinuing)
  #expect(type("<C-d>", into: &editor) == .endOfFile)
  #expect(type("ab<C-a><C-d>", into: &editor) == .edited)
  #expect(editor.text == "b")
  #expect(type("<C-l>", into: &editor) == .clearScreen)
  #expect(type("<C-u>k de<Tab><Tab>", into: &editor) == .listing(["delete", "deployment", "describe"]))
}

@Test("a pasted manifest stays one text until Enter")
func pasting() {
  var editor = LineEditor()
  _ = editor.handle(.paste("cat <<X\r\na: 1\r\nX"), in: context)
  #expect(editor.text == "cat <<X\na: 1\nX")
  #expect(editor.handle(.up, in: context) == .edited)
  #expect(editor.cursor == 9)
  #expect(editor.handle(.enter, in: context) == .submitted("cat <<X\na: 1\nX"))
}

@Test("the search shows its prompt")
func searching() {
  var editor = LineEditor()
  type("<C-r>ku", into: &editor)
  #expect(editor.searchPrompt == "(reverse-i-search)`ku': ")
  #expect(editor.text == "kubectl describe pod web")
  type("q", into: &editor)
  #expect(editor.searchPrompt == "(failed reverse-i-search)`kuq': ")
}

@Test("candidates stand in columns, down before across")
func columns() {
  #expect(LineEditor.columns(["a", "bb", "c", "d", "e"], width: 12) == ["a   c   e", "bb  d"])
}

@Test("no keys break the editor", arguments: 0..<4)
func fuzz(_ seed: UInt64) {
  var editor = LineEditor()
  var state = seed &+ 99
  func draw(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  let plain: [EditKey] = [
    .enter, .tab, .backspace, .delete, .escape, .left, .right, .up, .down, .home, .end, .controlLeft, .controlRight,
    .altBackspace, .paste("a\nb"), .character("x"), .character(" "),
  ]
  let letters = Array("abcdefghijklmnopqrstuvwxyz_<>.0123#?*^\\]")
  for _ in 0..<5000 {
    let key: EditKey
    switch draw(4) {
    case 0: key = plain[draw(plain.count)]
    case 1: key = .control(letters[draw(letters.count)])
    case 2: key = .alt(letters[draw(letters.count)])
    default: key = .character(letters[draw(letters.count)])
    }
    _ = editor.handle(key, in: context)
    #expect(editor.cursor >= 0 && editor.cursor <= editor.text.count)
  }
}
