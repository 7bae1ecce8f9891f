import Assets
import Documents
import Hosts
import KubeModel
import Simulation

extension World {
  /// Builds a world from its plan: hosts are furnished, clusters come up, and some time passes until all is quiet.
  ///
  /// - Parameters:
  ///   - toolbox: The programs that lie on the hosts.
  ///   - launcher: Who starts those that containers' scripts name; nil where none is to be run.
  public static func make(
    _ plan: WorldPlan, settings: WorldSettings = WorldSettings(), seed: UInt64 = 1, toolbox: Toolbox,
    launcher: (any Launcher)? = nil
  ) -> World {
    var world = World(seed: seed, epoch: WallTime(year: 2026, month: 11, day: 25, hour: 7, minute: 50))
    world.plan = plan
    world.settings = settings
    world.programs = launcher.map { ContainerPrograms(toolbox: toolbox, launcher: $0) }
    let installed = Instant(seconds: -22 * 86_400 - 600)
    for entry in plan.hosts { world.furnish(entry, plan, toolbox) }
    let files = plan.clusters.compactMap { cluster in
      plan.controlPlane(of: cluster.name).map {
        KubeadmFiles(cluster: cluster, controlPlane: $0, settings: settings, at: installed)
      }
    }
    for cluster in files { world.layCluster(cluster, plan) }
    if plan.hasTerminal { world.layTerminal(files, plan, at: installed) }
    for cluster in files { world.bringUp(cluster, plan) }
    if files.contains(where: { $0.cluster.kind != .etcd }) {
      world.advance(to: world.now + .seconds(9))
      for cluster in files where cluster.cluster.kind != .etcd { world.addOn(cluster) }
      world.advance(to: world.now + .seconds(51))
      for cluster in files {
        let name = cluster.cluster.name
        world.identities[name] =
          world.object(kind: "namespaces", namespace: nil, name: "kube-system", in: name)?.meta.uid
      }
    }
    return world
  }

  private mutating func furnish(_ entry: WorldPlan.HostEntry, _ plan: WorldPlan, _ toolbox: Toolbox) {
    var directories: [String: [String]] = [:]
    for name in toolbox.names where Self.lies(name, on: entry, settings) {
      guard let path = toolbox[name]?.path else { continue }
      directories[FileSystem.parent(of: path), default: []].append(name)
    }
    let neighbours = plan.hosts.filter { $0.name != entry.name }.map { (address: $0.address, names: [$0.name]) }
    let programs = directories.sorted { $0.key < $1.key }.map {
      HostPlan.Programs(directory: $0.key, names: $0.value.sorted())
    }
    hosts[entry.name] = Host.furnished(
      HostPlan(
        name: entry.name, addresses: [entry.address], epoch: epoch, programs: programs, neighbours: neighbours))
    // Two machines of the same make: their kernels leave a little more or less of 4 GB.
    if entry.role == .node { hosts[entry.name]?.machine.memoryKiB = 3_998_976 }
  }

  /// Whether a program lies on a host: tools of the control plane only where there is one.
  private static func lies(_ program: String, on entry: WorldPlan.HostEntry, _ settings: WorldSettings) -> Bool {
    switch program {
    case "etcdctl": entry.role == .controlPlane
    case "etcdutl": entry.role == .controlPlane && settings.etcd != "3.4"
    case "crictl", "kubeadm", "kubelet", "containerd", "ctr": entry.role != .plain
    default: true
    }
  }

  private mutating func layCluster(_ cluster: KubeadmFiles, _ plan: WorldPlan) {
    for entry in plan.hosts where entry.cluster == cluster.cluster.name {
      guard hosts[entry.name] != nil else { continue }
      if entry.role == .controlPlane {
        cluster.layControlPlane(on: &hosts[entry.name]!, manifests: cluster.cluster.kind == .kubeadm)
      }
      if cluster.cluster.kind != .etcd { cluster.layKubelet(on: &hosts[entry.name]!) }
    }
  }

