import APIServer
import Documents
public import Etcd
import Hosts
import KubeModel
import Nodes
public import Simulation

/// A change that somebody made through an API server, as its audit log would keep it.
public struct AuditEntry: Sendable, Equatable {
  public enum Verb: Sendable, Equatable {
    case create
    case delete
  }

  public var at: Instant
  public var cluster: String
  public var user: String
  public var verb: Verb
  public var kind: String
  public var namespace: String
  public var name: String
  public var uid: String
  /// The revision of etcd at which an object was made; 0 for a deletion.
  public var revision: Int64
}

// What a grader can look at beside the API: files, processes, and etcd's data.
extension World {
  /// The bytes of a file of a host; nil where there is none.
  public mutating func fileBytes(_ path: String, on hostName: String) -> [UInt8]? {
    guard hosts[hostName] != nil else { return nil }
    return try? currentFiles(of: hostName).read(path, by: .root)
  }

  /// The store in a snapshot file, or why it is none, in a sentence.
  public mutating func snapshot(_ path: String, on hostName: String) -> Result<EtcdStore, InspectionProblem> {
    guard hosts[hostName] != nil else { return .failure(InspectionProblem("there is no host \(hostName)")) }
    let files = currentFiles(of: hostName)
    guard let inode = try? files.status(path, by: .root) else {
      return .failure(InspectionProblem("\(path) does not exist on \(hostName)"))
    }
    guard let content = inode.content else { return .failure(InspectionProblem("\(path) is no file")) }
    if case .deferred(let deferred) = content, let snapshot = deferred as? EtcdSnapshot { return .success(snapshot.store) }
    do {
      return .success(try EtcdSnapshotFile(content).store(version: .v36, seed: seed, now: now))
    } catch {
      return .failure(InspectionProblem("\(path) is no etcd snapshot"))
    }
  }

  /// The figures of a snapshot file as the tools print them; nil where it is none. Versions count keys differently.
  public mutating func snapshotStatus(
    _ path: String, on hostName: String
  ) -> (hash: UInt32, revision: Int64, totalKeys: [Int])? {
    guard hosts[hostName] != nil, let inode = try? currentFiles(of: hostName).status(path, by: .root),
      let content = inode.content
    else { return nil }
    let statuses = [EtcdVersion.Dialect.v35, .v36].compactMap { try? EtcdSnapshotFile(content).status(dialect: $0) }
    guard let first = statuses.first else { return nil }
    return (first.hash, first.revision, statuses.map(\.totalKeys))
  }

  /// The store of the etcd that runs on a host; nil where none runs.
  public func etcdStore(on hostName: String) -> EtcdStore? { etcdServer(on: hostName)?.store }

  private func etcdServer(on hostName: String) -> EtcdServer? {
    for (id, member) in members where id.host == hostName {
      if case .etcd(let server) = member.program { return server }
    }
    return nil
  }

  /// What the running etcd of a host holds, and when its data directory was made by a restore; nil where none runs, or
  /// where it runs on other data. Only a restore writes a raft snapshot of term 1 (etcd, etcdutl/snapshot:
  /// saveWALAndSnap).
  public mutating func restoredData(runningOn hostName: String) -> RestoredData? {
    guard let (id, member) = members.first(where: { id, member in
      if case .etcd = member.program { id.host == hostName } else { false }
    }), case .etcd(let server) = member.program
    else { return nil }
    let directory = server.configuration.dataDirectory
    guard let at = Self.restored(directory, in: currentFiles(of: id.host), by: member.accessor) else { return nil }
    return RestoredData(directory: directory, store: server.store, at: at)
  }

