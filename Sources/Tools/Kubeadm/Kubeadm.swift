import Documents
import Hosts
import KubeModel
import Simulation
import World

/// kubeadm: certificates, tokens, joining and resetting of nodes, in the words of v1.36.
enum Kubeadm: HostTool {
  static let manual = Manual(
    "kubeadm", "set up and look after a cluster", usage: ["[command]"],
    notes: """
      certs check-expiration; certs renew all|NAME; certs certificate-key; certs generate-csr
      token list; token create [TOKEN] [--ttl D] [--print-join-command] [--description T]; token delete T; token generate
      join ENDPOINT --token T --discovery-token-ca-cert-hash H; reset [-f]
      config images list; config print init-defaults; upgrade plan [VERSION]; version [-o short|yaml|json]
      init phase certs|kubeconfig|control-plane|etcd NAME; kubeconfig user --client-name N [--org O]
      """, package: "Kubernetes", version: "v1.36.2", parsing: .raw, hint: .none)

  static func main(_ call: Call) throws -> Int32 {
    do {
      return try KubeadmCall(call).run()
    } catch let stop as KubeadmCall.Stop {
      try call.flush()
      try call.process.printError("error: \(stop.message)\nTo see the stack trace of this error execute with --v=5 or higher\n")
      return stop.status
    }
  }
}

/// One command of kubeadm: its words and flags, and what its parts share.
struct KubeadmCall {
  let call: Call
  private(set) var words: [String] = []
  private var flags: [String: [String]] = [:]

  struct Stop: Error {
    var message: String
    var status: Int32 = 1
  }

  private static let switches: Set<String> = [
    "print-join-command", "dry-run", "force", "f", "yes", "y", "help", "h", "discovery-token-unsafe-skip-ca-verification",
    "control-plane", "upload-certs", "cleanup-tmp-dir", "etcd-upgrade", "certificate-renewal", "print-config",
    "allow-experimental-upgrades", "allow-missing-template-keys", "show-managed-fields", "skip-certificate-key-print",
  ]

  init(_ call: Call) throws {
    self.call = call
    var rest = call.operands[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word.count > 1 else {
        words.append(word)
        continue
      }
      let body = word.drop { $0 == "-" }
      let name = String(body.prefix { $0 != "=" })
      if body.count > name.count {
        flags[name, default: []].append(String(body.dropFirst(name.count + 1)))
      } else if Self.switches.contains(name) {
        flags[name, default: []].append("true")
      } else if let value = rest.popFirst() {
        flags[name, default: []].append(value)
      } else {
        throw Stop(message: "flag needs an argument: --\(name)")
      }
    }
  }

  func flag(_ names: String...) -> String? { names.lazy.compactMap { flags[$0]?.last }.first }
  func list(_ name: String) -> [String] { (flags[name] ?? []).flatMap { $0.split(separator: ",").map(String.init) } }

  var process: Process { call.process }

  func run() throws -> Int32 {
    guard let verb = words.first else {
      try call.write(Kubeadm.manual.help(calledAs: "kubeadm"))
      return 0
    }
    if flag("help", "h") != nil || verb == "help" {
      try call.write(Kubeadm.manual.help(calledAs: "kubeadm"))
      return 0
    }
    guard process.accessor.credentials.user == 0 || ["version", "config", "token"].contains(verb) else {
      throw Stop(message: "user is not running as root")
    }
    switch verb {
    case "version": return try version()
    case "config": return try configuration()
    case "certs", "certificates": return try KubeadmCertificates(self).run()
    case "token": return try KubeadmTokens(self).run()
    case "join": return try KubeadmNodes(self).join()
    case "reset": return try KubeadmNodes(self).reset()
    case "init": return try KubeadmPhases(self).run()
    case "kubeconfig": return try KubeadmCertificates(self).userConfiguration()
    case "upgrade": return try KubeadmUpgrade(self).run()
    case "alpha", "completion": throw ToolFailure("not simulated: kubeadm \(verb)")
    default: throw Stop(message: "unknown command \"\(verb)\" for \"kubeadm\"")
    }
  }

  /// The word after the command's own, or the complaint that one is missing.
  func subcommand(_ known: [String], of path: String) throws -> String {
    guard words.count > path.split(separator: " ").count else { throw Stop(message: "\nerror: subcommand is required") }
    let word = words[path.split(separator: " ").count]
    guard known.contains(word) else { throw Stop(message: "unknown command \"\(word)\" for \"kubeadm \(path)\"") }
    return word
  }

