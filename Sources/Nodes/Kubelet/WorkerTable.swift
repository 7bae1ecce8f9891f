import Simulation

/// The workers of a kubelet's Pods by UID, with the moment at which each is next to be looked at.
///
/// A node takes many small steps, and in most of them one Pod of many has something to do.
struct WorkerTable: Sendable {
  /// In the order in which Pods became known.
  private(set) var uids: [String] = []
  /// Nil for the one that is being changed.
  private var workers: [PodWorker?] = []
  private var places: [String: Int] = [:]
  /// For each worker when its own next step and its next probe are due; worked out when it was changed last.
  private var dues: [Due] = []

  private struct Due: Sendable {
    var step: Instant
    var probe: Instant
    /// Whether the moment is one after any other, so that it has to be worked out each time.
    var isMoving: Bool
  }

  subscript(_ uid: String) -> PodWorker? {
    get { places[uid].flatMap { workers[$0] } }
    set {
      guard let newValue else {
        remove(uid)
        return
      }
      if let place = places[uid] {
        workers[place] = newValue
        dues[place] = Self.due(newValue)
      } else {
        places[uid] = workers.count
        uids.append(uid)
        workers.append(newValue)
        dues.append(Self.due(newValue))
      }
    }
    _modify {
      guard let place = places[uid] else {
        var fresh: PodWorker?
        defer { if let fresh { self[uid] = fresh } }
        yield &fresh
        return
      }
      // Taken out meanwhile, so that it is changed where it is and not copied.
      var worker = workers[place]
      workers[place] = nil
      defer { self[uid] = worker }
      yield &worker
    }
  }

  /// In the same order.
  var values: [PodWorker] { workers.compactMap { $0 } }

  /// The next Pod from a place on whose worker has something to do; the place moves behind it.
  func nextStep(from place: inout Int, at now: Instant) -> String? {
    while place < dues.count {
      defer { place += 1 }
      if dues[place].step <= now { return uids[place] }
    }
    return nil
  }

  /// The same for a probe that is to be made.
  func nextProbe(from place: inout Int, at now: Instant) -> String? {
    while place < dues.count {
      defer { place += 1 }
      if dues[place].probe <= now { return uids[place] }
    }
    return nil
  }

  /// When the first of them has something to do. While the main loop hangs, those that wait for it are looked at as
  /// often as that is.
  func nextDue(now: Instant, mainLoopHangs: Bool) -> Instant {
    var next = Instant.never
    for place in dues.indices {
      let due = dues[place]
      if due.isMoving || mainLoopHangs, let worker = workers[place] {
        let own = worker.nextDue(now: now)
        let waits = mainLoopHangs && worker.needsMainLoop
        next = min(next, waits ? max(own, now + Kubelet.pollingGap) : own)
      } else {
        next = min(next, due.step, due.probe)
      }
    }
    return next
  }

  private mutating func remove(_ uid: String) {
    guard let place = places.removeValue(forKey: uid) else { return }
    uids.remove(at: place)
    workers.remove(at: place)
    dues.remove(at: place)
    for later in place..<uids.count { places[uids[later]] = later }
  }

  private static func due(_ worker: PodWorker) -> Due {
    let probe = worker.memory.values.reduce(Instant.never) { min($0, $1.probes.due) }
    switch worker.state {
    case .terminated: return Due(step: .never, probe: .never, isMoving: worker.call != nil)
    case .waiting, .terminating: return Due(step: .start, probe: probe, isMoving: true)
    case .syncing:
      if worker.call != nil { return Due(step: .start, probe: probe, isMoving: true) }
      return Due(step: worker.operations.isEmpty ? worker.nextSync : worker.readyAt, probe: probe, isMoving: false)
    }
  }
}
