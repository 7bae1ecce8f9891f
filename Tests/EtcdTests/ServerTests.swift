import Hosts
import Simulation
import Testing

@testable import Etcd

@Suite("The server")
struct ServerTests {
  private func host() -> Host {
    var host = Host(name: "cluster3-controlplane1", addresses: ["192.168.100.31"])
    host.files.installDirectory("/var/lib", at: .start)
    host.files.installDirectory("/opt", at: .start)
    host.files.installDirectory("/root", at: .start)
    return host
  }

  private func launch(
    _ arguments: String..., version: EtcdVersion = .v36, directory: String = "/root"
  ) -> EtcdLaunch {
    EtcdLaunch(
      arguments: ["etcd"] + arguments, version: version,
      accessor: Accessor(credentials: .root, directory: directory), now: .start)
  }

  private func exit(_ start: EtcdStart) -> Int32? {
    if case .exited(let status, _) = start.outcome { status } else { nil }
  }

  @Test("makes an empty cluster of a data directory that is not there", arguments: [EtcdVersion.v34, .v35, .v36])
  func fresh(_ version: EtcdVersion) throws {
    var host = host()
    let start = EtcdServer.start(launch("--data-dir=/var/lib/etcd", version: version), on: &host)
    var server = try #require(start.server)
    #expect(server.store.memberID == 0x8e9e_05c5_2164_694d)
    #expect(server.store.raftIndex == 4)
    #expect(server.store.members.map(\.name) == ["default"])
    #expect(try host.files.list("/var/lib/etcd/member", by: .root) == ["snap", "wal"])
    #expect(try host.files.status("/var/lib/etcd", by: .root).mode == 0o700)
    #expect(try host.files.status("/var/lib/etcd/member/wal/\(EtcdWriteAheadLog.fileName)", by: .root).size == 64_000_000)
    let early = server.handle(.status, from: nil, files: host.files, wall: host.epoch, now: .start)
    #expect(throws: EtcdError.silent) { try early.get() }
    let answer = server.handle(
      .put(EtcdPut(key: "a", value: "b")), from: nil, files: host.files, wall: host.epoch, now: server.readyAt)
    _ = try answer.get()
    server.writeFiles(to: &host.files, at: server.readyAt)
    // A second start finds what the first has written.
    let again = EtcdServer.start(launch("--data-dir=/var/lib/etcd", version: version), on: &host)
    let second = try #require(again.server)
    #expect(second.store["a"]?.value == "b")
    #expect(second.store.raftTerm == 3)
    #expect(second.store.memberID == server.store.memberID)
  }

