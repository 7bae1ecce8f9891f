import Documents
import Hosts
import KubeModel
import Simulation

/// `kubeadm certs`: when certificates expire, and new ones in their place.
///
/// Differs: a certificate that is renewed gets a new key out of the store of primes.
struct KubeadmCertificates {
  private let kubeadm: KubeadmCall
  private var call: Call { kubeadm.call }

  /// A certificate that kubeadm looks after.
  struct Entry {
    var name: String
    var authority: String
    /// Its file below the directory of certificates without the ending, or the kubeconfig that holds it.
    var place: String
    /// What `renew` calls it.
    var words: String

    var isKubeconfig: Bool { place.hasSuffix(".conf") }
  }

  static let entries = [
    Entry(
      name: "admin.conf", authority: "ca", place: "admin.conf",
      words: "certificate embedded in the kubeconfig file for the admin to use and for kubeadm itself"),
    Entry(name: "apiserver", authority: "ca", place: "apiserver", words: "certificate for serving the Kubernetes API"),
    Entry(
      name: "apiserver-etcd-client", authority: "etcd-ca", place: "apiserver-etcd-client",
      words: "certificate the apiserver uses to access etcd"),
    Entry(
      name: "apiserver-kubelet-client", authority: "ca", place: "apiserver-kubelet-client",
      words: "certificate for the API server to connect to kubelet"),
    Entry(
      name: "controller-manager.conf", authority: "ca", place: "controller-manager.conf",
      words: "certificate embedded in the kubeconfig file for the controller manager to use"),
    Entry(
      name: "etcd-healthcheck-client", authority: "etcd-ca", place: "etcd/healthcheck-client",
      words: "certificate for liveness probes to healthcheck etcd"),
    Entry(
      name: "etcd-peer", authority: "etcd-ca", place: "etcd/peer",
      words: "certificate for etcd nodes to communicate with each other"),
    Entry(name: "etcd-server", authority: "etcd-ca", place: "etcd/server", words: "certificate for serving etcd"),
    Entry(
      name: "front-proxy-client", authority: "front-proxy-ca", place: "front-proxy-client",
      words: "certificate for the front proxy client"),
    Entry(
      name: "scheduler.conf", authority: "ca", place: "scheduler.conf",
      words: "certificate embedded in the kubeconfig file for the scheduler manager to use"),
    Entry(
      name: "super-admin.conf", authority: "ca", place: "super-admin.conf",
      words: "certificate embedded in the kubeconfig file for the super-admin"),
  ]

  private static let authorities = [("ca", "ca"), ("etcd-ca", "etcd/ca"), ("front-proxy-ca", "front-proxy-ca")]

  init(_ kubeadm: KubeadmCall) {
    self.kubeadm = kubeadm
  }

  private var directory: String { kubeadm.flag("cert-dir") ?? "/etc/kubernetes/pki" }

  func run() throws -> Int32 {
    switch try kubeadm.subcommand(["check-expiration", "renew", "certificate-key", "generate-csr"], of: "certs") {
    case "check-expiration": return try checkExpiration()
    case "renew": return try renew()
    case "certificate-key":
      try call.write("\(kubeadm.process.stage.world.draw("kubeadm") { $0.hex(64) })\n")
      return 0
    default: throw ToolFailure("not simulated: kubeadm certs generate-csr")
    }
  }

  // MARK: Expiration

  private func checkExpiration() throws -> Int32 {
    try kubeadm.readConfiguration("check-expiration", mayFail: true)
    try call.write("\n")
    var rows: [[String]] = []
    for entry in Self.entries {
      guard let certificate = certificate(entry) else {
        rows.append(["!MISSING! \(entry.name)", "", "", "", ""])
        continue
      }
      rows.append([entry.name, date(certificate.notAfter), left(certificate.notAfter), entry.authority, "no"])
    }
    try table(
      ["CERTIFICATE", "EXPIRES", "RESIDUAL TIME", "CERTIFICATE AUTHORITY", "EXTERNALLY MANAGED"], rows)
    try call.write("\n")
    rows = Self.authorities.map { name, place in
      guard let text = try? kubeadm.process.readText("\(directory)/\(place).crt"),
        let certificate = Certificate.all(in: text).first
      else { return ["!MISSING! \(name)", "", "", ""] }
      return [name, date(certificate.notAfter), left(certificate.notAfter), "no"]
    }
    try table(["CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME", "EXTERNALLY MANAGED"], rows)
    return 0
  }

