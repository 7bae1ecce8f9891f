import APIServer
import Documents
import Etcd
import Hosts
import KubeModel
import Simulation

/// A running kube-apiserver: what its flags and files have told it, and how far it has come.
struct APIServerProcess: Sendable {
  enum Phase: Sendable, Equatable {
    /// The port is bound, and nothing answers until etcd does; given up at `deadline`.
    case waitingForEtcd(deadline: Instant)
    /// Answers. Until `authorized` its RBAC caches are empty, until `ready` /readyz says so.
    case serving(authorized: Instant, ready: Instant)
  }

  var server: APIServer
  var phase: Phase
  let flags: ProgramFlags
  let serving: KeyPair
  let clientAuthorities: [Certificate]
  let etcdServers: [EtcdEndpoint]
  let started: Instant
  /// When it next tries to reach etcd.
  var nextAttempt: Instant
  /// The etcd to which a connection is open.
  var connected: MemberID?
  /// Since when etcd has not answered; nil while it does.
  var etcdLost: Instant?
  /// When it next compacts etcd; nil where its flags say never.
  var nextCompaction: Instant?
  /// Told to end, and held up by what it has to tell an etcd that does not answer: its port stays open meanwhile.
  var isDraining = false

  /// How often it compacts etcd; zero for never (`--etcd-compaction-interval`).
  var compactionInterval: Span { flags["etcd-compaction-interval"].flatMap(GoDuration.parse) ?? .seconds(300) }

  /// Who a client is; nil where its credentials prove nothing (401).
  func authenticate(_ connection: APIConnection, at wall: WallTime) -> UserInfo? {
    if connection.clientCertificate != nil {
      if let leaf = connection.clientChain.first,
        (try? leaf.verify(roots: clientAuthorities, purpose: .client, at: wall)) != nil
      {
        return UserInfo(
          name: leaf.subject.commonName, groups: leaf.subject.organizations + ["system:authenticated"])
      }
      if connection.token == nil { return nil }
    }
    if let token = connection.token {
      return user(ofToken: token, at: wall)
    }
    if connection.userName != nil { return nil }
    return server.options.allowsAnonymous ? .anonymous : nil
  }
}

extension APIServerProcess {
  /// By which credential somebody is known, as it goes into reviews and signing requests
  /// (apiserver, authentication/request/x509): the certificate's fingerprint.
  func credential(of connection: APIConnection) -> [String: [String]] {
    guard connection.token == nil, let leaf = connection.clientChain.first else { return [:] }
    return ["authentication.kubernetes.io/credential-id": ["X509SHA256=\(hexadecimal(SHA256.digest(leaf.encoded)))"]]
  }

  /// The service account whose token it is, if the account still exists and the token has not expired.
  private func user(ofToken text: String, at wall: WallTime) -> UserInfo? {
    guard let token = ServiceAccountToken(text), token.expires > wall.unixSeconds,
      let kind = server.kinds.kind("ServiceAccount", group: "", version: "v1"),
      let account = server.cached(kind, namespace: token.namespace, name: token.name), account.meta.uid == token.uid
    else { return nil }
    return .serviceAccount(namespace: token.namespace, name: token.name, uid: token.uid)
  }
}

/// An endpoint of etcd as a client of it has it configured.
struct EtcdEndpoint: Sendable {
  var host: String
  var port: Int
  var connection: EtcdConnection

  /// Reads `https://127.0.0.1:2379`, `http://…` or `127.0.0.1:2379`.
  init?(_ text: String, connection: EtcdConnection) {
    var rest = text[...]
    var connection = connection
    if rest.hasPrefix("https://") {
      rest = rest.dropFirst(8)
      connection.isSecure = true
    } else if rest.hasPrefix("http://") {
      rest = rest.dropFirst(7)
      connection.isSecure = false
    } else {
      connection.isSecure = connection.certificate != nil || connection.authorities != nil
    }
    guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]) else { return nil }
    host = String(rest[..<colon])
    self.port = port
    connection.host = host
    self.connection = connection
  }
}
