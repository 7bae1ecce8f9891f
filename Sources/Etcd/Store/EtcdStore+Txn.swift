extension EtcdStore {
  private static let operationsMax = 128

  mutating func answer(_ txn: EtcdTxn) throws(EtcdError) -> EtcdTxnResponse {
    try check(txn)
    if Self.puts(txn) {
      try requireSpace(bytes: Self.bytes(txn))
    }
    let writes = Self.writes(txn)
    if writes { committed() }
    // A transaction that fails half way leaves nothing behind. One step has no half way; and to keep what was before
    // means to copy what it changes.
    let before = Self.isOneStep(txn) ? nil : self
    do {
      var cursor = EtcdRevision(main: revision + 1)
      var response = try apply(txn, at: &cursor)
      finish(cursor)
      response.header = header
      return response
    } catch {
      if let before { self = before }
      throw error
    }
  }

  private static func isOneStep(_ txn: EtcdTxn) -> Bool {
    [txn.success, txn.failure].allSatisfy { branch in
      if case .txn? = branch.first { return false }
      return branch.count <= 1
    }
  }

  private mutating func apply(_ txn: EtcdTxn, at cursor: inout EtcdRevision) throws(EtcdError) -> EtcdTxnResponse {
    let succeeded = txn.compare.allSatisfy { holds($0) }
    var responses: [EtcdOperationResponse] = []
    for operation in succeeded ? txn.success : txn.failure {
      responses.append(try apply(operation, at: &cursor))
    }
    return EtcdTxnResponse(header: innerHeader(cursor), succeeded: succeeded, responses: responses)
  }

  private mutating func apply(
    _ operation: EtcdOperation, at cursor: inout EtcdRevision
  ) throws(EtcdError) -> EtcdOperationResponse {
    switch operation {
    case .range(let range):
      return .range(try read(range, header: innerHeader(cursor)))
    case .put(let put):
      let previous = try write(put, at: &cursor)
      return .put(EtcdPutResponse(header: innerHeader(cursor), prevKV: put.prevKV ? previous : nil))
    case .deleteRange(let delete):
      let gone = remove(delete, at: &cursor)
      return .deleteRange(
        EtcdDeleteRangeResponse(
          header: innerHeader(cursor), deleted: Int64(gone.count), prevKVs: delete.prevKV ? gone : []))
    case .txn(let txn):
      return .txn(try apply(txn, at: &cursor))
    }
  }

  /// Answers within a transaction carry the revision alone.
  private func innerHeader(_ cursor: EtcdRevision) -> EtcdHeader {
    EtcdHeader(
      clusterID: 0, memberID: 0, revision: cursor.sub > 0 ? cursor.main : cursor.main - 1, raftTerm: 0)
  }

  /// Whether a comparison holds for its key, or for every key of its range. A key that does not exist has the
  /// revisions and the version 0; its value compares with nothing.
  private func holds(_ compare: EtcdCompare) -> Bool {
    var candidates = liveKeys(compare.key, compare.end)
    if candidates.isEmpty {
      if case .value = compare.target { return false }
      candidates = [
        EtcdKeyValue(key: compare.key, createRevision: 0, modRevision: 0, version: 0, value: .empty)
      ]
    }
    return candidates.allSatisfy { kv in
      switch compare.target {
      case .version(let number): relates(kv.version, compare.relation, number)
      case .createRevision(let number): relates(kv.createRevision, compare.relation, number)
      case .modRevision(let number): relates(kv.modRevision, compare.relation, number)
      case .lease(let number): relates(kv.lease, compare.relation, number)
      case .value(let value):
        relates(EtcdKey(bytes: kv.value.bytes), compare.relation, EtcdKey(bytes: value.bytes))
      }
    }
  }

  private func relates<T: Comparable>(_ left: T, _ relation: EtcdCompare.Relation, _ right: T) -> Bool {
    switch relation {
    case .equal: left == right
    case .notEqual: left != right
    case .greater: left > right
    case .less: left < right
    }
  }

  private func check(_ txn: EtcdTxn) throws(EtcdError) {
    let counts = [txn.compare.count, txn.success.count, txn.failure.count]
    if (counts.max() ?? 0) > Self.operationsMax { throw .tooManyOperations }
    for compare in txn.compare where compare.key.isEmpty { throw .emptyKey }
    for branch in [txn.success, txn.failure] {
      var written: Set<EtcdKey> = []
      for operation in branch {
        switch operation {
        case .range(let range): if range.key.isEmpty { throw .emptyKey }
        case .deleteRange(let delete): if delete.key.isEmpty { throw .emptyKey }
        case .txn(let inner): try check(inner)
        case .put(let put):
          try check(put)
          if !written.insert(put.key).inserted { throw .duplicateKey }
        }
      }
      try checkOverlaps(branch, written)
    }
  }

  /// A key may not be put and deleted by one transaction.
  private func checkOverlaps(_ branch: [EtcdOperation], _ written: Set<EtcdKey>) throws(EtcdError) {
    for case .deleteRange(let delete) in branch {
      for key in written {
        if let end = delete.end {
          if key >= delete.key && (end == .unbounded || key < end) { throw .duplicateKey }
        } else if key == delete.key {
          throw .duplicateKey
        }
      }
    }
  }

  private static func puts(_ txn: EtcdTxn) -> Bool {
    (txn.success + txn.failure).contains { operation in
      switch operation {
      case .put: true
      case .txn(let inner): puts(inner)
      default: false
      }
    }
  }

  private static func writes(_ txn: EtcdTxn) -> Bool {
    (txn.success + txn.failure).contains { operation in
      switch operation {
      case .put, .deleteRange: true
      case .txn(let inner): writes(inner)
      case .range: false
      }
    }
  }

  private static func bytes(_ txn: EtcdTxn) -> Int {
    (txn.success + txn.failure).reduce(0) { sum, operation in
      if case .put(let put) = operation { return sum + put.key.bytes.count + put.valueBytes }
      return sum
    }
  }
}
