import Documents
import Networking
import Testing

@Suite("An explanation names the policy and the rule")
struct ExplanationTests {
  private func sentences(_ objects: [Value], _ from: String, _ to: String, _ probe: String) throws -> [String]
  {
    let engine = PolicyEngine(objects: objects)
    let probe = try #require(Probe(probe))
    return try #require(engine.explain(from: from, to: to, on: probe)).sentences
  }

  @Test func theRightPodOnAnotherPort() throws {
    let told = try sentences(
      snake + [rightPolicy], "project-snake/backend-0", "project-snake/db2-0", "TCP/1111")
    #expect(
      told == [
        "backend-0 to db2-0 on TCP 1111 is refused by the egress side of backend-0.",
        "np-backend isolates backend-0 for egress.",
        "np-backend egress rule 1 allows Pods with app=db1 on TCP 1111, but db2-0 has app=db2.",
        "np-backend egress rule 2 allows Pods with app=db2 on TCP 2222, but this is TCP 1111.",
        "No policy selects db2-0 for ingress, so it is open there.",
      ])
  }

  @Test func theUsualMistakeIsNamed() throws {
    let engine = PolicyEngine(objects: snake + [oneRulePolicy])
    let explanation = try #require(
      engine.explain(from: "project-snake/backend-0", to: "project-snake/db2-0", on: Probe(.tcp, 1111)))
    #expect(
      explanation.summary == """
        backend-0 to db2-0 on TCP 1111 is allowed: np-backend egress rule 1 allows Pods with app=db1 or Pods \
        with app=db2 on TCP 1111 or TCP 2222.
        """)
  }

  @Test func aPolicyWithoutRules() throws {
    let deny = policy("project-snake/deny", ["podSelector": [:]])
    let told = try sentences(
      snake + [deny], "project-snake/vault-0", "project-snake/db1-0", "TCP/1111")
    #expect(told.contains("deny isolates db1-0 for ingress."))
    #expect(told.contains("deny has no ingress rule, so it allows nothing."))
  }

  @Test func addressesAndNamespaces() throws {
    let block: Value = ["ipBlock": ["cidr": "10.44.0.0/16", "except": ["10.44.0.22/32"]]]
    let other: Value = [
      "namespaceSelector": selector(["kubernetes.io/metadata.name": "other"]),
      "podSelector": selector(["a": "b"]),
    ]
    let spec: Value = ["policyTypes": ["Egress"], "egress": [["to": [block]], ["to": [other]]]]
    let told = try sentences(
      snake + [policy("project-snake/p", spec)], "project-snake/db1-0", "project-snake/vault-0", "TCP/1")
    let start = "p egress rule 1 allows 10.44.0.0/16 except 10.44.0.22/32 on every port"
    #expect(told.contains("\(start), but vault-0 has 10.44.0.22, which is in its exception 10.44.0.22/32."))
    let second = "p egress rule 2 allows Pods with a=b of namespace other on every port"
    #expect(
      told.contains("\(second), but vault-0 is in namespace project-snake."))
  }

  @Test func aPodReachesItself() throws {
    let told = try sentences(
      snake + [rightPolicy], "project-snake/backend-0", "project-snake/backend-0", "TCP/9")
    #expect(told.last == "A Pod always reaches itself, whatever the policies say.")
  }

  @Test func aNetworkThatDoesNotEnforce() throws {
    let engine = PolicyEngine(objects: snake + [rightPolicy], isEnforced: false)
    #expect(engine.matrix(on: Probe(.tcp, 1111)).rows == ["++++", "++++", "++++", "++++"])
    let told = try #require(
      engine.explain(from: "project-snake/backend-0", to: "project-snake/vault-0", on: Probe(.tcp, 3333)))
    #expect(told.isAllowed)
    #expect(
      told.sentences.prefix(3) == [
        "backend-0 to vault-0 on TCP 3333 is allowed.",
        "The network plug-in of this cluster does not enforce NetworkPolicies: they are stored, and nothing is blocked.",
        "Where policies are enforced: backend-0 to vault-0 on TCP 3333 is refused by the egress side of backend-0.",
      ])
  }
}