  private mutating func layTerminal(_ clusters: [KubeadmFiles], _ plan: WorldPlan, at installed: Instant) {
    let name = plan.startHost
    let text = KubeadmFiles.terminalConfig(clusters, current: plan.currentContext)
    for (home, id) in [("/home/candidate", 1000), ("/root", 0)] {
      hosts[name]?.files.installDirectory("\(home)/.kube", user: id, group: id, at: installed)
      hosts[name]?.install("\(home)/.kube/config", text: text, user: id, group: id, mode: 0o600, at: installed)
      // The terminal of the exam has kubectl's short name and its completion ready.
      let settings = hosts[name]?.files.text("\(home)/.bashrc", by: .root) ?? ""
      let short = "alias k=kubectl\ncomplete -o default -F __start_kubectl k\n"
      hosts[name]?.install("\(home)/.bashrc", text: settings + short, user: id, group: id, at: installed)
    }
  }

  /// Starts what makes the cluster: kubelets, and without static Pods the components as processes of the host.
  private mutating func bringUp(_ cluster: KubeadmFiles, _ plan: WorldPlan) {
    if cluster.cluster.kind != .kubeadm {
      let all = cluster.cluster.kind == .etcd ? ["etcd"] : Self.componentNames
      for name in all { startPlainly(name, cluster) }
    }
    guard cluster.cluster.kind != .etcd else { return }
    for entry in plan.hosts where entry.cluster == cluster.cluster.name {
      enterNode(entry, cluster: cluster.cluster.name)
    }
  }

  /// Runs a component with the command line of its manifest, as a process of the host.
  private mutating func startPlainly(_ name: String, _ cluster: KubeadmFiles) {
    let host = cluster.controlPlane.name
    guard let manifest = try? YAML.value(cluster.filled("manifests/\(name).yaml")),
      let command = manifest["spec", "containers"]?[0]?["command"]?.array
    else { preconditionFailure("the manifest of \(name) is damaged") }
    let isAlone = cluster.cluster.kind == .etcd
    let arguments = command.compactMap(\.string).map { isAlone ? Self.local($0, cluster.controlPlane.address) : $0 }
    let tag = name == "etcd" && !isAlone ? settings.etcdImage : ""
    let pid = hosts[host]?.processes.start(ProcessEntry(arguments: arguments, owner: .session(0), started: now)) ?? 0
    _ = start(ProgramPlace(arguments: arguments, accessor: .root, host: host, pid: pid, tag: tag))
  }

  /// A flag of an etcd that serves its own host only: every address is the local one, and none is named twice. So ran
  /// the etcd whose clients were recorded.
  private static func local(_ flag: String, _ address: String) -> String {
    guard let equals = flag.firstIndex(of: "="), flag.contains("://\(address):") else { return flag }
    var urls: [String] = []
    for url in flag[flag.index(after: equals)...].split(separator: ",") {
      let local = String(url).replacing("://\(address):", with: "://127.0.0.1:")
      if !urls.contains(local) { urls.append(local) }
    }
    return "\(flag[...equals])\(urls.joined(separator: ","))"
  }

  /// What kubeadm's last phases add: coredns, kube-proxy, its ConfigMaps, roles and bindings; and the node's role. A
  /// bare cluster gets its administrators only.
  private mutating func addOn(_ cluster: KubeadmFiles) {
    guard let documents = try? YAML.documents(cluster.filled("addons.yaml")) else {
      preconditionFailure("addons.yaml is damaged")
    }
    let isBare = cluster.cluster.kind == .bare
    let token = BootstrapToken(made: wall)
    let joining = [
      token.object, token.clusterInfo(server: cluster.server, authorityData: cluster.authorityData),
    ]
    for object in documents + joining where !isBare || object.meta.name == "kubeadm:cluster-admins" {
      let response = create(object, in: cluster.cluster.name)
      let problem = response?.status?.message ?? (response == nil ? "no answer" : nil)
      if let problem { preconditionFailure("addons.yaml, \(object.kind) \(object.meta.name): \(problem)") }
    }
    if isBare { return }
    let node = cluster.controlPlane.name
    let taint: Value = ["key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"]
    let patch: Value = [
      "metadata": [
        "labels": [
          "node-role.kubernetes.io/control-plane": "", "node.kubernetes.io/exclude-from-external-load-balancers": "",
        ]
      ], "spec": ["taints": [taint]],
    ]
    let path = APIRequest.path(group: "", version: "v1", resource: "nodes", name: node)
    _ = request(
      APIRequest(.patch, path, contentType: APIRequest.strategicMergePatch, userAgent: "kubeadm", body: .value(patch)),
      in: cluster.cluster.name)
  }
}