  @Test("serves what was restored, with the identity of the restore")
  func restored() throws {
    var host = host()
    host.files.install("/opt/good.db", .bytes(try fixture("good-3.6.db")), at: .start)
    var restore = EtcdRestore(snapshotPath: "/opt/good.db")
    restore.dataDirectory = "/var/lib/new"
    var steps = 0
    try restore.run(&host.files, by: .root, at: .start, version: .v36, seed: 1) { _ in steps += 1 }
    #expect(steps > 3)
    #expect(
      try host.files.list("/var/lib/new/member/snap", by: .root) == ["0000000000000001-0000000000000001.snap", "db"])
    let start = EtcdServer.start(
      launch(
        "--data-dir=/var/lib/new", "--name=cp1", "--initial-cluster=cp1=http://192.168.100.31:2380",
        "--initial-advertise-peer-urls=http://192.168.100.31:2380"), on: &host)
    let server = try #require(start.server)
    #expect(server.store.memberID == 0x8e9e_05c5_2164_694d)
    #expect(server.store.members.map(\.name) == ["cp1"])
    #expect(server.store.raftIndex == 3)
    #expect(server.store.keyCount == 45)
    #expect(throws: EtcdRestore.Failure(message: "data-dir \"/var/lib/new\" not empty or could not be read", isPanic: false)) {
      try restore.run(&host.files, by: .root, at: .start, version: .v36, seed: 1) { _ in }
    }
  }

  @Test("one level off, finds an empty cluster and says little")
  func wrongLevel() throws {
    var host = host()
    host.files.install("/opt/good.db", .bytes(try fixture("good-3.6.db")), at: .start)
    var restore = EtcdRestore(snapshotPath: "/opt/good.db")
    restore.dataDirectory = "/var/lib/new"
    try restore.run(&host.files, by: .root, at: .start, version: .v36, seed: 1) { _ in }
    let start = EtcdServer.start(launch("--data-dir=/var/lib/new/member"), on: &host)
    #expect(start.server?.store.keyCount == 0)
    #expect(start.log.contains { $0.text.contains("found invalid file under data directory") })
  }

  @Test("fails as etcd does")
  func failures() throws {
    var host = host()
    let typo = EtcdServer.start(launch("--data-dirr=/x"), on: &host)
    #expect(exit(typo) == 2)
    #expect(typo.log.first?.text == "flag provided but not defined: -data-dirr")
    let name = EtcdServer.start(
      launch("--data-dir=/var/lib/e3", "--name=other", "--initial-cluster=cp1=http://localhost:2380"), on: &host)
    #expect(exit(name) == 1)
    #expect(name.log.last?.text.contains(#"couldn't find local name \"other\" in the initial"#) == true)
    host.files.install("/opt/f", .bytes(Array("x\n".utf8)), at: .start)
    let file = EtcdServer.start(launch("--data-dir=/opt/f"), on: &host)
    #expect(file.log.last?.text.contains("readdirent /opt/f: not a directory") == true)
    host.files.install("/opt/good.db", .bytes(try fixture("good-3.6.db")), at: .start)
    var restore = EtcdRestore(snapshotPath: "/opt/good.db")
    restore.dataDirectory = "/var/lib/c1"
    try restore.run(&host.files, by: .root, at: .start, version: .v36, seed: 1) { _ in }
    try host.files.write("/var/lib/c1/member/snap/db", [], by: .root, at: .start)
    let empty = EtcdServer.start(launch("--data-dir=/var/lib/c1"), on: &host)
    #expect(exit(empty) == 2)
    #expect(empty.log.contains { $0.text == "panic: failed to recover v3 backend from snapshot" })
    try host.files.write("/var/lib/c1/member/snap/db", Array("garbage".utf8), by: .root, at: .start)
    #expect(exit(EtcdServer.start(launch("--data-dir=/var/lib/c1"), on: &host)) == 2)
  }

  @Test("writes to the files that it holds open, wherever they were moved")
  func movedFiles() throws {
    var host = host()
    var server = try #require(EtcdServer.start(launch("--data-dir=/var/lib/etcd"), on: &host).server)
    try host.files.rename("/var/lib/etcd", to: "/var/lib/etcd.old", by: .root, at: .start)
    _ = server.handle(
      .put(EtcdPut(key: "late", value: "x")), from: nil, files: host.files, wall: host.epoch, now: server.readyAt)
    server.writeFiles(to: &host.files, at: server.readyAt)
    let moved = EtcdServer.start(launch("--data-dir=/var/lib/etcd.old"), on: &host)
    #expect(moved.server?.store["late"] != nil)
    #expect(EtcdServer.start(launch("--data-dir=/var/lib/etcd"), on: &host).server?.store.keyCount == 0)
  }

  @Test("the write-ahead log can be read back from its bytes, and damage is noticed")
  func log() throws {
    let log = EtcdWriteAheadLog(memberID: 0x8e9e_05c5_2164_694d, clusterID: 7, snapshotIndex: 1, term: 3, store: nil)
    var bytes = Array(log.bytes().prefix(4096))
    let read = try #require(try EtcdWriteAheadLog.parse(bytes, name: "x.wal"))
    #expect(read.memberID == log.memberID)
    #expect(read.clusterID == 7)
    #expect(read.snapshotIndex == 1)
    #expect(read.term == 3)
    bytes[40] ^= 0xff
    #expect(throws: EtcdUsageError.self) { try EtcdWriteAheadLog.parse(bytes, name: "x.wal") }
  }
}
