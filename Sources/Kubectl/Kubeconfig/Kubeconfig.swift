import Documents
import Hosts
import World

/// The sections of a kubeconfig whose entries have names.
enum ConfigSection: String, CaseIterable, Sendable {
  case clusters
  case contexts
  case users

  /// The key under which an entry holds its fields.
  var entryKey: String {
    switch self {
    case .clusters: "cluster"
    case .contexts: "context"
    case .users: "user"
    }
  }

  /// The fields of an entry, in the order of client-go's structures.
  var fields: [String] {
    switch self {
    case .clusters:
      [
        "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data",
        "proxy-url", "disable-compression", "extensions",
      ]
    case .contexts: ["cluster", "user", "namespace", "extensions"]
    case .users:
      [
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "as",
        "as-uid", "as-groups", "as-user-extra", "username", "password", "auth-provider", "exec", "extensions",
      ]
    }
  }

  /// The fields that are written even when they are empty.
  var alwaysWritten: Set<String> {
    switch self {
    case .clusters: ["server"]
    case .contexts: ["cluster", "user"]
    case .users: []
    }
  }

  /// client-go's name of the structure around an entry.
  var goName: String {
    switch self {
    case .clusters: "NamedCluster"
    case .contexts: "NamedContext"
    case .users: "NamedAuthInfo"
    }
  }

  /// The fields that hold base64 of bytes.
  var dataFields: Set<String> {
    switch self {
    case .clusters: ["certificate-authority-data"]
    case .contexts: []
    case .users: ["client-certificate-data", "client-key-data"]
    }
  }
}

/// One cluster, context or user, and the file that it comes from.
struct ConfigEntry: Sendable, Equatable {
  var name: String
  var fields: Value.Fields
  var origin: String

  func text(_ field: String) -> String { fields[field]?.string ?? "" }
}

/// A kubeconfig: what the files say, merged.
struct Kubeconfig: Sendable, Equatable {
  var clusters: [ConfigEntry] = []
  var contexts: [ConfigEntry] = []
  var users: [ConfigEntry] = []
  var currentContext = ""
  var preferences: Value?

  subscript(_ section: ConfigSection) -> [ConfigEntry] {
    get {
      switch section {
      case .clusters: clusters
      case .contexts: contexts
      case .users: users
      }
    }
    set {
      switch section {
      case .clusters: clusters = newValue
      case .contexts: contexts = newValue
      case .users: users = newValue
      }
    }
  }

  func entry(_ section: ConfigSection, _ name: String) -> ConfigEntry? { self[section].first { $0.name == name } }

  var isEmpty: Bool { clusters.isEmpty && contexts.isEmpty && users.isEmpty && currentContext.isEmpty }

  /// Adds what another file says; what is there already wins.
  mutating func merge(_ other: Kubeconfig) {
    for section in ConfigSection.allCases {
      for entry in other[section] where self.entry(section, entry.name) == nil { self[section].append(entry) }
    }
    if currentContext.isEmpty { currentContext = other.currentContext }
    if preferences == nil { preferences = other.preferences }
  }

  /// As client-go's versioned structure: entries sorted by name, null where there are none.
  var value: Value {
    func list(_ section: ConfigSection) -> Value {
      let entries = self[section].sorted { $0.name < $1.name }
      guard !entries.isEmpty else { return .null }
      return .array(
        entries.map { entry in
          var fields = Value.Fields()
          for field in section.fields {
            if let value = entry.fields[field] ?? (section.alwaysWritten.contains(field) ? "" : nil) {
              fields[field] = value
            }
          }
          for (field, value) in entry.fields where fields[field] == nil { fields[field] = value }
          for field in ["insecure-skip-tls-verify", "disable-compression"] where fields[field] == false {
            fields[field] = nil
          }
          return .object(["name": .string(entry.name), section.entryKey: .object(fields)])
        })
    }
    var fields: Value.Fields = ["kind": "Config", "apiVersion": "v1"]
    if let preferences, preferences != .emptyObject { fields["preferences"] = preferences }
    fields["clusters"] = list(.clusters)
    fields["users"] = list(.users)
    fields["contexts"] = list(.contexts)
    fields["current-context"] = .string(currentContext)
    return .object(fields)
  }
}

extension Kubeconfig {
  /// Reads one file's text (client-go, clientcmd.Load).
  init(text: String, path: String) throws(ConfigProblem) {
    let document: Value
    do throws(YAMLError) {
      document = try YAML.value(text)
    } catch {
      throw ConfigProblem(message: error.message)
    }
    if document.isNull { return }
    guard document.object != nil else {
      throw ConfigProblem(
        message: "couldn't get version/kind; json parse error: json: cannot unmarshal \(document.jsonTypeName) into "
          + "Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
          + "\"json:\\\"kind,omitempty\\\"\" }")
    }
    let kind = document["kind"]?.string ?? "Config"
    let version = document["apiVersion"]?.string ?? "v1"
    guard kind == "Config", version == "v1" || version.isEmpty else {
      throw ConfigProblem(
        message: "no kind \(GoText.quoted(kind)) is registered for version \(GoText.quoted(version)) in scheme "
          + "\"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"")
    }
    currentContext = document["current-context"]?.string ?? ""
    preferences = document["preferences"]
    for section in ConfigSection.allCases {
      if let value = document[section.rawValue], value.array == nil, !value.isNull {
        throw ConfigProblem(
          message: "json: cannot unmarshal \(value.jsonTypeName) into Go struct field Config.\(section.rawValue) of "
            + "type []v1.\(section.goName)")
      }
      for element in document[section.rawValue]?.elements ?? [] {
        var fields = Value.Fields()
        for (field, value) in element[section.entryKey]?.fields ?? [:] {
          guard section.fields.contains(field) else { continue }
          if section.dataFields.contains(field) { try Self.check(value) }
          fields[field] = value
        }
        let name = element["name"]?.string ?? ""
        if entry(section, name) == nil { self[section].append(ConfigEntry(name: name, fields: fields, origin: path)) }
      }
    }
  }

  private static func check(_ value: Value) throws(ConfigProblem) {
    if let problem = GoBase64.problem(value.string ?? "") { throw ConfigProblem(message: problem) }
  }
}

/// What is wrong with a kubeconfig file.
struct ConfigProblem: Error, Equatable {
  var message: String
}
