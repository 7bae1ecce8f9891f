import Documents
import Hosts
import KubeModel
import World

/// `kubeadm init`, as far as it is met on a cluster that runs: its preflight checks, and single phases.
struct KubeadmPhases {
  private let kubeadm: KubeadmCall
  private var call: Call { kubeadm.call }
  private var process: Process { kubeadm.process }

  init(_ kubeadm: KubeadmCall) {
    self.kubeadm = kubeadm
  }

  func run() throws -> Int32 {
    guard kubeadm.words.count > 1 else { return try preflight() }
    guard kubeadm.words[1] == "phase" else {
      throw KubeadmCall.Stop(message: "unknown command \"\(kubeadm.words[1])\" for \"kubeadm init\"")
    }
    let known = [
      "addon", "bootstrap-token", "certs", "control-plane", "etcd", "kubeconfig", "kubelet-finalize", "kubelet-start",
      "mark-control-plane", "preflight", "show-join-command", "upload-certs", "upload-config", "wait-control-plane",
    ]
    let phase = try kubeadm.subcommand(known, of: "init phase")
    let name = kubeadm.words.count > 3 ? kubeadm.words[3] : "all"
    switch phase {
    case "control-plane": return try manifests(name)
    case "etcd": return try manifest("etcd", "[etcd] Creating static Pod manifest for local etcd in \"/etc/kubernetes/manifests\"")
    case "certs": return try certificates(name)
    case "kubeconfig": return try kubeconfigs(name)
    case "preflight": return try preflight()
    default: throw ToolFailure("not simulated: kubeadm init phase \(phase)")
    }
  }

  // MARK: Preflight

