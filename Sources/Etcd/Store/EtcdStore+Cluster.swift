extension EtcdStore {
  mutating func answerMember(_ request: EtcdRequest) throws(EtcdError) -> EtcdResponse {
    switch request {
    case .memberAdd(let urls, let learner): return try addMember(urls, learner: learner)
    case .memberRemove(let id): return try removeMember(id)
    case .memberUpdate(let id, let urls): return try updateMember(id, urls)
    case .memberPromote(let id): return try promoteMember(id)
    default: return memberAnswer()
    }
  }

  /// Answers about members carry no revision.
  private func memberAnswer(changed: EtcdMember? = nil) -> EtcdResponse {
    var header = header
    header.revision = 0
    return .members(header, members.sorted { $0.id < $1.id }, changed: changed)
  }

  private mutating func addMember(_ urls: [String], learner: Bool) throws(EtcdError) -> EtcdResponse {
    if urls.isEmpty { throw .memberBadURLs }
    let taken = Set(members.flatMap(\.peerURLs))
    if urls.contains(where: { taken.contains($0) }) { throw .peerURLExists }
    if !learner && members.filter({ $0.name.isEmpty && !$0.isLearner }).count * 2 >= members.count {
      throw .memberNotEnoughStarted
    }
    committed()
    let id = EtcdIdentity.memberID(peerURLs: urls, token: "\(now.nanoseconds)")
    let member = EtcdMember(id: id, name: "", peerURLs: urls, isLearner: learner)
    members.append(member)
    return memberAnswer(changed: member)
  }

  private mutating func removeMember(_ id: UInt64) throws(EtcdError) -> EtcdResponse {
    guard members.contains(where: { $0.id == id }) else { throw .memberNotFound }
    let voters = members.filter { !$0.isLearner }
    if voters.count == 1 && voters[0].id == id { throw .memberNotEnoughStarted }
    committed()
    members.removeAll { $0.id == id }
    removedMembers.append(id)
    return memberAnswer()
  }

  private mutating func updateMember(_ id: UInt64, _ urls: [String]) throws(EtcdError) -> EtcdResponse {
    guard let place = members.firstIndex(where: { $0.id == id }) else { throw .memberNotFound }
    let others = Set(members.filter { $0.id != id }.flatMap(\.peerURLs))
    if urls.contains(where: { others.contains($0) }) { throw .peerURLExists }
    committed()
    members[place].peerURLs = urls
    return memberAnswer()
  }

  private mutating func promoteMember(_ id: UInt64) throws(EtcdError) -> EtcdResponse {
    guard let place = members.firstIndex(where: { $0.id == id }) else { throw .memberNotFound }
    if !members[place].isLearner { throw .memberNotLearner }
    committed()
    members[place].isLearner = false
    return memberAnswer()
  }

  mutating func moveLeader(to target: UInt64) throws(EtcdError) -> EtcdResponse {
    if memberID != leader { throw .notLeader }
    guard let member = members.first(where: { $0.id == target }), !member.isLearner else {
      throw .badLeaderTransferee
    }
    if target != leader {
      leader = target
      raftTerm += 1
      committed()
    }
    return .done(header)
  }

  mutating func answerAlarm(_ action: EtcdAlarmAction, member: UInt64, kind: EtcdAlarm.Kind) -> EtcdResponse {
    let named = alarms.filter { ($0.memberID == member || member == 0) && ($0.kind == kind || kind == .none) }
    switch action {
    case .get: return .alarms(header, named)
    case .activate:
      committed()
      let alarm = EtcdAlarm(memberID: member, kind: kind)
      raise(alarm)
      return .alarms(header, [alarm])
    case .deactivate:
      committed()
      alarms.removeAll { named.contains($0) }
      return .alarms(header, named)
    }
  }

  mutating func raise(_ alarm: EtcdAlarm) {
    if alarms.contains(alarm) { return }
    alarms.append(alarm)
    alarms.sort { ($0.memberID, $0.kind.rawValue) < ($1.memberID, $1.kind.rawValue) }
  }

  mutating func answerDowngrade(_ action: EtcdDowngradeAction, _ target: String) throws(EtcdError) -> EtcdResponse {
    switch action {
    case .cancel:
      if downgradeTarget == nil { throw .noInflightDowngrade }
      downgradeTarget = nil
      return .downgrade(header, version: version.clusterVersion)
    case .validate, .enable:
      guard let wanted = EtcdVersion(target), wanted.dialect.rawValue == version.dialect.rawValue - 1 else {
        throw .invalidDowngradeTarget
      }
      if downgradeTarget != nil { throw .downgradeInProcess }
      if action == .enable { downgradeTarget = wanted.clusterVersion }
      return .downgrade(header, version: version.clusterVersion)
    }
  }

  func status() -> EtcdStatus {
    EtcdStatus(
      header: header, version: version.text,
      storageVersion: version.dialect >= .v36 ? version.clusterVersion : "", dbSize: allocatedBytes,
      dbSizeInUse: sizeInUse, dbSizeQuota: quota, leader: leader, raftIndex: raftIndex,
      raftAppliedIndex: raftIndex, errors: alarms.map { "memberID:\($0.memberID) alarm:\($0.kind.text) " },
      isLearner: members.contains { $0.id == memberID && $0.isLearner },
      downgradeTarget: downgradeTarget ?? "", downgradeEnabled: downgradeTarget != nil)
  }

  /// The pages that hold something: both metas, one that is being replaced, the root with its small buckets, and,
  /// once the history has outgrown the root, its leaves, which bbolt fills to nine tenths.
  var sizeInUse: Int64 {
    if historyBytes <= 1000 { return 4 * 4096 }
    let leaves = (historyBytes * 10 + 36_863) / 36_864
    let branches = leaves > 1 ? 1 + leaves / 120 : 0
    return Int64(4 + leaves + branches) * 4096
  }
}
