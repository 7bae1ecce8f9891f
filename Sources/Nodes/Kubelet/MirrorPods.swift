import Documents
import KubeModel
import Simulation

// Mirror Pods: how the API server learns of static Pods (Kubelet.tryReconcileMirrorPods).
extension Kubelet {
  /// The mirror Pod of a static Pod, as the API server last told.
  func mirror(of worker: PodWorker) -> Value? {
    let meta = worker.pod.meta
    return apiPods.values.first {
      $0.isMirrorPod && $0.meta.name == meta.name && $0.meta.namespace == meta.namespace
    }
  }

  /// Sees to it that the mirror Pod is there and is of this very Pod. The Pod's worker waits for the answers; false
  /// while one is missing.
  mutating func reconcileMirror(_ uid: String, in here: inout Surroundings) -> Bool {
    guard let worker = workers[uid] else { return true }
    if let pending = worker.call { return finish(pending, of: uid, in: &here) }
    let meta = worker.pod.meta
    let path = "/api/v1/namespaces/\(meta.namespace)/pods"
    if let mirror = mirror(of: worker) {
      let isSame = mirror.meta.annotation("kubernetes.io/config.hash") == meta.annotation("kubernetes.io/config.hash")
      if isSame, !mirror.meta.isBeingDeleted { return true }
      logInfo(
        "kubelet.go:3497", "Trying to delete pod", [("pod", worker.displayName), ("podUID", mirror.meta.uid)],
        in: &here)
      let body: Value = ["gracePeriodSeconds": 0, "preconditions": ["uid": .string(mirror.meta.uid)]]
      let pending = PendingCall(
        request: request(.delete, "\(path)/\(meta.name)", body: .value(body)), since: here.now)
      workers[uid]?.call = pending
      workers[uid]?.isDeletingMirror = true
      return finish(pending, of: uid, in: &here)
    }
    guard let node = node.object else {
      let error = "node \"\(nodeName)\" not found"
      logError(
        "kubelet.go:3510", "No need to create a mirror pod, since failed to get node info from the cluster", error,
        [("node", nodeName)], in: &here)
      return true
    }
    logInfo(
      "kubelet.go:3514", "Creating a mirror pod for static pod", [("pod", worker.displayName)], in: &here)
    let pending = PendingCall(
      request: request(.post, path, body: .value(mirrorObject(of: worker.pod, node: node))), since: here.now)
    workers[uid]?.call = pending
    workers[uid]?.isDeletingMirror = false
    return finish(pending, of: uid, in: &here)
  }

  private mutating func finish(_ pending: PendingCall, of uid: String, in here: inout Surroundings) -> Bool {
    guard let worker = workers[uid] else { return true }
    let isDeleting = worker.isDeletingMirror
    var problem: String?
    switch call(pending, in: &here) {
    case .pending: return false
    case .failed(let text): problem = text
    case .answered(let response):
      if let status = response.status, !(isDeleting && status.code == 404) { problem = status.message }
      if !isDeleting, response.isSuccess {
        apiPods[response.value.meta.uid] = response.value
        // The new object gets its status a little later.
        statuses.unsent.insert(uid)
        statuses.resyncDue = min(statuses.resyncDue, here.now + .seconds(2))
        statuses.due = min(statuses.due, statuses.resyncDue)
      }
    }
    workers[uid]?.call = nil
    let pod = [("pod", worker.displayName)]
    guard isDeleting else {
      if let problem { logError("kubelet.go:3516", "Failed creating a mirror pod", problem, pod, in: &here) }
      workers[uid]?.readyAt = here.now
      return true
    }
    if let problem {
      logError("mirror_client.go:139", "Failed deleting a mirror pod", problem, pod, in: &here)
      workers[uid]?.readyAt = here.now
      return true
    }
    apiPods = apiPods.filter {
      !($0.value.isMirrorPod && "\($0.value.meta.namespace)/\($0.value.meta.name)" == worker.displayName)
    }
    logInfo("kubelet.go:3503", "Deleted mirror pod as it didn't match the static Pod", pod, in: &here)
    return reconcileMirror(uid, in: &here)
  }

  private func mirrorObject(of pod: Value, node: Value) -> Value {
    let meta = pod.meta
    var annotations = meta.annotations
    annotations["kubernetes.io/config.mirror"] = annotations["kubernetes.io/config.hash"]
    var metadata: Value = [
      "name": .string(meta.name), "namespace": .string(meta.namespace), "annotations": .object(annotations),
    ]
    if !meta.labels.isEmpty { metadata["labels"] = .object(meta.labels) }
    let owner = OwnerReference(
      apiVersion: "v1", kind: "Node", name: nodeName, uid: node.meta.uid, isController: true, blocksDeletion: false)
    metadata["ownerReferences"] = [owner.value]
    return ["apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod["spec"] ?? .emptyObject]
  }
}
