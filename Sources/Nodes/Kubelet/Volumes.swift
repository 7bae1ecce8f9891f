import Documents
import Hosts
import KubeModel
import Simulation

/// Whether a Pod's volumes are in place.
enum MountOutcome {
  /// After so many seconds.
  case ready(Double)
  case later
}

// Volumes: what the Pod's `volumes` say becomes directories of the host, which containers get as mounts.
extension Kubelet {
  /// The host's directory of a Pod.
  static func directory(of uid: String) -> String { "/var/lib/kubelet/pods/\(uid)" }

  mutating func mountVolumes(_ uid: String, in here: inout Surroundings) -> MountOutcome {
    guard var worker = workers[uid] else { return .ready(0) }
    if worker.volumesMounted {
      refreshProjected(worker, in: &here)
      return .ready(0)
    }
    var next = Instant.never
    var isComplete = true
    for volume in worker.pod["spec", "volumes"]?.elements ?? [] {
      let name = volume["name"]?.string ?? ""
      if let retry = worker.volumeRetry[name] {
        if retry.seconds == 0 { continue }
        let due = retry.since + .seconds(retry.seconds)
        if due > here.now {
          isComplete = false
          next = min(next, due)
          continue
        }
      }
      if let problem = mount(volume, name, worker, in: &here) {
        let seconds = min((worker.volumeRetry[name]?.seconds ?? 0.25) * 2, 122)
        worker.volumeRetry[name] = PodWorker.BackOff(seconds: seconds, since: here.now)
        next = min(next, here.now + .seconds(seconds))
        isComplete = false
        report(problem, volume: name, type: Self.pluginName(volume), seconds: seconds, worker, in: &here)
      } else {
        worker.volumeRetry[name] = PodWorker.BackOff(seconds: 0, since: here.now)
      }
    }
    if isComplete {
      layPodFiles(worker, in: &here)
      worker.volumesMounted = true
      worker.volumeWaitSince = nil
      workers[uid] = worker
      return .ready((worker.pod["spec", "volumes"]?.elements ?? []).isEmpty ? 0 : 0.3)
    }
    let since = worker.volumeWaitSince ?? here.now
    worker.volumeWaitSince = since
    worker.readyAt = next
    workers[uid] = worker
    // WaitForAttachAndMount gives up after 2 minutes and 3 seconds; the sync fails and begins again.
    if here.now - since >= .seconds(123) {
      workers[uid]?.volumeWaitSince = here.now
      let unmounted = worker.volumeRetry.filter { $0.value.seconds > 0 }.keys.sorted().joined(separator: " ")
      let text =
        "unmounted volumes=[\(unmounted)], unattached volumes=[], failed to process volumes=[]: context deadline exceeded"
      failSync(uid, text, in: &here)
    }
    refreshStatus(uid, in: &here)
    return .later
  }

  private mutating func report(
    _ problem: String, volume: String, type: String, seconds: Double, _ worker: PodWorker, in here: inout Surroundings
  ) {
    recordEvent(
      worker, "Warning", "FailedMount", "MountVolume.SetUp failed for volume \"\(volume)\" : \(problem)", in: &here)
    let unique = "kubernetes.io/\(type)/\(worker.uid)-\(volume)"
    let until = (here.wall + .seconds(seconds)).rfc3339Nano.dropLast().split(separator: "T").joined(separator: " ")
    let wait = seconds < 1 ? "\(Int(seconds * 1000))ms" : Self.duration(seconds)
    let elapsed = Self.decimals((here.now - started).seconds + seconds, 9)
    let text =
      "Operation for \"{volumeName:\(unique) podName:\(worker.uid) nodeName:}\" failed. No retries permitted until "
      + "\(until) +0000 UTC m=+\(elapsed) (durationBeforeRetry \(wait)). Error: MountVolume.SetUp failed for volume "
      + "\"\(volume)\" (UniqueName: \"\(unique)\") pod \"\(worker.pod.meta.name)\" (UID: \"\(worker.uid)\") : \(problem)"
    log.writeRaw(.error, "nestedpendingoperations.go:348", text, in: &here)
  }

