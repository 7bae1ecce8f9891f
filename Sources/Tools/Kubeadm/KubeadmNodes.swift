import Documents
import Hosts
import KubeModel
import Simulation
import World

/// `kubeadm join` and `kubeadm reset`: a host becomes a node, and ceases to be one.
struct KubeadmNodes {
  private let kubeadm: KubeadmCall
  private var call: Call { kubeadm.call }
  private var process: Process { kubeadm.process }

  init(_ kubeadm: KubeadmCall) {
    self.kubeadm = kubeadm
  }

  /// Runs a line of the shell whose output nobody sees.
  @discardableResult
  private func shell(_ text: String) throws -> Int32 {
    try call.flush()
    return try process.runShell("{ \(text); } > /dev/null 2>&1 < /dev/null", in: process.child(["sh"]))
  }

  // MARK: Joining

  func join() throws -> Int32 {
    guard kubeadm.words.count > 1 || kubeadm.flag("discovery-file", "config") != nil else {
      throw KubeadmCall.Stop(message: "discovery: Invalid value: \"\": bootstrapToken or file must be set")
    }
    if kubeadm.flag("control-plane", "discovery-file", "config") != nil || kubeadm.words.count > 2 {
      throw ToolFailure("not simulated: joining as a control plane, by a file or in phases")
    }
    let endpoint = kubeadm.words[1]
    guard let token = kubeadm.flag("token", "discovery-token") else {
      throw KubeadmCall.Stop(message: "discovery.bootstrapToken.token: Invalid value: \"\": the bootstrap token is invalid")
    }
    guard KubeadmTokens.isToken(token) else {
      throw KubeadmCall.Stop(message: "discovery.bootstrapToken.token: Invalid value: \"\": the bootstrap token is invalid")
    }
    let hashes = kubeadm.list("discovery-token-ca-cert-hash")
    if hashes.isEmpty, kubeadm.flag("discovery-token-unsafe-skip-ca-verification") == nil {
      throw KubeadmCall.Stop(
        message: "discovery.bootstrapToken: Invalid value: \"\": using token-based discovery without caCertHashes can be unsafe. "
          + "Set unsafeSkipCAVerification as true in your kubeadm config file or pass "
          + "--discovery-token-unsafe-skip-ca-verification flag to continue")
    }
    try preflight()
    try discover(endpoint, token, hashes)
    try call.write(
      "[preflight] Reading configuration from the \"kubeadm-config\" ConfigMap in namespace \"kube-system\"...\n"
        + "[preflight] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.\n")
    return try startKubelet()
  }

  private func preflight() throws {
    try call.write("[preflight] Running pre-flight checks\n")
    try process.wait(for: .milliseconds(700))
    var problems: [String] = []
    for path in ["/etc/kubernetes/kubelet.conf", "/etc/kubernetes/pki/ca.crt"]
    where process.files.exists(path, by: process.accessor) {
      problems.append("FileAvailable-\(path.replacing("/", with: "-"))]: \(path) already exists")
    }
    if let manifests = try? process.files.list("/etc/kubernetes/manifests", by: process.accessor), !manifests.isEmpty {
      problems.append("DirAvailable--etc-kubernetes-manifests]: /etc/kubernetes/manifests is not empty")
    }
    if process.stage.world.hosts[process.hostName]?.sockets.listener(at: "0.0.0.0", port: 10250) != nil {
      problems.append("Port-10250]: Port 10250 is in use")
    }
    let ignored = kubeadm.list("ignore-preflight-errors").map { $0.lowercased() }
    let fatal = problems.filter { problem in
      !ignored.contains("all") && !ignored.contains(problem.prefix { $0 != "]" }.lowercased())
    }
    guard fatal.isEmpty else { throw KubeadmPhases.preflightFailure(fatal, call) }
  }

  /// Asks for what everybody may know of the cluster, and believes it when the token and the hash fit.
  private func discover(_ endpoint: String, _ token: String, _ hashes: [String]) throws {
    var connection = APIConnection(server: "https://\(endpoint)")
    connection.skipsVerification = true
    connection.timeout = .seconds(10)
    let path = "/api/v1/namespaces/kube-public/configmaps/cluster-info"
    if case .failure(let failure) = try process.send(
      APIRequest(.get, path, userAgent: "kubeadm"), over: connection)
    {
      // It is tried again for as long as discovery may take.
      try process.wait(for: .seconds(300))
      throw KubeadmCall.Stop(
        message: "error execution phase preflight: couldn't validate the identity of the API Server: failed to request the "
          + "cluster-info ConfigMap: Get \"https://\(endpoint)\(path)?timeout=10s\": \(failure.text)")
    }
    guard isKnown(token) else {
      try process.wait(for: .seconds(300))
      throw KubeadmCall.Stop(
        message: "error execution phase preflight: couldn't validate the identity of the API Server: could not find a JWS "
          + "signature in the cluster-info ConfigMap for token ID \"\(token.prefix(6))\"")
    }
    guard case .certificates(let chain, _) = process.stage.world.tlsServer(
      at: String(endpoint.prefix { $0 != ":" }), port: Int(endpoint.drop { $0 != ":" }.dropFirst()) ?? 6443,
      from: process.hostName), let leaf = chain.first
    else { return }
    let host = process.stage.world.cluster(ofHost: process.hostName) ?? ""
    guard !hashes.isEmpty, let authority = authority(of: leaf, cluster: host) else { return }
    let actual = KubeadmTokens.hash(authority)
    if !hashes.contains(actual) {
      throw KubeadmCall.Stop(
        message: "error execution phase preflight: couldn't validate the identity of the API Server: cluster CA found in "
          + "cluster-info ConfigMap is invalid: none of the public keys \"\(actual)\" are pinned")
    }
  }

