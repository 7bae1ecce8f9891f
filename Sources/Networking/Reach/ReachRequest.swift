public import Documents

/// One line of `cka-trainer reach --jsonl`: objects, and what is asked of every pair.
public struct ReachRequest: Sendable {
  /// Given back in the answer; nil where the request has none.
  public let id: Value?
  public let objects: [Value]
  public let probes: [Probe]
  public let outside: [IPAddress]
  /// Policies that are applied one after the other, after the verdicts were given: what that costs is measured.
  public let changes: [Value]

  /// What is wrong with a request, in one sentence.
  public struct Failure: Error, Sendable {
    public let message: String
  }

  public init(_ request: Value) throws(Failure) {
    guard request.object != nil else { throw Failure(message: "a request is an object with objects and on") }
    id = request["id"]
    objects = request["objects"]?.elements ?? []
    var probes: [Probe] = []
    for item in request["on"]?.elements ?? [] {
      guard let probe = item.string.flatMap({ Probe($0) }) else {
        throw Failure(message: "on: \(JSON.text(item)) is no protocol and port such as \"TCP/80\"")
      }
      probes.append(probe)
    }
    self.probes = probes
    var outside: [IPAddress] = []
    for item in request["externals"]?.elements ?? [] {
      guard let address = item.string.flatMap({ IPAddress($0) }) else {
        throw Failure(message: "externals: \(JSON.text(item)) is no address")
      }
      outside.append(address)
    }
    self.outside = outside
    changes = request["changes"]?.elements ?? []
  }

  /// Judges all pairs. This is the part whose time an answer tells.
  public func evaluated() throws(Failure) -> ReachReport {
    let engine = PolicyEngine(objects: objects, outside: outside)
    try check(engine)
    return ReachReport(engine, probes: probes)
  }

  /// The same cluster, ready for changes.
  public func live() throws(Failure) -> LivePolicies {
    var live = LivePolicies(objects: objects, outside: outside)
    try check(live.engine)
    for probe in probes { _ = live.matrix(on: probe) }
    return live
  }

  private func check(_ engine: PolicyEngine) throws(Failure) {
    if let problem = engine.problems.first {
      let object = objects[problem.object]
      let kind = object["kind"]?.string ?? "object"
      let name = object["metadata", "name"]?.string ?? ""
      throw Failure(message: "\(kind) \(name): \(problem.path): \(problem.cause)")
    }
  }
}
