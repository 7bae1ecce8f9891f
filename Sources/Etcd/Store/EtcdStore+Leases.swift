public import Simulation

/// A promise to keep keys until a time.
struct EtcdLease: Hashable, Sendable {
  var id: Int64
  /// In seconds.
  var ttl: Int64
  var ends: Instant
  /// The attached keys, in order.
  var keys: [EtcdKey] = []
}

extension EtcdStore {
  /// etcd keeps no lease for less than one and a half election timeouts, rounded up to a second.
  private static let ttlMin: Int64 = 2
  private static let ttlMax: Int64 = 9_000_000_000

  /// When the next lease runs out.
  public var nextLeaseEnd: Instant? {
    var next: Instant?
    leases.forEach { _, lease in
      if lease.ends < next ?? .never { next = lease.ends }
      return true
    }
    return next
  }

  /// Lets time pass: leases that have run out are revoked with their keys, in the order of their ends.
  public mutating func advance(to now: Instant) {
    self.now = now
    if leases.isEmpty { return }
    var ended: [EtcdLease] = []
    leases.forEach { _, lease in
      if lease.ends <= now { ended.append(lease) }
      return true
    }
    ended.sort { ($0.ends, $0.id) < ($1.ends, $1.id) }
    for lease in ended { _ = try? revoke(lease.id) }
  }

  /// Every lease begins anew, as after the start of a server.
  mutating func renewLeases(at now: Instant) {
    self.now = now
    for id in leases.keys {
      guard let ttl = leases[id]?.ttl else { continue }
      leases[id]?.ends = now + .seconds(Int(ttl))
    }
  }

  mutating func grant(id wanted: Int64, ttl: Int64) throws(EtcdError) -> EtcdLeaseResponse {
    if ttl > Self.ttlMax { throw .leaseTTLTooLarge }
    try requireSpace(bytes: 0)
    var id = wanted
    while id == 0 || (wanted == 0 && leases[id] != nil) {
      id = Int64(chance.next() >> 2 | 0x1000_0000_0000_0000) & .max
    }
    if leases[id] != nil { throw .leaseExists }
    committed()
    let seconds = max(ttl, Self.ttlMin)
    leases[id] = EtcdLease(id: id, ttl: seconds, ends: now + .seconds(Int(seconds)))
    return EtcdLeaseResponse(header: header, id: id, ttl: seconds, grantedTTL: seconds, keys: [])
  }

  mutating func revoke(_ id: Int64) throws(EtcdError) -> EtcdResponse {
    guard let lease = leases[id] else { throw .leaseNotFound }
    committed()
    leases[id] = nil
    var cursor = EtcdRevision(main: revision + 1)
    for key in lease.keys { _ = remove(EtcdDeleteRange(key: key), at: &cursor) }
    finish(cursor)
    return .done(header)
  }

  mutating func keepAlive(_ id: Int64) throws(EtcdError) -> EtcdLeaseResponse {
    guard var lease = leases[id] else {
      return EtcdLeaseResponse(header: header, id: id, ttl: 0, grantedTTL: 0, keys: [])
    }
    lease.ends = now + .seconds(Int(lease.ttl))
    leases[id] = lease
    return EtcdLeaseResponse(header: header, id: id, ttl: lease.ttl, grantedTTL: lease.ttl, keys: [])
  }

  func timeToLive(_ id: Int64, keys: Bool) -> EtcdLeaseResponse {
    guard let lease = leases[id] else {
      return EtcdLeaseResponse(header: header, id: id, ttl: -1, grantedTTL: 0, keys: [])
    }
    let left = Int64((lease.ends - now).seconds)
    return EtcdLeaseResponse(
      header: header, id: id, ttl: left, grantedTTL: lease.ttl, keys: keys ? lease.keys : [])
  }

  mutating func attach(_ key: EtcdKey, to id: Int64) {
    guard var lease = leases[id] else { return }
    let place = lease.keys.firstIndex { !($0 < key) } ?? lease.keys.count
    if place < lease.keys.count && lease.keys[place] == key { return }
    lease.keys.insert(key, at: place)
    leases[id] = lease
  }

  mutating func detach(_ key: EtcdKey, from id: Int64) {
    guard var lease = leases[id] else { return }
    lease.keys.removeAll { $0 == key }
    leases[id] = lease
  }
}