  private func preflight() throws -> Int32 {
    try call.write("[init] Using Kubernetes version: v1.36.2\n[preflight] Running pre-flight checks\n")
    try process.wait(for: .milliseconds(900))
    var problems: [String] = []
    let host = process.stage.world.hosts[process.hostName]
    for port in [6443, 10259, 10257] where host?.sockets.listener(at: "127.0.0.1", port: port) != nil {
      problems.append("Port-\(port)]: Port \(port) is in use")
    }
    for name in ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"] {
      let path = "/etc/kubernetes/manifests/\(name).yaml"
      if process.files.exists(path, by: process.accessor) {
        problems.append("FileAvailable-\(path.replacing("/", with: "-"))]: \(path) already exists")
      }
    }
    for port in [10250, 2379, 2380] where host?.sockets.listener(at: "127.0.0.1", port: port) != nil {
      problems.append("Port-\(port)]: Port \(port) is in use")
    }
    if let inside = try? process.files.list("/var/lib/etcd", by: process.accessor), !inside.isEmpty {
      problems.append("DirAvailable--var-lib-etcd]: /var/lib/etcd is not empty")
    }
    guard problems.isEmpty else { throw Self.preflightFailure(problems, call) }
    throw ToolFailure("not simulated: kubeadm init of a new cluster")
  }

  static func preflightFailure(_ problems: [String], _ call: Call) -> KubeadmCall.Stop {
    let list = problems.map { "\t[ERROR \($0)\n" }.joined()
    try? call.flush()
    try? call.process.printError(
      "[preflight] Some fatal errors occurred:\n\(list)[preflight] If you know what you are doing, you can make a check "
        + "non-fatal with `--ignore-preflight-errors=...`\n")
    return KubeadmCall.Stop(message: "error execution phase preflight: preflight checks failed")
  }

  // MARK: Manifests

  private func manifests(_ name: String) throws -> Int32 {
    let all = ["apiserver", "controller-manager", "scheduler"]
    guard name == "all" || all.contains(name) else {
      throw KubeadmCall.Stop(message: "unknown command \"\(name)\" for \"kubeadm init phase control-plane\"")
    }
    try call.write("[control-plane] Using manifest folder \"/etc/kubernetes/manifests\"\n")
    for component in all where name == "all" || name == component {
      _ = try manifest(
        "kube-\(component)", "[control-plane] Creating static Pod manifest for \"kube-\(component)\"")
    }
    return 0
  }

  private func manifest(_ component: String, _ words: String) throws -> Int32 {
    guard let text = process.stage.world.kubeadmManifest(component, on: process.hostName) else {
      throw ToolFailure("not simulated: a control plane on a host that has none")
    }
    try call.write("\(words)\n")
    try KubeadmCertificates(kubeadm).write("/etc/kubernetes/manifests/\(component).yaml", text, mode: 0o600)
    return 0
  }

  // MARK: Certificates

  /// A certificate of kubeadm's, with what it says besides the names of a server.
  private struct Made {
    var place: String
    var subject: [(key: String, value: String)]
    var purposes: [String]
    var authority: String
    /// `apiserver` and `etcd` name a server; nil for clients.
    var names: String?
  }

  private static let made: [Made] = [
    Made(
      place: "apiserver", subject: [("CN", "kube-apiserver")], purposes: [Certificate.serverAuth], authority: "ca",
      names: "apiserver"),
    Made(
      place: "apiserver-kubelet-client", subject: [("O", "kubeadm:cluster-admins"), ("CN", "kube-apiserver-kubelet-client")],
      purposes: [Certificate.clientAuth], authority: "ca"),
    Made(
      place: "front-proxy-client", subject: [("CN", "front-proxy-client")], purposes: [Certificate.clientAuth],
      authority: "front-proxy-ca"),
    Made(
      place: "etcd/server", subject: [], purposes: [Certificate.serverAuth, Certificate.clientAuth], authority: "etcd-ca",
      names: "etcd"),
    Made(
      place: "etcd/peer", subject: [], purposes: [Certificate.serverAuth, Certificate.clientAuth], authority: "etcd-ca",
      names: "etcd"),
    Made(
      place: "etcd/healthcheck-client", subject: [("CN", "kube-etcd-healthcheck-client")],
      purposes: [Certificate.clientAuth], authority: "etcd-ca"),
    Made(
      place: "apiserver-etcd-client", subject: [("CN", "kube-apiserver-etcd-client")], purposes: [Certificate.clientAuth],
      authority: "etcd-ca"),
  ]

  private func certificates(_ wanted: String) throws -> Int32 {
    let short = { (place: String) in place.replacing("/", with: "-") }
    let known = Self.made.map { short($0.place) } + ["all", "ca", "etcd-ca", "front-proxy-ca", "sa"]
    guard known.contains(wanted) else {
      throw KubeadmCall.Stop(message: "unknown command \"\(wanted)\" for \"kubeadm init phase certs\"")
    }
    if wanted == "all" { try call.write("[certs] Using certificateDir folder \"/etc/kubernetes/pki\"\n") }
    for (name, place) in [("ca", "ca"), ("front-proxy-ca", "front-proxy-ca"), ("etcd-ca", "etcd/ca"), ("sa", "sa")]
    where wanted == "all" || wanted == name {
      let isThere = exists("/etc/kubernetes/pki/\(place).key")
      guard isThere else { throw ToolFailure("not simulated: new authorities and keys of service accounts") }
      try call.write(
        name == "sa" ? "[certs] Using the existing \"sa\" key\n"
          : "[certs] Using existing \(place) certificate authority\n")
    }
    for entry in Self.made where wanted == "all" || wanted == short(entry.place) {
      let path = "/etc/kubernetes/pki/\(entry.place)"
      if exists("\(path).crt"), exists("\(path).key") {
        try call.write("[certs] Using existing \(entry.place) certificate and key on disk\n")
        continue
      }
      try call.write("[certs] Generating \"\(entry.place)\" certificate and key\n")
      try make(entry, path)
    }
    return 0
  }

  private func exists(_ path: String) -> Bool { process.files.exists(path, by: process.accessor) }

  private func make(_ entry: Made, _ path: String) throws {
    let host = process.hostName
    let address = process.stage.world.hosts[host]?.addresses.first { !$0.hasPrefix("127.") && !$0.contains(":") } ?? ""
    var names: [(isAddress: Bool, text: String)] = []
    if let kind = entry.names {
      let service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"]
      let texts = kind == "apiserver" ? [host] + service : [host, "localhost"]
      let addresses = kind == "apiserver" ? ["10.96.0.1", address] : [address, "127.0.0.1"]
      names = texts.map { (false, $0) } + addresses.map { (true, $0) }
      try call.write(
        "[certs] \(entry.place) serving cert is signed for DNS names [\(texts.joined(separator: " "))] and IPs "
          + "[\((addresses + (kind == "etcd" ? ["::1"] : [])).joined(separator: " "))]\n")
    }
    var extensions: [Certificate.Extension] = [
      .keyUsage([.digitalSignature, .keyEncipherment]), .extendedKeyUsage(entry.purposes),
      .basicConstraints(isAuthority: false),
    ]
    if let item = Certificate.Extension.alternativeNames(names) { extensions.append(item) }
    let subject = entry.subject.isEmpty ? [(key: "CN", value: host)] : entry.subject
    let writer = KubeadmCertificates(kubeadm)
    let (certificate, key) = try writer.issue(
      subject: DistinguishedName(subject), extensions: extensions, authority: entry.authority, name: entry.place)
    try writer.write("\(path).crt", certificate.text, mode: 0o644)
    try writer.write("\(path).key", key.traditional.text, mode: 0o600)
  }

  // MARK: Kubeconfigs

  private func kubeconfigs(_ wanted: String) throws -> Int32 {
    let all: [(name: String, user: String, group: String?)] = [
      ("admin", "kubernetes-admin", "kubeadm:cluster-admins"), ("super-admin", "kubernetes-super-admin", "system:masters"),
      ("kubelet", "system:node:\(process.hostName)", "system:nodes"),
      ("controller-manager", "system:kube-controller-manager", nil), ("scheduler", "system:kube-scheduler", nil),
    ]
    guard wanted == "all" || all.contains(where: { $0.name == wanted }) else {
      throw KubeadmCall.Stop(message: "unknown command \"\(wanted)\" for \"kubeadm init phase kubeconfig\"")
    }
    guard let server = process.stage.world.kubeadmEndpoint(for: process.hostName),
      let authority = try? process.readFile("/etc/kubernetes/pki/ca.crt")
    else {
      throw KubeadmCall.Stop(
        message: "error execution phase kubeconfig/\(wanted): couldn't create a kubeconfig; the CA files couldn't be loaded: "
          + "failed to load certificate: couldn't load the certificate file /etc/kubernetes/pki/ca.crt: open "
          + "/etc/kubernetes/pki/ca.crt: no such file or directory")
    }
    if wanted == "all" { try call.write("[kubeconfig] Using kubeconfig folder \"/etc/kubernetes\"\n") }
    let writer = KubeadmCertificates(kubeadm)
    for entry in all where wanted == "all" || wanted == entry.name {
      let path = "/etc/kubernetes/\(entry.name).conf"
      if exists(path) {
        try call.write("[kubeconfig] Using existing kubeconfig file: \"\(path)\"\n")
        continue
      }
      try call.write("[kubeconfig] Writing \"\(entry.name).conf\" kubeconfig file\n")
      let subject = (entry.group.map { [(key: "O", value: $0)] } ?? []) + [(key: "CN", value: entry.user)]
      let (certificate, key) = try writer.issue(
        subject: DistinguishedName(subject), extensions: KubeadmCertificates.clientExtensions, authority: "ca",
        name: entry.name)
      try writer.write(
        path,
        KubeadmCertificates.kubeconfig(
          entry.user, server: "https://\(server)", authority: Base64.encode(authority), certificate: certificate.text,
          key: key.traditional.text),
        mode: 0o600)
    }
    return 0
  }
}
