import Documents
import Hosts
import World

/// ConfigMaps and Secrets out of literals and files.
struct KustomizeGenerator {
  let kustomization: Kustomization

  private var process: Process { kustomization.process }

  func resources() throws -> [KustomizeResource] {
    var made: [KustomizeResource] = []
    for (key, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
      for entry in kustomization.file[key]?.elements ?? [] { made.append(try resource(entry, kind)) }
    }
    return made
  }

  private func resource(_ entry: Value, _ kind: String) throws -> KustomizeResource {
    if let behavior = entry["behavior"]?.string, behavior != "create" {
      throw Failure.message("not simulated: behavior: \(behavior) in a generator")
    }
    let general = kustomization.file["generatorOptions"] ?? .emptyObject
    let own = entry["options"] ?? .emptyObject
    var data = Value.Fields()
    for (name, bytes) in try pairs(entry).sorted(by: { $0.name < $1.name }) {
      data[name] = .string(kind == "Secret" ? Base64.encode(bytes) : String(decoding: bytes, as: UTF8.self))
    }
    var object: Value = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": entry["name"] ?? ""]]
    if !data.isEmpty { object["data"] = .object(data) }
    if let namespace = entry["namespace"] { object.set(["metadata", "namespace"], to: namespace) }
    for key in ["labels", "annotations"] {
      for (name, value) in (general[key]?.fields ?? [:]).merging(own[key]?.fields ?? [:], uniquingKeysWith: { $1 }) {
        object.set(["metadata", key, name], to: value)
      }
    }
    if kind == "Secret" { object["type"] = entry["type"] ?? "Opaque" }
    if (own["immutable"] ?? general["immutable"]) == true { object["immutable"] = true }
    let isPlain = (own["disableNameSuffixHash"] ?? general["disableNameSuffixHash"]) == true
    return KustomizeResource(object, needsHash: !isPlain)
  }

  private func pairs(_ entry: Value) throws -> [(name: String, bytes: [UInt8])] {
    func words(_ key: String) -> [String] { (entry[key]?.elements ?? []).compactMap(\.string) }
    var pairs: [(name: String, bytes: [UInt8])] = []
    let environments = words("envs") + [entry["env"]?.string].compactMap { $0 }
    for path in environments {
      let bytes = try read(path, "env source files: [\(environments.joined(separator: " "))]")
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
        let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        pairs.append((sides[0], Array((sides.count > 1 ? sides[1] : "").utf8)))
      }
    }
    for literal in words("literals") {
      guard let mark = literal.firstIndex(of: "="), mark != literal.startIndex else {
        throw Failure.message(
          "loading KV pairs: literal sources \(GoText.list(words("literals"))): invalid literal source \(literal), "
            + "expected key=value")
      }
      pairs.append((String(literal[..<mark]), Array(Self.unquoted(literal[literal.index(after: mark)...]).utf8)))
    }
    for source in words("files") {
      let sides = source.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let path = sides.last, !sides.contains("") else {
        throw Failure.message(
          "loading KV pairs: file sources: \(GoText.list(words("files"))): invalid file source \(source), "
            + "expected [key=]path")
      }
      let bytes = try read(path, "file sources: \(GoText.list(words("files")))")
      pairs.append((sides.count > 1 ? sides[0] : path.split(separator: "/").last.map(String.init) ?? path, bytes))
    }
    return pairs
  }

  private func read(_ path: String, _ sources: String) throws -> [UInt8] {
    let place = process.absolute("\(kustomization.folder)/\(path)")
    guard process.files.exists(place, by: process.accessor) else {
      throw Failure.message("loading KV pairs: \(sources): \(KustomizeFile.missing(place, place))")
    }
    return try FileInput.bytes(place, by: process) { "loading KV pairs: \(sources): open \(place): \($0)" }
  }

  /// Quotes around a literal are not part of it.
  private static func unquoted(_ text: Substring) -> Substring {
    guard text.count >= 2, let mark = text.first, mark == "\"" || mark == "'", text.last == mark else { return text }
    return text.dropFirst().dropLast()
  }
}
