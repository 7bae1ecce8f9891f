import CTerminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An editor of this machine, working on a private copy of a text.
///
/// The copy lies in a folder of its own that only the user can read, and is deleted afterwards. The editor is
/// started in its restricted mode where it has one, so that a `:!kubectl apply` typed out of habit does not
/// reach a real cluster.
public struct ExternalEditor: Sendable {
  /// What is edited, and how.
  public struct Job: Sendable {
    /// `vim`, `vi` or `nano`, as it was typed.
    public var program: String
    public var fileName: String
    /// The file's bytes, which need not be text.
    public var text: [UInt8]
    /// The text of the vimrc or nanorc to use.
    public var settings: String?
    public var isReadOnly = false
    public var isNew = false
    /// Commands of vi to run once the file is shown, without their colon.
    public var commands: [String] = []

    public init(program: String, fileName: String, text: [UInt8]) {
      self.program = program
      self.fileName = fileName
      self.text = text
    }
  }

  public enum Outcome: Equatable, Sendable {
    /// The file was written, and holds these bytes.
    case saved([UInt8])
    /// The editor ended without writing.
    case closed(status: Int32)
    case failed(String)
    /// No editor was found.
    case missing
  }

  /// Why the editor did not start.
  public struct Refusal: Error {
    public let outcome: Outcome
  }

  /// The editor to use instead of the one that was typed; nil follows what was typed.
  public var preferred: String?

  public init(preferred: String? = nil) {
    self.preferred = preferred
  }

  /// Deletes what processes have left in the folder for temporary files that were killed with an editor open.
  public static func removeLeftovers() {
    Workplace.removeLeftovers()
  }

  /// Edits with the terminal as it is: `Terminal.edit` puts the screen away first.
  func edit(_ job: Job) -> Outcome {
    switch Workplace.prepared(for: job, with: find(job.program)) {
    case .failure(let why): return why.outcome
    case .success(let workplace):
      defer { workplace.clear() }
      let status = withCStrings(workplace.arguments) { ct_run($0, nil, workplace.folder) }
      if status < 0 { return .failed("\(workplace.arguments[0]): \(String(cString: strerror(-status)))") }
      return workplace.outcome(status: status)
    }
  }

  /// The first of the wanted editors that is in PATH, with its folder.
  func find(_ typed: String) -> String? {
    let wanted =
      preferred.map { [$0] } ?? (typed == "nano" ? ["nano", "vim", "vi"] : ["vim", "vi", "nvim", "nano"])
    return wanted.lazy.compactMap(path(of:)).first
  }

  private func path(of program: String) -> String? {
    if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }
}

extension Terminal {
  /// Puts the screen away, edits, and brings it back.
  public func edit(_ job: ExternalEditor.Job, with editor: ExternalEditor) -> ExternalEditor.Outcome {
    defer { redrawAll() }
    return editor.edit(job)
  }
}
