import Documents
import Hosts
import KubeModel
import Simulation

/// A file of a volume that is made from API objects.
struct VolumeEntry: Equatable {
  var path: String
  var bytes: [UInt8]
  var mode: Int
}

// Volumes whose files come from ConfigMaps, Secrets, the Pod itself, and its service account.
extension Kubelet {
  func entries(of volume: Value, _ worker: PodWorker, in here: inout Surroundings) throws -> [VolumeEntry] {
    if let source = volume["projected"] {
      let mode = source["defaultMode"]?.int ?? 0o644
      return try (source["sources"]?.elements ?? []).flatMap { try entries(source: $0, mode, worker, in: &here) }
    }
    if let source = volume["configMap"] {
      return try entries(source: ["configMap": source], source["defaultMode"]?.int ?? 0o644, worker, in: &here)
    }
    if let source = volume["secret"] {
      var reference = source
      reference["name"] = source["secretName"]
      return try entries(source: ["secret": reference], source["defaultMode"]?.int ?? 0o644, worker, in: &here)
    }
    if let source = volume["downwardAPI"] {
      return try entries(source: ["downwardAPI": source], source["defaultMode"]?.int ?? 0o644, worker, in: &here)
    }
    let kind = volume.fields.keys.first { $0 != "name" } ?? "unknown"
    throw ContainerConfigFailure(text: "not simulated: volumes of kind \(kind)")
  }

  private func entries(
    source: Value, _ mode: Int, _ worker: PodWorker, in here: inout Surroundings
  ) throws -> [VolumeEntry] {
    for (kind, key) in [("configmaps", "configMap"), ("secrets", "secret")] {
      guard let reference = source[key] else { continue }
      guard let object = try object(kind, reference, worker, in: &here) else { return [] }
      return try items(of: object, kind: kind, reference, mode, worker)
    }
    if let token = source["serviceAccountToken"] {
      // Differs: the token is no signed JWT; it names its service account, and the simulated API server accepts it.
      let account = worker.pod["spec", "serviceAccountName"]?.string ?? "default"
      let text = "simulated.system:serviceaccount:\(worker.pod.meta.namespace):\(account).\(worker.uid)"
      return [VolumeEntry(path: token["path"]?.string ?? "token", bytes: Array(text.utf8), mode: mode)]
    }
    if let downward = source["downwardAPI"] {
      let address = here.runtime.sandboxes(ofPod: worker.uid).last?.address ?? ""
      return (downward["items"]?.elements ?? []).map { item in
        let path = item["fieldRef", "fieldPath"]?.string ?? ""
        var text = Self.field(path, of: worker.pod, address: address, host: here.host)
        if let resource = item["resourceFieldRef"] {
          let container = worker.specification(resource["containerName"]?.string ?? "") ?? .null
          text = Self.resource(
            resource["resource"]?.string ?? "", resource["divisor"], of: container, host: here.host)
        }
        return VolumeEntry(
          path: item["path"]?.string ?? "", bytes: Array(text.utf8), mode: item["mode"]?.int ?? mode)
      }
    }
    return []
  }

  private func items(
    of object: Value, kind: String, _ reference: Value, _ mode: Int, _ worker: PodWorker
  ) throws -> [VolumeEntry] {
    var contents: [String: [UInt8]] = [:]
    for (name, value) in object["data"]?.fields ?? [:] {
      let text = value.string ?? ""
      contents[name] = kind == "secrets" ? Base64.decode(text.utf8) ?? [] : Array(text.utf8)
    }
    for (name, value) in object["binaryData"]?.fields ?? [:] {
      contents[name] = Base64.decode((value.string ?? "").utf8) ?? []
    }
    guard let items = reference["items"]?.array else {
      return contents.keys.sorted().map { VolumeEntry(path: $0, bytes: contents[$0] ?? [], mode: mode) }
    }
    var entries: [VolumeEntry] = []
    for item in items {
      let key = item["key"]?.string ?? ""
      guard let bytes = contents[key] else {
        if reference["optional"]?.bool == true { continue }
        let what = kind == "secrets" ? "secret" : "configmap"
        throw ContainerConfigFailure(
          text: "\(what) references non-existent \(what == "secret" ? "secret" : "config") key: \(key)")
      }
      entries.append(VolumeEntry(path: item["path"]?.string ?? key, bytes: bytes, mode: item["mode"]?.int ?? mode))
    }
    return entries
  }

