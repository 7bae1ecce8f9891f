import Hosts
import World

/// Looks for programs as execvp(3) does, so that those who start others can complain in their own words.
enum CommandSearch {
  enum Answer {
    case found(String)
    case missing
    case denied
  }

  static func find(_ name: String, _ process: Process, path: String? = nil) -> Answer {
    if name.contains("/") { return check(name, process) }
    let directories = (path ?? process.environment["PATH"] ?? "/usr/bin:/bin").split(
      separator: ":", omittingEmptySubsequences: false)
    var isDenied = false
    for directory in directories {
      let candidate = directory.isEmpty ? "./\(name)" : "\(directory)/\(name)"
      switch check(candidate, process) {
      case .found: return .found(candidate)
      case .denied: isDenied = true
      case .missing: continue
      }
    }
    if process.stage.toolbox[name] != nil && directories.isEmpty { return .found(name) }
    return isDenied ? .denied : .missing
  }

  /// All files of that name in the directories of PATH that can be run.
  static func all(_ name: String, _ process: Process) -> [String] {
    if name.contains("/") { if case .found(let path) = check(name, process) { return [path] } else { return [] } }
    return (process.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }.filter {
      if case .found = check($0, process) { true } else { false }
    }
  }

  private static func check(_ path: String, _ process: Process) -> Answer {
    guard let inode = try? process.files.status(path, by: process.accessor) else { return .missing }
    guard inode.isFile, process.files.permits(1, path, by: process.accessor) else { return .denied }
    return .found(path)
  }
}

extension Call {
  /// Runs another program for the user, with this program's words where it cannot be found; `verb` as in
  /// `timeout: failed to run command ‘x’`.
  func runCommand(_ words: [String], in child: Process, failure: (String, FileError) -> String) throws -> Int32 {
    try flush()
    let name = words.first ?? ""
    switch CommandSearch.find(name, child) {
    case .found: break
    case .missing:
      try process.complain(failure(name, .noSuchFile))
      return 127
    case .denied:
      try process.complain(failure(name, .permissionDenied))
      return 126
    }
    child.arguments = words
    do {
      return try process.run(child)
    } catch Suspension.exit(let status) {
      return status
    }
  }
}
