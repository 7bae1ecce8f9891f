import Documents
import Etcd
import Simulation
import Testing

@Suite("The store")
struct StoreTests {
  private func filled(_ count: Int = 3) throws -> EtcdStore {
    var store = EtcdStore()
    for index in 0..<count { _ = try store.put(EtcdPut(key: EtcdKey("/k/\(index)"), value: EtcdContent("v\(index)"))) }
    return store
  }

  @Test("counts revisions from 1, and versions of a key from 1")
  func revisions() throws {
    var store = EtcdStore()
    #expect(store.revision == 1)
    _ = try store.put(EtcdPut(key: "a", value: "1"))
    _ = try store.put(EtcdPut(key: "a", value: "2"))
    #expect(store["a"] == EtcdKeyValue(key: "a", createRevision: 2, modRevision: 3, version: 2, value: "2"))
    _ = try store.deleteRange(EtcdDeleteRange(key: "a"))
    _ = try store.put(EtcdPut(key: "a", value: "3"))
    #expect(store["a"] == EtcdKeyValue(key: "a", createRevision: 5, modRevision: 5, version: 1, value: "3"))
  }

  @Test("reads ranges, prefixes, limits and the past")
  func ranges() throws {
    var store = try filled(10)
    let all = try store.range(.prefix("/k/", limit: 4))
    #expect(all.kvs.map(\.key.text) == ["/k/0", "/k/1", "/k/2", "/k/3"])
    #expect(all.more)
    #expect(all.count == 10)
    #expect(try store.range(EtcdRange(key: "/k/3", end: "/k/6")).kvs.map(\.value.text) == ["v3", "v4", "v5"])
    _ = try store.deleteRange(EtcdDeleteRange(key: "/k/0", end: "/k/5"))
    #expect(try store.range(.prefix("/k/")).kvs.count == 5)
    #expect(try store.range(.prefix("/k/", revision: 7)).kvs.count == 6)
    var newest = EtcdRange.prefix("")
    newest.sortTarget = .mod
    newest.sortOrder = .descend
    newest.keysOnly = true
    #expect(try store.range(newest).kvs.first?.key == "/k/9")
    #expect(throws: EtcdError.futureRevision) { try store.range(EtcdRange(key: "a", revision: 99)) }
  }

