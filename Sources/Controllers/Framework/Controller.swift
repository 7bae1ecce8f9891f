public import Documents
public import KubeModel
public import Simulation

/// Compares what is wanted with what is, and answers with the requests that close the gap.
///
/// Level-based: it looks at the cluster and never at the event that made someone ask. Pure: the same cluster,
/// time and chance give the same reaction. It is asked again whenever something that it watches has changed.
public protocol Controller: Sendable {
  /// Its name in events and as a service account: `replicaset-controller`.
  static var name: String { get }
  /// Who sends its requests.
  static var client: Client { get }
  /// The kinds whose changes may matter to it, the one that it reconciles first.
  static var watches: [WatchedKind] { get }
  /// What to look at after `object` has changed, was made or was deleted.
  static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef]
  static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction
}

extension Controller {
  public static var client: Client { .controller(name) }
}

/// A kind by its group and name, as controllers watch it.
public struct WatchedKind: Hashable, Sendable, CustomStringConvertible {
  public var group: String
  public var kind: String

  public init(_ kind: String, _ group: String = "") {
    self.kind = kind
    self.group = group
  }

  /// The kind of an object.
  public init(of object: Value) {
    self.init(object.kind, GroupVersion(object.apiVersion).group)
  }

  /// Every kind there is, those of custom resources as well.
  public static let everything = WatchedKind("*", "*")

  /// `Deployment.apps`, or `Pod` of the core group.
  public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }

  public func matches(_ object: Value) -> Bool {
    self == .everything || (kind == object.kind && group == GroupVersion(object.apiVersion).group)
  }
}

/// What a reconcile function wants to be done.
public struct Reaction: Sendable {
  /// In order; the first that fails ends it.
  public var steps: [Step]
  /// When to be asked again without any change.
  public var again: Span?

  public init(_ steps: [Step] = [], again: Span? = nil) {
    self.steps = steps
    self.again = again
  }

  /// The requests alone, for tests.
  public var requests: [APIRequest] { steps.compactMap(\.request) }

  /// Asks to be called again after a span, or earlier if that was asked for already. A past moment means at
  /// once.
  mutating func lookAgain(after span: Span) {
    let later = max(span, .milliseconds(1))
    again = again.map { min($0, later) } ?? later
  }
}

/// A request with the events that follow it.
public struct Step: Sendable {
  /// Nil for events alone.
  public var request: APIRequest?
  /// What is recorded when it succeeds.
  public var events: [EventNote]
  /// What is done when it fails.
  public var onFailure: (@Sendable (APIStatus) -> [Step])?

  public init(
    _ request: APIRequest?, events: [EventNote] = [], onFailure: (@Sendable (APIStatus) -> [Step])? = nil
  ) {
    self.request = request
    self.events = events
    self.onFailure = onFailure
  }
}

/// What a controller can see of the cluster: the newest state of every object.
public protocol ClusterReader {
  /// The kinds that the API server serves, for paths.
  var kinds: Kinds { get }
  var settings: ControllerSettings { get }
  /// What the reconcile functions of one turn have worked out so far; nil where nothing is kept.
  var notes: TurnNotes? { get }
  /// How new the view is; it grows with every change.
  var revision: Int64 { get }
  /// What has changed since a revision, in order; nil where that is not known.
  func changes(after revision: Int64) -> [(object: Value, isDeletion: Bool)]?
  func object(_ ref: ObjectRef) -> Value?
  /// All objects of a kind, in one namespace or everywhere, sorted by namespace and name.
  func objects(_ kind: WatchedKind, namespace: String?) -> [Value]
  /// Those of a namespace whose names begin with a text.
  func objects(_ kind: WatchedKind, namespace: String, namedFrom prefix: String) -> [Value]
  /// Every object of every kind, in one namespace or everywhere.
  func everything(namespace: String?) -> [Value]
  /// The objects that name the object of this UID among their owners.
  func dependents(ofUID uid: String, namespace: String?) -> [Value]
}

extension ClusterReader {
  public var notes: TurnNotes? { nil }
  public var revision: Int64 { 0 }
  public func changes(after revision: Int64) -> [(object: Value, isDeletion: Bool)]? { nil }

  public func dependents(ofUID uid: String, namespace: String?) -> [Value] {
    everything(namespace: namespace).filter { object in object.meta.owners.contains { $0.uid == uid } }
  }

  public func objects(_ kind: WatchedKind, namespace: String, namedFrom prefix: String) -> [Value] {
    objects(kind, namespace: namespace).filter { $0.meta.name.hasPrefix(prefix) }
  }

  /// The Pods of a namespace.
  func pods(_ namespace: String) -> [Value] { objects(WatchedKind("Pod"), namespace: namespace) }
}

/// What reconcile functions have worked out and can go on from while one turn of their loop lasts: a hundred Pods that
/// wait for a node need not all count anew what runs where.
public final class TurnNotes {
  /// The nodes with their Pods, as of a revision.
  var nodes: (revision: Int64, view: ClusterView)?

  public init() {}
}

/// What the flags of kube-controller-manager say, and since when it leads.
public struct ControllerSettings: Sendable {
  /// The certificate that `--root-ca-file` names; nil publishes none.
  public var rootCertificate: String?
  /// Who signs requests for certificates; nil signs none.
  public var signer: (any CertificateSigner)?
  /// `--cluster-cidr`; nil gives nodes no range of Pod addresses.
  public var clusterCIDR: String?
  /// Grace periods count from here at the earliest: a new leader knows nothing of the time before it.
  public var leadingSince: WallTime
  /// `--node-monitor-grace-period`; 50 s since Kubernetes 1.32.
  public var nodeGrace: Span

  public init(
    rootCertificate: String? = nil, clusterCIDR: String? = nil,
    leadingSince: WallTime = WallTime(unixSeconds: 0),
    nodeGrace: Span = .seconds(50)
  ) {
    self.rootCertificate = rootCertificate
    self.clusterCIDR = clusterCIDR
    self.leadingSince = leadingSince
    self.nodeGrace = nodeGrace
  }
}