  /// The data directories below a path of a host that were made by a restore.
  public mutating func restoredData(on hostName: String, below path: String, depth: Int = 3) -> [RestoredData] {
    guard hosts[hostName] != nil else { return [] }
    let files = currentFiles(of: hostName)
    var found: [(path: String, at: Instant)] = []
    func look(_ path: String, _ depth: Int) {
      guard depth >= 0, let names = try? files.list(path, by: .root) else { return }
      if names.contains("member"), let at = Self.restored(path, in: files, by: .root) {
        found.append((path, at))
        return
      }
      for name in names where (try? files.status("\(path)/\(name)", by: .root, following: false))?.isDirectory == true {
        look(path == "/" ? "/\(name)" : "\(path)/\(name)", depth - 1)
      }
    }
    look(path, depth)
    var data: [RestoredData] = []
    for (path, at) in found {
      guard case .success(let store) = snapshot("\(path)/member/snap/db", on: hostName) else { continue }
      data.append(RestoredData(directory: path, store: store, at: at))
    }
    return data
  }

  /// When a restore made a data directory; nil where it was made otherwise.
  private static func restored(_ directory: String, in files: FileSystem, by accessor: Accessor) -> Instant? {
    let folder = "\(directory)/member/snap"
    let names = (try? files.list(folder, by: accessor)) ?? []
    guard let marker = names.first(where: { $0.hasPrefix("0000000000000001-") && $0.hasSuffix(".snap") }) else {
      return nil
    }
    return (try? files.status("\(folder)/\(marker)", by: accessor))?.modified
  }

  /// The UID of the namespace kube-system, which tells clusters apart, as it was when the world was made.
  public func identity(of cluster: String) -> String? { identities[cluster] }

  /// The UID of kube-system in a store.
  public static func identity(in store: EtcdStore) -> String? {
    guard let kv = store["/registry/namespaces/kube-system"], case .document(let object) = content(kv.value) else {
      return nil
    }
    return object["metadata", "uid"]?.string
  }

  /// Whether a store holds an object of a built-in kind.
  public static func holds(_ kind: String, _ namespace: String?, _ name: String, in store: EtcdStore) -> Bool {
    entry(kind, namespace, name, in: store) != nil
  }

  /// The UID of an object of a built-in kind in a store; nil where the store does not hold it.
  public static func uid(_ kind: String, _ namespace: String?, _ name: String, in store: EtcdStore) -> String? {
    guard let kv = entry(kind, namespace, name, in: store), case .document(let object) = content(kv.value) else {
      return nil
    }
    return object["metadata", "uid"]?.string
  }

  private static func entry(
    _ kind: String, _ namespace: String?, _ name: String, in store: EtcdStore
  ) -> EtcdKeyValue? {
    guard let resource = Kinds.builtIn.named(kind) ?? Kinds.builtIn.all.first(where: { $0.kind == kind }) else {
      return nil
    }
    return store[RegistryKeys.key(resource, namespace: namespace ?? "default", name: name)]
  }

  /// The containers of a host that run and have that name.
  public func runningContainers(named name: String, on hostName: String) -> Int {
    nodes[hostName]?.runtime.containers.filter { $0.isRunning && $0.name == name }.count ?? 0
  }

  /// Whether an API server of the cluster answers, and says that it is ready.
  public mutating func apiIsReady(_ cluster: String) -> Bool {
    guard let id = serverID(of: cluster), case .apiServer(let process)? = members[id]?.program,
      case .serving(_, let ready) = process.phase
    else { return false }
    return now >= ready && objects(kind: "namespaces", namespace: nil, in: cluster) != nil
  }

  private static func content(_ content: EtcdContent) -> EtcdContent {
    if case .bytes(let bytes) = content, let value = try? JSON.parse(bytes) { return .document(value) }
    return content
  }
}

/// A data directory that a restore made, and what it holds by now.
public struct RestoredData: Sendable {
  public var directory: String
  public var store: EtcdStore
  /// When the restore made it.
  public var at: Instant
}

public struct InspectionProblem: Error, Equatable, Sendable {
  public var message: String

  init(_ message: String) {
    self.message = message
  }
}
