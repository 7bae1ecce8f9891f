import Documents
import Networking
import TrainerUI
import Training
import World

/// What the panel of connections knows: the policies as they are, and as they were before the last change.
struct ConnectionPanel {
  let cluster: String
  private var now: LivePolicies
  private var before: LivePolicies?
  /// The line that made the difference.
  private var changedBy = ""
  /// The namespaces with Pods: first that of the task, last nil for all of them.
  private let namespaces: [String?]

  /// An address that stands for the world outside of the cluster (RFC 5737).
  private static let outside = [IPAddress(v4: 203, 0, 113, 10)]
  /// More Pods than this are not shown at once.
  private static let limit = 300

  /// `last` is the panel of the last time, so that only what has changed since is judged again.
  init?(_ session: Session, cluster: String, own: String?, after last: ConnectionPanel?) {
    var world = session.world
    guard let objects = world.policyObjects(of: cluster) else { return nil }
    self.cluster = cluster
    if let last, last.cluster == cluster, last.now.engine.isEnforced == world.settings.enforcesPolicies {
      now = last.now
      now.update(objects: objects, outside: Self.outside)
    } else {
      now = LivePolicies(objects: objects, outside: Self.outside, isEnforced: world.settings.enforcesPolicies)
    }
    let found = Set(now.engine.endpoints.filter { $0.kind == .pod }.map(\.namespace))
    let first = own.map { found.contains($0) ? [$0] : [] } ?? []
    let system = found.contains("kube-system") && !first.contains("kube-system") ? ["kube-system"] : []
    let others = found.subtracting(first + system).sorted()
    let named = first + others + system
    guard !named.isEmpty else { return nil }
    namespaces = named.count > 1 ? named + [nil] : named.map { $0 }
    lookBack(session, objects)
  }

  /// Finds the last line that changed policies or labels, and the policies before it.
  private mutating func lookBack(_ session: Session, _ objects: [Value]) {
    let present = Self.facts(objects)
    for line in session.entered.reversed() {
      var world = line.world
      guard let earlier = world.policyObjects(of: cluster) else { return }
      if Self.isSame(Self.facts(earlier), present) { continue }
      changedBy = line.text
      before = now
      before?.update(objects: earlier, outside: Self.outside)
      return
    }
  }

  /// What verdicts follow from: the labels of Pods and Namespaces, and the policies.
  private static func facts(_ objects: [Value]) -> [String: Value] {
    var facts: [String: Value] = [:]
    for object in objects {
      let kind = object["kind"]?.string ?? ""
      guard kind != "Node" else { continue }
      let title =
        "\(kind) \(object["metadata", "namespace"]?.string ?? "")/\(object["metadata", "name"]?.string ?? "")"
      facts[title] = (kind == "NetworkPolicy" ? object["spec"] : object["metadata", "labels"]) ?? .null
    }
    return facts
  }

  /// Pods and Namespaces that come and go are no change of what was judged before.
  private static func isSame(_ earlier: [String: Value], _ present: [String: Value]) -> Bool {
    for (title, fact) in present {
      if let old = earlier[title] {
        if old != fact { return false }
      } else if title.hasPrefix("NetworkPolicy") {
        return false
      }
    }
    return !earlier.keys.contains { $0.hasPrefix("NetworkPolicy") && present[$0] == nil }
  }
}

// MARK: - Answers

extension ConnectionPanel {
  /// The endpoints that are shown for a namespace: its Pods, a DNS server, and the world outside.
  private func endpoints(_ question: ConnectionQuestion) -> [Endpoint] {
    let namespace = namespaces[min(question.namespace, namespaces.count - 1)]
    let pods = now.engine.endpoints.filter { $0.kind == .pod && (namespace == nil || $0.namespace == namespace) }
    var shown = Array(pods.prefix(Self.limit))
    if namespace != nil, namespace != "kube-system" {
      shown += now.engine.endpoints.filter {
        $0.kind == .pod && $0.namespace == "kube-system" && $0.labels["k8s-app"] == "kube-dns"
      }.prefix(1)
    }
    return shown + now.engine.endpoints.filter { $0.kind == .outside }
  }

  /// The ports that can be asked about; nil stands for each Pod's own first port.
  private func probes(_ shown: [Endpoint]) -> [Probe?] {
    var found: [Probe?] = [nil]
    for port in shown.flatMap(\.ports) {
      let probe = Probe(port.transport, port.number)
      if !found.contains(probe) { found.append(probe) }
    }
    return found
  }

