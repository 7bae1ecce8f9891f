import Documents
import Hosts
import World

/// Where kubeconfig files are, how they are read, and in which of them a change is written (clientcmd, loader.go).
struct ConfigFiles {
  let process: Process
  /// The file of `--kubeconfig`; nil without the flag.
  let explicit: String?

  /// The files in the order in which they count.
  var paths: [String] {
    if let explicit { return [explicit] }
    if let list = process.environment["KUBECONFIG"], !list.isEmpty {
      return list.split(separator: ":").map(String.init)
    }
    return ["\(home)/.kube/config"]
  }

  var home: String { process.environment["HOME"] ?? "/" }

  /// Reads all files and merges them. A file that is not there is passed over, unless it was asked for by flag.
  func load(forChange: Bool = false) throws -> Kubeconfig {
    var merged = Kubeconfig()
    for path in paths {
      let text: String
      do throws(FileError) {
        text = try process.readText(path)
      } catch {
        try report(error, path, forChange: forChange)
        continue
      }
      do throws(ConfigProblem) {
        let file = try process.stage.world.memo.result("kubeconfig \(path)", of: text) { text throws(ConfigProblem) in
          try Kubeconfig(text: text, path: path)
        }
        merged.merge(file)
      } catch {
        throw Failure.message("error loading config file \(GoText.quoted(path)): \(error.message)")
      }
    }
    return merged
  }

  private func report(_ error: FileError, _ path: String, forChange: Bool) throws {
    switch error {
    case .noSuchFile:
      if explicit != nil, !forChange { throw Failure.message("stat \(path): no such file or directory") }
    case .isDirectory:
      throw Failure.message("error loading config file \(GoText.quoted(path)): read \(path): is a directory")
    default: throw Failure.message("error loading config file \(GoText.quoted(path)): open \(path): \(error.goText)")
    }
  }

  /// The file that new entries go to: the first that exists, else the last of the list.
  var defaultPath: String {
    if let explicit { return explicit }
    return paths.first { process.files.exists($0, by: process.accessor) } ?? paths.last ?? "\(home)/.kube/config"
  }

  /// Writes what changed: every entry to the file that it comes from, new ones to the default file.
  func save(_ new: Kubeconfig, instead old: Kubeconfig) throws {
    var changed: Set<String> = []
    for section in ConfigSection.allCases {
      for entry in new[section] where old.entry(section, entry.name) != entry {
        changed.insert(entry.origin.isEmpty ? defaultPath : entry.origin)
      }
      for entry in old[section] where new.entry(section, entry.name) == nil { changed.insert(entry.origin) }
    }
    if new.currentContext != old.currentContext { changed.insert(contextPath(new)) }
    if new.preferences != old.preferences { changed.insert(defaultPath) }
    for path in changed.sorted() { try write(new, old, path) }
  }

  /// The file that holds the current context, where it is changed.
  private func contextPath(_ new: Kubeconfig) -> String {
    let holder = paths.first { path in
      guard let text = try? process.readText(path), let file = try? Kubeconfig(text: text, path: path) else {
        return false
      }
      return !file.currentContext.isEmpty
    }
    return holder ?? defaultPath
  }

  private func write(_ new: Kubeconfig, _ old: Kubeconfig, _ path: String) throws {
    let before = (try? process.readText(path)) ?? ""
    var file = (try? Kubeconfig(text: before, path: path)) ?? Kubeconfig()
    for section in ConfigSection.allCases {
      file[section].removeAll { entry in
        old.entry(section, entry.name)?.origin == path && new.entry(section, entry.name) == nil
      }
      for entry in new[section] where entry.origin == path || entry.origin.isEmpty && path == defaultPath {
        if let index = file[section].firstIndex(where: { $0.name == entry.name }) {
          file[section][index].fields = entry.fields
        } else {
          file[section].append(ConfigEntry(name: entry.name, fields: entry.fields, origin: path))
        }
      }
    }
    if new.currentContext != old.currentContext, path == contextPath(new) { file.currentContext = new.currentContext }
    if new.preferences != old.preferences, path == defaultPath { file.preferences = new.preferences }
    try store(YAML.text(file.value), at: path)
  }

  private func store(_ text: String, at path: String) throws {
    do throws(FileError) {
      let folder = FileSystem.parent(of: process.absolute(path))
      if !process.files.exists(folder, by: process.accessor) { try makeDirectories(folder) }
      let who = process.accessor
      let now = process.now
      let bytes = Array(text.utf8)
      try process.changeFiles { (files) throws(FileError) in
        try files.write(path, bytes, by: who, at: now, permissions: 0o600)
      }
    } catch {
      throw Failure.message("open \(path): \(error.goText)")
    }
  }

  /// Makes a folder and those above it.
  func makeDirectories(_ folder: String) throws(FileError) {
    let who = process.accessor
    let now = process.now
    try process.changeFiles { (files) throws(FileError) in
      var path = ""
      for part in folder.split(separator: "/") {
        path += "/\(part)"
        if !files.exists(path, by: who) { try files.makeDirectory(path, by: who, at: now, permissions: 0o750) }
      }
    }
  }
}
