/// The whole vocabulary of grading. Every check is judged on the state of a world, and answers with evidence.
public indirect enum Check: Sendable {
  case object(ObjectCheck)
  case field(FieldCheck)
  case objects(ObjectsCheck)
  case access(AccessCheck)
  case file(FileCheck)
  case snapshot(SnapshotCheck)
  case figures(FiguresCheck)
  case createdAfterSnapshot(SnapshotReference, kind: String)
  case restored(RestoreCheck)
  /// A data directory that was restored from the snapshot lies somewhere on the host, or where it is asked for.
  case restoredDirectory(SnapshotReference, directory: String?)
  case connections(ConnectionsCheck)
  case selects(SelectsCheck)
  case logs(LogsCheck)
  case service(ServiceCheck)
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
  public var path: FieldPath
  public var expectation: Expectation
}

public enum Expectation: Sendable, Equatable {
  case equals(String)
  /// Base64 of this text, as values of Secrets are.
  case decoded(String)
  case contains(String)
  case atLeast(Int)
  case absent
}

/// How many objects of a kind have certain values in certain fields.
public struct ObjectsCheck: Sendable {
  public struct Condition: Sendable, Equatable {
    public var path: FieldPath
    public var value: String
  }

  public var kind: String
  /// Nil for all of them.
  public var namespace: String?
  public var conditions: [Condition]
  public var atLeast: Int
  public var atMost: Int

  /// `Pod in default with spec.nodeName=cluster3-node1`.
  var text: String {
    let place = namespace.map { " in \($0)" } ?? ""
    let fields = conditions.map { "\($0.path.text)=\($0.value)" }.joined(separator: ", ")
    return "\(kind)\(place)\(fields.isEmpty ? "" : " with \(fields)")"
  }

  /// `2 wanted`, `at least 1 wanted`.
  var wanted: String {
    if atLeast == atMost { return "\(atLeast) wanted" }
    return atMost == .max ? "at least \(atLeast) wanted" : "\(atLeast) to \(atMost) wanted"
  }
}

/// What a user or service account may do by the rules that are in force, however these are written.
public struct AccessCheck: Sendable {
  /// `create deployments.apps`, `get pods/log`.
  public struct Action: Sendable, Equatable {
    public var verb: String
    public var resource: String
    public var group: String
    public var subresource: String

    /// Nil where the text is not a verb and a resource.
    public init?(_ text: String) {
      let words = text.split(separator: " ")
      guard words.count == 2 else { return nil }
      verb = String(words[0])
      let parts = words[1].split(separator: "/", maxSplits: 1)
      guard let names = parts.first?.split(separator: ".", maxSplits: 1), !names.isEmpty else { return nil }
      resource = String(names[0])
      group = names.count > 1 ? String(names[1]) : ""
      subresource = parts.count > 1 ? String(parts[1]) : ""
    }

    public var text: String {
      "\(verb) \(resource)\(group.isEmpty ? "" : ".\(group)")\(subresource.isEmpty ? "" : "/\(subresource)")"
    }
  }

  /// `jane`, or `system:serviceaccount:NAMESPACE:NAME`.
  public var user: String
  /// Nil asks for all Namespaces, and for what lies in none.
  public var namespace: String?
  public var allowed: [Action]
  public var refused: [Action]
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

/// Whether a file names figures of a snapshot as `snapshot status` prints them, in any form and order.
public struct FiguresCheck: Sendable {
  public enum Figure: String, Sendable, CaseIterable {
    case hash
    case revision
    case totalKeys
  }

  public var host: String
  /// The file with the figures.
  public var path: String
  /// The snapshot, on the same host.
  public var snapshot: String
  public var holds: [Figure]
}

public struct RestoreCheck: Sendable {
  public var snapshot: SnapshotReference
  /// The kind of which an object made after the snapshot must be gone through the restore, and not by deletion.
  public var gone: String?
  /// Objects that must be the very ones of the snapshot, and not made again under their names.
  public var back: [ObjectReference]
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

/// What a container has printed, as `kubectl logs` shows it.
public struct LogsCheck: Sendable {
  public var namespace: String
  public var pod: String
  public var container: String
  /// Texts that stand in it; none asks only for a container that has a log.
  public var contains: [String]
}

/// Whether a systemd unit is active, and whether it starts at boot where that counts.
public struct ServiceCheck: Sendable {
  public var host: String
  public var unit: String
  public var active: Bool
  public var enabled: Bool?
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
