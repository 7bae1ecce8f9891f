/// The whole vocabulary of grading. Every check is judged on the state of a world, and answers with evidence.
public indirect enum Check: Sendable {
  case object(ObjectCheck)
  case field(FieldCheck)
  case file(FileCheck)
  case snapshot(SnapshotCheck)
  case createdAfterSnapshot(SnapshotReference, kind: String)
  case restored(RestoreCheck)
  /// A data directory that was restored from the snapshot lies somewhere on the host.
  case restoredDirectory(SnapshotReference)
  case connections(ConnectionsCheck)
  case selects(SelectsCheck)
  case service(host: String, unit: String, active: Bool)
  case container(host: String, name: String, running: Bool)
  /// The API server of the context answers, its nodes are ready and its control plane runs.
  case healthy(context: String)
  /// For guided steps only: the texts have been on the terminal since the step began.
  case shown([String])
  case all([Check])
  case any([Check])
  case not(Check)
}

/// Which object is meant. The context is the exercise's own where none is given.
public struct ObjectReference: Sendable, Equatable {
  public var context: String?
  public var kind: String
  public var namespace: String?
  public var name: String

  /// `Pod default/web`.
  public var text: String { "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }
}

public struct ObjectCheck: Sendable {
  public var object: ObjectReference
  public var exists: Bool
}

public struct FieldCheck: Sendable {
  public var object: ObjectReference
  /// Field names and places in lists, joined by dots: `spec.containers.0.image`.
  public var path: String
  public var expectation: Expectation
}

public enum Expectation: Sendable, Equatable {
  case equals(String)
  case contains(String)
  case atLeast(Int)
  case absent
}

public struct FileCheck: Sendable {
  public var host: String
  public var path: String
  public var exists: Bool
  public var contains: [String]
  /// The whole content without blanks at its ends.
  public var equals: String?
}

public struct SnapshotReference: Sendable, Equatable {
  public var host: String
  public var path: String
}

public struct SnapshotCheck: Sendable {
  public var snapshot: SnapshotReference
  /// Whether it must be one of the etcd that the host's cluster runs or ran, and not of another one.
  public var ofCluster: Bool
  public var holds: [ObjectReference]
  public var lacks: [ObjectReference]
}

public struct RestoreCheck: Sendable {
  public var snapshot: SnapshotReference
  /// The kind of which an object made after the snapshot must be gone through the restore, and not by deletion.
  public var gone: String?
}

/// Who must reach whom. Ends are Pods (`db1-0`, `other-namespace/db1-0`), addresses (`203.0.113.10`), or `dns` for the
/// cluster's DNS; destinations carry `:PORT` and, but for TCP, `/PROTOCOL`.
public struct ConnectionsCheck: Sendable {
  public var namespace: String
  public var from: [String]
  public var allowed: [String]
  public var refused: [String]
}

/// Which Pods a NetworkPolicy binds in a direction.
public struct SelectsCheck: Sendable {
  public enum Direction: String, Sendable, CaseIterable {
    case ingress
    case egress
  }

  public var policy: String
  public var namespace: String
  public var pods: [String]
  public var direction: Direction
  /// Whether it must bind no other Pods of the Namespace.
  public var only: Bool
}

/// What a check found: whether it holds, and the fact that decides it, in one sentence.
public struct Verdict: Equatable, Sendable {
  public var passed: Bool
  public var evidence: String

  public init(_ passed: Bool, _ evidence: String) {
    self.passed = passed
    self.evidence = evidence
  }
}
