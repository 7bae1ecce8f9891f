public import Documents

/// The objects that every cluster has from the beginning.
public enum DefaultObjects {
  /// Priority levels, namespaces, API services, roles and bindings…, in the order in which kube-apiserver v1.36.2
  /// creates them in an empty etcd.
  public static func all() -> [Value] { KindsData.parsed("Assets/bootstrap/objects.json").elements }
}
