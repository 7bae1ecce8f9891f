import Documents
import Nodes
import Simulation
import World

/// `crictl ps`, `pods`, `images` and `stats`.
struct CrictlListing {
  private let command: CrictlCommand
  private var call: Call { command.call }

  init(_ command: CrictlCommand) {
    self.command = command
  }

  /// A table as crictl lays it out: columns of at least 20, three blanks behind the longest cell.
  private func table(_ rows: [[String]]) throws {
    guard let head = rows.first else { return }
    let widths = head.indices.map { column in max(20, (rows.map { $0[column].count }.max() ?? 0) + 3) }
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        line += column + 1 == row.count ? cell : cell.padded(to: widths[column], left: true)
      }
      try call.write("\(line)\n")
    }
  }

  private func age(_ created: Instant) -> String {
    let seconds = Int((call.process.now - created).seconds)
    switch seconds {
    case ..<1: return "Less than a second ago"
    case 1: return "1 second ago"
    case ..<60: return "\(seconds) seconds ago"
    case ..<120: return "About a minute ago"
    case ..<3600: return "\(seconds / 60) minutes ago"
    case ..<7200: return "About an hour ago"
    case ..<(48 * 3600): return "\(seconds / 3600) hours ago"
    case ..<(14 * 86400): return "\(seconds / 86400) days ago"
    case ..<(60 * 86400): return "\(seconds / 604_800) weeks ago"
    default: return "\(seconds / (30 * 86400)) months ago"
    }
  }

  private func short(_ id: String, _ options: CrictlOptions) -> String {
    options.has("no-trunc") ? id : String(id.drop { $0 != ":" }.dropFirst().isEmpty ? id.prefix(13) : id.drop { $0 != ":" }.dropFirst().prefix(13))
  }

  private func matches(_ text: String, _ pattern: String?) -> Bool {
    guard let pattern, !pattern.isEmpty else { return true }
    return (try? Regex(pattern, extended: true))?.matches(ArraySlice(text.utf8)) ?? false
  }

  func containers(_ words: [String]) throws -> Int32 {
    let options = CrictlOptions(
      words, flags: ["all", "quiet", "no-trunc", "latest", "verbose", "resolve-image-path"],
      names: ["a": "all", "q": "quiet", "l": "latest", "n": "last", "p": "pod", "s": "state", "o": "output", "v": "verbose", "r": "resolve-image-path"])
    guard let runtime = command.runtime else { return 1 }
    var found = runtime.containers.reversed().filter { container in
      let sandbox = runtime.sandbox(container.sandboxID)
      let state = options["state"]?.lowercased()
      let isState = state.map { container.state.word.lowercased() == $0 } ?? (options.has("all") || options.has("latest") || options["last"] != nil || container.isRunning)
      return isState && matches(container.name, options["name"])
        && (options["pod"].map { container.sandboxID.hasPrefix($0) } ?? true)
        && (options["id"].map { container.id.hasPrefix($0) } ?? true)
        && matches(sandbox?.podNamespace ?? "", options["namespace"])
        && (options["image"].map { container.plan.image.contains($0) || container.imageID.contains($0) } ?? true)
    }
    found.sort { $0.created > $1.created }
    if options.has("latest") { found = Array(found.prefix(1)) }
    if let last = options["last"].flatMap({ Int($0) }), last > 0 { found = Array(found.prefix(last)) }
    if options.has("quiet") {
      for container in found { try call.write("\(container.id)\n") }
      return 0
    }
    if let format = options["output"], format == "json" || format == "yaml" {
      return try CrictlInspection(command).list(found, format: format)
    }
    var rows = [["CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD ID", "POD", "NAMESPACE"]]
    for container in found {
      let sandbox = runtime.sandbox(container.sandboxID)
      rows.append([
        short(container.id, options), options.has("no-trunc") ? container.imageID : short(container.imageID, options),
        age(container.created), container.state.word, container.name, String(container.plan.attempt),
        short(container.sandboxID, options), sandbox?.podName ?? "unknown", sandbox?.podNamespace ?? "unknown",
      ])
    }
    try table(rows)
    return 0
  }

  func pods(_ words: [String]) throws -> Int32 {
    let options = CrictlOptions(
      words, flags: ["quiet", "no-trunc", "latest", "verbose"],
      names: ["q": "quiet", "l": "latest", "n": "last", "s": "state", "o": "output", "v": "verbose"])
    guard let runtime = command.runtime else { return 1 }
    var found = runtime.sandboxes.reversed().filter { sandbox in
      let state = options["state"]?.lowercased()
      let labels = (options.values["label"] ?? []).allSatisfy { pair in
        let parts = pair.split(separator: "=", maxSplits: 1).map { String($0) }
        return parts.count == 2 && sandbox.labels[parts[0]] == parts[1]
      }
      return matches(sandbox.podName, options["name"]) && matches(sandbox.podNamespace, options["namespace"]) && labels
        && (options["id"].map { sandbox.id.hasPrefix($0) } ?? true)
        && (state.map { (sandbox.state == .ready ? "ready" : "notready") == $0 } ?? true)
    }
    found.sort { $0.created > $1.created }
    if options.has("latest") { found = Array(found.prefix(1)) }
    if options.has("quiet") {
      for sandbox in found { try call.write("\(sandbox.id)\n") }
      return 0
    }
    if let format = options["output"], format == "json" || format == "yaml" {
      return try CrictlInspection(command).list(found, format: format)
    }
    var rows = [["POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME"]]
    for sandbox in found {
      rows.append([
        short(sandbox.id, options), age(sandbox.created), sandbox.state == .ready ? "Ready" : "NotReady", sandbox.podName,
        sandbox.podNamespace, String(sandbox.attempt), "(default)",
      ])
    }
    try table(rows)
    return 0
  }

  func images(_ words: [String]) throws -> Int32 {
    let options = CrictlOptions(
      words, flags: ["quiet", "no-trunc", "digests", "verbose"], names: ["q": "quiet", "v": "verbose", "o": "output"])
    guard let runtime = command.runtime else { return 1 }
    var found = runtime.images.present.sorted { ($0.repository, $0.tag) < ($1.repository, $1.tag) }
    if let wanted = options.operands.first {
      let name = runtime.images.fullName(wanted)
      found = found.filter { $0.name == name || $0.repository == wanted || $0.repository == name.split(separator: ":").first.map { String($0) } }
    }
    if options.has("quiet") {
      for image in found { try call.write("\(image.id)\n") }
      return 0
    }
    if options.has("verbose") {
      for image in found { try call.write("ID: \(image.id)\nRepoTags: \(image.name)\nRepoDigests: \(image.digest)\nSize: \(image.bytes)\n\n") }
      return 0
    }
    if options["output"] == "json" {
      let list = Value.object(["images": .array(found.map { ["id": .string($0.id), "repoTags": [.string($0.name)], "repoDigests": [.string($0.digest)], "size": .string(String($0.bytes))] })])
      try call.write(JSON.text(list, indent: 2) + "\n")
      return 0
    }
    var rows = [["IMAGE", "TAG"] + (options.has("digests") ? ["DIGEST"] : []) + ["IMAGE ID", "SIZE"]]
    for image in found {
      let digest = String(image.digest.split(separator: ":").last?.prefix(13) ?? "")
      rows.append([image.repository, image.tag] + (options.has("digests") ? [digest] : []) + [short(image.id, options), Self.size(image.bytes)])
    }
    try table(rows)
    return 0
  }

  /// `62.4MB`: three digits, powers of 1000.
  static func size(_ bytes: Int) -> String {
    var value = Double(bytes)
    var unit = 0
    let units = ["B", "kB", "MB", "GB"]
    while value >= 1000 && unit < 3 {
      value /= 1000
      unit += 1
    }
    return "\(NumberFormat.general(value, precision: 3))\(units[unit])"
  }

  func stats() throws -> Int32 {
    guard let runtime = command.runtime else { return 1 }
    var rows = [["CONTAINER", "NAME", "CPU %", "MEM", "DISK", "INODES", "SWAP"]]
    for container in runtime.containers.filter(\.isRunning).sorted(by: { $0.id < $1.id }) {
      rows.append([
        String(container.id.prefix(13)), container.name, NumberFormat.fixed(container.workload.load * 100, 2),
        Self.size(container.workload.residentKiB * 1024), "28.67kB", "10", "0B",
      ])
    }
    try call.write("\u{1b}[2J\u{1b}[H")
    try table(rows)
    return 0
  }
}
