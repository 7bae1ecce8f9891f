import Documents
import Etcd
import KubeModel

extension APIServer {
  /// Everything that is no resource: discovery, health, version.
  mutating func nonResource(_ call: inout APICall) throws(Refusal) -> APIResponse {
    let path =
      call.request.path.hasSuffix("/") && call.request.path.count > 1
      ? String(call.request.path.dropLast()) : call.request.path
    switch path {
    case "/version": return APIResponse(version)
    case "/livez", "/readyz", "/healthz": return health(path, &call)
    case "/api":
      return APIResponse([
        "kind": "APIVersions", "versions": ["v1"],
        "serverAddressByClientCIDRs": [
          ["clientCIDR": "0.0.0.0/0", "serverAddress": .string("\(options.advertiseAddress):\(options.securePort)")]
        ],
      ])
    case "/apis": return APIResponse(groupList)
    case "/": return APIResponse(["paths": .array(paths.map { .string($0) })])
    case "/openapi/v2": return APIResponse(openAPI.whole)
    case "/openapi/v3": return APIResponse(openAPI.index)
    case "/metrics", "/logs":
      return APIResponse(code: 501, body: .text("not simulated: \(path)\n"))
    default:
      let parts = path.split(separator: "/").map { String($0) }
      if parts.count == 2, parts[0] == "api" || parts[0] == "apis" {
        if parts[0] == "api", parts[1] == "v1" { return APIResponse(resourceList(group: "", version: "v1")) }
        if let group = groups.first(where: { $0["name"]?.string == parts[1] }) {
          var answer: Value = ["kind": "APIGroup", "apiVersion": "v1"]
          for (key, value) in group.fields { answer[key] = value }
          return APIResponse(answer)
        }
      }
      if parts.count == 3, parts[0] == "apis",
        kinds.all.contains(where: { $0.group == parts[1] && $0.version == parts[2] })
      {
        return APIResponse(resourceList(group: parts[1], version: parts[2]))
      }
      if parts.count >= 4, parts[0] == "openapi", parts[1] == "v3" {
        let named = GroupVersion(parts[3...].joined(separator: "/"))
        guard let document = openAPI.document(named), named.path == "/\(parts[2...].joined(separator: "/"))" else {
          return .notFoundPage
        }
        return APIResponse(document)
      }
      if parts.count >= 2, ["livez", "readyz", "healthz"].contains(parts[0]) {
        return check(parts[1...].joined(separator: "/"), &call)
      }
      return .notFoundPage
    }
  }

  private var openAPI: OpenAPI { OpenAPI(kinds: kinds, version: options.version) }

  private var version: Value {
    let parts = options.version.dropFirst().split(separator: ".")
    return [
      "major": .string(String(parts.first ?? "")), "minor": .string(parts.count > 1 ? String(parts[1]) : ""),
      "emulationMajor": "1", "emulationMinor": .string(parts.count > 1 ? String(parts[1]) : ""),
      "minCompatibilityMajor": "1", "minCompatibilityMinor": "35", "gitVersion": .string(options.version),
      "gitCommit": "", "gitTreeState": "clean", "buildDate": "2026-06-10T09:00:00Z", "goVersion": "go1.26.6",
      "compiler": "gc", "platform": "linux/amd64",
    ]
  }

  private var paths: [String] {
    ["/api", "/api/v1", "/apis"]
      + kinds.groups.filter { !$0.name.isEmpty }.flatMap { group in
        ["/apis/\(group.name)"] + group.versions.map { "/apis/\(group.name)/\($0)" }
      } + ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]
  }

  private var groups: [Value] {
    kinds.groups.filter { !$0.name.isEmpty }.map { group in
      let versions = group.versions.map { version -> Value in
        ["groupVersion": .string("\(group.name)/\(version)"), "version": .string(version)]
      }
      return ["name": .string(group.name), "versions": .array(versions), "preferredVersion": versions.first ?? .null]
    }
  }

  private var groupList: Value { ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups)] }

  private func resourceList(group: String, version: String) -> Value {
    var resources: [Value] = []
    for kind in kinds.all where kind.group == group && kind.version == version {
      var entry: Value = [
        "name": .string(kind.name), "singularName": .string(kind.singular), "namespaced": .bool(kind.isNamespaced),
        "kind": .string(kind.kind), "verbs": .array(kind.verbs.map { .string($0) }),
      ]
      if !kind.shortNames.isEmpty { entry["shortNames"] = .array(kind.shortNames.map { .string($0) }) }
      if !kind.categories.isEmpty { entry["categories"] = .array(kind.categories.map { .string($0) }) }
      resources.append(entry)
      for sub in kind.subresources {
        var entry: Value = [
          "name": .string("\(kind.name)/\(sub.name)"), "singularName": "", "namespaced": .bool(kind.isNamespaced),
        ]
        if let groupVersion = sub.groupVersion {
          entry["group"] = .string(groupVersion.group)
          entry["version"] = .string(groupVersion.version)
        }
        entry["kind"] = .string(sub.kind)
        entry["verbs"] = .array(sub.verbs.map { .string($0) })
        resources.append(entry)
      }
    }
    let groupVersion = GroupVersion(group: group, version: version).text
    return [
      "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(groupVersion),
      "resources": .array(resources),
    ]
  }
}
