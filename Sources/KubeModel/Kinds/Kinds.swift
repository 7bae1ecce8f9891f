public import Documents

/// All kinds that a cluster serves, in the order of discovery. A value: custom kinds are added to a copy.
public struct Kinds: Sendable {
  public private(set) var all: [ResourceKind] = []
  public private(set) var schema: Schema
  private var byResource: [Key: Int] = [:]
  private var byKind: [Key: Int] = [:]
  /// The places of all versions of a kind, by group and kind.
  private var versions: [Key: [Int]] = [:]

  private struct Key: Hashable {
    var group: String
    var version: String
    var name: String

    /// The names alone tell nearly all kinds apart.
    func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  /// What kube-apiserver v1.36 serves without custom resources.
  public static let builtIn = Kinds(resources: KindsData.resources(), schema: Schema.builtIn)

  public init(resources: [ResourceKind], schema: Schema) {
    self.schema = schema
    for resource in resources { add(resource) }
  }

  /// Adds a kind, or replaces the one with the same group, version and name.
  public mutating func add(_ resource: ResourceKind) {
    let key = Self.key(resource.group, resource.version, resource.name)
    let place = byResource[key] ?? all.count
    byResource[key] = place
    if place < all.count {
      byKind[Self.key(all[place].group, all[place].version, all[place].kind)] = nil
      versions[Self.key(all[place].group, "", all[place].kind)]?.removeAll { $0 == place }
      all[place] = resource
    } else {
      all.append(resource)
    }
    byKind[Self.key(resource.group, resource.version, resource.kind)] = place
    versions[Self.key(resource.group, "", resource.kind), default: []].append(place)
  }

  /// Adds a custom kind with the schema types that it needs.
  public mutating func add(_ resource: ResourceKind, types: [String: SchemaType]) {
    schema.add(types)
    add(resource)
  }

  /// Removes all versions of a resource, when its definition is deleted.
  public mutating func remove(group: String, resource: String) {
    let remaining = all.filter { !($0.group == group && $0.name == resource) }
    self = Kinds(resources: remaining, schema: schema)
  }

  public func resource(group: String, version: String, name: String) -> ResourceKind? {
    byResource[Self.key(group, version, name)].map { all[$0] }
  }

  public func kind(_ kind: String, group: String, version: String) -> ResourceKind? {
    byKind[Self.key(group, version, kind)].map { all[$0] }
  }

  /// The preferred version of a kind.
  public func preferred(kind: String, group: String) -> ResourceKind? {
    versions[Self.key(group, "", kind)]?.filter { all[$0].isPreferred }.min().map { all[$0] }
  }

  /// The kind that an object says it is of.
  public func kind(of object: Value) -> ResourceKind? {
    guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string else { return nil }
    let groupVersion = GroupVersion(apiVersion)
    return self.kind(kind, group: groupVersion.group, version: groupVersion.version)
  }

  /// The preferred version of a resource in a group.
  public func preferred(group: String, name: String) -> ResourceKind? {
    all.first { $0.group == group && $0.name == name && $0.isPreferred }
      ?? all.first { $0.group == group && $0.name == name }
  }

  /// What a user may call it: `pods`, `pod`, `po`, `Pod`, `deployments.apps`, `deployments.v1.apps`. The first found
  /// in the order of discovery wins, and a full name goes before a short one.
  public func named(_ text: String) -> ResourceKind? {
    let lower = text.lowercased()
    if let found = matching(lower, group: nil, version: nil) { return found }
    guard let dot = lower.firstIndex(of: ".") else { return nil }
    let name = String(lower[..<dot])
    let rest = lower[lower.index(after: dot)...]
    if let found = matching(name, group: String(rest), version: nil) { return found }
    if let second = rest.firstIndex(of: ".") {
      return matching(name, group: String(rest[rest.index(after: second)...]), version: String(rest[..<second]))
    }
    return matching(name, group: "", version: String(rest))
  }

  /// The resources of a category such as `all`.
  public func category(_ name: String) -> [ResourceKind] {
    all.filter { $0.isPreferred && $0.categories.contains(name) }
  }

  /// The groups in the order of discovery, each with its versions, the preferred one first.
  public var groups: [(name: String, versions: [String])] {
    var groups: [(name: String, versions: [String])] = []
    for resource in all {
      if let index = groups.firstIndex(where: { $0.name == resource.group }) {
        if !groups[index].versions.contains(resource.version) { groups[index].versions.append(resource.version) }
      } else {
        groups.append((resource.group, [resource.version]))
      }
    }
    return groups
  }

  private func matching(_ name: String, group: String?, version: String?) -> ResourceKind? {
    func fits(_ resource: ResourceKind) -> Bool {
      if let group, resource.group != group { return false }
      if let version { return resource.version == version }
      return resource.isPreferred
    }
    return all.first { fits($0) && ($0.name == name || $0.singular == name || $0.kind.lowercased() == name) }
      ?? all.first { fits($0) && $0.shortNames.contains(name) }
  }

  private static func key(_ group: String, _ version: String, _ name: String) -> Key {
    Key(group: group, version: version, name: name)
  }
}
