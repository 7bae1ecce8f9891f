import Hosts
import World

/// Paths as text, without looking at any file.
enum Paths {
  /// `b` for `a/b/`, `/` for `/`.
  static func base(_ path: String) -> String {
    var text = path[...]
    while text.count > 1 && text.last == "/" { text.removeLast() }
    guard text != "/", let slash = text.lastIndex(of: "/") else { return String(text) }
    return String(text[text.index(after: slash)...])
  }

  /// `a` for `a/b/`, `.` for `b`.
  static func directory(_ path: String) -> String {
    var text = path[...]
    while text.count > 1 && text.last == "/" { text.removeLast() }
    guard let slash = text.lastIndex(of: "/") else { return "." }
    text = text[..<slash]
    while text.last == "/" { text.removeLast() }
    return text.isEmpty ? "/" : String(text)
  }

  static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? "\(directory)\(name)" : "\(directory)/\(name)"
  }

  static func withoutTrailingSlashes(_ path: String) -> String {
    var text = path[...]
    while text.count > 1 && text.last == "/" { text.removeLast() }
    return String(text)
  }

  /// Without `.`, `..` and doubled slashes, links not being looked at.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/\(parts.joined(separator: "/"))"
  }
}

extension Call {
  /// What a path names; nil where there is nothing that can be seen.
  func status(_ path: String, following: Bool = true) -> Inode? {
    try? process.files.status(path, by: process.accessor, following: following)
  }

  func isDirectory(_ path: String) -> Bool { status(path)?.isDirectory == true }

  /// Changes files, in the name and at the moment of the process.
  func change<Result>(
    _ body: (inout FileSystem, Accessor) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    let who = process.accessor
    return try process.changeFiles { (files) throws(FileError) in try body(&files, who) }
  }

  /// Asks a question on the errors and reads the answer; true for yes.
  func confirms(_ question: String) throws -> Bool {
    try flush()
    try process.printError("\(process.name): \(question)")
    guard let answer = try process.input.readLine(by: process) else { return false }
    return answer.first == 121 || answer.first == 89
  }
}
