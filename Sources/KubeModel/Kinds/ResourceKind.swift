/// A kind of object that the API serves: its names, where it lives, what may be done with it.
public struct ResourceKind: Sendable, Hashable {
  /// The plural name in paths, such as `pods`.
  public var name: String
  public var singular: String
  public var shortNames: [String]
  /// The API group; empty for the core group.
  public var group: String
  public var version: String
  /// Whether this is the version that clients use unless they ask for another.
  public var isPreferred: Bool
  public var isNamespaced: Bool
  public var kind: String
  public var verbs: [String]
  public var categories: [String]
  public var subresources: [Subresource] = []
  /// The columns that the server's tables have, the ones of `-o wide` included.
  public var columns: [TableColumn] = []
  /// The name of the schema type; nil where the structure is not known, so that everything is accepted.
  public var typeName: String?

  public struct Subresource: Sendable, Hashable {
    public var name: String
    public var kind: String
    /// The group and version of what it takes and gives, where that is not the resource's own.
    public var groupVersion: GroupVersion?
    public var verbs: [String]

    public init(name: String, kind: String, groupVersion: GroupVersion? = nil, verbs: [String]) {
      self.name = name
      self.kind = kind
      self.groupVersion = groupVersion
      self.verbs = verbs
    }
  }

  public init(
    name: String, singular: String, shortNames: [String] = [], group: String, version: String,
    isPreferred: Bool = true, isNamespaced: Bool, kind: String, verbs: [String], categories: [String] = []
  ) {
    self.name = name
    self.singular = singular
    self.shortNames = shortNames
    self.group = group
    self.version = version
    self.isPreferred = isPreferred
    self.isNamespaced = isNamespaced
    self.kind = kind
    self.verbs = verbs
    self.categories = categories
  }

  public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
  /// As objects say it: `v1`, `apps/v1`.
  public var apiVersion: String { groupVersion.text }
  /// As messages say it: `pods`, `deployments.apps`.
  public var qualifiedName: String { group.isEmpty ? name : "\(name).\(group)" }
  /// The kind as messages say it: `Pod`, `Deployment.apps`.
  public var qualifiedKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
  public var listKind: String { "\(kind)List" }

  public func subresource(_ name: String) -> Subresource? { subresources.first { $0.name == name } }
}

/// One column of a server-side table.
public struct TableColumn: Sendable, Hashable {
  public var name: String
  /// `string`, `integer`, `boolean`, `date`, `number`.
  public var type: String
  public var format: String
  /// 0 is always shown, others only with `-o wide`.
  public var priority: Int
  public var description: String
  /// Where the cell comes from, for custom resources; nil for built-in kinds.
  public var jsonPath: String?

  public init(
    name: String, type: String, format: String = "", priority: Int = 0, description: String = "",
    jsonPath: String? = nil
  ) {
    self.name = name
    self.type = type
    self.format = format
    self.priority = priority
    self.description = description
    self.jsonPath = jsonPath
  }
}

/// An API group and one of its versions.
public struct GroupVersion: Sendable, Hashable {
  public var group: String
  public var version: String

  public init(group: String, version: String) {
    self.group = group
    self.version = version
  }

  /// Reads `v1` or `apps/v1`.
  public init(_ text: String) {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      group = ""
      version = text
      return
    }
    group = String(text[..<slash])
    version = String(text[text.utf8.index(after: slash)...])
  }

  public var text: String { group.isEmpty ? version : "\(group)/\(version)" }
  /// The path below which its resources are served: `/api/v1`, `/apis/apps/v1`.
  public var path: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }
}
