import Foundation
import Testing

/// Holds the sources to ARCHITECTURE.md's layers and to STYLE.md's limits. Every message names what to do instead.
@Suite struct TidyTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A Swift file below Sources, with its target and its lines.
  struct Source {
    var target: String
    var path: String
    var lines: [Substring]
  }

  static let sources: [Source] = {
    let folder = root.appending(path: "Sources")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .compactMap { url in
        let path = String(url.path.dropFirst(folder.path.count + 1))
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
        return Source(
          target: String(path.prefix { $0 != "/" }), path: path,
          lines: text.split(separator: "\n", omittingEmptySubsequences: false))
      }
      .sorted { $0.path < $1.path }
  }()

  /// The rows of ARCHITECTURE.md's table: a target and what it may import.
  static let layers: [String: Set<String>] = {
    let text = (try? String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)) ?? ""
    var layers: [String: Set<String>] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4, Int(cells[0]) != nil else { continue }
      layers[cells[1].trimmingCharacters(in: ["`"])] = Set(
        cells[3].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }
    return layers
  }()

  @Test func `imports go down only`() {
    #expect(Self.layers.count >= 20, "ARCHITECTURE.md's table of layers is not found")
    for source in Self.sources {
      guard let allowed = Self.layers[source.target] else {
        Issue.record("\(source.target) has no row in ARCHITECTURE.md: add one")
        continue
      }
      if allowed.contains("everything") { continue }
      for line in source.lines {
        let words = line.split(separator: " ").filter { !["public", "internal", "@preconcurrency"].contains($0) }
        guard words.first == "import", let module = words.last.map(String.init) else { continue }
        let isFine = allowed.contains(module)
        #expect(
          isFine,
          "\(source.path) imports \(module): \(source.target) may import \(allowed.sorted().joined(separator: ", "))")
      }
    }
  }

  /// What the simulation must not use, and what it uses instead.
  static let bans: [(text: String, instead: String)] = [
    ("Date(", "World.wall"), ("Date.now", "World.wall"), ("ContinuousClock", "Process.now"),
    ("SystemRandomNumberGenerator", "Chance"), (".random(", "Chance"), (".shuffled()", "Chance"),
    (".randomElement()", "Chance"), ("ProcessInfo", "Process.environment"), ("FileManager", "Host.files"),
    ("getenv(", "Process.environment"), ("setlocale(", "nothing: the simulation is C.UTF-8"),
    ("clock_gettime", "Process.now"), ("gettimeofday", "Process.now"), (" Task {", "straight-line code"),
    ("await ", "straight-line code"), ("NSLock", "values"), ("Mutex(", "values"), ("DispatchQueue", "values"),
    ("URLSession", "World.Connection"), ("fopen(", "Host.files"), ("nonisolated(unsafe)", "values"),
    ("FIXME", "mending it"), ("TODO", "an issue, or doing it"), ("try!", "a typed error or a precondition"),
  ]

  @Test func `the simulation touches nothing of the machine`() {
    let edge: Set<String> = ["Terminal", "cka-trainer", "AttemptStore"]
    for source in Self.sources where !edge.contains(source.target) {
      for (number, line) in source.lines.enumerated() {
        let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        for ban in Self.bans where code.contains(ban.text) {
          Issue.record("\(source.path):\(number + 1) uses \(ban.text): use \(ban.instead)")
        }
      }
    }
  }

  @Test func `files hold one idea`() {
    for source in Self.sources {
      #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count) lines: split it by ideas")
      #expect(!source.path.hasSuffix("Placeholder.swift"), "\(source.path) is left over: remove it")
      for word in ["Utils", "Helpers", "Manager", "Misc", "Common"] where source.path.contains(word) {
        Issue.record("\(source.path): \(word) says nothing; name the idea")
      }
    }
  }

  @Test func `functions fit on a screen`() {
    for source in Self.sources {
      var start: (line: Int, indent: Int)?
      for (number, line) in source.lines.enumerated() {
        let indent = line.prefix { $0 == " " }.count
        let code = line.dropFirst(indent)
        if start == nil, code.hasSuffix("{"), code.contains("func ") || code.hasPrefix("init") || code.contains(" init") {
          start = (number, indent)
        } else if let open = start, indent == open.indent, code.hasPrefix("}") {
          let length = number - open.line - 1
          #expect(length <= 60, "\(source.path):\(open.line + 1): \(length) lines; take a part out and name it")
          start = nil
        }
      }
    }
  }

  @Test func `every asset is embedded`() throws {
    let list = try String(contentsOf: Self.root.appending(path: "Sources/CAssets/CAssets.c"), encoding: .utf8)
    for folder in ["Assets", "exercises"] {
      let start = Self.root.appending(path: folder)
      let files = FileManager.default.enumerator(at: start, includingPropertiesForKeys: [.isRegularFileKey])
      for case let url as URL in files ?? .init() {
        let path = "\(folder)\(url.path.dropFirst(start.path.count))"
        let isFile = (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
        guard isFile, !path.contains("/screens/"), !url.lastPathComponent.hasPrefix("."),
          url.lastPathComponent != "README.md"
        else { continue }
        #expect(list.contains("{\"\(path)\","), "\(path) is not embedded: run scripts/embed")
      }
    }
  }
}
