import Documents
import KubeModel
import Simulation

/// Renews the node's lease every 10 s (component-helpers, lease/controller.go).
struct LeaseKeeper: Sendable {
  enum Stage: Sendable, Equatable {
    /// Looks whether there is one.
    case ensure
    case create
    case renew
  }

  var stage = Stage.ensure
  var call: PendingCall?
  var lease: Value = .null
  var due: Instant
  var tries = 0
  /// Seconds until the next attempt to find a lease, doubling to 7 s.
  var backOff = 0.2

  init(at now: Instant) {
    due = now + .milliseconds(300)
  }
}

extension Kubelet {
  private var leasePath: String { "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases" }
  private static let leaseTimeout = Span.seconds(10)

  mutating func keepLease(in here: inout Surroundings) {
    guard connection != nil else {
      lease.due = .never
      return
    }
    var steps = 0
    while lease.due <= here.now, steps < 12 {
      steps += 1
      let pending = lease.call ?? PendingCall(request: leaseRequest(here), since: here.now)
      lease.call = pending
      let result = call(pending, timeout: Self.leaseTimeout, suffix: "?timeout=10s", in: &here)
      if case .pending = result {
        lease.due = here.now + Self.pollingGap
        return
      }
      lease.call = nil
      switch result {
      case .pending: return
      case .failed(let text): leaseFailed(text, spent: here.now - pending.since, in: &here)
      case .answered(let response): leaseAnswered(response, in: &here)
      }
    }
  }

  private func leaseRequest(_ here: Surroundings) -> APIRequest {
    switch lease.stage {
    case .ensure: return request(.get, "\(leasePath)/\(nodeName)")
    case .create: return request(.post, leasePath, body: .value(leaseObject(here)))
    case .renew: return request(.put, "\(leasePath)/\(nodeName)", body: .value(leaseObject(here)))
    }
  }

  private func leaseObject(_ here: Surroundings) -> Value {
    var object = lease.lease
    if object.isNull {
      object = [
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": ["name": .string(nodeName), "namespace": "kube-node-lease"],
      ]
    }
    if object["metadata", "ownerReferences"] == nil, let node = node.object {
      object.set(
        ["metadata", "ownerReferences"],
        to: [["apiVersion": "v1", "kind": "Node", "name": .string(nodeName), "uid": .string(node.meta.uid)]])
    }
    object["spec"] = [
      "holderIdentity": .string(nodeName), "leaseDurationSeconds": 40, "renewTime": .string(here.wall.rfc3339Micro),
    ]
    return object
  }

  private mutating func leaseAnswered(_ response: APIResponse, in here: inout Surroundings) {
    if response.isSuccess {
      lease.lease = response.value
      let next: LeaseKeeper.Stage = .renew
      let wasEnsuring = lease.stage == .ensure
      lease.stage = next
      lease.tries = 0
      lease.backOff = 0.2
      lease.due = wasEnsuring ? here.now : here.now + .seconds(KubeletTimes.lease)
      return
    }
    if lease.stage == .ensure, response.code == 404 {
      lease.lease = .null
      lease.stage = .create
      return
    }
    if lease.stage == .renew, response.code == 404 || response.code == 409 {
      lease.stage = .ensure
      lease.lease = .null
      return
    }
    leaseFailed(response.status?.message ?? "", spent: .zero, in: &here)
  }

  private mutating func leaseFailed(_ text: String, spent: Span, in here: inout Surroundings) {
    guard lease.stage == .renew else {
      let interval = lease.backOff < 1 ? "\(Int(lease.backOff * 1000))ms" : "\(Self.plain(lease.backOff))s"
      logError(
        "controller.go:201", "Failed to ensure lease exists, will retry", text, [("interval", interval)], in: &here)
      lease.stage = .ensure
      lease.due = here.now + .seconds(lease.backOff)
      lease.backOff = min(lease.backOff * 2, 7)
      return
    }
    logError("controller.go:251", "Failed to update lease", text, in: &here)
    lease.tries += 1
    guard lease.tries >= 5 else { return }
    logError(
      "controller.go:171", "failed to update lease using latest lease, fallback to ensure lease",
      "failed 5 attempts to update lease", in: &here)
    lease.tries = 0
    lease.stage = .ensure
  }

  private static func plain(_ number: Double) -> String {
    var text = decimals(number, 1)
    if text.hasSuffix(".0") { text.removeLast(2) }
    return text
  }
}
