import Documents
public import KubeModel

/// Who sends a controller's requests, and the requests that controllers send.
public struct Client: Sendable {
  public var user: UserInfo
  public var userAgent: String
  /// Its name in events.
  public var component: String
  /// Its instance in events; only the scheduler has one.
  public var instance: String

  /// A controller of kube-controller-manager, with a service account of its own in kube-system.
  ///
  /// - Parameter account: The service account, where it is named otherwise than the controller in events.
  public static func controller(_ name: String, account: String? = nil) -> Client {
    Client(
      user: .serviceAccount(namespace: "kube-system", name: account ?? name),
      userAgent: "kube-controller-manager", component: name, instance: "")
  }

  public static let scheduler = Client(
    user: UserInfo(name: "system:kube-scheduler", groups: ["system:authenticated"]),
    userAgent: "kube-scheduler",
    component: "default-scheduler", instance: "default-scheduler-cluster3-controlplane1")

  func create(_ object: Value, _ cluster: any ClusterReader) -> APIRequest {
    request(.post, path(object, cluster, isCollection: true), body: object)
  }

  /// Writes the object as it is to be; nil where nothing differs. The built-in roles let most controllers
  /// update and not patch what they look after.
  func change(_ old: Value, to new: Value, _ cluster: any ClusterReader) -> APIRequest? {
    if old.hasSameContent(as: new) { return nil }
    return request(.put, path(old, cluster), body: new)
  }

  /// Replaces the status; nil where it is the same.
  func setStatus(of object: Value, to status: Value, _ cluster: any ClusterReader) -> APIRequest? {
    if (object["status"] ?? .emptyObject).hasSameContent(as: status) { return nil }
    var changed = object
    changed["status"] = status
    return request(.put, path(object, cluster, subresource: "status"), body: changed)
  }

  /// Changes the status by a patch, as those do whose role allows nothing else.
  func patchStatus(of object: Value, to status: Value, _ cluster: any ClusterReader) -> APIRequest? {
    let old = object["status"] ?? .emptyObject
    if old.hasSameContent(as: status) { return nil }
    return patch(object, ["status": MergePatch.between(old, status)], cluster, subresource: "status")
  }

  func patch(
    _ object: Value, _ patch: Value, _ cluster: any ClusterReader, subresource: String? = nil
  ) -> APIRequest {
    request(
      .patch, path(object, cluster, subresource: subresource), contentType: APIRequest.mergePatch, body: patch
    )
  }

  /// Deletes exactly this object, and not another of its name.
  func delete(
    _ object: Value, _ cluster: any ClusterReader, propagation: String = "Background", grace: Int? = nil
  ) -> APIRequest {
    var options: Value = [
      "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation),
      "preconditions": ["uid": .string(object.meta.uid)],
    ]
    if let grace { options["gracePeriodSeconds"] = .int(Int64(grace)) }
    return request(.delete, path(object, cluster), body: options)
  }

  func request(
    _ method: APIRequest.Method, _ path: String, contentType: String = "application/json", body: Value
  ) -> APIRequest {
    APIRequest(method, path, contentType: contentType, userAgent: userAgent, body: .value(body), user: user)
  }

  func path(
    _ object: Value, _ cluster: any ClusterReader, isCollection: Bool = false, subresource: String? = nil
  ) -> String {
    let version = GroupVersion(object.apiVersion)
    let kind = cluster.kinds.kind(object.kind, group: version.group, version: version.version)
    let resource = kind?.name ?? "\(object.kind.lowercased())s"
    let namespace = kind?.isNamespaced ?? true ? object.meta.namespace : nil
    return APIRequest.path(
      group: version.group, version: version.version, namespace: namespace, resource: resource,
      name: isCollection ? nil : object.meta.name, subresource: subresource)
  }
}
