/// The verdicts between all endpoints on one probe. A row is a source, a column a destination.
public struct VerdictMatrix: Sendable {
  public let probe: Probe
  public let endpoints: [Endpoint]
  /// Whether the egress side of the source allows it.
  private var egress: EndpointMatrix
  /// Whether the ingress side of the destination allows it.
  private var ingress: EndpointMatrix
  /// Where the probed port exists; nil for everywhere.
  private let meaningful: EndpointSet?

  init(_ engine: PolicyEngine, probe: Probe) {
    self.probe = probe
    endpoints = engine.endpoints
    let side = endpoints.count
    let policies = ProbedPolicies(engine, probe: probe, namespaces: engine.isEnforced ? nil : [])
    meaningful = policies.meaningful
    egress = EndpointMatrix(side: side)
    var admitted = EndpointMatrix(side: side)
    for place in 0..<side {
      egress.setRow(place, to: policies.reachable(from: place) ?? engine.index.all)
      admitted.setRow(place, to: policies.admitted(by: place) ?? engine.index.all)
    }
    ingress = admitted.transposed()
    openSelfAndNodes()
  }

  /// The verdict for traffic from one place of `endpoints` to another.
  public func verdict(from source: Int, to destination: Int) -> Verdict {
    if isMeaningless(source, destination) { return .meaningless }
    return Verdict(
      egress: egress.contains(row: source, column: destination),
      ingress: ingress.contains(row: source, column: destination))
  }

  /// The character of that verdict: `+`, `i`, `e`, `x` or `-`.
  func letter(from source: Int, to destination: Int) -> UInt8 {
    if isMeaningless(source, destination) { return UInt8(ascii: "-") }
    if egress.contains(row: source, column: destination) {
      return ingress.contains(row: source, column: destination) ? UInt8(ascii: "+") : UInt8(ascii: "i")
    }
    return ingress.contains(row: source, column: destination) ? UInt8(ascii: "e") : UInt8(ascii: "x")
  }

  /// One text for each source, one character for each destination: `+`, `i`, `e`, `x` or `-`.
  public var rows: [String] {
    endpoints.indices.map { String(decoding: row($0), as: UTF8.self) }
  }

  /// The characters of one source.
  public func row(_ source: Int) -> [UInt8] {
    let side = endpoints.count
    let base = source * egress.stride
    var text = [UInt8](repeating: UInt8(ascii: "-"), count: side)
    // By (egress, ingress): neither, ingress alone, egress alone, both.
    let letters: [UInt8] = Array("xei+".utf8)
    egress.words.withUnsafeBufferPointer { egress in
      ingress.words.withUnsafeBufferPointer { ingress in
        for destination in 0..<side {
          let word = base + destination >> 6
          let shift = UInt64(destination & 63)
          let pair = (egress[word] >> shift & 1) << 1 | ingress[word] >> shift & 1
          text[destination] = letters[Int(pair)]
        }
      }
    }
    if meaningful != nil || endpoints[source].kind != .pod {
      for destination in 0..<side where isMeaningless(source, destination) {
        text[destination] = UInt8(ascii: "-")
      }
    }
    return text
  }

  /// The connections whose verdict is another than in an earlier matrix of the same endpoints.
  public func differences(from earlier: VerdictMatrix) -> [VerdictChange] {
    precondition(endpoints == earlier.endpoints, "only matrices of the same endpoints can be compared")
    return endpoints.indices.flatMap { source in
      let (before, after) = (earlier.row(source), row(source))
      return endpoints.indices.filter { before[$0] != after[$0] }.map { destination in
        VerdictChange(
          source: source, destination: destination, before: earlier.verdict(from: source, to: destination),
          after: verdict(from: source, to: destination))
      }
    }
  }

  /// How many connections are allowed.
  public var allowedCount: Int {
    endpoints.indices.reduce(0) { $0 + row($1).count { $0 == UInt8(ascii: "+") } }
  }

  /// Judges again what a changed policy may have changed; `engine` is the one that knows the change.
  public mutating func update(_ engine: PolicyEngine, after change: PolicyChange) {
    let sources = change.sources.members
    let destinations = change.destinations.members
    let namespaces = Set((sources + destinations).map { endpoints[$0].namespace }).sorted()
    let policies = ProbedPolicies(engine, probe: probe, namespaces: engine.isEnforced ? namespaces : [])
    for place in sources { egress.setRow(place, to: policies.reachable(from: place) ?? engine.index.all) }
    ingress.setColumns(
      destinations.map { (column: $0, set: policies.admitted(by: $0) ?? engine.index.all) })
    openSelfAndNodes()
  }

  /// A Pod always reaches itself, and always reaches and is reached by its node.
  private mutating func openSelfAndNodes() {
    for place in endpoints.indices { open(place, place) }
    let hosts = endpoints.indices.filter { endpoints[$0].usesHostNetwork }
    if hosts.isEmpty { return }
    for host in hosts {
      for place in endpoints.indices where endpoints[place].sharesNode(with: endpoints[host]) {
        open(host, place)
        open(place, host)
      }
    }
  }

  private mutating func open(_ source: Int, _ destination: Int) {
    egress.insert(row: source, column: destination)
    ingress.insert(row: source, column: destination)
  }

  private func isMeaningless(_ source: Int, _ destination: Int) -> Bool {
    if endpoints[source].kind != .pod && endpoints[destination].kind != .pod { return true }
    return meaningful.map { !$0.contains(destination) } ?? false
  }
}

/// A connection that a change of policies opened, closed, or left closed by another side.
public struct VerdictChange: Hashable, Sendable {
  /// Places in the list of endpoints.
  public let source: Int
  public let destination: Int
  public let before: Verdict
  public let after: Verdict
}

extension PolicyEngine {
  /// The verdicts between all endpoints.
  public func matrix(on probe: Probe) -> VerdictMatrix { VerdictMatrix(self, probe: probe) }
}