  private func probe(_ question: ConnectionQuestion, _ probes: [Probe?], to destination: Endpoint) -> Probe {
    if let asked = probes[min(question.port, probes.count - 1)] { return asked }
    guard let port = destination.ports.first else { return Probe(.tcp, 80) }
    return Probe(port.transport, port.number)
  }

  private func name(_ endpoint: Endpoint, _ question: ConnectionQuestion) -> String {
    if endpoint.kind != .pod { return "outside (\(endpoint.name))" }
    return endpoint.namespace == namespaces[min(question.namespace, namespaces.count - 1)]
      ? endpoint.name : endpoint.title
  }

  mutating func matrix(_ question: ConnectionQuestion) -> ConnectionMatrix {
    let shown = endpoints(question)
    let probes = probes(shown)
    var closed = 0
    var opened = 0
    let marks = shown.map { source in
      shown.map { destination -> ConnectionMatrix.Mark in
        let probe = probe(question, probes, to: destination)
        guard let verdict = now.verdict(from: source, to: destination, on: probe) else {
          return ConnectionMatrix.Mark(sign: " ", allowed: nil)
        }
        let earlier = before?.verdict(from: source, to: destination, on: probe) ?? verdict
        if earlier == .allowed && verdict != .allowed { closed += 1 }
        if earlier != .allowed && verdict == .allowed { opened += 1 }
        return ConnectionMatrix.Mark(
          sign: verdict.rawValue, allowed: verdict == .meaningless ? nil : verdict == .allowed,
          before: earlier == verdict ? nil : earlier.rawValue)
      }
    }
    let names = shown.map { name($0, question) }
    return ConnectionMatrix(
      namespaces: namespaces.map { $0.map { "namespace \($0)" } ?? "all namespaces" },
      ports: probes.map { $0.map { "\($0.transport.rawValue) \($0.port)" } ?? "each Pod on its first port" },
      rows: names, columns: names, marks: marks,
      legend: [
        "+ allowed", "e refused by egress", "i refused by ingress", "x by both", "- no policy counts",
      ] + (closed + opened > 0 ? ["+>e was allowed before"] : []),
      change: change(opened: opened, closed: closed))
  }

  private func change(opened: Int, closed: Int) -> String {
    let parts = [closed > 0 ? "\(closed) closed" : nil, opened > 0 ? "\(opened) opened" : nil].compactMap { $0 }
    if parts.isEmpty { return "" }
    return "Here \(parts.joined(separator: " and ")) by: `\(changedBy.split(separator: "\n").first ?? "")`"
  }

  func reason(_ question: ConnectionQuestion, from row: Int, to column: Int) -> ConnectionReason {
    let shown = endpoints(question)
    guard shown.indices.contains(row), shown.indices.contains(column) else { return ConnectionReason(summary: "") }
    let (source, destination) = (shown[row], shown[column])
    let probe = probe(question, probes(shown), to: destination)
    let why = now.engine.explain(from: source, to: destination, on: probe)
    var result = ConnectionReason(summary: why.summary, path: why.sentences)
    if let earlier = before?.engine.explain(from: source.title, to: destination.title, on: probe),
      earlier.verdict != why.verdict
    {
      result.before = earlier.summary
      result.path += ["Before `\(changedBy.split(separator: "\n").first ?? "")`:"] + earlier.sentences
    }
    return result
  }
}

extension LivePolicies {
  /// The verdict between two endpoints by their titles; nil where one was not there.
  fileprivate mutating func verdict(from source: Endpoint, to destination: Endpoint, on probe: Probe) -> Networking.Verdict? {
    guard let row = engine.place(of: source.title), let column = engine.place(of: destination.title) else { return nil }
    return matrix(on: probe).verdict(from: row, to: column)
  }
}

extension TrainingBackend {
  /// Who reaches whom in the namespace that the exercise is about, or in another.
  mutating func connections(_ session: SessionID, _ question: ConnectionQuestion) -> ConnectionMatrix? {
    guard let tasks = live?.tasks, tasks.indices.contains(session.number) else { return nil }
    let task = tasks[session.number]
    let world = task.session.world
    let context = task.exercise?.context ?? desks[session.number].context
    guard let cluster = context.flatMap({ world.cluster(ofContext: $0) }) ?? world.plan?.clusters.first?.name
    else { return nil }
    let own = task.exercise?.parameters.first { $0.name == "namespace" }?.value
    panel = ConnectionPanel(task.session, cluster: cluster, own: own, after: panel)
    return panel?.matrix(question)
  }

  mutating func connectionReason(
    _ session: SessionID, _ question: ConnectionQuestion, from row: Int, to column: Int
  ) -> ConnectionReason {
    panel?.reason(question, from: row, to: column) ?? ConnectionReason(summary: "")
  }
}
