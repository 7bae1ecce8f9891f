public import World

/// Judges checks on a copy of a world, so that grading cannot disturb what it measures.
public struct Judge {
  var world: World
  /// The context that checks mean where they name none.
  let context: String?
  /// What has been on the terminal since the step began; for `shown`.
  let shown: String

  public init(_ world: World, context: String?, shown: String = "") {
    self.world = world
    self.context = context
    self.shown = shown
  }

  /// The grade of an exercise for the world as it is.
  public static func grade(_ exercise: Exercise, in world: World) -> Grade {
    var judge = Judge(world, context: exercise.context)
    return Grade(
      results: exercise.criteria.map { criterion in
        let verdict = judge.judge(criterion.check)
        return Grade.Result(
          name: criterion.name, points: criterion.points, passed: verdict.passed, evidence: verdict.evidence)
      })
  }

  public mutating func judge(_ check: Check) -> Verdict {
    switch check {
    case .object(let check): return judge(check)
    case .field(let check): return judge(check)
    case .objects(let check): return judge(check)
    case .access(let check): return judge(check)
    case .file(let check): return judge(check)
    case .snapshot(let check): return judge(check)
    case .figures(let check): return judge(check)
    case .createdAfterSnapshot(let snapshot, let kind): return createdAfter(snapshot, kind: kind).verdict
    case .restored(let check): return judge(check)
    case .restoredDirectory(let snapshot, let directory): return restoredDirectory(snapshot, directory)
    case .connections(let check): return judge(check)
    case .selects(let check): return judge(check)
    case .logs(let check): return judge(check)
    case .service(let check): return judge(check)
    case .container(let host, let name, let running):
      let count = world.runningContainers(named: name, on: host)
      let text = count == 0 ? "no container \(name) runs on \(host)" : "container \(name) runs on \(host)"
      return Verdict((count > 0) == running, text)
    case .healthy(let context): return healthy(context)
    case .shown(let texts):
      let missing = texts.filter { !shown.contains($0) }
      return missing.isEmpty
        ? Verdict(true, "the terminal showed \(texts.joined(separator: ", "))")
        : Verdict(false, "not seen on the terminal yet: \(missing.joined(separator: ", "))")
    case .all(let checks):
      var last = Verdict(true, "")
      for check in checks {
        last = judge(check)
        if !last.passed { return last }
      }
      return last
    case .any(let checks):
      var last = Verdict(false, "")
      for check in checks {
        last = judge(check)
        if last.passed { return last }
      }
      return last
    case .not(let check):
      let verdict = judge(check)
      return Verdict(!verdict.passed, verdict.evidence)
    }
  }

  /// The cluster that a context leads to; the first one for an exercise without a context.
  func cluster(_ context: String?) -> String? {
    if let context = context ?? self.context { return world.cluster(ofContext: context) }
    return world.plan?.clusters.first?.name
  }
}

// MARK: - Files, services

extension Judge {
  private mutating func judge(_ check: FileCheck) -> Verdict {
    guard let bytes = world.fileBytes(check.path, on: check.host) else {
      return Verdict(!check.exists, "\(check.path) does not exist on \(check.host)")
    }
    guard check.exists else { return Verdict(false, "\(check.path) exists on \(check.host)") }
    let text = String(decoding: bytes, as: UTF8.self)
    for wanted in check.contains where !text.contains(wanted) {
      return Verdict(false, "\(check.path) does not contain \(wanted)")
    }
    if let wanted = check.equals, text.trimmed != wanted.trimmed {
      let start = text.trimmed.prefix(60)
      return Verdict(false, "\(check.path) holds \(start.isEmpty ? "nothing" : "`\(start)`"), not `\(wanted.trimmed)`")
    }
    return Verdict(true, "\(check.path) is there on \(check.host)")
  }

  private func judge(_ check: ServiceCheck) -> Verdict {
    guard let host = world.hosts[check.host] else { return Verdict(false, "there is no host \(check.host)") }
    let name = check.unit.contains(".") ? check.unit : "\(check.unit).service"
    let activity = host.systemd.state(of: name).activity
    if (activity == .active) != check.active { return Verdict(false, "\(name) is \(activity) on \(check.host)") }
    let enablement = host.enablement(of: name)
    if let enabled = check.enabled, (enablement == "enabled") != enabled {
      return Verdict(false, "\(name) is \(activity) on \(check.host), but \(enablement): it should \(enabled ? "" : "not ")start at boot")
    }
    return Verdict(true, "\(name) is \(activity)\(check.enabled == nil ? "" : " and \(enablement)") on \(check.host)")
  }

  /// The API server answers, every node is ready, and the control plane's Pods run.
  private mutating func healthy(_ context: String) -> Verdict {
    guard let cluster = cluster(context) else { return Verdict(false, "there is no context \(context)") }
    guard world.apiIsReady(cluster), let nodes = world.objects(kind: "nodes", namespace: nil, in: cluster) else {
      return Verdict(false, "the API server of \(context) does not answer")
    }
    guard !nodes.isEmpty else { return Verdict(false, "the cluster knows no nodes: its data are gone") }
    for node in nodes {
      let ready = node["status", "conditions"]?.elements.first { $0["type"]?.string == "Ready" }?["status"]?.string
      if ready != "True" { return Verdict(false, "node \(node.meta.name) is not Ready") }
    }
    let hosts = world.plan?.hosts.filter { $0.cluster == cluster && $0.role == .controlPlane }.map(\.name) ?? []
    let kind = world.plan?.clusters.first { $0.name == cluster }?.kind
    for host in hosts where kind == .kubeadm {
      for name in ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]
      where world.runningContainers(named: name, on: host) == 0 {
        return Verdict(false, "\(name) does not run on \(host)")
      }
    }
    return Verdict(true, "the API server answers and \(nodes.count) nodes are Ready")
  }
}
