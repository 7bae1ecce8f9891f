public import Documents
import Etcd
import KubeModel

extension APIServer {
  /// Every object of every kind as informers see them, in one namespace or everywhere.
  public func cachedEverything(namespace: String?) -> [Value] {
    var found: [Value] = []
    cache.forEach("/registry/") { _, object in
      if namespace == nil || object.meta.namespace == namespace { found.append(object) }
      return true
    }
    return found
  }
}
