import Documents
import Hosts
import Simulation
import World

/// Cluster, user and namespace that a command works with: kubeconfig and global flags together (clientcmd).
struct ClientConfig {
  let files: ConfigFiles
  private let flags: GlobalFlags
  let config: Kubeconfig

  init(files: ConfigFiles, flags: GlobalFlags) throws {
    self.files = files
    self.flags = flags
    config = try files.load()
  }

  /// The name of the context in use; empty where there is none.
  var contextName: String { flags.isSet("context") ? flags.string("context") : config.currentContext }

  private func context() throws -> ConfigEntry? {
    let name = contextName
    guard !name.isEmpty else { return nil }
    guard let entry = config.entry(.contexts, name) else {
      throw Failure.configuration("context was not found for specified context: \(name)")
    }
    return entry
  }

  /// The namespace, and whether it was asked for by flag.
  func namespace() throws -> (name: String, isExplicit: Bool) {
    if flags.isSet("namespace"), !flags.string("namespace").isEmpty { return (flags.string("namespace"), true) }
    let name = try context()?.text("namespace") ?? ""
    return (name.isEmpty ? "default" : name, false)
  }

  /// How to reach the server.
  func connection() throws -> APIConnection {
    let context = try context()
    let cluster = try cluster(context)
    var server = flags.isSet("server") ? flags.string("server") : cluster.text("server")
    if server.isEmpty { server = "http://localhost:8080" }
    if !server.contains("://") { server = "http://\(server)" }
    while server.hasSuffix("/") { server.removeLast() }
    var connection = APIConnection(server: server)
    let skips = flags.isSet("insecure-skip-tls-verify")
      ? flags.bool("insecure-skip-tls-verify") : cluster.fields["insecure-skip-tls-verify"]?.bool ?? false
    let authority = try bytes(
      cluster, "certificate-authority", flag: "certificate-authority", base: cluster.origin)
    if server.hasPrefix("https://") {
      if skips, authority != nil {
        throw Failure.message("specifying a root certificates file with the insecure flag is not allowed")
      }
      if let authority, !Self.isPEM(authority) {
        throw Failure.message("unable to load root certificates: unable to parse bytes as PEM block")
      }
    }
    connection.certificateAuthority = authority
    connection.skipsVerification = skips
    let serverName =
      flags.isSet("tls-server-name") ? flags.string("tls-server-name") : cluster.text("tls-server-name")
    connection.serverName = serverName.isEmpty ? nil : serverName
    connection.timeout = try timeout()
    try fill(&connection, from: try user(context))
    return connection
  }

  private func cluster(_ context: ConfigEntry?) throws -> ConfigEntry {
    let name = flags.isSet("cluster") ? flags.string("cluster") : context?.text("cluster") ?? ""
    if let entry = config.entry(.clusters, name) { return entry }
    if flags.isSet("cluster"), !flags.isSet("server") {
      throw Failure.message("no server found for cluster \(GoText.quoted(name))")
    }
    return ConfigEntry(name: name, fields: [:], origin: "")
  }

  private func user(_ context: ConfigEntry?) throws -> ConfigEntry {
    let name = flags.isSet("user") ? flags.string("user") : context?.text("user") ?? ""
    if let entry = config.entry(.users, name) { return entry }
    if flags.isSet("user") { throw Failure.message("auth info \(GoText.quoted(name)) does not exist") }
    return ConfigEntry(name: name, fields: [:], origin: "")
  }

  private func fill(_ connection: inout APIConnection, from user: ConfigEntry) throws {
    func setting(_ flag: String, _ field: String) -> String? {
      let text = flags.isSet(flag) ? flags.string(flag) : user.text(field)
      return text.isEmpty ? nil : text
    }
    connection.impersonatedUser = setting("as", "as")
    connection.impersonatedGroups =
      flags.isSet("as-group")
      ? flags.list("as-group") : (user.fields["as-groups"]?.elements ?? []).compactMap(\.string)
    connection.token = setting("token", "token")
    if connection.token == nil, let path = user.fields["tokenFile"]?.string, !path.isEmpty {
      connection.token = try? files.process.readText(resolve(path, from: user.origin))
    }
    connection.userName = setting("username", "username")
    connection.password = setting("password", "password")
    connection.clientCertificate = try bytes(
      user, "client-certificate", flag: "client-certificate", base: user.origin)
    connection.clientKey = try bytes(user, "client-key", flag: "client-key", base: user.origin)
    if connection.clientCertificate != nil, connection.clientKey == nil {
      throw Failure.message(
        "client-key-data or client-key must be specified for \(user.name) to use the clientCert authentication method.")
    }
    if connection.server.hasPrefix("https://"), let certificate = connection.clientCertificate,
      !Self.isPEM(certificate)
    {
      throw Failure.message("tls: failed to find any PEM data in certificate input")
    }
  }

  /// The bytes of a certificate or key: those in the kubeconfig, or the file that is named there or by a flag.
  private func bytes(_ entry: ConfigEntry, _ field: String, flag: String, base: String) throws -> [UInt8]? {
    var path = entry.text(field)
    if flags.isSet(flag) {
      path = flags.string(flag)
    } else {
      let data = entry.text("\(field)-data")
      if !data.isEmpty { return Base64.decode(data.utf8) }
      path = path.isEmpty ? "" : resolve(path, from: base)
    }
    guard !path.isEmpty else { return nil }
    do throws(FileError) {
      return try files.process.readFile(path)
    } catch {
      let problem = "open \(path): \(error.goText)"
      guard field != "certificate-authority" else {
        throw Failure.message("unable to read \(field) \(path) for \(entry.name) due to \(problem)")
      }
      throw Failure.message("unable to read \(field) \(path) for \(entry.name) due to \(problem)")
    }
  }

  /// Paths in a kubeconfig are relative to its folder.
  private func resolve(_ path: String, from file: String) -> String {
    guard !path.hasPrefix("/"), !file.isEmpty else { return path }
    return "\(FileSystem.parent(of: files.process.absolute(file)))/\(path)"
  }

  private func timeout() throws -> Span? {
    let text = flags.string("request-timeout")
    if text.isEmpty || text == "0" { return nil }
    if let seconds = Int(text) { return .seconds(seconds) }
    guard let duration = try? GoDuration(text) else {
      throw Failure.message(
        "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding "
          + "time unit (e.g. 1s | 2m | 3h)")
    }
    return duration.nanoseconds > 0 ? Span(nanoseconds: duration.nanoseconds) : nil
  }

  private static func isPEM(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let begin = text.firstRange(of: "-----BEGIN ") else { return false }
    return text[begin.upperBound...].contains("-----END ")
  }
}

/// The flags that every command takes. A command's own flag of the same name hides one: `create rolebinding --user`.
struct GlobalFlags {
  let parsed: ParsedFlags
  let hidden: Set<String>

  func isSet(_ name: String) -> Bool { !hidden.contains(name) && parsed.isSet(name) }
  func string(_ name: String) -> String { hidden.contains(name) ? "" : parsed.string(name) }
  func bool(_ name: String) -> Bool { !hidden.contains(name) && parsed.bool(name) }
  func list(_ name: String) -> [String] { hidden.contains(name) ? [] : parsed.list(name) }
}
