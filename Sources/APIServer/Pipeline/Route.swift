import Documents
import KubeModel

/// A request that names a resource that is served.
struct Target {
  var kind: ResourceKind
  var namespace: String
  var name: String
  var subresource: String
  var verb: String
}

extension APIServer {
  /// The one way through the server: who asks, may they, what is it, do it.
  mutating func route(_ call: inout APICall) throws(Refusal) -> APIOutcome {
    try impersonate(&call)
    if let path = APIPath(call.request.path) {
      return try resource(path, &call)
    }
    try requireAccess(
      AccessAttributes(
        user: call.user, verb: call.request.method == .head ? "head" : call.request.method.rawValue.lowercased(),
        path: call.request.path))
    return .answered(try nonResource(&call))
  }

  private mutating func resource(_ path: APIPath, _ call: inout APICall) throws(Refusal) -> APIOutcome {
    let verb = Self.verb(call.request, path)
    let subresource = path.subresource.split(separator: "/").first.map { String($0) } ?? ""
    refresh(&call)
    try requireAccess(
      AccessAttributes(
        user: call.user, verb: verb, group: path.group, resource: path.resource, subresource: subresource,
        namespace: path.namespace, name: path.name))
    guard let kind = kinds.resource(group: path.group, version: path.version, name: path.resource),
      !options.disabledVersions.contains(kind.apiVersion),
      subresource.isEmpty || kind.subresource(subresource) != nil
    else { throw .response(.notFoundPage) }
    let namespace = kind.isNamespaced ? path.namespace : ""
    let target = Target(kind: kind, namespace: namespace, name: path.name, subresource: path.subresource, verb: verb)
    if kind.isNamespaced, namespace.isEmpty, !["list", "watch", "create"].contains(verb) {
      throw .response(.notFoundPage)
    }
    return try perform(target, &call)
  }

  static func verb(_ request: APIRequest, _ path: APIPath) -> String {
    switch request.method {
    case .get, .head:
      if request.queryValue("watch").map({ ["true", "1"].contains($0) }) ?? false { return "watch" }
      return path.name.isEmpty ? "list" : "get"
    case .post: return "create"
    case .put: return "update"
    case .patch: return "patch"
    case .delete: return path.name.isEmpty ? "deletecollection" : "delete"
    case .options: return "options"
    }
  }

  private mutating func perform(_ target: Target, _ call: inout APICall) throws(Refusal) -> APIOutcome {
    if !target.subresource.isEmpty { return .answered(try performSubresource(target, &call)) }
    guard target.kind.verbs.contains(target.verb) else {
      throw .status(.methodNotAllowed(target.kind.name, group: target.kind.group, verb: target.verb))
    }
    switch target.verb {
    case "get": return .answered(try get(target, &call))
    case "list": return .answered(try list(target, &call))
    case "watch": return .watching(try watch(target, &call))
    case "create": return .answered(try create(target, &call))
    case "update": return .answered(try update(target, &call))
    case "patch": return .answered(try patch(target, &call))
    case "delete": return .answered(try delete(target, &call))
    default: return .answered(try deleteCollection(target, &call))
    }
  }
}
