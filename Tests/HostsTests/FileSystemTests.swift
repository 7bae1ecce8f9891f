import Hosts
import Simulation
import Testing

private let now = Instant(seconds: 5)
private let candidate = Accessor(
  credentials: Credentials(user: 1000, group: 1000, groups: [1000, 27]), directory: "/home/candidate")

private func tree() -> FileSystem {
  var files = FileSystem()
  files.installDirectory("/tmp", mode: 0o1777, at: .start)
  files.installDirectory("/etc", at: .start)
  files.installDirectory("/home/candidate", user: 1000, group: 1000, at: .start)
  files.install("/etc/secret", .bytes([1, 2]), mode: 0o600, at: .start)
  return files
}

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct FileSystemTests {
  @Test func relativePathsAndDots() throws {
    var files = tree()
    try files.write("a", bytes("x"), by: candidate, at: now)
    #expect(try files.read("../candidate/./a", by: candidate) == bytes("x"))
    #expect(try files.realPath("../../etc/../tmp/new", by: candidate) == "/tmp/new")
  }

  @Test(arguments: [
    ("/etc/secret", FileError.permissionDenied), ("/etc/none", .noSuchFile), ("/etc/secret/x", .notDirectory),
    ("/tmp", .isDirectory), ("/etc/secret/", .notDirectory),
  ])
  func readErrors(path: String, expected: FileError) {
    #expect(throws: expected) { try tree().read(path, by: candidate) }
  }

  @Test func ownersAndModes() throws {
    var files = tree()
    #expect(throws: FileError.permissionDenied) { try files.write("/etc/x", [], by: candidate, at: now) }
    try files.write("x", [], by: candidate, at: now)
    let inode = try files.status("x", by: candidate)
    #expect(inode.mode == 0o644)
    #expect(inode.user == 1000)
    #expect(throws: FileError.notPermitted) {
      try files.changeOwner("x", user: 0, group: nil, by: candidate, at: now)
    }
    #expect(throws: FileError.notPermitted) { try files.changeMode("/etc/secret", to: 0o777, by: candidate, at: now) }
  }

  @Test func stickyDirectories() throws {
    var files = tree()
    try files.write("/tmp/root", [], by: .root, at: now)
    #expect(throws: FileError.notPermitted) { try files.remove("/tmp/root", by: candidate, at: now) }
    try files.write("/tmp/mine", [], by: candidate, at: now)
    try files.remove("/tmp/mine", by: candidate, at: now)
  }

  @Test func links() throws {
    var files = tree()
    try files.makeLink("/tmp/a", to: "b", by: .root, at: now)
    try files.makeLink("/tmp/b", to: "/etc/secret", by: .root, at: now)
    #expect(try files.read("/tmp/a", by: .root) == [1, 2])
    #expect(try files.readLink("/tmp/a", by: .root) == "b")
    try files.makeLink("/tmp/loop", to: "loop", by: .root, at: now)
    #expect(throws: FileError.tooManyLinks) { try files.read("/tmp/loop", by: .root) }
    try files.makeLink("/tmp/dangling", to: "/tmp/target", by: .root, at: now)
    #expect(throws: FileError.exists) { try files.makeDirectory("/tmp/dangling", by: .root, at: now) }
    try files.write("/tmp/dangling", [7], by: .root, at: now)
    #expect(try files.read("/tmp/target", by: .root) == [7])
    try files.makeHardLink("/tmp/hard", to: "/etc/secret", by: .root, at: now)
    #expect(try files.status("/tmp/hard", by: .root).links == 2)
  }

  @Test func renames() throws {
    var files = tree()
    files.installDirectory("/tmp/d/e", at: .start)
    files.install("/tmp/d/e/f", .bytes([9]), at: .start)
    try files.rename("/tmp/d", to: "/etc/d", by: .root, at: now)
    #expect(try files.read("/etc/d/e/f", by: .root) == [9])
    #expect(!files.exists("/tmp/d", by: .root))
    #expect(throws: FileError.invalid) { try files.rename("/etc/d", to: "/etc/d/e/g", by: .root, at: now) }
    try files.write("/etc/old", [1], by: .root, at: now)
    try files.rename("/etc/secret", to: "/etc/old", by: .root, at: now)
    #expect(try files.read("/etc/old", by: .root) == [1, 2])
    files.installDirectory("/tmp/full/x", at: .start)
    #expect(throws: FileError.notEmpty) { try files.rename("/etc/d", to: "/tmp/full", by: .root, at: now) }
    let before = try files.status("/tmp", by: .root).links
    try files.rename("/tmp/full", to: "/etc/full", by: .root, at: now)
    #expect(try files.status("/tmp", by: .root).links == before - 1)
  }

  @Test func fullDisk() throws {
    var files = tree()
    files.capacity = files.used + 10
    #expect(throws: FileError.noSpace) {
      try files.write("/tmp/big", [UInt8](repeating: 0, count: 11), by: .root, at: now)
    }
    try files.write("/tmp/ok", [UInt8](repeating: 0, count: 10), by: .root, at: now)
    try files.remove("/tmp/ok", by: .root, at: now)
    #expect(files.used == 2)
  }

  @Test func mounts() throws {
    var files = tree()
    files.installDirectory("/run/rootfs/var/lib/etcd", at: .start)
    files.installDirectory("/run/rootfs/etc/pki", at: .start)
    files.installDirectory("/data", at: .start)
    files.install("/etc/pki/ca.crt", .bytes([5]), at: .start)
    let view = MountView(
      root: "/run/rootfs",
      binds: [
        MountView.Bind(at: "/var/lib/etcd", source: "/data"),
        MountView.Bind(at: "/etc/pki", source: "/etc/pki", readOnly: true),
      ])
    let inside = Accessor(credentials: .root, view: view)
    try files.write("/var/lib/etcd/member", [1], by: inside, at: now)
    #expect(try files.read("/data/member", by: .root) == [1])
    #expect(try files.read("/etc/pki/ca.crt", by: inside) == [5])
    #expect(throws: FileError.readOnly) { try files.write("/etc/pki/x", [], by: inside, at: now) }
    #expect(throws: FileError.busy) { try files.rename("/var/lib/etcd", to: "/tmp2", by: inside, at: now) }
    #expect(try files.list("/var/lib", by: inside) == ["etcd"])
    #expect(!files.exists("/../../etc/secret", by: inside))
  }

  @Test func copiesAreIndependent() throws {
    let before = tree()
    var after = before
    try after.removeTree("/etc", by: .root, at: now)
    #expect(before.exists("/etc/secret", by: .root))
    #expect(!after.exists("/etc", by: .root))
  }

  @Test func removing() throws {
    var files = tree()
    #expect(throws: FileError.notEmpty) { try files.removeDirectory("/home", by: .root, at: now) }
    #expect(throws: FileError.isDirectory) { try files.remove("/home", by: .root, at: now) }
    #expect(throws: FileError.notDirectory) { try files.removeDirectory("/etc/secret", by: .root, at: now) }
    #expect(throws: FileError.permissionDenied) { try files.removeTree("/etc", by: candidate, at: now) }
  }
}
