import Documents
import Hosts
import KubeModel
import Simulation

/// Registers the node, and posts its status.
struct NodeKeeper: Sendable {
  enum Stage: Sendable, Equatable {
    case register
    case read
    case patch
  }

  var stage = Stage.register
  var call: PendingCall?
  /// The Node as the API server last told.
  var object: Value?
  var isRegistered = false
  var due: Instant
  var backOff = 0.1
  var posted: Value = .null
  var lastReport: Instant?
  var wasReady: Bool?
  var tries = 0

  init(at now: Instant) {
    due = now + .milliseconds(150)
  }
}

extension Kubelet {
  mutating func keepNode(in here: inout Surroundings) {
    guard connection != nil else {
      node.due = .never
      return
    }
    noticeReadiness(in: &here)
    var steps = 0
    while node.due <= here.now, steps < 8 {
      steps += 1
      if node.stage == .patch, !isWorthSending(here) {
        node.stage = .read
        node.due = here.now + .seconds(configuration.statusSeconds)
        return
      }
      let fresh = node.call == nil
      let pending = node.call ?? PendingCall(request: nodeRequest(here), since: here.now)
      node.call = pending
      if fresh, node.stage == .register, node.backOff <= 0.1 || node.backOff > 0.2 {
        logInfo("kubelet_node_status.go:78", "Attempting to register node", [("node", nodeName)], in: &here)
      }
      let limit: Span? = node.stage == .register ? nil : .seconds(10)
      let result = call(pending, timeout: limit, suffix: node.stage == .read ? "?timeout=10s" : "", in: &here)
      if case .pending = result {
        node.due = here.now + Self.pollingGap
        return
      }
      node.call = nil
      switch result {
      case .pending: return
      case .failed(let text): nodeFailed(text, in: &here)
      case .answered(let response): nodeAnswered(response, in: &here)
      }
    }
  }

  private func nodeRequest(_ here: Surroundings) -> APIRequest {
    let path = "/api/v1/nodes"
    switch node.stage {
    case .register: return request(.post, path, body: .value(NodeObject(self, here).initial()))
    case .read: return request(.get, "\(path)/\(nodeName)")
    case .patch:
      return request(
        .patch, "\(path)/\(nodeName)/status", contentType: APIRequest.strategicMergePatch,
        body: .value(["status": NodeObject(self, here).status(previous: node.object?["status"] ?? .null)]))
    }
  }

  private mutating func nodeAnswered(_ response: APIResponse, in here: inout Surroundings) {
    switch node.stage {
    case .register:
      if response.code == 409 {
        logInfo("kubelet_node_status.go:133", "Node was previously registered", [("node", nodeName)], in: &here)
      } else if !response.isSuccess {
        return nodeFailed(response.status?.message ?? "", in: &here)
      }
      logInfo("kubelet_node_status.go:81", "Successfully registered node", [("node", nodeName)], in: &here)
      if response.isSuccess { node.object = response.value }
      node.isRegistered = true
      node.stage = .read
      feedDue = here.now
      for uid in workers.uids where workers[uid]?.isStatic == true { workers[uid]?.wake(at: here.now) }
      recordNodeEvent("Normal", "Starting", "Starting kubelet.", in: &here)
    case .read:
      guard response.isSuccess else { return nodeFailed(response.status?.message ?? "", in: &here) }
      node.object = response.value
      node.isRegistered = true
      node.tries = 0
      if let range = response.value["spec", "podCIDR"]?.string, range != here.runtime.podRange {
        let old = here.runtime.podRange
        logInfo(
          "kubelet_network.go:48", "Updating Pod CIDR", [("originalPodCIDR", old), ("newPodCIDR", range)], in: &here)
        here.runtime.podRange = range
      }
      node.stage = .patch
    case .patch:
      guard response.isSuccess else { return nodeFailed(response.status?.message ?? "", in: &here) }
      node.object = response.value
      node.lastReport = here.now
      node.stage = .read
      node.due = here.now + .seconds(configuration.statusSeconds)
    }
  }

  private mutating func nodeFailed(_ text: String, in here: inout Surroundings) {
    guard node.stage != .register else {
      logError(
        "kubelet_node_status.go:111", "Unable to register node with API server", text, [("node", nodeName)], in: &here)
      node.due = here.now + .seconds(node.backOff)
      node.backOff = min(node.backOff * 2, 7)
      return
    }
    let what = node.stage == .read ? "error getting node \"\(nodeName)\": \(text)" : "failed to patch status: \(text)"
    logError("kubelet_node_status.go:529", "Error updating node status, will retry", what, in: &here)
    node.stage = .read
    node.tries += 1
    guard node.tries >= 5 else { return }
    logError(
      "kubelet_node_status.go:515", "Unable to update node status", "update node status exceeds retry count", in: &here)
    node.tries = 0
    node.due = here.now + .seconds(configuration.statusSeconds)
  }

  /// A status is sent when it differs, and every five minutes.
  private func isWorthSending(_ here: Surroundings) -> Bool {
    guard let last = node.lastReport, here.now - last < .seconds(KubeletTimes.statusReport) else { return true }
    let status = NodeObject(self, here).status(previous: node.object?["status"] ?? .null)
    return Self.essence(status) != Self.essence(node.object?["status"] ?? .null)
  }

  /// A status without what changes all the time.
  private static func essence(_ status: Value) -> Value {
    var value: Value = .emptyObject
    for key in ["addresses", "allocatable", "capacity", "images"] { value[key] = status[key] }
    value["conditions"] = .array(
      (status["conditions"]?.elements ?? []).map { condition in
        var entry = condition
        entry["lastHeartbeatTime"] = nil
        return entry
      })
    return value
  }

  /// Logs when the node stops being ready, and starts again.
  private mutating func noticeReadiness(in here: inout Surroundings) {
    let problem = NodeObject(self, here).problem
    defer { node.wasReady = problem == nil }
    guard let before = node.wasReady, before != (problem == nil) else { return }
    node.due = min(node.due, here.now)
    if let problem {
      let time = here.wall.rfc3339
      let condition =
        "{\"type\":\"Ready\",\"status\":\"False\",\"lastHeartbeatTime\":\"\(time)\",\"lastTransitionTime\":\"\(time)\","
        + "\"reason\":\"KubeletNotReady\",\"message\":\"\(problem)\"}"
      log.write(
        .info, "setters.go:547", "Node became not ready",
        [("node", GoQuote.quoted(nodeName)), ("condition", condition)], in: &here)
      recordNodeEvent("Normal", "NodeNotReady", "Node \(nodeName) status is now: NodeNotReady", in: &here)
    } else {
      log.write(.info, "kubelet_node_status.go:481", "Fast updating node status as it just became ready", [], in: &here)
      recordNodeEvent("Normal", "NodeReady", "Node \(nodeName) status is now: NodeReady", in: &here)
    }
  }
}
