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
    public var text: String
    /// The text of the vimrc or nanorc to use.
    public var settings: String?
    public var isReadOnly = false
    public var isNew = false
    public var line: Int?

    public init(program: String, fileName: String, text: String) {
      self.program = program
      self.fileName = fileName
      self.text = text
    }
  }

  public enum Outcome: Equatable, Sendable {
    /// The file was written.
    case saved(String)
    /// The editor ended without writing.
    case closed(status: Int32)
    case failed(String)
    /// No editor was found.
    case missing
  }

  /// The editor to use instead of the one that was typed; nil follows what was typed.
  public var preferred: String?

  public init(preferred: String? = nil) {
    self.preferred = preferred
  }

  /// Edits with the terminal as it is: `Terminal.edit` puts the screen away first.
  func edit(_ job: Job) -> Outcome {
    guard let program = find(job.program) else { return .missing }
    var template = Array("\(temporaryFolder)/cka-trainer-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      return .failed("no temporary folder: \(String(cString: strerror(errno)))")
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let name =
      job.fileName.isEmpty || job.fileName.contains("/") || job.fileName.hasPrefix("-")
      ? "file" : job.fileName
    // The settings lie beside the file's folder, so that the file can have any name.
    let path = "\(folder)/edit/\(name)"
    let settings = "\(folder)/settings"
    mkdir("\(folder)/edit", 0o700)
    defer {
      empty("\(folder)/edit")
      rmdir("\(folder)/edit")
      unlink(settings)
      rmdir(folder)
    }
    if !job.isNew, !write(job.text, to: path, mode: job.isReadOnly ? 0o400 : 0o600) {
      return .failed("cannot write \(path): \(String(cString: strerror(errno)))")
    }
    if let text = job.settings, !write(text, to: settings, mode: 0o600) {
      return .failed("cannot write \(settings)")
    }
    let before = changed(path)
    let arguments = arguments(program, job, path: name, settings: job.settings == nil ? nil : settings)
    let status = withCStrings(arguments) { ct_run($0, nil, "\(folder)/edit") }
    if status < 0 { return .failed("\(program): \(String(cString: strerror(-status)))") }
    if !job.isReadOnly, changed(path) != before, let text = read(path) { return .saved(text) }
    return .closed(status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f))
  }

  /// Deletes what editors leave beside the file.
  private func empty(_ folder: String) {
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      unlink("\(folder)/\(name)")
    }
  }

  /// The first of the wanted editors that is in PATH.
  private func find(_ typed: String) -> String? {
    let wanted =
      preferred.map { [$0] } ?? (typed == "nano" ? ["nano", "vim", "vi"] : ["vim", "vi", "nvim", "nano"])
    return wanted.first(where: isInstalled)
  }

  private func isInstalled(_ program: String) -> Bool {
    if program.contains("/") { return access(program, X_OK) == 0 }
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  private func arguments(_ program: String, _ job: Job, path: String, settings: String?) -> [String] {
    let name = program.split(separator: "/").last.map(String.init) ?? program
    let start = job.line.map { ["+\($0)"] } ?? []
    switch name {
    case "vim", "vi", "vim.basic", "vim.tiny", "vim.nox", "vim.gtk3":
      let own = ["-u", settings ?? "DEFAULTS"]
      return [program, "-N", "-Z", "-n", "-i", "NONE"] + own + (job.isReadOnly ? ["-R"] : []) + start + [path]
    case "nvim":
      return [program, "-n", "-i", "NONE", "-u", settings ?? "NORC"] + (job.isReadOnly ? ["-R"] : []) + start
        + [path]
    case "nano":
      let own = settings.map { ["--rcfile=\($0)"] } ?? ["--ignorercfiles"]
      return [program, "--restricted"] + own + (job.isReadOnly ? ["--view"] : []) + start + [path]
    default: return [program, path]
    }
  }

  private var temporaryFolder: String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return folder.isEmpty ? "/tmp" : folder
  }

  /// Time of the last change, size and identity: editors write in place or replace the file.
  private func changed(_ path: String) -> [Int] {
    var info = stat()
    guard stat(path, &info) == 0 else { return [] }
    #if canImport(Glibc)
      return [info.st_mtim.tv_sec, info.st_mtim.tv_nsec, Int(info.st_size), Int(info.st_ino)]
    #else
      return [info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec, Int(info.st_size), Int(info.st_ino)]
    #endif
  }

  private func write(_ text: String, to path: String, mode: mode_t) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if file < 0 { return false }
    defer { close(file) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { systemWrite(file, $0.baseAddress!, $0.count) }
      if count <= 0 { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  private func read(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = systemRead(file, &buffer, buffer.count)
      if count < 0 { return nil }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[0..<count]
    }
  }
}

extension Terminal {
  /// Puts the screen away, edits, and brings it back.
  public func edit(_ job: ExternalEditor.Job, with editor: ExternalEditor) -> ExternalEditor.Outcome {
    defer { redrawAll() }
    return editor.edit(job)
  }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}

private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(file, bytes, count)
}
