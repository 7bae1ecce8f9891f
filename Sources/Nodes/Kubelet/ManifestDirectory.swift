import Documents
import Hosts
import KubeModel
import Simulation

/// The directory of static Pods as the kubelet's file source sees it: by inotify at once, and by a full read from time
/// to time (pkg/kubelet/config/file.go, file_linux.go).
struct ManifestDirectory: Sendable {
  /// What is remembered of a file to notice that it has changed.
  private struct Trace: Sendable, Equatable {
    var inode: InodeID
    var modified: Instant
    var size: Int
  }

  let path: String
  let nodeName: String
  /// The Pods in force, by file name. A file that became unreadable keeps its Pod until the next full read.
  private(set) var pods: [String: Value] = [:]
  private var traces: [String: Trace] = [:]
  private var isKnown = false
  /// Files that were well-formed when they were last read.
  private var good: Set<String> = []
  /// Counts changes of the Pods in force.
  private(set) var changes = 0
  var nextFullRead: Instant

  init(path: String, nodeName: String, at now: Instant) {
    self.path = path
    self.nodeName = nodeName
    nextFullRead = now
  }

  /// Whether inotify would wake the kubelet.
  func hasChanged(_ files: FileSystem) -> Bool {
    isKnown && !path.isEmpty && traces != Self.look(at: path, files)
  }

  /// Reads what has changed. Complaints come back with the file's path.
  mutating func noticeChanges(_ host: Host, at now: Instant) -> [ManifestComplaint] {
    let found = Self.look(at: path, host.files)
    guard isKnown, found != traces else { return [] }
    var complaints: [ManifestComplaint] = []
    for name in traces.keys where found[name] == nil { pods[name] = nil }
    for name in found.keys.sorted() where found[name] != traces[name] {
      switch read(name, host, at: now) {
      case .success(let pod):
        if pods[name]?.meta.uid != pod.meta.uid { pods[name] = pod }
        good.insert(name)
      case .failure(let complaint):
        complaints.append(complaint)
        good.remove(name)
      }
    }
    changes += 1
    traces = found
    return complaints
  }

  /// Reads all files anew; what cannot be read has no Pod any more.
  mutating func readAll(_ host: Host, at now: Instant) -> [ManifestComplaint] {
    guard !path.isEmpty else { return [] }
    let old = traces
    traces = Self.look(at: path, host.files)
    isKnown = true
    var complaints: [ManifestComplaint] = []
    var found: [String: Value] = [:]
    for name in traces.keys.sorted() {
      // What has been read well and has not changed since says the same again.
      if let pod = pods[name], good.contains(name), old[name] == traces[name] {
        found[name] = pod
        continue
      }
      switch read(name, host, at: now) {
      case .success(let pod): found[name] = pod
      case .failure(let complaint): complaints.append(complaint)
      }
    }
    good = Set(found.keys)
    if found.mapValues(\.meta.uid) != pods.mapValues(\.meta.uid) { changes += 1 }
    pods = found
    return complaints
  }

  func exists(_ files: FileSystem) -> Bool { files.exists(path, by: .root) }

  /// The files that count: no directories, and no names with a dot in front. A link counts for what it names.
  private static func look(at path: String, _ files: FileSystem) -> [String: Trace] {
    var traces: [String: Trace] = [:]
    guard let directory = try? files.identify(path, by: .root), case .directory(let entries)? = files[directory]?.kind
    else { return traces }
    for (name, entry) in entries where !name.hasPrefix(".") {
      var id = entry
      if case .link? = files[id]?.kind {
        guard let target = try? files.identify("\(path)/\(name)", by: .root) else { continue }
        id = target
      }
      guard let inode = files[id], inode.isFile else { continue }
      traces[name] = Trace(inode: id, modified: inode.modified, size: inode.size)
    }
    return traces
  }

