import Assets
import Documents
import Hosts
import Simulation

/// What kubeadm leaves on the hosts of a cluster: certificates, kubeconfigs, manifests, the kubelet's configuration.
///
/// Source: kubeadm v1.36.2, `init` on a host of the same name and address; modes and owners as it sets them.
struct KubeadmFiles {
  let cluster: WorldPlan.ClusterEntry
  let controlPlane: WorldPlan.HostEntry
  let settings: WorldSettings
  /// When kubeadm ran.
  let at: Instant

  static let podSubnet = "10.44.0.0/16"
  static let serviceSubnet = "10.96.0.0/12"

  /// The images that a node of such a cluster has.
  static func images(_ settings: WorldSettings, isControlPlane: Bool) -> [String] {
    let registry = "registry.k8s.io"
    let all = ["\(registry)/pause:3.10.1", "\(registry)/kube-proxy:\(settings.kubernetes)", "\(registry)/coredns/coredns:v1.14.2"]
    guard isControlPlane else { return all }
    return all + ["\(registry)/etcd:\(settings.etcdImage)"]
      + ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map { "\(registry)/\($0):\(settings.kubernetes)" }
  }

  var server: String { "https://\(controlPlane.address):6443" }

  private func pki(_ path: String) -> String { Assets.text("Assets/worlds/pki/\(cluster.name)/\(path)") }

  /// The text of an asset with what differs between clusters filled in.
  func filled(_ path: String) -> String {
    var text = Assets.text("Assets/worlds/kubeadm/\(path)")
    for (name, value) in [
      ("host", controlPlane.name), ("address", controlPlane.address), ("etcdImage", settings.etcdImage),
      ("kubernetes", settings.kubernetes), ("podSubnet", Self.podSubnet), ("serviceSubnet", Self.serviceSubnet),
    ] {
      text = text.split(separator: "{{\(name)}}", omittingEmptySubsequences: false).joined(separator: value)
    }
    return path == "manifests/etcd.yaml" ? Self.fitted(text, to: settings.etcd) : text
  }