  /// Columns as Go's tabwriter lays them out; each row ends with a tab, the heading does not.
  private func table(_ head: [String], _ rows: [[String]]) throws {
    let widths = head.indices.map { column in
      let cells = rows.map { $0[column].count } + (column == head.count - 1 ? [] : [head[column].count])
      return max((cells.max() ?? 0) + 3, 8)
    }
    for (place, row) in ([head] + rows).enumerated() {
      for (column, cell) in row.enumerated() {
        let isLast = column == row.count - 1 && place == 0
        try call.write(isLast ? cell : cell.padding(to: widths[column]))
      }
      try call.write("\n")
    }
  }

  /// `Nov 23, 2027 06:22 UTC`
  private func date(_ time: WallTime) -> String {
    let words = CertificateText.date(time).split(separator: " ")
    let day = words[1].count == 1 ? "0\(words[1])" : String(words[1])
    return "\(words[0]) \(day), \(words[3]) \(words[2].prefix(5)) UTC"
  }

  private func left(_ end: WallTime) -> String {
    let seconds = end.unixSeconds - kubeadm.process.wall.unixSeconds
    if seconds < -1 { return "<invalid>" }
    if seconds < 60 { return "\(max(seconds, 0))s" }
    if seconds < 3600 { return "\(seconds / 60)m" }
    if seconds < 86_400 { return "\(seconds / 3600)h" }
    let days = seconds / 86_400
    return days < 365 ? "\(days)d" : "\(days / 365)y"
  }

  private func certificate(_ entry: Entry) -> Certificate? {
    guard entry.isKubeconfig else {
      return (try? kubeadm.process.readText("\(directory)/\(entry.place).crt")).flatMap { Certificate.all(in: $0).first }
    }
    guard let text = try? kubeadm.process.readText("/etc/kubernetes/\(entry.place)"), let value = try? YAML.value(text),
      let data = value["users"]?.elements.first?["user", "client-certificate-data"]?.string,
      let bytes = Base64.decode(data.utf8)
    else { return nil }
    return Certificate.all(in: String(decoding: bytes, as: UTF8.self)).first
  }

  // MARK: Renewal

  private func renew() throws -> Int32 {
    let names = Self.entries.map(\.name)
    let name = try kubeadm.subcommand(["all"] + names, of: "certs renew")
    try kubeadm.readConfiguration("renew", mayFail: true)
    try call.write("\n")
    for entry in Self.entries where name == "all" || entry.name == name {
      guard let old = certificate(entry) else {
        if name == "all" {
          try call.write("MISSING! \(entry.words)\n")
          continue
        }
        throw KubeadmCall.Stop(
          message: "failed to load existing certificate \(entry.name): "
            + "open \(path(entry)): no such file or directory")
      }
      try renew(entry, old)
      try call.write("\(entry.words) renewed\n")
    }
    if name == "all" {
      try call.write(
        "\nDone renewing certificates. You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and "
          + "etcd, so that they can use the new certificates.\n")
    }
    return 0
  }

  private func path(_ entry: Entry) -> String {
    entry.isKubeconfig ? "/etc/kubernetes/\(entry.place)" : "\(directory)/\(entry.place).crt"
  }