  /// Whether the token lies in the cluster and has not expired: only then does its controller sign with it.
  private func isKnown(_ token: String) -> Bool {
    guard let cluster = process.stage.world.cluster(ofHost: process.hostName),
      let secret = process.stage.world.object(
        kind: "secrets", namespace: "kube-system", name: "bootstrap-token-\(token.prefix(6))", in: cluster)
    else { return false }
    func text(_ key: String) -> String? {
      secret["data", key]?.string.flatMap { Base64.decode($0.utf8) }.map { String(decoding: $0, as: UTF8.self) }
    }
    if let end = text("expiration").flatMap({ WallTime(rfc3339: $0) }), end < process.wall { return false }
    return text("token-secret") == String(token.suffix(16))
  }

  /// The authority that has signed the server's certificate, as the cluster's ConfigMap shows it.
  private func authority(of leaf: Certificate, cluster: String) -> Certificate? {
    let root = process.stage.world.object(
      kind: "configmaps", namespace: "kube-system", name: "kube-root-ca.crt", in: cluster)
    let text = root?["data", "ca.crt"]?.string ?? ""
    return Certificate.all(in: text).first { $0.subject == leaf.issuer }
  }

  private func startKubelet() throws -> Int32 {
    guard process.stage.world.layKubelet(on: process.hostName) else {
      throw ToolFailure("not simulated: a host that belongs to no cluster")
    }
    try call.write(
      "[kubelet-start] Writing kubelet configuration to file \"/var/lib/kubelet/instance-config.yaml\"\n"
        + "[patches] Applied patch of type \"application/strategic-merge-patch+json\" to target \"kubeletconfiguration\"\n"
        + "[kubelet-start] Writing kubelet configuration to file \"/var/lib/kubelet/config.yaml\"\n"
        + "[kubelet-start] Writing kubelet environment file with flags to file \"/var/lib/kubelet/kubeadm-flags.env\"\n"
        + "[kubelet-start] Starting the kubelet\n")
    try shell("systemctl daemon-reload; systemctl enable kubelet; systemctl restart kubelet")
    try process.wait(for: .seconds(1.5))
    try call.write(
      "[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s\n"
        + "[kubelet-check] The kubelet is healthy after 1.501173928s\n"
        + "[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap\n")
    try process.wait(for: .seconds(1))
    try call.write(
      """

      This node has joined the cluster:
      * Certificate signing request was sent to apiserver and a response was received.
      * The Kubelet was informed of the new secure connection details.

      Run 'kubectl get nodes' on the control-plane to see this node join the cluster.


      """)
    return 0
  }

  // MARK: Resetting

  func reset() throws -> Int32 {
    if kubeadm.words.count > 1 { throw ToolFailure("not simulated: kubeadm reset phase") }
    let files = process.files
    let isControlPlane = files.exists("/etc/kubernetes/manifests/etcd.yaml", by: process.accessor)
    if kubeadm.flag("force", "f") == nil {
      try kubeadm.warning(
        "preflight.go:56",
        "[reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted.")
      try process.printError("[reset] Are you sure you want to proceed? [y/N]: ")
      let answer = String(decoding: try ByteReader(call, "-").all(), as: UTF8.self)
      guard ["y", "yes"].contains(answer.prefix { $0 != "\n" }.lowercased()) else {
        throw KubeadmCall.Stop(message: "error execution phase preflight: won't proceed; the user didn't answer (Y|y) in order to continue")
      }
    }
    try call.write("[preflight] Running pre-flight checks\n")
    if isControlPlane {
      try kubeadm.warning("removeetcdmember.go:105", "[reset] No kubeadm config, using etcd pod spec to get data directory")
    }
    try call.write("[reset] Stopping the kubelet service\n")
    try shell("systemctl stop kubelet")
    try call.write("[reset] Unmounting mounted directories in \"/var/lib/kubelet\"\n")
    try shell("for p in $(crictl pods -q); do crictl stopp $p; crictl rmp -f $p; done")
    try process.wait(for: .seconds(3))
    let certificates = kubeadm.flag("cert-dir") ?? "/etc/kubernetes/pki"
    let kubeconfigs = ["admin", "super-admin", "kubelet", "bootstrap-kubelet", "controller-manager", "scheduler"]
    try call.write("[reset] Deleting contents of directories: [/etc/kubernetes/manifests /var/lib/kubelet \(certificates)]\n")
    try shell("rm -rf /etc/kubernetes/manifests/* /var/lib/kubelet/* \(certificates)/*")
    let paths = kubeconfigs.map { "/etc/kubernetes/\($0).conf" }
    try call.write("[reset] Deleting files: [\(paths.joined(separator: " "))]\n")
    try shell("rm -f \(paths.joined(separator: " "))")
    if isControlPlane { try shell("rm -rf /var/lib/etcd/*") }
    try call.write(
      """

      The reset process does not perform cleanup of CNI plugin configuration,
      network filtering rules and kubeconfig files.

      For information on how to perform this cleanup manually, please see:
          https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/


      """)
    return 0
  }
}