  /// The manifest of etcd 3.6 with the names that flags and health checks had in earlier versions (kubeadm chooses
  /// them by the version, cmd/kubeadm/app/phases/etcd/local.go).
  private static func fitted(_ manifest: String, to version: String) -> String {
    guard version != "3.6" else { return manifest }
    var lines: [Substring] = []
    for line in manifest.split(separator: "\n", omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == " " }
      switch line.dropFirst(indent.count) {
      case "- --feature-gates=InitialCorruptCheck=true":
        lines.append("\(indent)- --experimental-initial-corrupt-check=true")
        lines.append("\(indent)- --experimental-watch-progress-notify-interval=5s")
      case "- --watch-progress-notify-interval=5s": continue
      case "path: /livez" where version == "3.4": lines.append("\(indent)path: /health?serializable=true")
      case "path: /readyz" where version == "3.4": lines.append("\(indent)path: /health?serializable=false")
      default: lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// `/etc/kubernetes` and `/var/lib/kubelet` of the control plane host. `manifests` go into the directory that the
  /// kubelet watches.
  func layControlPlane(on host: inout Host, manifests: Bool) {
    layCertificates(on: &host)
    for (file, user) in [
      ("admin", "kubernetes-admin"), ("super-admin", "kubernetes-super-admin"),
      ("controller-manager", "system:kube-controller-manager"), ("scheduler", "system:kube-scheduler"),
    ] {
      host.install(
        "/etc/kubernetes/\(file).conf",
        text: kubeconfig(userName: user, certificate: pki("users/\(file).crt"), key: pki("users/\(file).key")),
        mode: 0o600, at: at)
    }
    host.files.installDirectory("/etc/kubernetes/manifests", mode: 0o700, at: at)
    if manifests {
      for name in ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] {
        host.install(
          "/etc/kubernetes/manifests/\(name).yaml", text: filled("manifests/\(name).yaml"), mode: 0o600, at: at)
      }
    }
    host.files.installDirectory("/var/lib/etcd", mode: 0o700, at: at)
    let admin = kubeconfig(userName: "kubernetes-admin", certificate: pki("users/admin.crt"), key: pki("users/admin.key"))
    host.install("/root/.kube/config", text: admin, mode: 0o600, at: at)
    host.files.installDirectory("/home/candidate/.kube", user: 1000, group: 1000, mode: 0o755, at: at)
    host.install("/home/candidate/.kube/config", text: admin, user: 1000, group: 1000, mode: 0o600, at: at)
  }

  /// What `kubeadm join` leaves on a node, and `kubeadm init` on the first one.
  func layKubelet(on host: inout Host) {
    host.files.installDirectory("/etc/kubernetes/manifests", mode: 0o700, at: at)
    host.install("/etc/kubernetes/pki/ca.crt", text: pki("pki/ca.crt"), at: at)
    let pem = "\(pki("users/kubelet-\(host.name).crt"))\(pki("users/kubelet-\(host.name).key"))"
    host.install("/var/lib/kubelet/pki/kubelet-client-2026-11-02-09-00-06.pem", text: pem, mode: 0o600, at: at)
    host.link(
      "/var/lib/kubelet/pki/kubelet-client-current.pem",
      to: "/var/lib/kubelet/pki/kubelet-client-2026-11-02-09-00-06.pem", at: at)
    host.install("/var/lib/kubelet/pki/kubelet.crt", text: pki("kubelets/\(host.name).crt"), at: at)
    host.install("/var/lib/kubelet/pki/kubelet.key", text: pki("kubelets/\(host.name).key"), mode: 0o600, at: at)
    host.install("/var/lib/kubelet/config.yaml", text: Assets.text("Assets/worlds/kubeadm/kubelet/config.yaml"), at: at)
    host.install(
      "/var/lib/kubelet/instance-config.yaml",
      text: Assets.text("Assets/worlds/kubeadm/kubelet/instance-config.yaml"), at: at)
    host.install(
      "/var/lib/kubelet/kubeadm-flags.env", text: "KUBELET_KUBEADM_ARGS=\"--hostname-override=\(host.name)\"\n", at: at)
    let current = "/var/lib/kubelet/pki/kubelet-client-current.pem"
    let user = "system:node:\(host.name)"
    host.install(
      "/etc/kubernetes/kubelet.conf",
      text: kubeconfig(userName: user, certificatePath: current, keyPath: current), mode: 0o600, at: at)
    layUnits(on: &host)
    host.install(
      "/etc/crictl.yaml",
      text: "runtime-endpoint: unix:///run/containerd/containerd.sock\nimage-endpoint: unix:///run/containerd/containerd.sock\n",
      at: at)
  }

  /// The services of a node, as the packages of Kubernetes and containerd install them.
  private func layUnits(on host: inout Host) {
    let units = "/usr/lib/systemd/system"
    for name in ["kubelet", "containerd"] {
      host.install("\(units)/\(name).service", text: Assets.text("Assets/worlds/kubeadm/units/\(name).service"), at: at)
      host.link(
        "/etc/systemd/system/multi-user.target.wants/\(name).service", to: "\(units)/\(name).service", at: at)
      host.files.install("/usr/bin/\(name)", .program(name), mode: 0o755, at: at)
    }
    host.install(
      "\(units)/kubelet.service.d/10-kubeadm.conf", text: Assets.text("Assets/worlds/kubeadm/units/10-kubeadm.conf"),
      at: at)
    host.files.install("/usr/sbin/runc", .program("runc"), mode: 0o755, at: at)
    host.reloadUnits(at: at)
  }

  private func layCertificates(on host: inout Host) {
    host.files.installDirectory("/etc/kubernetes", at: at)
    for name in [
      "ca", "apiserver", "apiserver-kubelet-client", "apiserver-etcd-client", "front-proxy-ca", "front-proxy-client",
      "etcd/ca", "etcd/server", "etcd/peer", "etcd/healthcheck-client",
    ] {
      host.install("/etc/kubernetes/pki/\(name).crt", text: pki("pki/\(name).crt"), at: at)
      host.install("/etc/kubernetes/pki/\(name).key", text: pki("pki/\(name).key"), mode: 0o600, at: at)
    }
    host.install("/etc/kubernetes/pki/sa.key", text: pki("pki/sa.key"), mode: 0o600, at: at)
    host.install("/etc/kubernetes/pki/sa.pub", text: pki("pki/sa.pub"), mode: 0o600, at: at)
  }

  /// A kubeconfig as kubeadm writes it, with embedded data.
  func kubeconfig(userName: String, certificate: String, key: String) -> String {
    kubeconfig(
      userName: userName,
      user: """
            client-certificate-data: \(Base64.encode(Array(certificate.utf8)))
            client-key-data: \(Base64.encode(Array(key.utf8)))
        """)
  }

  private func kubeconfig(userName: String, certificatePath: String, keyPath: String) -> String {
    kubeconfig(
      userName: userName,
      user: """
            client-certificate: \(certificatePath)
            client-key: \(keyPath)
        """)
  }

  private func kubeconfig(userName: String, user: String) -> String {
    """
    apiVersion: v1
    clusters:
    - cluster:
        certificate-authority-data: \(authorityData)
        server: \(server)
      name: kubernetes
    contexts:
    - context:
        cluster: kubernetes
        user: \(userName)
      name: \(userName)@kubernetes
    current-context: \(userName)@kubernetes
    kind: Config
    users:
    - name: \(userName)
      user:
    \(user)

    """
  }

  var authorityData: String { Base64.encode(Array(pki("pki/ca.crt").utf8)) }
  var adminData: (certificate: String, key: String) {
    (Base64.encode(Array(pki("users/admin.crt").utf8)), Base64.encode(Array(pki("users/admin.key").utf8)))
  }

  /// The kubeconfig of the learner's terminal: a context for every cluster.
  static func terminalConfig(_ clusters: [KubeadmFiles], current: String) -> String {
    var text = "apiVersion: v1\nclusters:\n"
    for files in clusters {
      text += "- cluster:\n    certificate-authority-data: \(files.authorityData)\n    server: \(files.server)\n"
      text += "  name: \(files.cluster.title)\n"
    }
    text += "contexts:\n"
    for files in clusters {
      text += "- context:\n    cluster: \(files.cluster.title)\n    user: admin-\(files.cluster.title)\n"
      text += "  name: \(files.cluster.context)\n"
    }
    text += "current-context: \(current)\nkind: Config\nusers:\n"
    for files in clusters {
      let admin = files.adminData
      text += "- name: admin-\(files.cluster.title)\n  user:\n    client-certificate-data: \(admin.certificate)\n"
      text += "    client-key-data: \(admin.key)\n"
    }
    return text
  }
}
