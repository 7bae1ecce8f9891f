import CTerminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The private folder in which an editor of this machine works on its copy, and the command that starts it there.
struct Workplace {
  /// Where the editor starts; the file lies in it.
  let folder: String
  let arguments: [String]
  private let root: String
  private let settings: String
  private let file: String
  private let isReadOnly: Bool
  private var before: [Int]
  /// The folder, open and locked for as long as this process lives: so another start knows that it is in use.
  private var lock: Int32 = -1

  /// Makes the folder, and writes the copy and the settings into it.
  static func prepared(for job: ExternalEditor.Job, with program: String?) -> Result<Workplace, ExternalEditor.Refusal> {
    guard let program else { return .failure(ExternalEditor.Refusal(outcome: .missing)) }
    var template = Array("\(temporaryFolder)/\(prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return .failure(refusal("no temporary folder")) }
    let root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let name =
      job.fileName.isEmpty || job.fileName.contains("/") || job.fileName.hasPrefix("-") || job.fileName.hasPrefix("+")
      ? "file" : job.fileName
    let lock = locked(root)
    var workplace = Workplace(root, name, job, program)
    workplace.lock = lock
    ct_signals_remove("\(workplace.file)", "\(root)/settings", workplace.folder, root)
    if mkdir(workplace.folder, 0o700) != 0 { return .failure(refusal("no temporary folder", workplace)) }
    if !job.isNew, !write(job.text, to: workplace.file, mode: job.isReadOnly ? 0o400 : 0o600) {
      return .failure(refusal("cannot write \(workplace.file)", workplace))
    }
    if let text = job.settings, !write(Array(text.utf8), to: workplace.settings, mode: 0o600) {
      return .failure(refusal("cannot write \(workplace.settings)", workplace))
    }
    workplace.before = changed(workplace.file)
    return .success(workplace)
  }

  private init(_ root: String, _ name: String, _ job: ExternalEditor.Job, _ program: String) {
    self.root = root
    folder = "\(root)/edit"
    // The settings lie beside the file's folder, so that the file can have any name.
    settings = "\(root)/settings"
    file = "\(folder)/\(name)"
    isReadOnly = job.isReadOnly
    before = []
    arguments = Self.arguments(program, job, path: name, settings: job.settings == nil ? nil : settings)
  }

  private static func refusal(_ what: String, _ workplace: Workplace? = nil) -> ExternalEditor.Refusal {
    let why = String(cString: strerror(errno))
    workplace?.clear()
    return ExternalEditor.Refusal(outcome: .failed("\(what): \(why)"))
  }

  /// What became of the copy, after the editor ended with a wait status.
  func outcome(status: Int32) -> ExternalEditor.Outcome {
    if !isReadOnly, Self.changed(file) != before, let text = Self.read(file) { return .saved(text) }
    return .closed(status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f))
  }

  /// Deletes the folder with all that editors leave in it.
  func clear() {
    Self.remove(root)
    if lock >= 0 { close(lock) }
    ct_signals_remove(nil, nil, nil, nil)
  }

  /// Deletes the folders that processes have left behind which were killed with an editor open (`kill -9`).
  static func removeLeftovers() {
    for name in names(in: temporaryFolder) where name.hasPrefix("\(prefix)-") && name.count == prefix.count + 7 {
      let root = "\(temporaryFolder)/\(name)"
      var info = stat()
      guard lstat(root, &info) == 0, info.st_uid == getuid(), info.st_mode & ~S_IFMT == 0o700 else { continue }
      let lock = locked(root)
      guard lock >= 0 else { continue }
      remove(root)
      close(lock)
    }
  }

  private static let prefix = "cka-trainer"

  /// A folder, open and locked; -1 where somebody has locked it, or it is none.
  private static func locked(_ folder: String) -> Int32 {
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    if file < 0 { return -1 }
    if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
    close(file)
    return -1
  }

  private static func remove(_ root: String) {
    for name in names(in: "\(root)/edit") { unlink("\(root)/edit/\(name)") }
    rmdir("\(root)/edit")
    unlink("\(root)/settings")
    rmdir(root)
  }

  private static func names(in folder: String) -> [String] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Editors are started in their restricted mode where they have one.
  private static func arguments(
    _ program: String, _ job: ExternalEditor.Job, path: String, settings: String?
  ) -> [String] {
    let name = program.split(separator: "/").last.map(String.init) ?? program
    let start = job.commands.flatMap { ["-c", $0] }
    switch name {
    case "vim", "vi", "vim.basic", "vim.tiny", "vim.nox", "vim.gtk3":
      let own = ["-u", settings ?? "DEFAULTS"]
      return [program, "-N", "-Z", "-n", "-i", "NONE"] + own + (job.isReadOnly ? ["-R"] : []) + start + [path]
    case "nvim":
      return [program, "-n", "-i", "NONE", "-u", settings ?? "NORC"] + (job.isReadOnly ? ["-R"] : []) + start
        + [path]
    case "nano":
      // Of vi's commands it knows the line to start on, with a column for its own users, and patterns.
      let start = job.commands.filter { $0.first.map { $0.isNumber || $0 == "/" } ?? false }.prefix(1).map { "+\($0)" }
      let own = settings.map { ["--rcfile=\($0)"] } ?? ["--ignorercfiles"]
      return [program, "--restricted"] + own + (job.isReadOnly ? ["--view"] : []) + start + [path]
    default: return [program, path]
    }
  }

  private static var temporaryFolder: String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return folder.isEmpty ? "/tmp" : folder
  }

  /// Time of the last change, size and identity: editors write in place or replace the file.
  private static func changed(_ path: String) -> [Int] {
    var info = stat()
    guard stat(path, &info) == 0 else { return [] }
    #if canImport(Glibc)
      return [info.st_mtim.tv_sec, info.st_mtim.tv_nsec, Int(info.st_size), Int(info.st_ino)]
    #else
      return [info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec, Int(info.st_size), Int(info.st_ino)]
    #endif
  }

  private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if file < 0 { return false }
    defer { close(file) }
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { systemWrite(file, $0.baseAddress!, $0.count) }
      if count <= 0 { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  private static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = systemRead(file, &buffer, buffer.count)
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += buffer[0..<count]
    }
  }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}

private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(file, bytes, count)
}
