// The commands of readline by their names, for `~/.inputrc` and `bind`.
extension LineEditor {
  /// Commands that a key does without any setting, and that key.
  static let standardKeys: [(name: String, key: EditKey)] = [
    ("accept-line", .enter), ("backward-char", .control("b")), ("backward-delete-char", .backspace),
    ("backward-kill-line", .control("u")), ("backward-kill-word", .altBackspace), ("backward-word", .alt("b")),
    ("beginning-of-history", .alt("<")), ("beginning-of-line", .control("a")), ("capitalize-word", .alt("c")),
    ("clear-screen", .control("l")), ("complete", .tab), ("delete-char", .control("d")),
    ("delete-horizontal-space", .alt("\\")), ("downcase-word", .alt("l")), ("end-of-history", .alt(">")),
    ("end-of-line", .control("e")), ("forward-char", .control("f")), ("forward-search-history", .control("s")),
    ("forward-word", .alt("f")), ("history-expand-line", .alt("^")), ("insert-comment", .alt("#")),
    ("insert-completions", .alt("*")), ("insert-last-argument", .alt("_")), ("kill-line", .control("k")),
    ("kill-word", .alt("d")), ("next-history", .control("n")), ("operate-and-get-next", .control("o")),
    ("possible-completions", .alt("?")), ("previous-history", .control("p")), ("quoted-insert", .control("v")),
    ("reverse-search-history", .control("r")), ("revert-line", .alt("r")), ("set-mark", .control("@")),
    ("transpose-chars", .control("t")), ("transpose-words", .alt("t")), ("undo", .control("_")),
    ("unix-line-discard", .control("u")), ("unix-word-rubout", .control("w")), ("upcase-word", .alt("u")),
    ("yank", .control("y")), ("yank-last-arg", .alt(".")), ("yank-pop", .alt("y")), ("abort", .control("g")),
    ("next-screen-line", .down), ("previous-screen-line", .up), ("character-search", .control("]")),
  ]

  /// Commands that have no key of their own here.
  private static let otherFunctions = [
    "dynamic-complete-history", "edit-and-execute-command", "emacs-editing-mode", "history-search-backward",
    "history-search-forward", "history-substring-search-backward", "history-substring-search-forward",
    "kill-whole-line", "menu-complete", "menu-complete-backward", "non-incremental-reverse-search-history",
    "re-read-init-file", "self-insert", "shell-backward-word", "shell-forward-word", "tab-insert", "vi-editing-mode",
    "vi-movement-mode", "exchange-point-and-mark", "complete-filename", "complete-command", "redraw-current-line",
    "digit-argument", "universal-argument", "overwrite-mode", "bracketed-paste-begin", "alias-expand-line",
    "history-and-alias-expand-line", "shell-expand-line", "magic-space",
  ]

  static let functionNames: Set<String> = Set(standardKeys.map(\.name) + otherFunctions)

  /// Does what a key was bound to.
  mutating func perform(
    _ action: KeyBindings.Action, _ key: EditKey, _ context: EditContext, _ before: LastAction
  ) -> EditOutcome {
    switch action {
    case .macro(let text):
      return type(text, context)
    case .command(let text):
      // Differs: the line being typed is given up for the command, where bash keeps it.
      return .submitted(text)
    case .function(let name):
      if let key = Self.standardKeys.first(where: { $0.name == name })?.key { return dispatch(key, context, before) }
      return performOther(name, key, context, before)
    }
  }

  /// Types the text of a macro. Texts may hold keys of other texts; what one pressed key types has a limit in depth and
  /// in number.
  private mutating func type(_ text: String, _ context: EditContext) -> EditOutcome {
    let depth = macroDepth
    guard depth < 8 else { return .refused }
    if depth == 0 { macroKeysLeft = Self.macroKeysMax }
    var outcome = EditOutcome.edited
    for key in KeySequence.keys(of: text) {
      guard macroKeysLeft > 0 else {
        outcome = .refused
        break
      }
      let left = macroKeysLeft - 1
      (macroKeysLeft, macroDepth) = (left, depth + 1)
      outcome = handle(key, in: context)
      // A key that ends the line makes the editor a new one, with a new allowance.
      macroKeysLeft = min(macroKeysLeft, left)
    }
    macroDepth = depth
    return outcome
  }

