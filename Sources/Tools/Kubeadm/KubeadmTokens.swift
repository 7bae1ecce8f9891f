import Documents
import Etcd
import Hosts
import KubeModel
import Simulation
import World

/// `kubeadm token`: the tokens with which nodes join.
struct KubeadmTokens {
  private let kubeadm: KubeadmCall
  private var call: Call { kubeadm.call }
  private static let path = "/api/v1/namespaces/kube-system/secrets"
  static let group = "system:bootstrappers:kubeadm:default-node-token"

  init(_ kubeadm: KubeadmCall) {
    self.kubeadm = kubeadm
  }

  func run() throws -> Int32 {
    switch try kubeadm.subcommand(["list", "create", "delete", "generate"], of: "token") {
    case "list": return try list()
    case "create": return try create()
    case "delete": return try delete()
    default:
      try call.write("\(draw())\n")
      return 0
    }
  }

  private func draw() -> String {
    kubeadm.process.stage.world.draw("kubeadm tokens") { chance in
      let letters = "abcdefghijklmnopqrstuvwxyz0123456789"
      return "\(chance.text(6, from: letters)).\(chance.text(16, from: letters))"
    }
  }

  private func list() throws -> Int32 {
    let query = [APIRequest.QueryItem("fieldSelector", "type=bootstrap.kubernetes.io/token")]
    let answer: Value
    do {
      answer = try kubeadm.ask(APIRequest(.get, Self.path, query: query, userAgent: "kubeadm"))
    } catch let stop as KubeadmCall.Stop where !stop.message.hasPrefix("failed to load") {
      throw KubeadmCall.Stop(message: "failed to list bootstrap tokens: \(stop.message)")
    }
    let rows = (answer["items"]?.elements ?? []).compactMap(row)
    guard !rows.isEmpty else { return 0 }
    let all = [["TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"]] + rows
    // Columns of the width that kubeadm's table has at least.
    let least = [23, 9, 20, 22, 56, 0]
    for row in all {
      let cells = row.enumerated().map { column, cell in
        let width = max(least[column], all.map { $0[column].count }.max() ?? 0) + 3
        return column == row.count - 1 ? cell : cell + String(repeating: " ", count: max(width - cell.count, 0))
      }
      try call.write("\(cells.joined())\n")
    }
    return 0
  }

  private func row(_ secret: Value) -> [String]? {
    func text(_ key: String) -> String? {
      secret["data", key]?.string.flatMap { Base64.decode($0.utf8) }.map { String(decoding: $0, as: UTF8.self) }
    }
    guard let id = text("token-id"), let token = text("token-secret") else { return nil }
    let usages = ["authentication", "signing"].filter { text("usage-bootstrap-\($0)") == "true" }
    let expires = text("expiration")
    return [
      "\(id).\(token)", expires.map(left) ?? "<forever>", expires ?? "<never>",
      usages.isEmpty ? "<none>" : usages.joined(separator: ","), text("description") ?? "<none>",
      text("auth-extra-groups") ?? "<none>",
    ]
  }

  private func left(_ end: String) -> String {
    guard let time = WallTime(rfc3339: end) else { return "<invalid>" }
    // What is left of a second counts for nothing: a token for a day has 23 hours left at once.
    let seconds = time.unixSeconds - kubeadm.process.wall.unixSeconds - 1
    if seconds < 0 { return "<invalid>" }
    if seconds < 60 { return "\(seconds)s" }
    if seconds < 3600 { return "\(seconds / 60)m" }
    return seconds < 86_400 ? "\(seconds / 3600)h" : "\(seconds / 86_400)d"
  }

  private func create() throws -> Int32 {
    let token = kubeadm.words.count > 2 ? kubeadm.words[2] : draw()
    let parts = token.split(separator: ".").map(String.init)
    guard Self.isToken(token) else {
      throw KubeadmCall.Stop(message: "the bootstrap token \"\(token)\" was not of the form \"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\"")
    }
    let text = kubeadm.flag("ttl") ?? "24h0m0s"
    guard let ttl = GoDuration.parse(text) else {
      throw KubeadmCall.Stop(
        message: "invalid argument \"\(text)\" for \"--ttl\" flag: time: invalid duration \"\(text)\"")
    }
    var data: Value = [
      "token-id": .string(Self.encoded(parts[0])), "token-secret": .string(Self.encoded(parts[1])),
      "usage-bootstrap-authentication": .string(Self.encoded("true")),
      "usage-bootstrap-signing": .string(Self.encoded("true")),
      "auth-extra-groups": .string(Self.encoded(kubeadm.flag("groups") ?? Self.group)),
    ]
    if ttl > .zero {
      let end = WallTime(unixSeconds: kubeadm.process.wall.unixSeconds) + ttl
      data.set(["expiration"], to: .string(Self.encoded(end.rfc3339)))
    }
    if let description = kubeadm.flag("description") {
      data.set(["description"], to: .string(Self.encoded(description)))
    }
    let secret: Value = [
      "apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
      "metadata": ["name": .string("bootstrap-token-\(parts[0])"), "namespace": "kube-system"], "data": data,
    ]
    do {
      _ = try kubeadm.ask(APIRequest(.post, Self.path, userAgent: "kubeadm", body: .value(secret)))
    } catch let stop as KubeadmCall.Stop {
      if stop.message.hasSuffix("already exists") {
        throw KubeadmCall.Stop(message: "a token with id \"\(parts[0])\" already exists")
      }
      if stop.message.hasPrefix("failed to load") { throw stop }
      throw KubeadmCall.Stop(message: "failed to create or update bootstrap token with name bootstrap-token-\(parts[0]): unable to create Secret: \(stop.message)")
    }
    guard kubeadm.flag("print-join-command") != nil else {
      try call.write("\(token)\n")
      return 0
    }
    try call.write("\(try Self.joinCommand(token, kubeadm)) \n")
    return 0
  }

  /// The command with which a node joins, as it stands.
  static func joinCommand(_ token: String, _ kubeadm: KubeadmCall) throws -> String {
    let connection = try kubeadm.connection()
    let server = connection.server.drop { $0 != "/" }.drop { $0 == "/" }
    let text = String(decoding: connection.certificateAuthority ?? [], as: UTF8.self)
    let hashes = Certificate.all(in: text).map { "--discovery-token-ca-cert-hash \(hash($0))" }
    return "kubeadm join \(server) --token \(token) \(hashes.joined(separator: " "))"
  }

  static func hash(_ authority: Certificate) -> String { "sha256:\(hexadecimal(SHA256.digest(authority.publicKey.info)))" }

  static func isToken(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].count == 6 && parts[1].count == 16
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 46 }
  }

  private static func encoded(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

  private func delete() throws -> Int32 {
    guard kubeadm.words.count > 2 else {
      throw KubeadmCall.Stop(
        message: "missing argument; 'token delete' is missing token of form \"[a-z0-9]{6}\" or \"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\"")
    }
    for token in kubeadm.words.dropFirst(2) {
      let id = String(token.prefix { $0 != "." })
      do {
        _ = try kubeadm.ask(APIRequest(.delete, "\(Self.path)/bootstrap-token-\(id)", userAgent: "kubeadm"))
      } catch let stop as KubeadmCall.Stop where !stop.message.hasPrefix("failed to load") {
        throw KubeadmCall.Stop(message: "failed to delete bootstrap token \"\(id)\": \(stop.message)")
      }
      try call.write("bootstrap token \"\(id)\" deleted\n")
    }
    return 0
  }
}
