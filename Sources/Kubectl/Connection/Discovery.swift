import Documents
import Hosts
import KubeModel
import Simulation
import World

/// Which kinds the server has. As with the real kubectl, what was learnt is kept below `~/.kube/cache`, per server:
/// with it a call asks for what it wants at once, without it the server's groups are asked for first.
final class Discovery {
  private let client: Client
  private let process: Process
  /// How often the command asks before it gives up (golden/failures/FACTS.md, 4).
  private let attempts: Int
  private let folder: String
  private var kinds = Kinds.builtIn
  private var hasCustomKinds = false
  private var isFresh = false

  init(client: Client, process: Process, attempts: Int, cacheFolder: String) {
    self.client = client
    self.process = process
    self.attempts = attempts
    let place = client.host.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "/" ? $0 : "_" }
    folder = "\(cacheFolder)/discovery/\(String(place))"
  }

  /// All kinds, custom ones included.
  func all() throws -> Kinds {
    try ensure()
    try loadCustomKinds()
    return kinds
  }

  /// Asks the server anew, as `api-resources` does.
  func refreshed() throws -> Kinds {
    try refresh(attempts: attempts)
    return kinds
  }

  /// The kind that a user means by `pods`, `po`, `deployments.apps`, `Deployment.v1.apps`; nil where there is none.
  func kind(named text: String) throws -> ResourceKind? {
    try ensure()
    // With two dots the word is tried as resource, version and group at first, and the mapper asks the server again
    // for what it does not know (client-go, restmapper.DeferredDiscoveryRESTMapper).
    if KindNames.isFullySpecified(text), KindNames.fullySpecified(text, in: kinds) == nil, !isFresh {
      try refresh(attempts: attempts)
    }
    if let found = KindNames.find(text, in: kinds) { return found }
    try loadCustomKinds()
    if let found = KindNames.find(text, in: kinds) { return found }
    guard !isFresh else { return nil }
    try refresh(attempts: 3)
    return KindNames.find(text, in: kinds)
  }

  /// The kind of an object; nil where the server does not have it.
  func kind(_ kind: String, apiVersion: String) throws -> ResourceKind? {
    try ensure()
    let version = GroupVersion(apiVersion)
    if let found = kinds.kind(kind, group: version.group, version: version.version) { return found }
    try loadCustomKinds()
    if let found = kinds.kind(kind, group: version.group, version: version.version) { return found }
    guard !isFresh else { return nil }
    try refresh(attempts: 3)
    return kinds.kind(kind, group: version.group, version: version.version)
  }

  /// The members of a category such as `all`; nothing where it is none.
  func category(_ name: String) throws -> [ResourceKind] {
    guard name == "all" || name == "api-extensions" else {
      // Only custom kinds can bring categories of other names.
      guard kind(isKnown: name) == false else { return [] }
      try ensure()
      try loadCustomKinds()
      return kinds.category(name)
    }
    try ensure()
    try loadCustomKinds()
    return kinds.category(name)
  }

  private func kind(isKnown name: String) -> Bool { KindNames.find(name, in: kinds) != nil }

  // MARK: Cache

  private func ensure() throws {
    guard !isFresh else { return }
    let path = "\(folder)/servergroups.json"
    if let file = try? process.files.status(path, by: process.accessor),
      process.now - file.modified < .seconds(6 * 3600)
    {
      return
    }
    try refresh(attempts: attempts)
  }

  private func loadCustomKinds() throws {
    guard !hasCustomKinds else { return }
    hasCustomKinds = true
    guard let text = try? process.readText("\(folder)/servergroups.json"), let list = try? JSON.parse(text) else {
      return
    }
    for version in CustomGroups.versions(in: list, unlike: Kinds.builtIn) {
      guard let text = try? process.readText("\(folder)/\(version.text)/serverresources.json"),
        let resources = try? JSON.parse(text)
      else { continue }
      add(resources, version, preferred: version.isPreferred)
    }
  }

  private func refresh(attempts: Int) throws {
    var groups: Value = .null
    for attempt in 1...max(1, attempts) {
      do {
        groups = try askForGroups()
        break
      } catch let failure as Failure {
        try Klog.write(
          "E", "memcache.go:265",
          "\"Unhandled Error\" err=\(GoText.quoted("couldn't get current server API group list: \(failure.text)"))",
          by: process)
        if attempt >= attempts { throw failure }
      }
    }
    kinds = Kinds.builtIn
    isFresh = true
    hasCustomKinds = true
    store(groups, "servergroups.json")
    for version in CustomGroups.versions(in: groups, unlike: Kinds.builtIn) {
      guard let response = try? client.exchange(request("/apis/\(version.text)")), response.isSuccess else { continue }
      store(response.value, "\(version.text)/serverresources.json")
      add(response.value, version, preferred: version.isPreferred)
    }
  }

  private func askForGroups() throws -> Value {
    _ = try client.send(request("/api"))
    return try client.value(request("/apis"))
  }

  private func request(_ path: String) -> APIRequest {
    let timeout = client.connection.timeout.map { GoDuration(nanoseconds: $0.nanoseconds).text } ?? "32s"
    return APIRequest(.get, path, query: [.init("timeout", timeout)])
  }

  private func store(_ value: Value, _ name: String) {
    let path = "\(folder)/\(name)"
    let files = ConfigFiles(process: process, explicit: nil)
    guard (try? files.makeDirectories(FileSystem.parent(of: process.absolute(path)))) != nil else { return }
    try? process.writeFile(path, "\(JSON.text(value, sortKeys: false))\n")
  }

  private func add(_ list: Value, _ version: CustomGroups.Version, preferred: Bool) {
    for resource in list["resources"]?.elements ?? [] {
      let name = resource["name"]?.string ?? ""
      guard !name.contains("/") else { continue }
      kinds.add(CustomGroups.kind(resource, version, list["resources"]?.elements ?? []))
    }
  }
}

