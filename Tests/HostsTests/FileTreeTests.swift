import Hosts
import Simulation
import Testing

private let now = Instant(seconds: 5)

/// A tree of files that lies at several places of a file system.
@Suite struct FileTreeTests {
  private func twice() -> FileSystem {
    var image = FileSystem()
    image.installDirectory("/etc/app", at: .start)
    image.install("/etc/app/config", .bytes(Array("port=80".utf8)), mode: 0o600, at: .start)
    image.install("/bin/app", .program("app"), mode: 0o755, at: .start)
    let tree = FileTree(image)
    var files = FileSystem()
    files.installDirectory("/run", at: .start)
    files.graft(tree, at: "/run/one", now: now)
    files.graft(tree, at: "/run/two", now: now)
    return files
  }

  private func text(_ files: FileSystem, _ path: String) -> String? {
    (try? files.read(path, by: .root)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func liesAtEachPlace() throws {
    let files = twice()
    for place in ["/run/one", "/run/two"] {
      #expect(try files.list(place, by: .root) == ["bin", "etc"])
      #expect(text(files, "\(place)/etc/app/config") == "port=80")
      let status = try files.status("\(place)/bin/app", by: .root)
      #expect(status.program == "app" && status.mode == 0o755 && status.modified == now && status.born == now)
    }
    #expect(files.used == 14)
    let numbers = try ["/run/one/bin", "/run/two/bin"].map { try files.identify($0, by: .root) }
    #expect(numbers[0] != numbers[1])
  }

  @Test func aChangeStaysWhereItIsMade() throws {
    var files = twice()
    let before = files
    try files.write("/run/one/etc/app/config", Array("port=81".utf8), by: .root, at: now + .seconds(1))
    try files.write("/run/one/etc/new", [1], by: .root, at: now + .seconds(1))
    try files.remove("/run/two/bin/app", by: .root, at: now + .seconds(1))
    #expect(text(files, "/run/one/etc/app/config") == "port=81")
    #expect(text(files, "/run/two/etc/app/config") == "port=80")
    #expect(try files.list("/run/one/etc", by: .root) == ["app", "new"])
    #expect(try files.list("/run/two/etc", by: .root) == ["app"])
    #expect(try files.list("/run/two/bin", by: .root) == [])
    #expect(try files.list("/run/one/bin", by: .root) == ["app"])
    #expect(text(before, "/run/one/etc/app/config") == "port=80")
    #expect(try before.list("/run/two/bin", by: .root) == ["app"])
  }

  @Test func isRemovedAsAnyDirectory() throws {
    var files = twice()
    try files.rename("/run/one/etc/app/config", to: "/run/kept", by: .root, at: now)
    try files.removeTree("/run/one", by: .root, at: now)
    try files.removeTree("/run/two", by: .root, at: now)
    #expect(try files.list("/run", by: .root) == ["kept"])
    #expect(text(files, "/run/kept") == "port=80")
    #expect(files.used == 7)
    #expect(try files.status("/run", by: .root).links == 2)
  }
}
