import Documents
import Simulation
import Testing
import World

/// Worlds come up as their plans say, from nothing but files, manifests and certificates.
@Suite struct BootTests {
  private func make(_ name: String) throws -> World {
    World.make(try #require(WorldPlan.named(name)), toolbox: Toolbox([]))
  }

  @Test func `every plan can be read`() throws {
    for name in WorldPlan.names {
      let plan = try #require(WorldPlan.named(name))
      #expect(plan.name == name)
      #expect(!plan.hosts.isEmpty)
    }
  }

  @Test func `bare has two ready nodes and no Pods`() throws {
    var world = try make("bare")
    let found = world.objects(kind: "nodes", namespace: nil, in: "c3")
    let nodes = try #require(found)
    #expect(nodes.map { $0["metadata", "name"]?.string } == ["cluster3-controlplane1", "cluster3-node1"])
    for node in nodes {
      let ready = node["status", "conditions"]?.elements.first { $0["type"] == "Ready" }
      #expect(ready?["status"]?.string == "True", "\(JSON.text(node["status"] ?? .null))")
    }
    let pods = world.objects(kind: "pods", namespace: nil, in: "c3")
    #expect(pods?.count == 0)
  }

  @Test func `kubeadm runs its control plane as static Pods, with coredns and kube-proxy`() throws {
    var world = try make("kubeadm")
    let found = world.objects(kind: "pods", namespace: "kube-system", in: "c3")
    let pods = try #require(found)
    let names = pods.compactMap { $0["metadata", "name"]?.string }
    for component in ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] {
      #expect(names.contains("\(component)-cluster3-controlplane1"), "\(names)")
      #expect(world.runningContainers(named: component, on: "cluster3-controlplane1") == 1)
    }
    #expect(names.filter { $0.hasPrefix("coredns-") }.count == 2, "\(names)")
    #expect(names.filter { $0.hasPrefix("kube-proxy-") }.count == 2, "\(names)")
    for pod in pods {
      #expect(pod["status", "phase"]?.string == "Running", "\(pod["metadata", "name"] ?? "")")
    }
  }

  @Test func `the same seed makes the same world`() throws {
    var first = try make("kubeadm")
    var second = try make("kubeadm")
    let left = first.objects(kind: "pods", namespace: nil, in: "c3")
    let right = second.objects(kind: "pods", namespace: nil, in: "c3")
    #expect(left == right)
    #expect(first.now == second.now)
  }
}
