import Documents
import Networking
import Testing

@Suite("Policies give the verdicts of a real cluster")
struct PolicyTests {
  private func rows(_ objects: [Value], _ probe: String, outside: [String] = []) throws -> [String] {
    let engine = PolicyEngine(objects: objects, outside: outside.compactMap { IPAddress($0) })
    #expect(engine.problems.isEmpty)
    return engine.matrix(on: try #require(Probe(probe))).rows
  }

  @Test func theTaskIsSolvedByTwoRules() throws {
    let objects = snake + [rightPolicy]
    #expect(try rows(objects, "TCP/1111") == ["++ee", "++++", "++++", "++++"])
    #expect(try rows(objects, "TCP/2222") == ["+e+e", "++++", "++++", "++++"])
    #expect(try rows(objects, "UDP/1111") == ["+eee", "++++", "++++", "++++"])
  }

  @Test func aTableOfManyPodsFitsIntoTheTerminal() {
    let pods = (1...60).map { pod("shop/web-\($0)", ["app": "web"], "10.0.0.\($0)") }
    let report = ReachReport(PolicyEngine(objects: pods), probes: [Probe(.tcp, 80)])
    let lines = report.table(inColor: false, columns: 80).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.hasSuffix("++++++++++ ++++++++++") })
    #expect(report.table(inColor: false, columns: 300).contains(" 58 59 60\n"))
  }

  @Test func oneRuleLeavesTooMuchOpen() throws {
    #expect(try rows(snake + [oneRulePolicy], "TCP/2222")[0] == "+++e")
  }

  @Test func differencesOfTwoPolicies() throws {
    var engine = PolicyEngine(objects: snake + [oneRulePolicy])
    let before = engine.matrix(on: Probe(.tcp, 2222))
    var after = before
    let change = engine.apply(rightPolicy)
    after.update(engine, after: change)
    let changes = after.differences(from: before)
    #expect(changes.map { [$0.source, $0.destination] } == [[0, 1]])
    #expect(changes.first?.before == .allowed)
    #expect(changes.first?.after == .refusedByEgress)
  }

  private let two: [Value] = [
    namespace("a", ["team": "red"]), namespace("b", ["team": "blue"]),
    pod("a/x", ["app": "x"], "10.0.0.1", ports: [("web", 80)]),
    pod("a/y", ["app": "y", "tier": "back"], "10.0.0.2", ports: [("web", 8080)]),
    pod("b/z", ["app": "x"], "10.0.1.1"),
  ]

  static let defaultSpecs: [(name: String, spec: Value, expected: [String])] = [
    ("an empty spec closes ingress", ["podSelector": [:]] as Value, ["+i+", "i++", "ii+"]),
    ("egress rules without types close ingress too", ["egress": [[:]]] as Value, ["+i+", "i++", "ii+"]),
    (
      "an empty egress list without types closes ingress alone", ["egress": []] as Value,
      ["+i+", "i++", "ii+"]
    ),
    ("without its type a direction stays open", closedEgress, ["+ee", "e+e", "+++"]),
    (
      "both types without rules close both", ["policyTypes": ["Egress", "Ingress"]] as Value,
      ["+xe", "x+e", "ii+"]
    ),
    ("an empty rule lets in everyone", ["ingress": [[:]]] as Value, ["+++", "+++", "+++"]),
    ("null lists are empty lists", ["ingress": [nothing]] as Value, ["+++", "+++", "+++"]),
  ]
  private static let closedEgress: Value = ["policyTypes": ["Egress"], "ingress": [[:]]]
  private static let nothing: Value = ["from": .null, "ports": .null]

  @Test(arguments: defaultSpecs)
  func defaults(name: String, spec: Value, expected: [String]) throws {
    #expect(try rows(two + [policy("a/p", spec)], "TCP/80") == expected, "\(name)")
  }

  @Test func peersAndNamespaces() throws {
    let both: Value = [
      ["namespaceSelector": selector(["team": "blue"]), "podSelector": selector(["app": "x"])]
    ]
    #expect(
      try rows(two + [policy("a/p", ["ingress": [["from": both]]])], "TCP/80") == ["+i+", "i++", "+++"])
    let own: Value = [["podSelector": [:]]]
    #expect(try rows(two + [policy("a/p", ["ingress": [["from": own]]])], "TCP/80") == ["+++", "+++", "ii+"])
    let all: Value = [["namespaceSelector": [:]]]
    #expect(
      try rows(two + [policy("a/p", ["ingress": [["from": all]]])], "TCP/80", outside: ["1.1.1.1"]) == [
        "++++", "++++", "++++", "ii+-",
      ])
    let named: Value = [["namespaceSelector": selector(["kubernetes.io/metadata.name": "b"])]]
    #expect(
      try rows(two + [policy("a/p", ["ingress": [["from": named]]])], "TCP/80") == ["+i+", "i++", "+++"])
  }

  @Test func expressions() throws {
    let absent: Value = ["matchExpressions": [["key": "tier", "operator": "NotIn", "values": ["front"]]]]
    #expect(
      try rows(two + [policy("a/p", ["ingress": [["from": [["podSelector": absent]]]]])], "TCP/80") == [
        "+++", "+++", "ii+",
      ])
    let exists: Value = ["matchExpressions": [["key": "tier", "operator": "Exists"]]]
    #expect(
      try rows(two + [policy("a/p", ["ingress": [["from": [["podSelector": exists]]]]])], "TCP/80") == [
        "+i+", "+++", "ii+",
      ])
    let empty = selector(["tier": ""])
    #expect(
      try rows(two + [policy("a/p", ["ingress": [["from": [["podSelector": empty]]]]])], "TCP/80") == [
        "+i+", "i++", "ii+",
      ])
  }

  @Test func namedPortsAreThoseOfTheDestination() throws {
    let spec: Value = ["policyTypes": ["Egress"], "egress": [["ports": [["port": "web"]]]]]
    #expect(try rows(two + [policy("a/p", spec)], "TCP/80") == ["+ee", "++e", "+++"])
    #expect(try rows(two + [policy("a/p", spec)], "TCP/8080") == ["++e", "e+e", "+++"])
    #expect(try rows(two + [policy("a/p", spec)], "TCP/web") == ["++-", "++-", "++-"])
    let number: Value = ["policyTypes": ["Egress"], "egress": [["ports": [["port": 80]]]]]
    #expect(try rows(two + [policy("a/p", number)], "TCP/web") == ["+e-", "++-", "++-"])
  }

  @Test func rangesAndProtocols() throws {
    let spec: Value = ["ingress": [["ports": [["port": 80, "endPort": 90], ["protocol": "UDP"]]]]]
    for (probe, isOpen) in [
      ("TCP/79", false), ("TCP/80", true), ("TCP/90", true), ("TCP/91", false), ("UDP/5", true),
    ] {
      #expect(try rows(two + [policy("a/p", spec)], probe)[2] == (isOpen ? "+++" : "ii+"), "\(probe)")
    }
  }

  @Test func blocksSelectPodsToo() throws {
    let block: Value = ["ipBlock": ["cidr": "10.0.0.0/8", "except": ["10.0.1.0/24"]]]
    let spec: Value = [
      "policyTypes": ["Ingress", "Egress"], "ingress": [["from": [block]]], "egress": [["to": [block]]],
    ]
    let found = try rows(two + [policy("a/p", spec)], "TCP/80", outside: ["10.9.9.9", "203.0.113.10"])
    #expect(found == ["++e+e", "++e+e", "ii+++", "+++--", "ii+--"])
  }

  @Test func nodesAlwaysReachTheirPods() throws {
    let objects: [Value] = [
      ["kind": "Node", "metadata": ["name": "node1"], "status": ["addresses": [["address": "192.168.0.1"]]]],
      pod("x", [:], "10.0.0.1"), pod("host", [:], "192.168.0.1", hostNetwork: true),
      pod("far", [:], "10.0.1.1", node: "node2"), policy("deny", ["podSelector": [:]]),
    ]
    #expect(try rows(objects, "TCP/80", outside: ["192.168.0.1"]) == ["++i+", "++i+", "i+++", "++i-"])
  }

  @Test func problemsNameTheirPlace() {
    let bad = policy(
      "a/p",
      [
        "ingress": [["from": [[:]], "ports": [["port": 0], ["port": 5, "endPort": 4]]]], "policyTypes": ["x"],
      ])
    let engine = PolicyEngine(objects: [namespace("a"), bad])
    #expect(
      engine.problems.map { "\($0.object) \($0.path)" } == [
        "1 spec.ingress[0].from[0]", "1 spec.ingress[0].ports[0].port", "1 spec.ingress[0].ports[1].endPort",
        "1 spec.policyTypes[0]",
      ])
  }
}
