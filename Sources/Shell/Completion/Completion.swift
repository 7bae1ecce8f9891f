import ShellLanguage
import World

/// What a word can become.
enum Completion {
  /// Aliases, functions, builtins, reserved words and the programs of PATH, sorted.
  static func commandNames(for shell: Interpreter) -> [String] {
    var names = Set(Builtins.names)
    names.formUnion(reservedWords)
    names.formUnion(shell.session.aliases.keys)
    names.formUnion(shell.session.functions.keys)
    for directory in (shell.session.text(of: "PATH") ?? "").split(separator: ":") {
      for name in shell.names(in: String(directory)) ?? [] {
        let path = "\(directory)/\(name)"
        if shell.process.files.permits(1, path, by: shell.process.accessor), !shell.isDirectory(path) { names.insert(name) }
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The paths that begin like this; the directory part stays as it was written.
  static func paths(_ prefix: String, for shell: Interpreter, onlyDirectories: Bool = false) -> [String] {
    let slash = prefix.lastIndex(of: "/")
    let written = slash.map { String(prefix[...$0]) } ?? ""
    let start = slash.map { String(prefix[prefix.index(after: $0)...]) } ?? prefix
    var directory = written.isEmpty ? "." : written
    if directory.hasPrefix("~") {
      let name = directory.dropFirst().prefix { $0 != "/" }
      let home = name.isEmpty ? shell.session.home : shell.home(of: String(name)) ?? ""
      directory = home + directory.dropFirst(1 + name.count)
    }
    return (shell.names(in: directory) ?? []).filter { name in
      guard name.hasPrefix(start), start.hasPrefix(".") || !name.hasPrefix(".") else { return false }
      return !onlyDirectories || shell.isDirectory("\(directory)/\(name)")
    }
    .map { "\(written)\($0)" }
  }
}
