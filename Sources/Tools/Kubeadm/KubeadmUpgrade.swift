import Documents
import Hosts
import KubeModel
import World

/// `kubeadm upgrade plan`. Not simulated: the upgrade itself, for programs of other versions are not.
struct KubeadmUpgrade {
  private let kubeadm: KubeadmCall
  private var call: Call { kubeadm.call }

  init(_ kubeadm: KubeadmCall) {
    self.kubeadm = kubeadm
  }

  func run() throws -> Int32 {
    switch try kubeadm.subcommand(["apply", "diff", "node", "plan"], of: "upgrade") {
    case "plan": return try plan(kubeadm.words.count > 2 ? kubeadm.words[2] : nil)
    case "apply":
      guard kubeadm.words.count > 2 else {
        throw KubeadmCall.Stop(message: "missing one or more required arguments. Required arguments: [version]")
      }
      throw ToolFailure("not simulated: kubeadm upgrade apply")
    case let other: throw ToolFailure("not simulated: kubeadm upgrade \(other)")
    }
  }

  private func plan(_ target: String?) throws -> Int32 {
    try call.write("[preflight] Running pre-flight checks.\n")
    try kubeadm.readConfiguration("upgrade/config", mayFail: false)
    try call.write(
      "[upgrade] Running cluster health checks\n[upgrade] Fetching available versions to upgrade to\n"
        + "[upgrade/versions] Cluster version: 1.36.2\n[upgrade/versions] kubeadm version: v1.36.2\n")
    guard let target else { return try planOffline() }
    let parts = target.drop { $0 == "v" }.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 3 else { throw KubeadmCall.Stop(message: "couldn't parse version \"\(target)\"") }
    let version = "v\(parts.map(String.init).joined(separator: "."))"
    let series = "v\(parts[0]).\(parts[1])"
    try call.write("[upgrade/versions] Target version: \(version)\n[upgrade/versions] Latest version in the \(series) series: \(version)\n\n")
    if version == "v1.36.2" { return 0 }
    let answer = try kubeadm.ask(APIRequest(.get, "/api/v1/nodes", userAgent: "kubeadm"))
    let nodes = (answer["items"]?.elements ?? []).map { node in
      (node.meta.name, node["status", "nodeInfo", "kubeletVersion"]?.string ?? "", node["metadata", "labels", "node-role.kubernetes.io/control-plane"] != nil)
    }
    try call.write(
      "Components that must be upgraded manually after you have upgraded the control plane with 'kubeadm upgrade apply':\n")
    try table([["COMPONENT", "NODE", "CURRENT", "TARGET"]] + nodes.map { ["kubelet", $0.0, $0.1, version] })
    try call.write("\nUpgrade to the latest version in the \(series) series:\n\n")
    let planes = nodes.filter(\.2).map(\.0)
    var rows = [["COMPONENT", "NODE", "CURRENT", "TARGET"]]
    for name in ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] {
      rows += planes.map { [name, $0, "v1.36.2", version] }
    }
    rows += [["kube-proxy", "", "1.36.2", version], ["CoreDNS", "", "v1.14.2", "v1.14.2"]]
    rows += planes.map { ["etcd", $0, "3.6.8-0", "3.6.8-0"] }
    try table(rows)
    try call.write(Self.end(version))
    return 0
  }

  private static func end(_ version: String) -> String {
    let line = String(repeating: "_", count: 69)
    return """

      You can now apply the upgrade by executing the following command:

      \tkubeadm upgrade apply \(version)

      Note: Before you can perform this upgrade, you have to update kubeadm to \(version).

      \(line)


      The table below shows the current state of component configs as understood by this version of kubeadm.
      Configs that have a "yes" mark in the "MANUAL UPGRADE REQUIRED" column require manual config upgrade or
      resetting to kubeadm defaults before a successful upgrade can be performed. The version to manually
      upgrade to is denoted in the "PREFERRED VERSION" column.

      API GROUP                 CURRENT VERSION   PREFERRED VERSION   MANUAL UPGRADE REQUIRED
      kubeproxy.config.k8s.io   v1alpha1          v1alpha1            no
      kubelet.config.k8s.io     v1beta1           v1beta1             no
      \(line)


      """
  }

  /// Without the internet the newest version that is known is one's own.
  private func planOffline() throws -> Int32 {
    for (file, words) in [("stable", "Target version"), ("stable-1.36", "Latest version in the v1.36 series")] {
      let url = "https://dl.k8s.io/release/\(file).txt"
      try kubeadm.warning(
        "version.go:108",
        "could not fetch a Kubernetes version from the internet: unable to get URL \"\(url)\": Get \"\(url)\": "
          + "dial tcp: lookup dl.k8s.io: no such host")
      try kubeadm.warning("version.go:109", "falling back to the local client version: v1.36.2")
      try call.write("[upgrade/versions] \(words): v1.36.2\n")
    }
    try call.write("\n")
    return 0
  }

  private func table(_ rows: [[String]]) throws {
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        let width = (rows.map { $0[column].count }.max() ?? 0) + 3
        return column == row.count - 1 ? cell : cell + String(repeating: " ", count: width - cell.count)
      }
      try call.write("\(cells.joined())\n")
    }
  }
}
