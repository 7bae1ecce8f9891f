public import Hosts

/// What a client of TLS finds at an address and port.
public enum TLSServer: Sendable {
  case refused
  case noRoute
  case unknownName
  /// Something listens that speaks no TLS, or whose certificate is not simulated.
  case other
  /// Its certificates, the leaf first, and the authorities whose clients it accepts.
  case certificates([Certificate], accepting: [DistinguishedName])
}

extension World {
  /// Which certificates the server at an address shows.
  public func tlsServer(at name: String, port: Int, from hostName: String) -> TLSServer {
    guard case .host(let target, let address) = resolve(name, from: hostName) else {
      if case .unknown = resolve(name, from: hostName) { return .unknownName }
      return .noRoute
    }
    guard let listener = hosts[target]?.sockets.listener(at: address, port: port) else { return .refused }
    func certificates(_ path: String) -> [Certificate] {
      Certificate.all(in: files(of: target).text(path) ?? "")
    }
    switch members[MemberID(host: target, pid: listener.pid)]?.program {
    case .apiServer(let process):
      return .certificates(process.serving.chain, accepting: process.clientAuthorities.map(\.subject))
    case .etcd(let server):
      guard server.configuration.listenClientURLs.contains(where: { $0.port == port && $0.isSecure }) else { return .other }
      let shown = certificates(server.configuration.client.certFile)
      return shown.isEmpty
        ? .other
        : .certificates(shown, accepting: certificates(server.configuration.client.trustedCAFile).map(\.subject))
    default:
      let shown = listener.program == "kubelet" ? certificates("/var/lib/kubelet/pki/kubelet.crt") : []
      return shown.isEmpty ? .other : .certificates(shown, accepting: certificates("/etc/kubernetes/pki/ca.crt").map(\.subject))
    }
  }
}