  private func version() throws -> Int32 {
    let full = "version.Info{Major:\"1\", Minor:\"36\", EmulationMajor:\"\", EmulationMinor:\"\", MinCompatibilityMajor:\"\", "
      + "MinCompatibilityMinor:\"\", GitVersion:\"v1.36.2\", GitCommit:\"$Format:%H$\", GitTreeState:\"\", "
      + "BuildDate:\"1970-01-01T00:00:00Z\", GoVersion:\"go1.26.6\", Compiler:\"gc\", Platform:\"linux/amd64\"}"
    switch flag("output", "o") {
    case "short": try call.write("v1.36.2\n")
    case nil: try call.write("kubeadm version: &\(full)\n")
    case "yaml":
      try call.write(
        "clientVersion:\n  buildDate: \"1970-01-01T00:00:00Z\"\n  compiler: gc\n  gitCommit: $Format:%H$\n  gitTreeState: \"\"\n"
          + "  gitVersion: v1.36.2\n  goVersion: go1.26.6\n  major: \"1\"\n  minor: \"36\"\n  platform: linux/amd64\n\n")
    case "json":
      try call.write(
        "{\n  \"clientVersion\": {\n    \"major\": \"1\",\n    \"minor\": \"36\",\n    \"gitVersion\": \"v1.36.2\",\n"
          + "    \"gitCommit\": \"$Format:%H$\",\n    \"gitTreeState\": \"\",\n    \"buildDate\": \"1970-01-01T00:00:00Z\",\n"
          + "    \"goVersion\": \"go1.26.6\",\n    \"compiler\": \"gc\",\n    \"platform\": \"linux/amd64\"\n  }\n}\n")
    case .some(let other): throw Stop(message: "invalid output format: \(other)")
    }
    return 0
  }

  static let images = [
    "kube-apiserver:v1.36.2", "kube-controller-manager:v1.36.2", "kube-scheduler:v1.36.2", "kube-proxy:v1.36.2",
    "coredns/coredns:v1.14.2", "pause:3.10.2", "etcd:3.6.8-0",
  ]

  private func configuration() throws -> Int32 {
    let word = try subcommand(["images", "print", "migrate", "validate"], of: "config")
    guard word == "images" || word == "print" else { throw ToolFailure("not simulated: kubeadm config \(word)") }
    guard word == "images" else {
      guard let path = ["init-defaults", "join-defaults"].first(where: { words.dropFirst(2).first == $0 }) else {
        throw ToolFailure("not simulated: kubeadm config print \(words.dropFirst(2).first ?? "")")
      }
      try call.write(path == "init-defaults" ? KubeadmDefaults.initialization : KubeadmDefaults.joining)
      return 0
    }
    let verb = words.count > 2 ? words[2] : ""
    let registry = flag("image-repository") ?? "registry.k8s.io"
    for image in Self.images {
      let own = flag("kubernetes-version").map { image.replacing("v1.36.2", with: $0) } ?? image
      switch verb {
      case "list": try call.write("\(registry)/\(own)\n")
      case "pull":
        try process.wait(for: .milliseconds(900))
        try call.write("[config/images] Pulled \(registry)/\(own)\n")
      default: throw Stop(message: "\nerror: subcommand is required")
      }
    }
    return 0
  }

  // MARK: The cluster

  /// The connection that the administrator's kubeconfig describes.
  func connection() throws -> APIConnection {
    let path = flag("kubeconfig") ?? "/etc/kubernetes/admin.conf"
    do {
      let text = try process.readText(path)
      guard var connection = APIConnection(kubeconfig: text, reading: { try? process.readFile($0) }) else {
        throw Stop(message: "failed to load admin kubeconfig: invalid configuration: no configuration has been provided")
      }
      connection.timeout = .seconds(10)
      return connection
    } catch let error as FileError {
      throw Stop(message: "failed to load admin kubeconfig: open \(path): \(error.goText)")
    }
  }

  /// Asks the API server; what goes wrong comes in client-go's words.
  func ask(_ request: APIRequest) throws -> Value {
    let connection = try connection()
    switch try process.send(request, over: connection) {
    case .success(let response):
      guard response.isSuccess else {
        throw Stop(message: response.code == 401 ? "Unauthorized" : response.status?.message ?? "unknown")
      }
      return response.value
    case .failure(let failure):
      let verb = request.method == .get ? "Get" : request.method == .post ? "Post" : "Delete"
      throw Stop(message: "\(verb) \"\(connection.server)\(request.path)?timeout=10s\": \(failure.text)")
    }
  }

  /// The lines about where the configuration comes from; true where the cluster could be asked.
  @discardableResult
  func readConfiguration(_ phase: String, mayFail: Bool) throws -> Bool {
    try call.write(
      "[\(phase)] Reading configuration from the \"kubeadm-config\" ConfigMap in namespace \"kube-system\"...\n"
        + "[\(phase)] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.\n")
    do {
      _ = try ask(APIRequest(.get, "/api/v1/namespaces/kube-system/configmaps/kubeadm-config", userAgent: "kubeadm"))
      return true
    } catch let stop as Stop {
      guard mayFail else { throw stop }
      try call.write("[\(phase)] Error reading configuration from the Cluster. Falling back to default configuration\n")
      return false
    }
  }

  func warning(_ place: String, _ text: String) throws {
    try call.flush()
    try process.printError("\(KlogHeader.warning(process.wall, place))] \(text)\n")
  }
}
