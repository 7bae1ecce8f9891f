import Testing

@testable import Shell

/// Types into an editor with settings: plain text, with `<Esc>`, `<Enter>`, `<Tab>`, `<Up>`, `<Down>`, `<C-x>`.
private func typed(_ text: String, _ bindings: KeyBindings) -> String {
  var editor = LineEditor()
  let context = EditContext(
    history: ["kubectl get pods", "ls /tmp", "kubectl describe pod web"], bindings: bindings,
    complete: { line, cursor in
      let word = String(line.prefix(cursor)).split(separator: " ", omittingEmptySubsequences: false).last ?? ""
      return CompletionAnswer(
        start: cursor - word.count,
        candidates: ["delete", "describe"].filter { $0.hasPrefix(word) }.map { .init($0) })
    })
  var rest = text[...]
  let names: [String: EditKey] = [
    "Esc": .escape, "Enter": .enter, "Tab": .tab, "Up": .up, "Down": .down, "BS": .backspace,
  ]
  while let first = rest.popFirst() {
    guard first == "<", let end = rest.firstIndex(of: ">") else {
      _ = editor.handle(.character(first), in: context)
      continue
    }
    let name = String(rest[..<end])
    rest = rest[rest.index(after: end)...]
    _ = editor.handle(names[name] ?? .control(name.last ?? " "), in: context)
  }
  var shown = editor.text
  shown.insert("|", at: shown.index(shown.startIndex, offsetBy: editor.cursor))
  return shown
}

@Test("set -o vi: Escape, then letters are commands", arguments: [
  ("one two<Esc>bX", "one|two"), ("one two<Esc>0x", "|ne two"), ("one two<Esc>bdw", "one| "), ("one two<Esc>0cwX<Esc>", "|X two"),
  ("one two three<Esc>02dw", "|three"), ("abc<Esc>0ix<Esc>", "|xabc"), ("abc<Esc>Ax", "abcx|"), ("abc<Esc>Ix", "x|abc"),
  ("abc<Esc>hrZ", "a|Zc"), ("abc<Esc>~", "ab|C"), ("a b<Esc>0dwp", "ba| "), ("one two<Esc>0d$", "|"), ("abcabc<Esc>0fc", "ab|cabc"),
  ("abcabc<Esc>0fc;", "abcab|c"), ("abcabc<Esc>0dtc", "|cabc"), ("one<Esc>ccnew", "new|"), ("one two<Esc>bDu", "one |two"),
  ("a b c<Esc>0dw.", "|c"), ("x<Esc>k", "|kubectl describe pod web"), ("<Esc>/get<Enter>", "|kubectl get pods"),
  ("a(b)c<Esc>0f(%", "a(b|)c"), ("ab<C-u>c", "c|"), ("one two<Esc>yyp", "one twoone tw|o"), ("abc<Esc>0Rxy<Esc>", "x|yc"),
  ("aß<Esc>~", "a|ß"), ("straße<Esc>09~", "STRAß|E"),
])
func viKeys(_ text: String, _ expected: String) {
  var bindings = KeyBindings()
  bindings.isVi = true
  #expect(typed(text, bindings) == expected)
}

@Test("~/.inputrc changes what keys do", arguments: [
  ("\"\\e[A\": history-search-backward\n\"\\e[B\": history-search-forward", "kube<Up><Up>", "kube|ctl get pods"),
  ("\"\\e[A\": history-search-backward\n\"\\e[B\": history-search-forward", "kube<Up><Up><Down>", "kube|ctl describe pod web"),
  ("\"\\C-g\": \" | grep \"", "ls<C-g>x", "ls | grep x|"), ("Control-t: kill-whole-line", "abc<C-t>", "|"),
  ("TAB: menu-complete", "de<Tab><Tab>", "describe|"), ("TAB: menu-complete", "de<Tab>", "delete|"),
  ("# nothing\n$if mode=vi\n\"x\": abort\n$else\n\"\\C-b\": end-of-line\n$endif", "ab<C-a><C-b>x", "abx|"),
  ("set editing-mode vi", "ab<Esc>0x", "|b"), ("\"\\C-x\\C-k\": \"two\"", "<C-x><C-k>", "two|"), ("\"\\C-x\": nonsense", "a<C-x>", "a|"),
])
func inputrc(_ settings: String, _ text: String, _ expected: String) {
  var bindings = KeyBindings()
  bindings.read(settings)
  #expect(typed(text, bindings) == expected)
}

@Test("a shell reads the settings of the home directory, and bind adds to them")
func settings() {
  var shelf = Shelf(isInteractive: true)
  #expect(shelf.run("bind '\"\\C-g\": \"hi\"'; bind -s").text == "\"\\C-g\": \"hi\"\n")
  #expect(shelf.run("bind -q kill-whole-line").text == "kill-whole-line is not bound to any keys.\n")
  #expect(shelf.run("bind 'Control-t: kill-whole-line'; bind -q kill-whole-line").text == "kill-whole-line can be invoked via \"\\C-t\".\n")
  _ = shelf.run("set -o vi")
  #expect(shelf.stack.current?.keyBindings.isVi == true)
}

@Test("an empty history has no fifth line")
func emptyHistory() {
  var bindings = KeyBindings()
  bindings.isVi = true
  let context = EditContext(history: [], bindings: bindings)
  for keys in ["5G", "G", "5k", "5j"] {
    var editor = LineEditor()
    for key in [EditKey.character("a"), .escape] + keys.map({ .character($0) }) { _ = editor.handle(key, in: context) }
    #expect(editor.text.count <= 1)
  }
}

@Test("a key that types itself many times, and a line put into itself, come to an end", arguments: [
  ("\"a\": \"aaaaaaaaaaaaaaaaaaaa\"", "aaa"), ("\"a\": \"bb\"\n\"b\": \"aaaaaaaaac\"", "a"),
  ("set editing-mode vi", "abcdefgh<Esc>yy9999pyy9999pyy9999p9999.u"),
])
func growth(_ settings: String, _ text: String) {
  var bindings = KeyBindings()
  bindings.read(settings)
  #expect(typed(text, bindings).count <= LineEditor.lengthMax + 1)
}

@Test("history and printf of the shell take any number", arguments: [
  "history -- -9223372036854775808", "history 9223372036854775807", "history -d -9223372036854775808", "printf '%*d' -9223372036854775808 1", "printf '%99999999999d' 1",
  "printf '%.*d' 9223372036854775807 1",
])
func anyNumber(_ line: String) {
  var shelf = Shelf(isInteractive: true)
  #expect(shelf.run(line).text.utf8.count < 200_000)
}
