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
  /// The state of the session that this was made from.
  private let moment: Moment
  /// What verdicts followed from at that moment.
  private var facts: [String: Value] = [:]
  private var sight: Sight?
  /// What was answered last, for the same question about the same policies.
  private var answer: Answer?

  /// An address that stands for the world outside of the cluster (RFC 5737).
  private static let outside = [IPAddress(v4: 203, 0, 113, 10)]
  /// More Pods than this are not shown at once.
  private static let limit = 1000

  /// Equal moments of a session have the same objects.
  private struct Moment: Equatable {
    var changes: Int
    var lines: [String]

    init(_ session: Session) {
      changes = session.world.changes
      lines = session.entered.map(\.text)
    }
  }

  /// The endpoints that are shown for a question, and what is asked of each.
  private struct Sight {
    var question: ConnectionQuestion
    var endpoints: [Endpoint]
    /// The ports that can be asked about; nil stands for each Pod's own first port.
    var ports: [Probe?]
    var probes: [Probe]
    /// How many Pods there are in all.
    var podCount: Int
  }

  private struct Answer {
    var question: ConnectionQuestion
    var revision: Int
    var matrix: ConnectionMatrix
  }

  /// `last` is the panel of the last time, so that only what has changed since is judged again.
  init?(_ session: Session, cluster: String, own: String?, after last: ConnectionPanel?) {
    var world = session.world
    let moment = Moment(session)
    if let last, last.cluster == cluster, last.moment == moment {
      self = last
      return
    }
    guard let objects = world.policyObjects(of: cluster) else { return nil }
    self.cluster = cluster
    self.moment = moment
    let known = last?.cluster == cluster && last?.now.engine.isEnforced == world.settings.enforcesPolicies ? last : nil
    now = known?.now ?? LivePolicies(objects: objects, outside: Self.outside, isEnforced: world.settings.enforcesPolicies)
    now.update(objects: objects, outside: Self.outside)
    let found = Set(now.engine.endpoints.filter { $0.kind == .pod }.map(\.namespace))
    let first = own.map { found.contains($0) ? [$0] : [] } ?? []
    let system = found.contains("kube-system") && !first.contains("kube-system") ? ["kube-system"] : []
    let others = found.subtracting(first + system).sorted()
    let named = first + others + system
    guard !named.isEmpty else { return nil }
    namespaces = named.count > 1 ? named + [nil] : named.map { $0 }
    facts = Self.facts(objects)
    if let known, known.facts == facts, moment.lines.starts(with: known.moment.lines) {
      // Later lines have changed nothing.
      (before, changedBy) = (known.before, known.changedBy)
      (sight, answer) = (known.sight, known.answer)
    } else {
      lookBack(session)
    }
  }

  /// Whether nothing has happened since.
  func isCurrent(_ session: Session) -> Bool { moment == Moment(session) }

  /// Finds the last line that changed policies or labels, and the policies before it.
  private mutating func lookBack(_ session: Session) {
    var seen = session.world.changes
    for line in session.entered.reversed() {
      var world = line.world
      if world.changes == seen { continue }
      seen = world.changes
      guard let earlier = world.policyObjects(of: cluster) else { return }
      if Self.isSame(Self.facts(earlier), facts) { continue }
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
  private func look(_ question: ConnectionQuestion) -> Sight {
    let namespace = namespaces[min(question.namespace, namespaces.count - 1)]
    let pods = now.engine.endpoints.filter { $0.kind == .pod && (namespace == nil || $0.namespace == namespace) }
    var shown = Array(pods.prefix(Self.limit))
    if namespace != nil, namespace != "kube-system" {
      shown += now.engine.endpoints.filter {
        $0.kind == .pod && $0.namespace == "kube-system" && $0.labels["k8s-app"] == "kube-dns"
      }.prefix(1)
    }
    shown += now.engine.endpoints.filter { $0.kind == .outside }
    var ports: [Probe?] = [nil]
    var seen: Set<Probe> = []
    for port in shown.flatMap(\.ports) {
      let probe = Probe(port.transport, port.number)
      if seen.insert(probe).inserted { ports.append(probe) }
    }
    let asked = ports[min(question.port, ports.count - 1)]
    let probes = shown.map { end in
      asked ?? end.ports.first.map { Probe($0.transport, $0.number) } ?? Probe(.tcp, 80)
    }
    return Sight(question: question, endpoints: shown, ports: ports, probes: probes, podCount: pods.count)
  }

  private func name(_ endpoint: Endpoint, _ question: ConnectionQuestion) -> String {
    if endpoint.kind != .pod { return "outside (\(endpoint.name))" }
    return endpoint.namespace == namespaces[min(question.namespace, namespaces.count - 1)]
      ? endpoint.name : endpoint.title
  }

  mutating func matrix(_ question: ConnectionQuestion) -> ConnectionMatrix {
    if let answer, answer.question == question, answer.revision == now.revision { return answer.matrix }
    let matrix = judged(question)
    answer = Answer(question: question, revision: now.revision, matrix: matrix)
    return matrix
  }

  private mutating func judged(_ question: ConnectionQuestion) -> ConnectionMatrix {
    let sight = look(question)
    self.sight = sight
    let places = sight.endpoints.map { now.engine.place(of: $0.title) ?? 0 }
    let connections = ConnectionSight(places, probes: sight.probes, now: &now, before: &before)
    let names = sight.endpoints.map { name($0, question) }
    return ConnectionMatrix(
      namespaces: namespaces.enumerated().map { index, name in
        let title = name.map { "namespace \($0)" } ?? "all namespaces"
        guard index == question.namespace, sight.podCount > Self.limit else { return title }
        return "\(title), the first \(Self.limit) of \(sight.podCount) Pods"
      },
      ports: sight.ports.map { $0.map { "\($0.transport.rawValue) \($0.port)" } ?? "each Pod on its first port" },
      rows: names, columns: names, signs: connections.verdicts, earlier: connections.earlier,
      legend: [
        "+ allowed", "e refused by egress", "i refused by ingress", "x by both", "- no policy counts",
      ] + (connections.closed + connections.opened > 0 ? ["two signs: before, now"] : []),
      change: change(opened: connections.opened, closed: connections.closed))
  }

  private func change(opened: Int, closed: Int) -> String {
    let parts = [closed > 0 ? "\(closed) closed" : nil, opened > 0 ? "\(opened) opened" : nil].compactMap { $0 }
    if parts.isEmpty { return "" }
    return "Here \(parts.joined(separator: " and ")) by: `\(changedBy.split(separator: "\n").first ?? "")`"
  }

  func reason(_ question: ConnectionQuestion, from row: Int, to column: Int) -> ConnectionReason {
    let sight = self.sight?.question == question ? self.sight : nil
    let shown = sight ?? look(question)
    guard shown.endpoints.indices.contains(row), shown.endpoints.indices.contains(column) else {
      return ConnectionReason(summary: "")
    }
    let (source, destination, probe) = (shown.endpoints[row], shown.endpoints[column], shown.probes[column])
    let why = now.engine.explain(from: source, to: destination, on: probe)
    var result = ConnectionReason(summary: why.summary, path: why.sentences)
    if let earlier = before?.engine.explain(from: source.title, to: destination.title, on: probe),
      earlier.verdict != why.verdict
    {
      result.before = earlier.summary
    }
    return result
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

  func connectionsAreCurrent(_ session: SessionID) -> Bool {
    guard let tasks = live?.tasks, tasks.indices.contains(session.number) else { return true }
    return panel?.isCurrent(tasks[session.number].session) ?? true
  }

  mutating func connectionReason(
    _ session: SessionID, _ question: ConnectionQuestion, from row: Int, to column: Int
  ) -> ConnectionReason {
    panel?.reason(question, from: row, to: column) ?? ConnectionReason(summary: "")
  }
}
