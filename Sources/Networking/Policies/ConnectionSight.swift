/// A part of a cluster's connections, as somebody looks at it: some endpoints, all to all, as they are and as they were.
public struct ConnectionSight: Sendable {
  /// The places of the endpoints in the engine's list.
  public let places: [Int]
  /// What is asked of each destination.
  public let probes: [Probe]
  /// A row for each source, a character for each destination: `+`, `i`, `e`, `x` or `-`.
  public private(set) var verdicts: [[UInt8]] = []
  /// The same for the earlier policies; without rows where nothing was otherwise.
  public private(set) var earlier: [[UInt8]] = []
  public private(set) var opened = 0
  public private(set) var closed = 0

  /// An endpoint that was not there before has no earlier verdict: the present one stands for it.
  ///
  /// The matrices that are looked into stay with `now` and `before`, so that the next look costs what has changed.
  public init(_ places: [Int], probes: [Probe], now: inout LivePolicies, before: inout LivePolicies?) {
    precondition(places.count == probes.count, "every destination has its probe")
    self.places = places
    self.probes = probes
    let order = Set(probes).sorted { $0.description < $1.description }
    let indices = probes.map { order.firstIndex(of: $0) ?? 0 }
    let present = order.map { now.matrix(on: $0) }
    verdicts = places.map { source in
      places.indices.map { present[indices[$0]].letter(from: source, to: places[$0]) }
    }
    guard var then = before else { return }
    let titles = places.map { now.engine.endpoints[$0].title }
    let old = titles.map { then.engine.place(of: $0) }
    let past = order.map { then.matrix(on: $0) }
    before = then
    earlier = places.indices.map { row in
      places.indices.map { column in
        guard let source = old[row], let destination = old[column] else { return verdicts[row][column] }
        return past[indices[column]].letter(from: source, to: destination)
      }
    }
    count()
  }

  private mutating func count() {
    let open = UInt8(ascii: "+")
    var isSame = true
    for (row, old) in zip(verdicts, earlier) where row != old {
      isSame = false
      for (now, then) in zip(row, old) where now != then {
        if then == open { closed += 1 } else if now == open { opened += 1 }
      }
    }
    if isSame { earlier = [] }
  }
}
