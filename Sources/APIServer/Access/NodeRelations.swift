import Documents
import Etcd
import KubeModel

// What a node has to do with an object (kubernetes, plugin/pkg/auth/authorizer/node): its Pods, and what they name.
extension APIServer {
  /// Whether the node authorizer finds a way from the object to the node; true for kinds that it keeps no graph of.
  func isRelated(_ attributes: AccessAttributes, to node: String) -> Bool {
    guard attributes.group.isEmpty, !attributes.name.isEmpty else { return true }
    let prefix = EtcdKey("\(options.etcdPrefix)/pods/\(attributes.namespace)/")
    switch attributes.resource {
    case "pods":
      let pod = cache[EtcdKey("\(options.etcdPrefix)/pods/\(attributes.namespace)/\(attributes.name)")]
      return pod?["spec", "nodeName"]?.string == node
    case "secrets", "configmaps", "persistentvolumeclaims":
      var isFound = false
      cache.forEach(prefix) { _, pod in
        isFound = pod["spec", "nodeName"]?.string == node
          && PodReferences(pod).names(attributes.resource).contains(attributes.name)
        return !isFound
      }
      return isFound
    default: return true
    }
  }
}

/// The objects of its namespace that a Pod names.
private struct PodReferences {
  private let spec: Value

  init(_ pod: Value) {
    spec = pod["spec"] ?? .null
  }

  func names(_ resource: String) -> Set<String> {
    var found: Set<String> = []
    func add(_ value: Value?) { if let name = value?.string { found.insert(name) } }
    for volume in spec["volumes"]?.elements ?? [] {
      switch resource {
      case "secrets": add(volume["secret", "secretName"])
      case "configmaps": add(volume["configMap", "name"])
      default: add(volume["persistentVolumeClaim", "claimName"])
      }
      for source in volume["projected", "sources"]?.elements ?? [] {
        add(source[resource == "secrets" ? "secret" : "configMap", "name"])
      }
    }
    if resource == "persistentvolumeclaims" { return found }
    if resource == "secrets" { for entry in spec["imagePullSecrets"]?.elements ?? [] { add(entry["name"]) } }
    let lists = ["containers", "initContainers", "ephemeralContainers"].flatMap { spec[$0]?.elements ?? [] }
    for container in lists {
      for entry in container["env"]?.elements ?? [] {
        add(entry["valueFrom", resource == "secrets" ? "secretKeyRef" : "configMapKeyRef", "name"])
      }
      for entry in container["envFrom"]?.elements ?? [] {
        add(entry[resource == "secrets" ? "secretRef" : "configMapRef", "name"])
      }
    }
    return found
  }
}