  static func pluginName(_ volume: Value) -> String {
    let names = [
      "hostPath": "host-path", "configMap": "configmap", "secret": "secret", "emptyDir": "empty-dir",
      "projected": "projected", "downwardAPI": "downward-api", "persistentVolumeClaim": "host-path",
    ]
    return volume.fields.keys.compactMap { names[$0] }.first ?? "unknown"
  }

  /// Puts one volume in place; the reason where that fails.
  private func mount(_ volume: Value, _ name: String, _ worker: PodWorker, in here: inout Surroundings) -> String? {
    let path = Self.source(of: volume, uid: worker.uid)
    do {
      if let hostPath = volume["hostPath"] { return checkHostPath(hostPath, in: &here) }
      if volume["emptyDir"] != nil {
        here.host.files.installDirectory(path, mode: 0o777, at: here.now)
      } else if volume["persistentVolumeClaim"] != nil {
        return try claim(volume, worker, in: &here)
      } else {
        let entries = try entries(of: volume, worker, in: &here)
        write(entries, to: path, in: &here)
      }
      return nil
    } catch {
      return (error as? ContainerConfigFailure)?.text ?? "\(error)"
    }
  }

  private func checkHostPath(_ hostPath: Value, in here: inout Surroundings) -> String? {
    let path = hostPath["path"]?.string ?? ""
    let inode = try? here.host.files.status(path, by: .root)
    switch hostPath["type"]?.string ?? "" {
    case "Directory":
      if inode?.isDirectory != true { return "hostPath type check failed: \(path) is not a directory" }
    case "File":
      if inode?.isFile != true { return "hostPath type check failed: \(path) is not a file" }
    case "DirectoryOrCreate":
      if inode == nil { here.host.files.installDirectory(path, at: here.now) }
      if let inode, !inode.isDirectory { return "hostPath type check failed: \(path) is not a directory" }
    case "FileOrCreate":
      if let inode, !inode.isFile { return "hostPath type check failed: \(path) is not a file" }
      if inode == nil { try? here.host.files.write(path, [], by: .root, at: here.now) }
    case "Socket": return inode == nil ? "hostPath type check failed: \(path) is not a socket file" : nil
    case "CharDevice": return "hostPath type check failed: \(path) is not a character device"
    case "BlockDevice": return "hostPath type check failed: \(path) is not a block device"
    default:
      // Without a type nothing is checked; containerd makes the directory for the mount.
      if inode == nil { here.host.files.installDirectory(path, at: here.now) }
    }
    return nil
  }

  /// A claim's volume: hostPath and local volumes are simulated, with a directory of the node.
  private func claim(_ volume: Value, _ worker: PodWorker, in here: inout Surroundings) throws -> String? {
    let name = volume["persistentVolumeClaim", "claimName"]?.string ?? ""
    let meta = worker.pod.meta
    guard let claim = try object("persistentvolumeclaims", ["name": .string(name)], worker, in: &here) else {
      return nil
    }
    guard let bound = claim["spec", "volumeName"]?.string, claim["status", "phase"]?.string == "Bound" else {
      return "error processing PVC \(meta.namespace)/\(name): PVC is not bound"
    }
    let pending = PendingCall(request: request(.get, "/api/v1/persistentvolumes/\(bound)"), since: here.now)
    guard case .answered(let response) = call(pending, in: &here), response.isSuccess else {
      return "error processing PVC \(meta.namespace)/\(name): failed to fetch PV \(bound) from API server"
    }
    let spec = response.value["spec"] ?? .null
    if let hostPath = spec["hostPath"] {
      link(Self.source(of: volume, uid: worker.uid), to: hostPath["path"]?.string ?? "/", in: &here)
      return checkHostPath(hostPath, in: &here)
    }
    if let path = spec["local", "path"]?.string {
      guard here.host.files.exists(path, by: .root) else {
        return "MountVolume.NewMounter initialization failed for volume \"\(bound)\" : path \"\(path)\" does not exist"
      }
      link(Self.source(of: volume, uid: worker.uid), to: path, in: &here)
      return nil
    }
    // Differs: other kinds of storage are a directory of the node that keeps its content, as no storage is simulated.
    let path = "/var/lib/kubelet/plugins/simulated/\(bound)"
    here.host.files.installDirectory(path, mode: 0o777, at: here.now)
    link(Self.source(of: volume, uid: worker.uid), to: path, in: &here)
    return nil
  }

