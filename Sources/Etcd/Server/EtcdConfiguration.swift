import Documents

/// What a server was told by its flags, its environment and its configuration file.
public struct EtcdConfiguration: Sendable {
  /// Certificates of one side: clients or peers.
  public struct TLS: Hashable, Sendable {
    public var certFile = ""
    public var keyFile = ""
    public var trustedCAFile = ""
    public var clientCertAuth = false

    public var isEmpty: Bool { certFile.isEmpty && keyFile.isEmpty }
  }

  public var name = "default"
  public var dataDirectory = ""
  public var walDirectory = ""
  public var listenPeerURLs = [EtcdURL(scheme: "http", host: "localhost", port: 2380)]
  public var listenClientURLs = [EtcdURL(scheme: "http", host: "localhost", port: 2379)]
  public var listenMetricsURLs: [EtcdURL] = []
  public var advertisePeerURLs = [EtcdURL(scheme: "http", host: "localhost", port: 2380)]
  public var advertiseClientURLs = [EtcdURL(scheme: "http", host: "localhost", port: 2379)]
  /// Name and peer URL of each member, in the order given.
  public var initialCluster: [(name: String, url: String)] = []
  public var initialClusterText = ""
  public var initialClusterState = "new"
  public var initialClusterToken = "etcd-cluster"
  public var client = TLS()
  public var peer = TLS()
  public var quotaBytes: Int64 = 0
  public var snapshotCount = 10_000
  public var forceNewCluster = false
  public var featureGates = ""
  public var checksCorruption = false
  public var autoCompactionMode = "periodic"
  public var autoCompactionRetention = "0"
  /// Flags that still work but are called by another name now, for the log.
  public var deprecatedFlags: [String] = []
  public var usesConfigFile = false

  /// What `etcd` does instead of serving: prints a text and ends.
  public enum Answer: Error, Equatable, Sendable {
    case version
    case help
    /// A flag that is not known or cannot be read: exit 2, with the usage text behind it.
    case usage(String)
    /// Flags that contradict one another: exit 1.
    case refused(String)
  }

  /// Reads the arguments (without the program's name) and, for flags not given, `ETCD_…` variables.
  public init(
    arguments: [String], environment: [String: String], version: EtcdVersion, readFile: (String) -> String?
  ) throws(Answer) {
    var given = try Self.parse(arguments, dialect: version.dialect)
    if given["version"] == "true" { throw .version }
    if given["help"] == "true" || given["h"] == "true" { throw .help }
    for (variable, value) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("ETCD_") {
      let name = variable.dropFirst(5).lowercased().replacing("_", with: "-")
      if given[name] == nil, EtcdFlags.flag(name, dialect: version.dialect) != nil { given[name] = value }
    }
    if let path = given["config-file"], !path.isEmpty {
      guard let text = readFile(path) else { throw .refused("open \(path): no such file or directory") }
      given = try Self.configFile(text)
      usesConfigFile = true
    }
    do {
      try take(given, dialect: version.dialect)
    } catch {
      throw .refused(error.message)
    }
  }

