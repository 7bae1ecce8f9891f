import Documents

/// What the API server would refuse of an object that names endpoints or policies, beyond what cannot be read at all.
enum ManifestCheck {
  static func problems(of object: Value, number: Int) -> [ObjectProblem] {
    let place = ObjectPlace(object: number)
    var found = metadata(object["metadata"] ?? .null, place["metadata"], isPolicy: object["kind"] == "NetworkPolicy")
    guard object["kind"] == "NetworkPolicy" else { return found }
    for (direction, side) in [("ingress", "from"), ("egress", "to")] {
      for (number, rule) in (object["spec", direction]?.elements ?? []).enumerated() {
        for (index, peer) in (rule[side]?.elements ?? []).enumerated() {
          guard let block = peer["ipBlock"], block.object != nil else { continue }
          found += self.block(block, place["spec"][direction][number][side][index]["ipBlock"])
        }
      }
    }
    return found
  }

  private static func metadata(_ metadata: Value, _ place: ObjectPlace, isPolicy: Bool) -> [ObjectProblem] {
    var found: [ObjectProblem] = []
    // The reader of policies looks for the name itself.
    if !isPolicy, metadata["name"]?.string ?? "" == "" {
      let isThere = metadata["name"] != nil
      found.append(place["name"].problem(isThere ? "must be a string" : "a name is required"))
    }
    if let namespace = metadata["namespace"], !namespace.isNull, namespace.string == nil {
      found.append(place["namespace"].problem("must be a string"))
    }
    for (key, value) in metadata["labels"]?.fields ?? [:] where value.string == nil {
      found.append(place["labels"][key].problem("must be a string, in quotes"))
    }
    return found
  }

  private static func block(_ block: Value, _ place: ObjectPlace) -> [ObjectProblem] {
    guard let text = block["cidr"]?.string, let whole = AddressBlock(text) else { return [] }
    var found = whole.hasHostBits ? [place["cidr"].problem(hostBits(whole))] : []
    for (index, item) in (block["except"]?.elements ?? []).enumerated() {
      guard let hole = item.string.flatMap({ AddressBlock($0) }) else { continue }
      let here = place["except"][index]
      if hole.hasHostBits { found.append(here.problem(hostBits(hole))) }
      let isWithin = whole.contains(hole.first) && whole.contains(hole.last)
      if !isWithin || hole.prefix <= whole.prefix { found.append(here.problem("must be a smaller part of \(text)")) }
    }
    return found
  }

  private static func hostBits(_ block: AddressBlock) -> String {
    "has bits beyond its prefix: \(block.first)/\(block.prefix) is meant, or another prefix"
  }
}