  @Test("does a transaction in one revision, or nothing of it")
  func transactions() throws {
    var store = try filled()
    let create = EtcdTxn(
      compare: [EtcdCompare("/k/new", .equal, .modRevision(0))],
      success: [.put(EtcdPut(key: "/k/new", value: "x")), .put(EtcdPut(key: "/k/0", value: "y"))],
      failure: [.range(EtcdRange(key: "/k/new"))])
    let first = try store.txn(create)
    #expect(first.succeeded)
    #expect(first.header.revision == 5)
    let second = try store.txn(create)
    #expect(!second.succeeded)
    guard case .range(let found)? = second.responses.first else { throw EtcdError.keyNotFound }
    #expect(found.kvs.first?.value == "x")
    #expect(store.revision == 5)
    let before = store
    var bad = EtcdPut(key: "/k/none", value: .empty)
    bad.ignoreValue = true
    #expect(throws: EtcdError.keyNotFound) {
      try store.txn(EtcdTxn(compare: [], success: [.put(EtcdPut(key: "z", value: "z")), .put(bad)]))
    }
    #expect(store.revision == before.revision)
    #expect(store["z"] == nil)
  }

  @Test("forgets by compaction what is no longer current, and keeps what is")
  func compaction() throws {
    var store = try filled()
    _ = try store.put(EtcdPut(key: "/k/0", value: "again"))
    _ = try store.deleteRange(EtcdDeleteRange(key: "/k/1"))
    try store.compact(revision: 6)
    #expect(throws: EtcdError.compacted) { try store.range(.prefix("/k/", revision: 5)) }
    #expect(try store.range(.prefix("/k/", revision: 6)).kvs.map(\.value.text) == ["again", "v2"])
    #expect(throws: EtcdError.compacted) { try store.compact(revision: 6) }
    let watch = try store.watch(.prefix("/k/", startRevision: 2))
    #expect(watch.compactRevision == 6)
  }

  @Test("tells what happened since a revision")
  func watch() throws {
    var store = try filled()
    _ = try store.put(EtcdPut(key: "/k/0", value: "again"))
    _ = try store.put(EtcdPut(key: "/other", value: "x"))
    _ = try store.deleteRange(EtcdDeleteRange(key: "/k/1"))
    let seen = try store.watch(.prefix("/k/", startRevision: 4, prevKV: true))
    #expect(seen.events.map(\.kind) == [.put, .put, .delete])
    #expect(seen.events.map(\.isCreate) == [true, false, false])
    #expect(seen.events.map { $0.prevKV?.value.text } == [nil, "v0", "v1"])
    #expect(seen.nextRevision == 8)
    #expect(try store.watch(.prefix("/k/", startRevision: 8)).events.isEmpty)
  }

  @Test("ends leases by simulated time, with their keys")
  func leases() throws {
    var store = EtcdStore()
    let lease = try store.leaseGrant(ttl: 60)
    _ = try store.put(EtcdPut(key: "event", value: "x", lease: lease.id))
    store.advance(to: Instant(seconds: 59))
    #expect(store["event"] != nil)
    #expect(store.nextLeaseEnd == Instant(seconds: 60))
    store.advance(to: Instant(seconds: 60))
    #expect(store["event"] == nil)
    #expect(throws: EtcdError.leaseNotFound) { try store.put(EtcdPut(key: "a", value: "b", lease: lease.id)) }
  }

  @Test("raises NOSPACE at the quota: deletes work, puts do not, until disarmed")
  func quota() throws {
    var store = try filled()
    store.quota = 1
    #expect(throws: EtcdError.noSpace) { try store.put(EtcdPut(key: "a", value: "b")) }
    store.quota = 1 << 30
    #expect(throws: EtcdError.noSpace) { try store.put(EtcdPut(key: "a", value: "b")) }
    #expect(try store.deleteRange(EtcdDeleteRange(key: "/k/0")).deleted == 1)
    _ = try store.send(.alarm(.deactivate, memberID: 0, kind: .none)).get()
    _ = try store.put(EtcdPut(key: "a", value: "b"))
  }

  @Test("a copy is a snapshot, also of many keys")
  func large() throws {
    var store = EtcdStore()
    for index in 0..<20_000 { _ = try store.put(EtcdPut(key: EtcdKey("/registry/pods/ns/pod-\(index)"), value: "x")) }
    let copy = store
    _ = try store.deleteRange(EtcdDeleteRange(key: "/registry/pods/", end: EtcdKey("/registry/pods/").prefixEnd))
    #expect(store.keyCount == 0)
    #expect(copy.keyCount == 20_000)
  }

  @Test("stores trees, which are JSON to whoever asks for bytes")
  func documents() throws {
    let content = EtcdContent.document(["kind": "Pod", "n": 1, "list": ["a\n", true, .null], "none": .emptyObject])
    #expect(content.text == #"{"kind":"Pod","n":1,"list":["a\n",true,null],"none":{}}"# + "\n")
    #expect(content.byteCount == content.bytes.count)
  }

  @Test("makes ids as etcd does")
  func identity() {
    let plain = EtcdIdentity.memberID(peerURLs: ["http://localhost:2380"], token: "etcd-cluster")
    #expect(plain == 0x8e9e_05c5_2164_694d)
    #expect(EtcdIdentity.clusterID(members: [plain]) == 0xcdf8_1819_4e3a_8c32)
    let kubeadm = EtcdIdentity.memberID(peerURLs: ["https://127.0.0.1:2380"], token: "etcd-cluster")
    #expect(kubeadm == 0x0a87_4c87_fd42_044f)
    #expect(EtcdIdentity.clusterID(members: [kubeadm]) == 0xc9be_114f_c2da_2776)
  }
}