  /// `-flag=value`, `--flag value`, as Go's package flag reads them.
  private static func parse(_ arguments: [String], dialect: EtcdVersion.Dialect) throws(Answer) -> [String: String] {
    var given: [String: String] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { break }
      guard argument.hasPrefix("-"), argument.count > 1 else {
        throw .usage("'\(argument)' is not a valid flag")
      }
      let body = argument.drop { $0 == "-" }
      if body.isEmpty || argument.hasPrefix("---") { throw .usage("bad flag syntax: \(argument)") }
      let mark = body.firstIndex(of: "=")
      let name = String(body[..<(mark ?? body.endIndex)])
      guard let flag = EtcdFlags.flag(name, dialect: dialect) else {
        throw .usage("flag provided but not defined: -\(name)")
      }
      var value = mark.map { String(body[body.index(after: $0)...]) }
      if value == nil {
        if flag.kind == .bool {
          value = "true"
        } else {
          value = rest.popFirst()
          if value == nil { throw .usage("flag needs an argument: -\(name)") }
        }
      }
      try check(name, value ?? "", flag.kind)
      given[name] = value
    }
    return given
  }

  private static func check(_ name: String, _ value: String, _ kind: EtcdFlags.Kind) throws(Answer) {
    switch kind {
    case .bool:
      let known: Set<String> = ["1", "0", "t", "f", "T", "F", "true", "false", "TRUE", "FALSE", "True", "False"]
      if !known.contains(value) { throw .usage("invalid boolean value \"\(value)\" for -\(name): parse error") }
    case .number:
      if Int64(value) == nil { throw .usage("invalid value \"\(value)\" for flag -\(name): parse error") }
    case .duration:
      if GoDuration.parse(value) == nil { throw .usage("invalid value \"\(value)\" for flag -\(name): parse error") }
    case .text:
      if name.hasSuffix("-urls"), name != "listen-metrics-urls" || !value.isEmpty {
        do {
          _ = try EtcdURL.list(value)
        } catch {
          throw .usage("invalid value \"\(value)\" for flag -\(name): \(error.message)")
        }
      }
    }
  }

  /// The configuration file is YAML with the flags' names; certificates lie in two objects of their own.
  private static func configFile(_ text: String) throws(Answer) -> [String: String] {
    guard let document = try? YAML.value(text) else { throw .refused("error converting YAML to JSON") }
    var given: [String: String] = [:]
    func scalar(_ value: Value) -> String? {
      value.string ?? value.bool.map { $0 ? "true" : "false" } ?? value.int.map { String($0) }
    }
    for (key, value) in document.fields { given[key] = scalar(value) }
    for (section, prefix) in [("client-transport-security", ""), ("peer-transport-security", "peer-")] {
      for (key, value) in document[section]?.fields ?? [:] { given["\(prefix)\(key)"] = scalar(value) }
    }
    return given
  }

  private mutating func take(_ given: [String: String], dialect: EtcdVersion.Dialect) throws(EtcdUsageError) {
    func urls(_ name: String) throws(EtcdUsageError) -> [EtcdURL]? {
      guard let text = given[name], !text.isEmpty else { return nil }
      return try EtcdURL.list(text)
    }
    func isOn(_ name: String) -> Bool { ["1", "t", "true"].contains((given[name] ?? "").lowercased()) }
    name = given["name"] ?? name
    dataDirectory = given["data-dir"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(name).etcd"
    walDirectory = given["wal-dir"] ?? ""
    listenPeerURLs = try urls("listen-peer-urls") ?? listenPeerURLs
    listenMetricsURLs = try urls("listen-metrics-urls") ?? []
    advertisePeerURLs = try urls("initial-advertise-peer-urls") ?? advertisePeerURLs
    let listen = try urls("listen-client-urls")
    let advertise = try urls("advertise-client-urls")
    if listen != nil && advertise == nil {
      throw EtcdUsageError(
        "--advertise-client-urls is required when --listen-client-urls is set explicitly")
    }
    listenClientURLs = listen ?? listenClientURLs
    advertiseClientURLs = advertise ?? advertiseClientURLs
    try takeCluster(given)
    client = TLS(
      certFile: given["cert-file"] ?? "", keyFile: given["key-file"] ?? "",
      trustedCAFile: given["trusted-ca-file"] ?? "", clientCertAuth: isOn("client-cert-auth"))
    peer = TLS(
      certFile: given["peer-cert-file"] ?? "", keyFile: given["peer-key-file"] ?? "",
      trustedCAFile: given["peer-trusted-ca-file"] ?? "", clientCertAuth: isOn("peer-client-cert-auth"))
    quotaBytes = Int64(given["quota-backend-bytes"] ?? "0") ?? 0
    snapshotCount = Int(given["snapshot-count"] ?? "") ?? (dialect == .v34 ? 100_000 : 10_000)
    forceNewCluster = isOn("force-new-cluster")
    featureGates = given["feature-gates"] ?? ""
    checksCorruption =
      isOn("experimental-initial-corrupt-check") || featureGates.contains("InitialCorruptCheck=true")
    autoCompactionMode = given["auto-compaction-mode"] ?? autoCompactionMode
    autoCompactionRetention = given["auto-compaction-retention"] ?? autoCompactionRetention
    if dialect >= .v36 { deprecatedFlags = given.keys.filter { $0.hasPrefix("experimental-") }.sorted() }
  }

  private mutating func takeCluster(_ given: [String: String]) throws(EtcdUsageError) {
    initialClusterToken = given["initial-cluster-token"] ?? initialClusterToken
    initialClusterState = given["initial-cluster-state"] ?? initialClusterState
    if !["new", "existing"].contains(initialClusterState) {
      throw EtcdUsageError("unexpected clusterState \"\(initialClusterState)\"")
    }
    initialClusterText =
      given["initial-cluster"] ?? advertisePeerURLs.map { "\(name)=\($0.text)" }.joined(separator: ",")
    initialCluster = try Self.cluster(initialClusterText)
  }

  /// Reads `a=https://1.2.3.4:2380,b=https://1.2.3.5:2380`.
  public static func cluster(_ text: String) throws(EtcdUsageError) -> [(name: String, url: String)] {
    var members: [(name: String, url: String)] = []
    for part in text.split(separator: ",") {
      let mark = part.firstIndex(of: "=")
      let url = mark.map { String(part[part.index(after: $0)...]) } ?? ""
      members.append((String(part[..<(mark ?? part.endIndex)]), try EtcdURL(parsing: url).text))
    }
    return members
  }

  /// The member's peer URLs, by its name.
  static func urls(of name: String, in cluster: [(name: String, url: String)]) -> [String] {
    cluster.filter { $0.name == name }.map(\.url).sorted()
  }
}
