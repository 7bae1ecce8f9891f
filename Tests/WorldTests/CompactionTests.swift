import Documents
import Etcd
import KubeModel
import Simulation
import Testing
import World

/// The API server compacts etcd every five minutes, and what is older expires.
///
/// source: apiserver, storage/etcd3/compact.go
struct CompactionTests {
  @Test func whatIsOlderThanTheLastTurnIsForgotten() throws {
    var world = World.make(try #require(WorldPlan.named("kubeadm")), toolbox: Toolbox([]))
    let host = "cluster3-controlplane1"
    let before = try #require(world.etcdStore(on: host))
    #expect(before.compactRevision == 0)
    world.advance(to: world.now + .seconds(200))
    #expect(world.etcdStore(on: host)?.compactRevision == 0)
    world.advance(to: world.now + .seconds(420))
    let after = try #require(world.etcdStore(on: host))
    #expect(after.compactRevision > before.revision)
    #expect(after.compactRevision < after.revision)
    let query = [APIRequest.QueryItem("watch", "1"), APIRequest.QueryItem("resourceVersion", "\(before.revision)")]
    let answer = world.request(APIRequest(.get, "/api/v1/configmaps", query: query), in: "c3")
    let event = answer?.value.array?.first
    #expect(event?["type"]?.string == "ERROR")
    #expect(event?["object", "code"]?.int == 410)
  }
}
