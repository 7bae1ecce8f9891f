public import Documents
public import KubeModel

// Requests that the simulation itself makes: to prepare a world, and to look at it for a grade.
extension World {
  /// The API server of a cluster, if one answers there.
  func serverID(of cluster: String) -> MemberID? {
    guard let entry = plan?.controlPlane(of: cluster) else { return nil }
    for (id, member) in members where id.host == entry.name {
      if case .apiServer(let process) = member.program, case .serving = process.phase { return id }
    }
    return nil
  }

  /// The cluster that a kubectl context of the terminal leads to.
  public func cluster(ofContext context: String) -> String? {
    plan?.clusters.first { $0.context == context }?.name
  }

  /// The cluster that a host belongs to.
  public func cluster(ofHost host: String) -> String? {
    plan?.hosts.first { $0.name == host }?.cluster
  }

  /// Asks the API server of a cluster with all rights; nil where it cannot be asked now.
  @discardableResult
  public mutating func request(_ request: APIRequest, in cluster: String) -> APIResponse? {
    guard let id = serverID(of: cluster) else { return nil }
    var request = request
    request.user = .master
    if case .answered(let response) = podSubresource(request, by: id) ?? outcome(of: request, by: id) { return response }
    return nil
  }

  /// Makes an object; nil where the API server cannot be asked.
  @discardableResult
  public mutating func create(_ object: Value, in cluster: String) -> APIResponse? {
    let version = GroupVersion(object.apiVersion)
    guard let id = serverID(of: cluster), case .apiServer(let process)? = members[id]?.program,
      let kind = process.server.kinds.kind(object.kind, group: version.group, version: version.version)
    else { return nil }
    let namespace = object.meta.namespace.isEmpty ? "default" : object.meta.namespace
    return request(
      APIRequest(
        .post, APIRequest.path(kind, namespace: namespace), userAgent: "kubeadm", body: .value(object)),
      in: cluster)
  }

  /// One object as the API server has it; nil where there is none or it cannot be asked.
  public mutating func object(
    kind name: String, namespace: String?, name object: String, in cluster: String
  ) -> Value? {
    guard let kind = kind(name, in: cluster) else { return nil }
    let path = APIRequest.path(kind, namespace: namespace, name: object)
    guard let response = request(APIRequest(.get, path), in: cluster), response.isSuccess else { return nil }
    return response.value
  }

  /// All objects of a kind, in one namespace or in all of them; nil where the API server cannot be asked.
  public mutating func objects(kind name: String, namespace: String?, in cluster: String) -> [Value]? {
    guard let kind = kind(name, in: cluster) else { return nil }
    let request = APIRequest(.get, APIRequest.path(kind, namespace: namespace))
    guard let response = self.request(request, in: cluster), response.isSuccess else { return nil }
    return (response.value["items"]?.elements ?? []).map { item in
      var object = item
      if object["kind"] == nil { object["kind"] = .string(kind.kind) }
      if object["apiVersion"] == nil { object["apiVersion"] = .string(kind.apiVersion) }
      return object
    }
  }

  /// A kind by its name, short name or plural, as the cluster's API server knows it.
  func kind(_ name: String, in cluster: String) -> ResourceKind? {
    guard let id = serverID(of: cluster), case .apiServer(let process)? = members[id]?.program else { return nil }
    return process.server.kinds.named(name)
  }
}
