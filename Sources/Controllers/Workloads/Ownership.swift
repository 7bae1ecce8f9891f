import Documents
import KubeModel

/// Which objects belong to a controller: those that name it, and orphans that its selector takes in.
enum Ownership {
  /// The owners of one kind to look at after an object has changed: the object itself, its controller, or for
  /// an orphan everyone who could adopt it.
  static func refs(changed object: Value, kind: WatchedKind, reading cluster: any ClusterReader)
    -> [ObjectRef]
  {
    if kind.matches(object) { return [ObjectRef(object)] }
    let namespace = object.meta.namespace
    if let owner = object.meta.controller {
      guard owner.kind == kind.kind, GroupVersion(owner.apiVersion).group == kind.group else { return [] }
      return [
        ObjectRef(apiVersion: owner.apiVersion, kind: owner.kind, namespace: namespace, name: owner.name)
      ]
    }
    let candidates = cluster.objects(kind, namespace: namespace)
    return candidates.filter { selector(of: $0).matches(object.meta.labels) && !selector(of: $0).isEmpty }
      .map { ObjectRef($0) }
  }

  static func selector(of owner: Value) -> LabelSelector {
    if owner.kind == "ReplicationController" {
      return LabelSelector(labels: owner["spec", "selector"]?.fields ?? [:])
    }
    return LabelSelector(object: owner["spec", "selector"] ?? .null)
  }

  /// The objects that belong to the owner, with the requests that adopt orphans and let go of those that no
  /// longer match (pkg/controller, ControllerRefManager).
  static func claim(
    _ candidates: [Value], for owner: Value, by client: Client, _ cluster: any ClusterReader
  ) -> (claimed: [Value], steps: [Step]) {
    let selector = selector(of: owner)
    var claimed: [Value] = []
    var steps: [Step] = []
    let uid = owner.meta.uid
    for object in candidates {
      let controller = object.meta.controllerUID
      if let controller, controller != uid { continue }
      let matches = selector.matches(object.meta.labels)
      switch controller {
      case .some:
        if matches {
          claimed.append(object)
        } else if !owner.meta.isBeingDeleted {
          let rest = object["metadata", "ownerReferences"]?.elements.filter {
            $0["uid"]?.string != uid
          }
          steps.append(Step(client.patch(object, references(rest ?? []), cluster)))
        }
      case nil where matches && !owner.meta.isBeingDeleted && !object.meta.isBeingDeleted:
        let all = object["metadata", "ownerReferences"]?.elements ?? []
        steps.append(
          Step(client.patch(object, references(all + [OwnerReference(controlledBy: owner).value]), cluster)))
        claimed.append(object)
      default: break
      }
    }
    return (claimed, steps)
  }

  private static func references(_ list: [Value]) -> Value {
    ["metadata": ["ownerReferences": list.isEmpty ? .null : .array(list)]]
  }
}

extension LabelSelector {
  /// What a Service or a workload selects; an empty selector of theirs selects nothing by itself.
  func selects(_ object: Value) -> Bool { matches(object.meta.labels) }
}