  private func link(_ path: String, to target: String, in here: inout Surroundings) {
    here.host.files.installDirectory(FileSystem.parent(of: path), at: here.now)
    guard (try? here.host.files.status(path, by: .root, following: false)) == nil else { return }
    try? here.host.files.makeLink(path, to: target, by: .root, at: here.now)
  }

  /// The host's path of a volume.
  static func source(of volume: Value, uid: String) -> String {
    if let path = volume["hostPath", "path"]?.string { return path }
    return "\(directory(of: uid))/volumes/kubernetes.io~\(pluginName(volume))/\(volume["name"]?.string ?? "")"
  }

  func removeVolumes(of uid: String, in here: inout Surroundings) {
    let path = Self.directory(of: uid)
    guard here.host.files.exists(path, by: .root) else { return }
    try? here.host.files.removeTree(path, by: .root, at: here.now)
    logInfo(
      "kubelet_volumes.go:161", "Cleaned up orphaned pod volumes dir", [("podUID", uid), ("path", "\(path)/volumes")],
      in: &here)
  }

  /// `/etc/hosts`, `/etc/hostname`, `/etc/resolv.conf` and the termination log, which every container gets as mounts.
  private func layPodFiles(_ worker: PodWorker, in here: inout Surroundings) {
    let directory = Self.directory(of: worker.uid)
    here.host.install("\(directory)/etc-hosts", text: hostsFile(worker, "", host: here.host), at: here.now)
    here.host.install("\(directory)/resolv.conf", text: resolverFile(worker, host: here.host), at: here.now)
    let name = worker.pod["spec", "hostNetwork"]?.bool == true ? here.host.name : worker.pod.meta.name
    here.host.install("\(directory)/hostname", text: "\(name)\n", at: here.now)
  }

  func hostsFile(_ worker: PodWorker, _ address: String, host: Host) -> String {
    if worker.pod["spec", "hostNetwork"]?.bool == true {
      return "# Kubernetes-managed hosts file (host network).\n\(host.files.text("/etc/hosts") ?? "")"
    }
    var text = """
      # Kubernetes-managed hosts file.
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      fe00::0\tip6-mcastprefix
      fe00::1\tip6-allnodes
      fe00::2\tip6-allrouters

      """
    if !address.isEmpty { text += "\(address)\t\(worker.pod.meta.name)\n" }
    let aliases = worker.pod["spec", "hostAliases"]?.elements ?? []
    if !aliases.isEmpty { text += "\n# Entries added by HostAliases.\n" }
    for alias in aliases {
      let names = (alias["hostnames"]?.elements ?? []).compactMap(\.string)
      text += "\(alias["ip"]?.string ?? "")\t\(names.joined(separator: "\t"))\n"
    }
    return text
  }

  private func resolverFile(_ worker: PodWorker, host: Host) -> String {
    let policy = worker.pod["spec", "dnsPolicy"]?.string ?? "ClusterFirst"
    let isHost = worker.pod["spec", "hostNetwork"]?.bool == true
    if policy == "Default" || (policy == "ClusterFirst" && isHost) { return host.files.text("/etc/resolv.conf") ?? "" }
    let extra = worker.pod["spec", "dnsConfig"] ?? .null
    func words(_ key: String) -> [String] { (extra[key]?.elements ?? []).compactMap(\.string) }
    var searches = words("searches")
    var servers = words("nameservers")
    var options = (extra["options"]?.elements ?? []).map { option in
      let name = option["name"]?.string ?? ""
      return option["value"].map { "\(name):\(Self.text($0))" } ?? name
    }
    if policy != "None" {
      let domain = configuration.clusterDomain
      searches = ["\(worker.pod.meta.namespace).svc.\(domain)", "svc.\(domain)", domain] + searches
      servers = configuration.clusterDNS + servers
      options = ["ndots:5"] + options
    }
    var text = searches.isEmpty ? "" : "search \(searches.joined(separator: " "))\n"
    for server in servers { text += "nameserver \(server)\n" }
    return options.isEmpty ? text : "\(text)options \(options.joined(separator: " "))\n"
  }
}