/// What discovery says of groups that kubectl has no tables for.
enum CustomGroups {
  struct Version {
    var group: String
    var version: String
    var isPreferred: Bool
    var text: String { "\(group)/\(version)" }
  }

  static func versions(in groups: Value, unlike builtIn: Kinds) -> [Version] {
    let known = Set(builtIn.groups.map(\.name))
    var versions: [Version] = []
    for group in groups["groups"]?.elements ?? [] {
      guard let name = group["name"]?.string, !known.contains(name) else { continue }
      let preferred = group["preferredVersion"]?["version"]?.string
      for version in group["versions"]?.elements ?? [] {
        let text = version["version"]?.string ?? ""
        versions.append(Version(group: name, version: text, isPreferred: text == preferred))
      }
    }
    return versions
  }

  static func kind(_ resource: Value, _ version: Version, _ all: [Value]) -> ResourceKind {
    func words(_ key: String) -> [String] { (resource[key]?.elements ?? []).compactMap(\.string) }
    let name = resource["name"]?.string ?? ""
    let kind = resource["kind"]?.string ?? ""
    let singular = resource["singularName"]?.string ?? ""
    var made = ResourceKind(
      name: name, singular: singular.isEmpty ? kind.lowercased() : singular, shortNames: words("shortNames"),
      group: version.group, version: version.version, isPreferred: version.isPreferred,
      isNamespaced: resource["namespaced"]?.bool ?? false, kind: kind, verbs: words("verbs"),
      categories: words("categories"))
    made.subresources = all.compactMap { other in
      guard let path = other["name"]?.string, path.hasPrefix("\(name)/") else { return nil }
      return ResourceKind.Subresource(
        name: String(path.dropFirst(name.count + 1)), kind: other["kind"]?.string ?? "",
        verbs: (other["verbs"]?.elements ?? []).compactMap(\.string))
    }
    return made
  }
}

/// How words of the command line name kinds (apimachinery, meta.RESTMapper, with kubectl's short names before it).
enum KindNames {
  /// Whether it has the form `resource.version.group`.
  static func isFullySpecified(_ text: String) -> Bool { text.count { $0 == "." } >= 2 }

  /// The kind that it names as `resource.version.group`.
  static func fullySpecified(_ text: String, in kinds: Kinds) -> ResourceKind? {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { return nil }
    return exact(parts[0].lowercased(), version: parts[1], group: parts[2], kinds)
  }

  static func find(_ text: String, in kinds: Kinds) -> ResourceKind? {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, let found = exact(parts[0].lowercased(), version: parts[1], group: parts[2], kinds) {
      return found
    }
    let pair = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = pair[0].lowercased()
    let group = pair.count == 2 ? pair[1] : ""
    if group.isEmpty {
      return first(kinds) { $0.name == name || $0.singular == name }
        ?? first(kinds) { $0.shortNames.contains(pair[0]) }
        ?? first(kinds) { $0.kind == pair[0] }
    }
    return first(kinds) { $0.group == group && ($0.name == name || $0.singular == name) }
      ?? first(kinds) { $0.group.hasPrefix(group) && ($0.name == name || $0.singular == name) }
      ?? first(kinds) { $0.group.hasPrefix(group) && $0.shortNames.contains(pair[0]) }
      ?? first(kinds) { $0.group == group && $0.kind == pair[0] }
      ?? (parts.count == 3 ? exactKind(parts[0], version: parts[1], group: parts[2], kinds) : nil)
  }

  private static func first(_ kinds: Kinds, _ fits: (ResourceKind) -> Bool) -> ResourceKind? {
    kinds.all.first { $0.isPreferred && fits($0) } ?? kinds.all.first(where: fits)
  }

  private static func exact(_ name: String, version: String, group: String, _ kinds: Kinds) -> ResourceKind? {
    kinds.all.first {
      $0.version == version && $0.group == group
        && ($0.name == name || $0.singular == name || $0.shortNames.contains(name))
    }
  }

  private static func exactKind(_ kind: String, version: String, group: String, _ kinds: Kinds) -> ResourceKind? {
    kinds.all.first { $0.version == version && $0.group == group && $0.kind == kind }
  }
}