  /// Writes the files as the kubelet does: into a directory with the time in its name, which `..data` points to.
  func write(_ entries: [VolumeEntry], to path: String, in here: inout Surroundings) {
    here.host.files.installDirectory(path, mode: 0o777, at: here.now)
    if let old = try? here.host.files.readLink("\(path)/..data", by: .root) {
      try? here.host.files.remove("\(path)/..data", by: .root, at: here.now)
      try? here.host.files.removeTree("\(path)/\(old)", by: .root, at: here.now)
    }
    let stamp = here.wall.rfc3339.filter { $0.isNumber }
    let parts = [stamp.prefix(4), stamp.dropFirst(4).prefix(2), stamp.dropFirst(6).prefix(2), stamp.dropFirst(8)]
    let data = "..\(parts.map(String.init).joined(separator: "_")).\(1_000_000_000 + here.wall.nanosecond)"
    for entry in entries {
      here.host.files.install("\(path)/\(data)/\(entry.path)", .bytes(entry.bytes), mode: entry.mode, at: here.now)
    }
    here.host.files.installDirectory("\(path)/\(data)", at: here.now)
    try? here.host.files.makeLink("\(path)/..data", to: data, by: .root, at: here.now)
    for top in Set(entries.compactMap { $0.path.split(separator: "/").first.map(String.init) }).sorted() {
      guard (try? here.host.files.status("\(path)/\(top)", by: .root, following: false)) == nil else { continue }
      try? here.host.files.makeLink("\(path)/\(top)", to: "..data/\(top)", by: .root, at: here.now)
    }
  }

  /// Brings files up to date whose ConfigMap or Secret has changed; happens at each sync of the Pod.
  func refreshProjected(_ worker: PodWorker, in here: inout Surroundings) {
    for volume in worker.pod["spec", "volumes"]?.elements ?? [] {
      guard volume["configMap"] != nil || volume["secret"] != nil else { continue }
      let path = Self.source(of: volume, uid: worker.uid)
      guard let entries = try? entries(of: volume, worker, in: &here) else { continue }
      let isSame = entries.allSatisfy { entry in
        (try? here.host.files.read("\(path)/\(entry.path)", by: .root)) == entry.bytes
      }
      let names = ((try? here.host.files.list(path, by: .root)) ?? []).filter { !$0.hasPrefix("..") }
      let wanted = Set(entries.compactMap { $0.path.split(separator: "/").first.map(String.init) })
      if isSame, Set(names) == wanted { continue }
      for name in names where !wanted.contains(name) {
        try? here.host.files.remove("\(path)/\(name)", by: .root, at: here.now)
      }
      write(entries, to: path, in: &here)
    }
  }

  /// What a container sees where: its volume mounts, and the files that every container gets.
  func mounts(of container: Value, _ worker: PodWorker, in here: inout Surroundings) throws -> [MountView.Bind] {
    var binds: [MountView.Bind] = []
    let volumes = worker.pod["spec", "volumes"]?.elements ?? []
    for mount in container["volumeMounts"]?.elements ?? [] {
      let name = mount["name"]?.string ?? ""
      guard let volume = volumes.first(where: { $0["name"]?.string == name }) else { continue }
      var source = Self.source(of: volume, uid: worker.uid)
      let isPlain = volume["hostPath"] != nil || volume["emptyDir"] != nil || volume["persistentVolumeClaim"] != nil
      if let part = mount["subPath"]?.string, !part.isEmpty {
        source += "/\(part)"
        if isPlain, !here.host.files.exists(source, by: .root) {
          here.host.files.installDirectory(source, at: here.now)
        }
      }
      let path = mount["mountPath"]?.string ?? ""
      let bare = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      let isReadOnly = mount["readOnly"]?.bool ?? !isPlain
      binds.append(MountView.Bind(at: bare, source: source, readOnly: isReadOnly))
    }
    let own = Self.directory(of: worker.uid)
    let address = here.runtime.sandboxes(ofPod: worker.uid).last?.address ?? ""
    here.host.install("\(own)/etc-hosts", text: hostsFile(worker, address, host: here.host), at: here.now)
    let termination = "\(own)/containers/\(container["name"]?.string ?? "")/\(here.now.nanoseconds % 0xffff_ffff)"
    here.host.install(termination, text: "", mode: 0o666, at: here.now)
    for (place, file) in [
      ("/etc/hosts", "\(own)/etc-hosts"), ("/etc/resolv.conf", "\(own)/resolv.conf"),
      ("/etc/hostname", "\(own)/hostname"),
      (container["terminationMessagePath"]?.string ?? "/dev/termination-log", termination),
    ] where !binds.contains(where: { $0.at == place }) {
      binds.append(MountView.Bind(at: place, source: file))
    }
    return binds
  }
}