  private func renew(_ entry: Entry, _ old: Certificate) throws {
    let (certificate, key) = try issue(
      subject: old.subject, extensions: old.extensions.filter { $0.identifier != "2.5.29.35" }, authority: entry.authority,
      name: entry.name)
    let process = kubeadm.process
    guard entry.isKubeconfig else {
      try write("\(directory)/\(entry.place).crt", certificate.text, mode: 0o644)
      try write("\(directory)/\(entry.place).key", key.traditional.text, mode: 0o600)
      return
    }
    let path = "/etc/kubernetes/\(entry.place)"
    guard let text = try? process.readText(path) else { return }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let indent = line.prefix { $0 == " " }
      if line.dropFirst(indent.count).hasPrefix("client-certificate-data:") {
        return "\(indent)client-certificate-data: \(Base64.encode(Array(certificate.text.utf8)))"
      }
      if line.dropFirst(indent.count).hasPrefix("client-key-data:") {
        return "\(indent)client-key-data: \(Base64.encode(Array(key.traditional.text.utf8)))"
      }
      return String(line)
    }
    try write(path, lines.joined(separator: "\n"), mode: 0o600)
  }

  /// A new certificate and key by one of the cluster's authorities, good for a year.
  func issue(
    subject: DistinguishedName, extensions: [Certificate.Extension], authority: String, name: String
  ) throws -> (PEMBlock, RSAKey) {
    let place = Self.authorities.first { $0.0 == authority }?.1 ?? "ca"
    let process = kubeadm.process
    func load(_ ending: String) throws -> String {
      do {
        return try process.readText("\(directory)/\(place).\(ending)")
      } catch {
        throw KubeadmCall.Stop(
          message: "failed to renew certificate \(name): unable to read CA: couldn't load \(ending == "key" ? "private key" : "certificate") "
            + "file \(directory)/\(place).\(ending): open \(directory)/\(place).\(ending): \(error.goText)")
      }
    }
    guard let issuer = Certificate.all(in: try load("crt")).first, let signer = RSAKey(text: try load("key")),
      let key = process.stage.world.draw("kubeadm", { RSAKey(bits: 2048, chance: &$0) })
    else { throw ToolFailure("not simulated: authorities with keys other than RSA") }
    let now = WallTime(unixSeconds: process.wall.unixSeconds)
    let serial = process.stage.world.draw("kubeadm") { chance -> [UInt8] in
      let number = chance.next() >> 1
      return (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }
    let template = CertificateTemplate(
      subject: subject, serial: serial, notBefore: now + .seconds(-300), notAfter: now + .seconds(365 * 86_400),
      publicKey: key.publicKey, extensions: extensions + [.authorityKeyID(issuer.subjectKeyID)])
    return (template.signed(by: signer, issuer: issuer.subject), key)
  }

  func write(_ path: String, _ text: String, mode: Int) throws {
    let process = kubeadm.process
    do {
      try process.writeFile(path, text)
      try process.changeFiles { (files) throws(FileError) in
        try files.changeMode(path, to: mode, by: process.accessor, at: process.now)
      }
    } catch {
      throw KubeadmCall.Stop(message: "open \(path): \(error.goText)")
    }
  }

  // MARK: Users

  /// `kubeadm kubeconfig user`: a kubeconfig with a new certificate for somebody.
  func userConfiguration() throws -> Int32 {
    _ = try kubeadm.subcommand(["user"], of: "kubeconfig")
    guard let name = kubeadm.flag("client-name") else {
      throw KubeadmCall.Stop(message: "required flag(s) \"client-name\" not set")
    }
    let organizations = kubeadm.list("org").map { ("O", $0) }
    let (certificate, key) = try issue(
      subject: DistinguishedName((organizations + [("CN", name)]).map { (key: $0.0, value: $0.1) }),
      extensions: Self.clientExtensions, authority: "ca", name: name)
    let admin = (try? kubeadm.process.readText("/etc/kubernetes/admin.conf")).flatMap { try? YAML.value($0) } ?? .null
    let cluster = admin["clusters"]?.elements.first?["cluster"] ?? .null
    try call.write(
      Self.kubeconfig(
        name, server: cluster["server"]?.string ?? "", authority: cluster["certificate-authority-data"]?.string ?? "",
        certificate: certificate.text, key: key.traditional.text))
    return 0
  }

  static let clientExtensions: [Certificate.Extension] = [
    .keyUsage([.digitalSignature, .keyEncipherment]), .extendedKeyUsage([Certificate.clientAuth]),
    .basicConstraints(isAuthority: false),
  ]

  static func kubeconfig(
    _ user: String, server: String, authority: String, certificate: String, key: String
  ) -> String {
    """
    apiVersion: v1
    clusters:
    - cluster:
        certificate-authority-data: \(authority)
        server: \(server)
      name: kubernetes
    contexts:
    - context:
        cluster: kubernetes
        user: \(user)
      name: \(user)@kubernetes
    current-context: \(user)@kubernetes
    kind: Config
    users:
    - name: \(user)
      user:
        client-certificate-data: \(Base64.encode(Array(certificate.utf8)))
        client-key-data: \(Base64.encode(Array(key.utf8)))

    """
  }
}

extension String {
  /// With blanks up to a width.
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }
}
