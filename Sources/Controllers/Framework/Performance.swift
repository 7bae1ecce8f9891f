import Documents
public import KubeModel
public import Simulation

extension Reaction {
  /// Sends the requests in order, and records the events that belong to them.
  ///
  /// Stops at the first request that is refused. `attempt` counts the failures in a row of this controller
  /// with this object; answers the count to hand in next time, and when that is due (nil: not before
  /// something changes).
  public func perform(
    by client: Client, reading cluster: any ClusterReader, now: WallTime, attempt: Int,
    send: (APIRequest) -> APIResponse
  ) -> (attempt: Int, again: Span?) {
    var versions: [String: Value] = [:]
    for step in steps {
      if let request = step.request {
        let response = send(request.after(versions))
        if let version = response.value["metadata", "resourceVersion"] {
          versions[request.objectPath] = version
        }
        if let status = response.status {
          for remedy in step.onFailure?(status) ?? [] {
            if let request = remedy.request { _ = send(request) }
            record(remedy.events, client, cluster, now, send)
          }
          return (attempt + 1, Self.backOff(attempt))
        }
      }
      record(step.events, client, cluster, now, send)
    }
    return (0, again)
  }

  private func record(
    _ events: [EventNote], _ client: Client, _ cluster: any ClusterReader, _ now: WallTime,
    _ send: (APIRequest) -> APIResponse
  ) {
    for event in events { _ = send(event.request(from: client, reading: cluster, now: now)) }
  }

  /// How long a controller waits after its failures in a row: 5 ms, doubled each time, at most 1000 s
  /// (client-go, DefaultTypedControllerRateLimiter).
  public static func backOff(_ attempt: Int) -> Span {
    attempt >= 18 ? .seconds(1000) : min(.milliseconds(5) * (1 << attempt), .seconds(1000))
  }
}

extension APIRequest {
  /// The path without the subresource.
  fileprivate var objectPath: String {
    for tail in ["/status", "/finalize", "/scale"] where path.hasSuffix(tail) {
      return String(path.dropLast(tail.count))
    }
    return path
  }

  /// An update of what an earlier request of the same reaction has changed is made on top of that change.
  fileprivate func after(_ versions: [String: Value]) -> APIRequest {
    guard method == .put, case .value(var object) = body, let version = versions[objectPath] else {
      return self
    }
    object.set(["metadata", "resourceVersion"], to: version)
    var request = self
    request.body = .value(object)
    return request
  }
}
