import Hosts
import World

/// vim: the editor of the learner's machine, on a copy of the file.
enum Vim: HostTool {
  static let manual = Editors.manual("vim", "edit a file")
  static func main(_ call: Call) throws -> Int32 { try Editors.edit(with: "vim", call) }
}

/// vi: the same.
enum Vi: HostTool {
  static let manual = Editors.manual("vi", "edit a file")
  static func main(_ call: Call) throws -> Int32 { try Editors.edit(with: "vim", call) }
}

/// view: the same, to look only.
enum View: HostTool {
  static let manual = Editors.manual("view", "look at a file in the editor")
  static func main(_ call: Call) throws -> Int32 { try Editors.edit(with: "view", call) }
}

/// nano: the small editor.
enum Nano: HostTool {
  static let manual = Editors.manual("nano", "edit a file")
  static func main(_ call: Call) throws -> Int32 { try Editors.edit(with: "nano", call) }
}

/// editor: whichever the host prefers.
enum PreferredEditor: HostTool {
  static let manual = Editors.manual("editor", "edit a file")
  static func main(_ call: Call) throws -> Int32 { try Editors.edit(with: "vim", call) }
}

/// Letting the user edit files.
enum Editors {
  static func manual(_ name: String, _ summary: String) -> Manual {
    Manual(
      name, summary, usage: ["[arguments] [file ..]"],
      notes: "The editor of your own machine opens on a private copy; what you save goes back into the simulated file.",
      parsing: .raw)
  }

  static func edit(with editor: String, _ call: Call) throws -> Int32 {
    let line = try EditorLine(call.operands, isNano: editor == "nano")
    var start = line.start
    if editor == "view" { start.isReadOnly = true }
    guard call.process.stage.terminal.isInteractive else {
      throw ToolFailure(
        "an editor needs a terminal, and there is none; give the file's new text in \"files\" of the request instead")
    }
    for name in line.files.isEmpty ? [""] : line.files {
      guard let status = try edit(name, with: editor, start, ignoresSettings: line.ignoresSettings, call) else { return 1 }
      if status != 0 { return status }
    }
    return 0
  }

  /// Nil where it could not be done, after a message.
  private static func edit(
    _ name: String, with editor: String, _ start: EditorStart, ignoresSettings: Bool, _ call: Call
  ) throws -> Int32? {
    let process = call.process
    let path = name.isEmpty ? "" : process.absolute(name)
    if !name.isEmpty, call.isDirectory(name) {
      try call.complain("\(name): Is a directory")
      return nil
    }
    let text = name.isEmpty ? [] : (try? process.readFile(name)) ?? []
    let home = process.environment["HOME"] ?? "/root"
    let own = try? process.readFile(editor == "nano" ? "\(home)/.nanorc" : "\(home)/.vimrc")
    let settings = ignoresSettings ? [] : own ?? []
    try call.flush()
    let outcome = try process.perform(.edit(editor: editor, path: path, text: text, settings: settings, start: start))
    switch outcome {
    case .edited(let edited, let status):
      guard let edited, !name.isEmpty else { return status }
      do {
        try process.writeFile(name, edited)
      } catch {
        try process.printError("\"\(name)\" E212: Can't open file for writing: \(error.text)\n")
        return 1
      }
      return status
    case .paged: return 0
    case .failed(let why):
      try call.complain(why)
      return nil
    }
  }

  /// Lets the user edit a text that is no file of the host; nil where nothing was saved.
  static func edit(text: [UInt8], shownAs path: String, _ call: Call) throws -> [UInt8]? {
    let editor = Paths.base(call.process.environment["EDITOR"] ?? call.process.environment["VISUAL"] ?? "vim")
    try call.flush()
    switch try call.process.perform(.edit(editor: editor, path: path, text: text, settings: [], start: EditorStart())) {
    case .edited(let edited, _): return edited
    case .paged: return nil
    case .failed(let why): throw ToolFailure(why)
    }
  }
}
