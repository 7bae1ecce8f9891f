import Screen

// Files in editors of our own: one with the keys of vi, and one without modes for those who typed nano.
extension Trainer {
  /// The machine has no editor, or none is wanted.
  mutating func openBuiltInEditor() {
    guard let work = model.work, case .edit(let request)? = backend.request(work.session) else { return }
    if request.program == "nano" {
      var editor = TextEditor(text: String(decoding: request.text, as: UTF8.self))
      if let line = request.commands.lazy.compactMap({ Int($0.prefix { $0 != "," }) }).first { editor.go(toLine: line - 1) }
      editor.isReadOnly = request.isReadOnly
      model.overlays.append(.editor(EditorState(title: request.fileName, purpose: .file, editor: editor)))
    } else {
      let editor = ViEditor(
        fileName: request.fileName, text: request.text, isNew: request.isNew, isReadOnly: request.isReadOnly,
        commands: request.commands, settings: request.settings)
      model.overlays.append(.vi(editor))
    }
    fitBuiltInEditors()
  }

  /// Keeps the cursor in sight after the pane has got another size.
  mutating func fitBuiltInEditors() {
    for index in model.overlays.indices {
      guard case .vi(var editor) = model.overlays[index] else { continue }
      editor.fit(paneSize)
      model.overlays[index] = .vi(editor)
    }
  }

  mutating func perform(_ action: Action, _ editor: ViEditor) -> Overlay? {
    switch action {
    case .help:
      model.overlays.append(.message(MessageState(title: "The built-in editor", text: ViEditor.help)))
    case .zoom:
      guard var work = model.work else { break }
      work.isZoomed.toggle()
      model.work = work
    default: break
    }
    return .vi(editor)
  }

  /// A key for the editor in front; its end is the end of what the command waits for.
  mutating func receive(_ key: Key, _ editor: ViEditor) {
    var editor = editor
    editor.receive(key)
    guard let ending = editor.ending else {
      editor.fit(paneSize)
      model.overlays[model.overlays.count - 1] = .vi(editor)
      return
    }
    model.overlays.removeLast()
    finishRequest(ending.written.map { .saved($0) } ?? .closed(status: ending.status))
  }
}

extension ViEditor {
  static var bindings: [Binding] {
    [
      Binding([.function(1)], "keys", .help, rank: 9),
      Binding([.function(12)], "zoom", .zoom, help: "hide the task, or show it again", rank: 5),
    ]
  }

  static let help = """
    A small editor with the keys of vi. `:wq` writes and leaves, `:q!` leaves without writing.

    - `i` `a` `I` `A` `o` `O` start to type, `esc` ends it
    - `h` `j` `k` `l` and arrows, `w` `b` `e` `0` `^` `$` `gg` `G` `f` `t` `%` `{` `}` move; a count goes before
    - `x` `dd` `D` `dw` `cw` `cc` `r` `~` `J` change; `u` undoes, `ctrl-r` does again, `.` repeats
    - `yy` `p` `P` copy and put; `v` and `V` select, then `d` `y` `c` `>` `<`
    - `/` `?` `n` `N` `*` search; `:s/a/b/g`, `:%s/a/b/g` replace
    - `>>` `<<` shift lines by `shiftwidth`
    - `:set nu` `paste` `et` `ai` `ts=2` `sw=2`; `~/.vimrc` is read
    - `:w` `:wq` `:x` `ZZ` `:q` `:q!`, `:12` goes to a line
    """
}
