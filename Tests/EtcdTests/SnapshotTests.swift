import Documents
import Simulation
import Testing

@testable import Etcd

@Suite("A snapshot file")
struct SnapshotTests {
  struct Real: Sendable, CustomTestStringConvertible {
    var file: String
    var dialect: EtcdVersion.Dialect
    var hash: UInt32
    var revision: Int64
    var keys: Int
    var size: Int64

    var testDescription: String { file }
  }

  /// The figures are those that the real `snapshot status` gave.
  static let real: [Real] = [
    Real(file: "drill-3.4.db", dialect: .v34, hash: 376_683_672, revision: 6, keys: 9, size: 20_480),
    Real(file: "drill-3.5.db", dialect: .v35, hash: 241_680_398, revision: 6, keys: 11, size: 20_480),
    Real(file: "drill-3.6.db", dialect: .v36, hash: 1_269_810_734, revision: 6, keys: 4, size: 20_480),
    Real(file: "big-shared.db", dialect: .v36, hash: 2_632_526_550, revision: 19, keys: 1104, size: 196_608),
  ]

  @Test("of a real etcd has the figures that the real tool tells", arguments: real)
  func status(_ real: Real) throws {
    let file = EtcdSnapshotFile(.bytes(try fixture(real.file)))
    #expect(file.trailer == .valid)
    let status = try file.status(dialect: real.dialect)
    #expect(status.hash == real.hash)
    #expect(status.revision == real.revision)
    #expect(status.totalKeys == real.keys)
    #expect(status.totalSize == real.size)
  }

  @Test("of a real etcd, read and written again, has the same content", arguments: ["good-3.6.db", "big-shared.db"])
  func rewritten(_ name: String) throws {
    let file = EtcdSnapshotFile(.bytes(try fixture(name)))
    let store = try file.store(version: .v36, seed: 1, now: .start)
    let again = EtcdSnapshotFile(.bytes(EtcdSnapshot(store: store).bytes()))
    #expect(again.trailer == .valid)
    #expect(try again.status(dialect: .v36).hash == file.status(dialect: .v36).hash)
    #expect(try again.status(dialect: .v36).totalKeys == store.keyCount)
  }

  @Test("of our store comes back as it was, whatever is in it")
  func ours() throws {
    var store = EtcdStore()
    store.members = [
      EtcdMember(
        id: store.memberID, name: "default", peerURLs: ["http://localhost:2380"],
        clientURLs: ["http://localhost:2379"])
    ]
    let lease = try store.leaseGrant(ttl: 3600)
    for index in 0..<3_000 {
      let lease = index % 100 == 0 ? lease.id : 0
      _ = try store.put(EtcdPut(key: EtcdKey("/k/\(index)"), value: EtcdContent("value \(index)"), lease: lease))
    }
    let long = String(repeating: "x", count: 20_000)
    _ = try store.put(EtcdPut(key: "/long", value: .document(["text": .string(long)])))
    _ = try store.deleteRange(EtcdDeleteRange(key: "/k/1", end: "/k/2"))
    try store.compact(revision: 1000)
    let bytes = EtcdSnapshot(store: store).bytes()
    let read = try EtcdSnapshotFile(.bytes(bytes)).store(version: .v36, seed: 1, now: .start)
    #expect(read.revision == store.revision)
    #expect(read.compactRevision == 1000)
    #expect(read.keyCount == store.keyCount)
    #expect(read.members == store.members)
    #expect(read["/long"]?.value.bytes == store["/long"]?.value.bytes)
    #expect(EtcdSnapshot(store: read).bytes() == bytes)
    #expect(try read.hashKV(0).hash == store.hashKV(0).hash)
  }

  @Test("that is damaged says how")
  func damaged() throws {
    let good = try fixture("good-3.6.db")
    func failure(_ bytes: [UInt8]) -> BoltError? {
      do {
        _ = try EtcdSnapshotFile(.bytes(bytes)).status(dialect: .v36)
        return nil
      } catch {
        return error
      }
    }
    #expect(failure([]) == .invalid)
    #expect(failure(Array("no database\n".utf8)) == .invalid)
    #expect(failure(Array(good.prefix(12_345))) == .beyondEnd)
    #expect(EtcdSnapshotFile(.bytes(Array(good.dropLast(32)))).trailer == .missing)
    var flipped = good
    flipped[9_000] ^= 0x40
    guard case .wrong = EtcdSnapshotFile(.bytes(flipped)).trailer else {
      Issue.record("a flipped byte must not fit the trailer")
      return
    }
    var meta = good
    meta[40] ^= 1
    #expect(failure(meta) == nil)
  }

  @Test("hashes as the standards' examples do")
  func hashes() {
    #expect(hex(SHA256.digest(Array("abc".utf8))).hasPrefix("ba7816bf8f01cfea414140de5dae2223b00361a3"))
    #expect(hex(SHA1.digest(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    var sum = CRC32C()
    sum.update(Array("123456789".utf8))
    #expect(sum.value == 0xe306_9283)
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }
}
