import Documents
import KubeModel
import Simulation

/// Sends the Pods' statuses to the API server, one request at a time (pkg/kubelet/status/status_manager.go).
struct StatusSender: Sendable {
  enum Stage: Sendable, Equatable {
    case read
    case patch
    case delete
  }

  /// Pods whose status is to be sent, in order.
  var queue: [String] = []
  var call: PendingCall?
  var stage = Stage.read
  /// What the API server has, by UID of the kubelet's Pod.
  var sent: [String: Value] = [:]
  var due = Instant.never
  /// When everything that could not be sent is tried again.
  var resyncDue = Instant.never
  var unsent: Set<String> = []

  mutating func enqueue(_ uid: String, at now: Instant) {
    if !queue.contains(uid) { queue.append(uid) }
    due = min(due, now)
  }
}

extension Kubelet {
  mutating func sendStatuses(in here: inout Surroundings) {
    guard connection != nil else {
      statuses.queue = []
      statuses.due = .never
      return
    }
    if statuses.resyncDue <= here.now {
      for uid in statuses.unsent.sorted() where workers[uid] != nil { statuses.enqueue(uid, at: here.now) }
      statuses.unsent = []
      statuses.resyncDue = .never
    }
    var count = 0
    while let uid = statuses.queue.first, count < 500 {
      count += 1
      guard sendStatus(uid, in: &here) else { break }
      if statuses.queue.first == uid { statuses.queue.removeFirst() }
      statuses.call = nil
      statuses.stage = .read
    }
    statuses.due = statuses.queue.isEmpty ? statuses.resyncDue : here.now + Self.pollingGap
  }

  /// One Pod's status; false while the API server does not answer.
  private mutating func sendStatus(_ uid: String, in here: inout Surroundings) -> Bool {
    guard let worker = workers[uid] else { return true }
    if worker.isStatic, mirror(of: worker) == nil, feedProblem == nil, statuses.call == nil {
      // Without a mirror Pod there is nothing to write to.
      postpone(uid, at: here.now)
      return true
    }
    let meta = worker.pod.meta
    let path = "/api/v1/namespaces/\(meta.namespace)/pods/\(meta.name)"
    while true {
      let pending = statuses.call ?? nextRequest(path, worker, at: here.now)
      statuses.call = pending
      let result = call(pending, in: &here)
      switch result {
      case .pending: return false
      case .failed(let text):
        fail(uid, worker, text, in: &here)
        return true
      case .answered(let response):
        guard response.isSuccess else {
          if response.code == 404 {
            statuses.sent[uid] = worker.status
            return true
          }
          fail(uid, worker, response.status?.message ?? "", in: &here)
          return true
        }
        guard advance(uid, worker, response, in: &here) else { return true }
      }
    }
  }

  private func nextRequest(_ path: String, _ worker: PodWorker, at now: Instant) -> PendingCall {
    switch statuses.stage {
    case .read: return PendingCall(request: request(.get, path), since: now)
    case .patch:
      let uid = worker.isStatic ? mirror(of: worker)?.meta.uid ?? worker.uid : worker.uid
      let patch: Value = ["metadata": ["uid": .string(uid)], "status": Self.patchable(worker.status)]
      return PendingCall(
        request: request(
          .patch, "\(path)/status", contentType: APIRequest.strategicMergePatch, body: .value(patch)), since: now)
    case .delete:
      let body: Value = ["gracePeriodSeconds": 0, "preconditions": ["uid": .string(worker.uid)]]
      return PendingCall(request: request(.delete, path, body: .value(body)), since: now)
    }
  }

  /// Goes on to the next request of a Pod; false where there is none.
  private mutating func advance(
    _ uid: String, _ worker: PodWorker, _ response: APIResponse, in here: inout Surroundings
  ) -> Bool {
    statuses.call = nil
    switch statuses.stage {
    case .read:
      let found = response.value
      let expected = worker.isStatic ? mirror(of: worker)?.meta.uid : uid
      if let expected, found.meta.uid != expected {
        statuses.sent[uid] = worker.status
        return false
      }
      if worker.isStatic {
        let hash = found.meta.annotation("kubernetes.io/config.hash")
        guard hash == worker.pod.meta.annotation("kubernetes.io/config.hash") else {
          postpone(uid, at: here.now)
          return false
        }
      }
      statuses.stage = .patch
      return true
    case .patch:
      statuses.sent[uid] = worker.status
      if !worker.isStatic, worker.pod.meta.isBeingDeleted, worker.state == .terminated {
        statuses.stage = .delete
        return true
      }
      return false
    case .delete:
      apiPods[uid] = nil
      main.hasWork = true
      return false
    }
  }

  private mutating func fail(_ uid: String, _ worker: PodWorker, _ text: String, in here: inout Surroundings) {
    let (place, message) =
      statuses.stage == .read
      ? ("status_manager.go:1164", "Failed to get status for pod")
      : ("status_manager.go:1189", "Failed to update status for pod")
    logError(place, message, text, [("podUID", uid), ("pod", worker.displayName)], in: &here)
    postpone(uid, at: here.now)
  }

  private mutating func postpone(_ uid: String, at now: Instant) {
    statuses.unsent.insert(uid)
    statuses.resyncDue = min(statuses.resyncDue, now + .seconds(KubeletTimes.statusResync))
  }

  /// A status as a strategic merge patch: it removes what is absent, and its conditions stand in the kubelet's order,
  /// whatever the scheduler wrote before.
  private static func patchable(_ status: Value) -> Value {
    var value = status
    for key in ["message", "reason"] where value[key] == nil { value[key] = .null }
    let conditions = status["conditions"]?.elements ?? []
    value["$setElementOrder/conditions"] = .array(conditions.map { ["type": $0["type"] ?? ""] })
    value["conditions"] = .array(
      conditions.map { condition in
        var entry = condition
        for key in ["message", "reason"] where entry[key] == nil { entry[key] = .null }
        return entry
      })
    return value
  }
}
