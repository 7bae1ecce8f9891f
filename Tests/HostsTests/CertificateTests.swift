import Assets
import Documents
import Hosts
import Simulation
import Testing

private func asset(_ path: String) -> String { Assets.text("Assets/worlds/pki/c3/\(path)") }
private func certificate(_ path: String) -> Certificate { Certificate.all(in: asset("\(path).crt"))[0] }

private let now = WallTime(year: 2026, month: 11, day: 25, hour: 8)

@Suite struct CertificateTests {
  @Test func readsTheServerCertificate() {
    let server = certificate("pki/apiserver")
    #expect(server.subject.commonName == "kube-apiserver")
    #expect(server.issuer.opensslText == "CN = kubernetes")
    #expect(server.notAfter.rfc3339 == "2027-11-02T09:00:00Z")
    #expect(server.notBefore.rfc3339 == "2026-11-02T08:55:00Z")
    #expect(server.dnsNames.last == "kubernetes.default.svc.cluster.local")
    #expect(server.ipAddresses == ["10.96.0.1", "192.168.100.31", "127.0.0.1"])
    #expect(server.usages == [.digitalSignature, .keyEncipherment])
    #expect(server.extendedUsages == [Certificate.serverAuth])
    #expect(!server.isAuthority)
    #expect(server.publicKey.bits == 2048)
    #expect(certificate("pki/etcd/server").ipAddresses == ["192.168.100.31", "127.0.0.1", "::1"])
    #expect(certificate("users/admin").subject.organizations == ["kubeadm:cluster-admins"])
    #expect(certificate("users/kubelet-cluster3-node1").publicKey.bits == 256)
  }

  @Test(arguments: [
    ("pki/apiserver", "pki/ca", true), ("pki/apiserver", "pki/etcd/ca", false), ("pki/etcd/peer", "pki/etcd/ca", true),
    ("pki/front-proxy-client", "pki/front-proxy-ca", true), ("users/admin", "pki/ca", true),
    ("users/admin", "pki/apiserver", false),
  ])
  func knowsItsIssuer(leaf: String, authority: String, expected: Bool) {
    #expect(certificate(leaf).isIssued(by: certificate(authority)) == expected)
  }

  @Test func otherClusterWithTheSameName() {
    let foreign = Certificate.all(in: Assets.text("Assets/worlds/pki/c1/pki/ca.crt"))
    #expect(throws: CertificateError.unknownAuthority(candidate: "kubernetes")) {
      try certificate("users/admin").verify(roots: foreign, purpose: .client, at: now)
    }
    #expect(throws: CertificateError.unknownAuthority(candidate: nil)) {
      try certificate("users/admin").verify(roots: [certificate("pki/etcd/ca")], purpose: .client, at: now)
    }
  }

  @Test func namesAndTimes() throws {
    let server = certificate("pki/apiserver")
    let roots = [certificate("pki/ca")]
    try server.verify(roots: roots, name: "192.168.100.31", purpose: .server, at: now)
    try server.verify(roots: roots, name: "kubernetes", purpose: .server, at: now)
    #expect(throws: CertificateError.wrongName(valid: server.ipAddresses, wanted: "192.168.100.32")) {
      try server.verify(roots: roots, name: "192.168.100.32", purpose: .server, at: now)
    }
    #expect(throws: CertificateError.wrongUsage) { try server.verify(roots: roots, purpose: .client, at: now) }
    let later = WallTime(year: 2028, month: 1, day: 1)
    #expect(throws: CertificateError.expired(now: later, end: server.notAfter)) {
      try server.verify(roots: roots, purpose: .server, at: later)
    }
    #expect(
      CertificateError.expired(now: later, end: server.notAfter).text
        == "x509: certificate has expired or is not yet valid: current time 2028-01-01T00:00:00Z is after "
        + "2027-11-02T09:00:00Z")
  }

  @Test func keyPairs() throws {
    _ = try KeyPair(certificate: asset("pki/etcd/server.crt"), key: asset("pki/etcd/server.key"))
    _ = try KeyPair(
      certificate: asset("users/kubelet-cluster3-node1.crt"), key: asset("users/kubelet-cluster3-node1.key"))
    #expect(throws: CertificateError.keyMismatch) {
      try KeyPair(certificate: asset("pki/etcd/server.crt"), key: asset("pki/etcd/peer.key"))
    }
    #expect(throws: CertificateError.noCertificateData) { try KeyPair(certificate: "text", key: asset("pki/sa.key")) }
    #expect(throws: CertificateError.certificateInKeyFile) {
      try KeyPair(certificate: asset("pki/ca.crt"), key: asset("pki/ca.crt"))
    }
    #expect(throws: CertificateError.keyInCertificateFile) {
      try KeyPair(certificate: asset("pki/ca.key"), key: asset("pki/ca.key"))
    }
  }

  @Test func pemRoundTrip() {
    let text = asset("pki/ca.crt")
    #expect(PEMBlock.all(in: text).map(\.text).joined() == text)
    #expect(PEMBlock.all(in: asset("kubelets/cluster3-node1.crt")).count == 2)
    #expect(Base64.decode(Array("aGk=".utf8)) == Array("hi".utf8))
    #expect(Base64.decode(Array("aG*=".utf8)) == nil)
  }
}
