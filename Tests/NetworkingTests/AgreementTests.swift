import Documents
import Networking
import Simulation
import Testing

/// The sets and the explanation judge independently of each other, and must agree in every cell.
@Suite("Two ways to judge agree on random clusters")
struct AgreementTests {
  @Test(arguments: 0..<12)
  func matrixAndExplanation(seed: UInt64) throws {
    var chance = Chance(seed: seed, name: "policies")
    let objects = randomCluster(&chance)
    let engine = PolicyEngine(objects: objects, outside: [IPAddress(v4: 203, 0, 113, 10)])
    #expect(engine.problems.isEmpty)
    for text in ["TCP/80", "TCP/web", "UDP/53"] {
      let probe = try #require(Probe(text))
      let matrix = engine.matrix(on: probe)
      for (row, source) in engine.endpoints.enumerated() {
        for (column, destination) in engine.endpoints.enumerated() {
          let explained = engine.explain(from: source, to: destination, on: probe)
          let cell = matrix.verdict(from: row, to: column)
          #expect(cell == explained.verdict, "seed \(seed): \(explained.connection)")
        }
      }
    }
  }

  @Test(arguments: 0..<12)
  func updateAndRebuild(seed: UInt64) throws {
    var chance = Chance(seed: seed, name: "update")
    var objects = randomCluster(&chance)
    var engine = PolicyEngine(objects: objects)
    let probe = Probe(.tcp, 80)
    var matrix = engine.matrix(on: probe)
    for round in 0..<5 {
      let changed = randomPolicy("p-\(chance.below(8))", &chance)
      let title = changed["metadata", "name"]
      objects.removeAll {
        $0["kind"] == "NetworkPolicy" && $0["metadata", "name"] == title
          && $0["metadata", "namespace"] == changed["metadata", "namespace"]
      }
      if round == 3 {
        let name = try #require(title?.string)
        let space = try #require(changed["metadata", "namespace"]?.string)
        let change = engine.delete(policy: name, namespace: space)
        matrix.update(engine, after: change)
      } else {
        objects.append(changed)
        let change = engine.apply(changed)
        matrix.update(engine, after: change)
      }
      #expect(
        matrix.rows == PolicyEngine(objects: objects).matrix(on: probe).rows, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: 0..<6)
  func liveAndAnew(seed: UInt64) throws {
    var chance = Chance(seed: seed, name: "live")
    var objects = randomCluster(&chance)
    var live = LivePolicies(objects: objects)
    let probes = [Probe(.tcp, 80), Probe(.udp, 53)]
    for _ in 0..<6 {
      for probe in probes {
        #expect(live.matrix(on: probe).rows == PolicyEngine(objects: objects).matrix(on: probe).rows, "seed \(seed)")
      }
      switch chance.below(3) {
      case 0: objects.append(randomPolicy("new-\(chance.below(100))", &chance))
      case 1: objects.remove(at: objects.count - 1 - chance.below(3))
      default: objects[5].set(["metadata", "labels"], to: ["app": .string("x\(chance.below(3))")])
      }
      live.update(objects: objects)
    }
  }
}

private func randomCluster(_ chance: inout Chance) -> [Value] {
  var objects: [Value] = ["a", "b", "c"].map {
    namespace($0, ["team": chance.below(2) == 0 ? "red" : "blue"])
  }
  for number in 0..<66 {
    let labels = ["app": "x\(chance.below(3))", "tier": chance.below(2) == 0 ? "back" : "front"]
    let ports = chance.below(2) == 0 ? [("web", 80)] : [("web", 8080), ("alt", 80)]
    let space = ["a", "b", "c"][chance.below(3)]
    objects.append(
      pod(
        "\(space)/p\(number)", labels, "10.0.\(chance.below(3)).\(number)", ports: ports,
        hostNetwork: chance.below(20) == 0))
  }
  for number in 0..<chance.below(9) { objects.append(randomPolicy("p-\(number)", &chance)) }
  return objects
}

private func randomPolicy(_ name: String, _ chance: inout Chance) -> Value {
  var spec: Value = ["podSelector": randomSelector(&chance)]
  let types: [Value] = [.null, ["Ingress"], ["Egress"], ["Ingress", "Egress"]]
  spec["policyTypes"] = types[chance.below(4)]
  for (direction, peers) in [("ingress", "from"), ("egress", "to")] where chance.below(3) > 0 {
    let rules = (0..<chance.below(3)).map { _ -> Value in
      var rule: Value = [:]
      rule[peers] = .array((0..<chance.below(3)).map { _ in randomPeer(&chance) })
      rule["ports"] = .array((0..<chance.below(3)).map { _ in randomPort(&chance) })
      return rule
    }
    spec[direction] = .array(rules)
  }
  return policy("\(["a", "b", "c"][chance.below(3)])/\(name)", spec)
}

private func randomSelector(_ chance: inout Chance) -> Value {
  switch chance.below(5) {
  case 0: [:]
  case 1: selector(["app": "x\(chance.below(3))"])
  case 2: ["matchExpressions": [["key": "app", "operator": "NotIn", "values": ["x0"]]]]
  case 3: ["matchExpressions": [["key": "tier", "operator": "In", "values": ["back", "none"]]]]
  case 4 where chance.below(2) == 0: ["matchExpressions": [["key": "other", "operator": "Exists"]]]
  default: ["matchExpressions": [["key": "other", "operator": "DoesNotExist"]]]
  }
}

private func randomPeer(_ chance: inout Chance) -> Value {
  switch chance.below(4) {
  case 0: ["podSelector": randomSelector(&chance)]
  case 1: ["namespaceSelector": selector(["team": "red"])]
  case 2: ["namespaceSelector": [:], "podSelector": randomSelector(&chance)]
  default: ["ipBlock": ["cidr": .string("10.0.\(chance.below(3)).0/24"), "except": ["10.0.1.0/27"]]]
  }
}

private func randomPort(_ chance: inout Chance) -> Value {
  switch chance.below(5) {
  case 0: ["port": 80]
  case 1: ["port": "web", "protocol": "TCP"]
  case 2: ["protocol": "UDP"]
  case 3: ["port": 70, "endPort": 90]
  default: ["port": "alt"]
  }
}