  private func read(_ name: String, _ host: Host, at now: Instant) -> Result<Value, ManifestComplaint> {
    let file = "\(path)/\(name)"
    func complain(_ why: String) -> Result<Value, ManifestComplaint> {
      .failure(
        ManifestComplaint(
          path: file, text: "\(file): couldn't parse as pod(\(why)), please check config file"))
    }
    guard let text = host.files.text(file) else {
      return .failure(ManifestComplaint(path: file, text: "open \(file): no such file or directory"))
    }
    let document: Value
    do {
      document = try YAML.value(text)
    } catch {
      return complain(error.message)
    }
    guard document.object != nil || document.isNull else { return complain(Self.notAnObject(document)) }
    guard let kind = document["kind"]?.string, !kind.isEmpty else {
      return complain("Object 'Kind' is missing in '\(JSON.text(document))'")
    }
    guard let version = document["apiVersion"]?.string, !version.isEmpty else {
      return complain("Object 'apiVersion' is missing in '\(JSON.text(document))'")
    }
    guard version == "v1", kind == "Pod" else {
      let isCore = version == "v1" && Kinds.builtIn.kind(kind, group: "", version: "v1") != nil
      return complain(
        isCore
          ? "<nil>"
          : "no kind \"\(kind)\" is registered for version \"\(version)\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
      )
    }
    if let problem = Self.problem(document) { return complain("invalid pod: \(problem)") }
    return .success(furnish(document, file: file, host, at: now))
  }

  /// What the kubelet adds to a Pod of a file: its UID, its node, the node's name behind its own.
  private func furnish(_ document: Value, file: String, _ host: Host, at now: Instant) -> Value {
    var pod = document
    let uid = Self.hash("host:\(nodeName)file:\(file)\(JSON.text(document))")
    let name = document.meta.name
    pod.set(["metadata", "uid"], to: .string(document.meta.uid.isEmpty ? uid : document.meta.uid))
    pod.set(["metadata", "name"], to: .string("\(name)-\(nodeName)"))
    if document.meta.namespace.isEmpty { pod.set(["metadata", "namespace"], to: "default") }
    pod.set(["metadata", "annotations", "kubernetes.io/config.hash"], to: .string(uid))
    let seen = host.wallTime(at: now).rfc3339Nano
    pod.set(["metadata", "annotations", "kubernetes.io/config.seen"], to: .string(seen))
    pod.set(["metadata", "annotations", "kubernetes.io/config.source"], to: "file")
    pod.set(["spec", "nodeName"], to: .string(nodeName))
    var tolerations = pod["spec", "tolerations"]?.elements ?? []
    if !tolerations.contains(where: { $0["effect"] == "NoExecute" && $0["operator"] == "Exists" }) {
      tolerations.append(["effect": "NoExecute", "operator": "Exists"])
    }
    pod.set(["spec", "tolerations"], to: .array(tolerations))
    pod["status"] = ["phase": "Pending"]
    return pod
  }

  private static func notAnObject(_ document: Value) -> String {
    let type = document.string != nil ? "string" : document.array != nil ? "array" : "number"
    return "couldn't get version/kind; json parse error: json: cannot unmarshal \(type) into Go value of type struct "
      + "{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }"
  }

  /// The most usual things that validation of a static Pod refuses.
  private static func problem(_ pod: Value) -> String? {
    if pod.meta.name.isEmpty { return "metadata.name: Required value: name or generateName is required" }
    let containers = pod["spec", "containers"]?.elements ?? []
    if containers.isEmpty { return "spec.containers: Required value" }
    var problems: [String] = []
    let volumes = Set((pod["spec", "volumes"]?.elements ?? []).compactMap { $0["name"]?.string })
    for (index, container) in containers.enumerated() {
      if (container["name"]?.string ?? "").isEmpty { problems.append("spec.containers[\(index)].name: Required value") }
      if (container["image"]?.string ?? "").isEmpty {
        problems.append("spec.containers[\(index)].image: Required value")
      }
      for (mount, entry) in (container["volumeMounts"]?.elements ?? []).enumerated() {
        let name = entry["name"]?.string ?? ""
        if !volumes.contains(name) {
          problems.append("spec.containers[\(index)].volumeMounts[\(mount)].name: Not found: \"\(name)\"")
        }
      }
    }
    if problems.isEmpty { return nil }
    return problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]"
  }

  /// 32 digits that stand for the content, as the kubelet's MD5 does.
  static func hash(_ text: String) -> String {
    var first = Chance(seed: 1, name: text)
    return first.hex(32)
  }
}

/// What is wrong with a file of the manifest directory.
struct ManifestComplaint: Error, Sendable, Equatable {
  var path: String
  var text: String
}