  private mutating func performOther(
    _ name: String, _ key: EditKey, _ context: EditContext, _ before: LastAction
  ) -> EditOutcome {
    switch name {
    case "history-search-backward": return searchHistory(-1, anywhere: false, context, before)
    case "history-search-forward": return searchHistory(1, anywhere: false, context, before)
    case "history-substring-search-backward": return searchHistory(-1, anywhere: true, context, before)
    case "history-substring-search-forward": return searchHistory(1, anywhere: true, context, before)
    case "kill-whole-line": return kill(from: 0, to: buffer.characters.count, before, prepends: false)
    case "menu-complete": return menuComplete(1, context, before)
    case "menu-complete-backward": return menuComplete(-1, context, before)
    case "edit-and-execute-command": return .openEditor(text)
    case "exchange-point-and-mark":
      guard let mark else { return .refused }
      self.mark = buffer.cursor
      buffer.cursor = min(mark, buffer.characters.count)
      return .edited
    case "self-insert", "magic-space":
      if case .character = key { return dispatch(key, context, before) }
      return .refused
    case "tab-insert":
      insert("\t")
      return .edited
    case "vi-movement-mode":
      vi.isCommanding = true
      return .edited
    case "complete-filename", "complete-command": return complete(context, isSecond: before == .tab)
    case "redraw-current-line": return .edited
    default: return .refused
    }
  }

  /// The next line of the history that begins with what stands before the cursor.
  private mutating func searchHistory(
    _ step: Int, anywhere: Bool, _ context: EditContext, _ before: LastAction
  ) -> EditOutcome {
    var wanted = String(buffer.characters[..<buffer.cursor])
    if case .historySearch(let earlier) = before { wanted = earlier }
    last = .historySearch(wanted)
    if wanted.isEmpty { return step < 0 ? goBack(context) : goForward(context) }
    var place = (historyPlace ?? context.history.count) + step
    while context.history.indices.contains(place) {
      let line = context.history[place]
      if (anywhere ? line.contains(wanted) : line.hasPrefix(wanted)), line != text {
        let outcome = goTo(place: place, context)
        buffer.cursor = anywhere ? buffer.characters.count : min(wanted.count, buffer.characters.count)
        last = .historySearch(wanted)
        return outcome
      }
      place += step
    }
    return .refused
  }

  /// Tab as `menu-complete`: the candidates one after the other in the line.
  private mutating func menuComplete(_ step: Int, _ context: EditContext, _ before: LastAction) -> EditOutcome {
    var menu: MenuCompletion
    if case .menu(let going) = before {
      menu = going
    } else {
      let answer = context.complete(text, buffer.cursor)
      guard !answer.candidates.isEmpty else { return .refused }
      remember()
      let typed = String(buffer.characters[min(answer.start, buffer.cursor)..<buffer.cursor])
      let whole = answer.candidates.count == 1 ? answer.candidates[0].text + answer.candidates[0].ending : nil
      menu = MenuCompletion(
        start: min(answer.start, buffer.cursor), texts: whole.map { [$0] } ?? answer.candidates.map(\.text) + [typed],
        index: step > 0 ? -1 : 0)
    }
    menu.index = (menu.index + step + menu.texts.count) % menu.texts.count
    let chosen = Array(menu.texts[menu.index])
    buffer.characters.replaceSubrange(menu.start..<buffer.cursor, with: chosen)
    buffer.cursor = menu.start + chosen.count
    last = menu.texts.count > 1 ? .menu(menu) : .other
    return .edited
  }
}

/// The candidates of `menu-complete` and the one that stands in the line.
struct MenuCompletion: Equatable, Sendable {
  var start: Int
  var texts: [String]
  var index: Int
}
