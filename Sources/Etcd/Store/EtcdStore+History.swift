extension EtcdStore {
  /// Forgets what was overwritten or deleted before `target`; the state at `target` itself stays readable.
  mutating func answerCompact(_ target: Int64) throws(EtcdError) -> EtcdResponse {
    if target <= compactRevision { throw .compacted }
    if target > revision { throw .futureRevision }
    committed()
    compact(target)
    return .done(header)
  }

  /// Raises the revision without a change, and marks everything before as compacted (`--bump-revision
  /// --mark-compacted`): clients that remember revisions of the time after the snapshot notice it.
  mutating func bump(by amount: Int64, markCompacted: Bool) {
    revision += amount
    if markCompacted { compact(revision) }
  }

  /// Only keys with a change since the last compaction can have anything to forget.
  private mutating func compact(_ target: Int64) {
    var touched: [EtcdKey] = []
    var last: EtcdKey?
    let end = EtcdRevision(main: target + 1)
    history.forEach(from: EtcdRevision(main: compactRevision), to: end) { _, entry in
      if entry.key != last { touched.append(entry.key) }
      last = entry.key
      return true
    }
    for key in touched {
      guard var places = revisions[key] else { continue }
      let old = places.prefix { $0.main <= target }
      guard let newest = old.last else { continue }
      var forgotten = Array(old.dropLast())
      if case .delete? = history[newest] { forgotten.append(newest) }
      if forgotten.isEmpty { continue }
      for place in forgotten {
        if let entry = history.remove(place) { historyBytes -= Self.bytes(of: entry) }
      }
      places.removeFirst(forgotten.count)
      revisions[key] = places.isEmpty ? nil : places
    }
    compactRevision = target
  }

  /// The events of a range since a revision, and where the next question starts.
  func events(_ watch: EtcdWatch) -> EtcdWatchResponse {
    let start = watch.startRevision > 0 ? watch.startRevision : revision + 1
    var response = EtcdWatchResponse(
      header: header, events: [], nextRevision: max(start, revision + 1), compactRevision: 0)
    if start < compactRevision {
      response.compactRevision = compactRevision
      return response
    }
    if start > revision { return response }
    history.forEach(from: EtcdRevision(main: start)) { place, entry in
      if covers(watch, entry.key) { response.events.append(contentsOf: event(entry, at: place, watch)) }
      return true
    }
    return response
  }

  private func covers(_ watch: EtcdWatch, _ key: EtcdKey) -> Bool {
    guard let end = watch.end else { return key == watch.key }
    return key >= watch.key && (end == .unbounded || key < end)
  }

  private func event(_ entry: EtcdHistoryEntry, at place: EtcdRevision, _ watch: EtcdWatch) -> [EtcdEvent] {
    var previous: EtcdKeyValue?
    if watch.prevKV, let places = revisions[entry.key],
      let earlier = places.last(where: { $0 < place }), case .put(let kv)? = history[earlier]
    {
      previous = kv
    }
    switch entry {
    case .put(let kv):
      return watch.withoutPuts ? [] : [EtcdEvent(kind: .put, kv: kv, prevKV: previous)]
    case .delete(let key):
      let kv = EtcdKeyValue(
        key: key, createRevision: 0, modRevision: place.main, version: 0, value: .empty)
      return watch.withoutDeletes ? [] : [EtcdEvent(kind: .delete, kv: kv, prevKV: previous)]
    }
  }
}
