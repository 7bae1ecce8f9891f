public import Documents

/// Who asks.
public struct UserInfo: Sendable, Hashable {
  public var name: String
  public var uid: String
  public var groups: [String]
  public var extra: [String: [String]]

  public init(name: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
    self.name = name
    self.uid = uid
    self.groups = groups
    self.extra = extra
  }

  public static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])
  /// Passes every authorization; what the simulation itself uses to look and to prepare.
  public static let master = UserInfo(
    name: "kubernetes-super-admin", groups: ["system:masters", "system:authenticated"])

  /// A service account, as a Pod's token proves it.
  public static func serviceAccount(namespace: String, name: String, uid: String = "") -> UserInfo {
    UserInfo(
      name: "system:serviceaccount:\(namespace):\(name)", uid: uid,
      groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"])
  }
}

/// An HTTP request to the API server, after authentication. Fit to come from a real connection.
public struct APIRequest: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
  }

  public enum Body: Sendable, Hashable {
    case none
    /// What was decoded already; clients inside the simulation skip the text.
    case value(Value)
    case bytes([UInt8])
  }

  public struct QueryItem: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public var method: Method
  /// Without the query and without percent encoding.
  public var path: String
  public var query: [QueryItem]
  public var accept: String
  public var contentType: String
  public var userAgent: String
  public var body: Body
  public var user: UserInfo
  /// Whom the user wants to act as (`kubectl --as`).
  public var impersonate: UserInfo?

  public init(
    _ method: Method, _ path: String, query: [QueryItem] = [], accept: String = "application/json",
    contentType: String = "application/json", userAgent: String = "kubectl", body: Body = .none,
    user: UserInfo = .anonymous
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.accept = accept
    self.contentType = contentType
    self.userAgent = userAgent
    self.body = body
    self.user = user
  }

  /// Whether the client would like a table.
  public var wantsTable: Bool { accept != "application/json" && accept.contains("as=Table") }

  /// The value of the first query item of that name.
  public func queryValue(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }

  /// Sets a query item, or removes it with nil.
  public mutating func setQuery(_ name: String, _ value: String?) {
    query.removeAll { $0.name == name }
    if let value { query.append(QueryItem(name, value)) }
  }
}

extension APIRequest {
  /// What kubectl asks for when it prints a table.
  public static let tableAccept =
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
  public static let strategicMergePatch = "application/strategic-merge-patch+json"
  public static let mergePatch = "application/merge-patch+json"
  public static let jsonPatch = "application/json-patch+json"
  public static let applyPatch = "application/apply-patch+yaml"

  /// The path of a resource, of an object, or of a subresource of an object.
  public static func path(
    group: String, version: String, namespace: String? = nil, resource: String, name: String? = nil,
    subresource: String? = nil
  ) -> String {
    var path = GroupVersion(group: group, version: version).path
    if let namespace, !namespace.isEmpty { path += "/namespaces/\(namespace)" }
    path += "/\(resource)"
    if let name { path += "/\(name)" }
    if let subresource { path += "/\(subresource)" }
    return path
  }

  /// The same for a known kind; the namespace is left out where the kind has none.
  public static func path(
    _ kind: ResourceKind, namespace: String? = nil, name: String? = nil, subresource: String? = nil
  ) -> String {
    path(
      group: kind.group, version: kind.version, namespace: kind.isNamespaced ? namespace : nil, resource: kind.name,
      name: name, subresource: subresource)
  }
}

/// What a path asks for.
public struct APIPath: Sendable, Hashable {
  public var group: String
  public var version: String
  /// Empty where the path names none.
  public var namespace: String
  public var resource: String
  /// Empty for the collection.
  public var name: String
  /// Empty for the object itself; with its own path below, such as `proxy/metrics`.
  public var subresource: String

  /// Nil for paths that name no resource, such as `/livez` or `/apis/apps/v1`.
  public init?(_ path: String) {
    var parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }[...]
    switch parts.popFirst() {
    case "api": group = ""
    case "apis":
      guard let group = parts.popFirst() else { return nil }
      self.group = group
    default: return nil
    }
    guard let version = parts.popFirst() else { return nil }
    self.version = version
    namespace = ""
    if parts.first == "namespaces", parts.count >= 3, !["status", "finalize"].contains(parts[parts.startIndex + 2]) {
      namespace = parts[parts.startIndex + 1]
      parts = parts.dropFirst(2)
    }
    guard let resource = parts.popFirst() else { return nil }
    self.resource = resource
    name = parts.popFirst() ?? ""
    subresource = parts.isEmpty ? "" : parts.joined(separator: "/")
    if self.resource == "namespaces", group.isEmpty { namespace = name }
  }
}
