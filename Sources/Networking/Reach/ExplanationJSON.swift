public import Documents

extension Explanation {
  /// The explanation of one pair, as `reach -o json` gives it.
  public var document: Value {
    let sides = [egress, ingress].compactMap { $0 }.map(\.document)
    return [
      "from": .string(source.title), "to": .string(destination.title), "on": .string(probe.description),
      "verdict": .string(String(verdict.rawValue)), "allowed": .bool(isAllowed), "sides": .array(sides),
      "explanation": .array(sentences.map { .string($0) }),
    ]
  }

  /// The explanation of one pair for people, a sentence on a line.
  public var text: String { sentences.map { "\($0)\n" }.joined() }
}

extension Explanation.Side {
  var document: Value {
    let rules = rules.map { rule -> Value in
      [
        "policy": .string(rule.policy), "rule": .int(Int64(rule.number)), "allows": .bool(rule.allows),
        "peer": .bool(rule.peerMatches), "port": .bool(rule.portMatches), "grants": .string(rule.grant),
      ]
    }
    return [
      "direction": .string(direction.rawValue), "pod": .string(subject.title), "allows": .bool(allows),
      "policies": .array(policies.map { .string($0) }), "rules": .array(rules),
    ]
  }
}
