import Documents

/// The two directions of traffic, seen from the Pods that a policy selects.
public enum Direction: String, CaseIterable, Sendable {
  case ingress = "Ingress"
  case egress = "Egress"

  /// `ingress` or `egress`, as in a sentence.
  var phrase: String { self == .ingress ? "ingress" : "egress" }
}

/// A NetworkPolicy as it was written, with the defaults of the API server filled in.
struct PolicySpec: Sendable {
  enum Peer: Sendable {
    /// No namespace selector: the Pods of the policy's own namespace.
    case pods(namespaces: LabelSelector?, pods: LabelSelector?)
    case block(AddressBlock, except: [AddressBlock])
  }

  struct Port: Sendable {
    var transport: TransportProtocol
    var range: Range
    enum Range: Hashable, Sendable {
      case every
      case numbers(ClosedRange<Int>)
      case name(String)
    }
  }

  struct Rule: Sendable {
    /// Empty: everyone.
    var peers: [Peer]
    /// Empty: every port of every protocol.
    var ports: [Port]
  }

  var namespace: String
  var name: String
  var selector: LabelSelector
  /// What it isolates its Pods for; rules of the other direction have no effect.
  var directions: Set<Direction>
  var ingress: [Rule]
  var egress: [Rule]

  func rules(_ direction: Direction) -> [Rule] { direction == .ingress ? ingress : egress }

  func selects(_ endpoint: Endpoint) -> Bool {
    endpoint.isSelectable && endpoint.namespace == namespace && selector.matches(endpoint.labels)
  }

  /// Reads a NetworkPolicy object; what cannot be read is told in `problems`.
  init(_ object: Value, number: Int, problems: inout [ObjectProblem]) {
    let place = ObjectPlace(object: number)
    namespace = object["metadata", "namespace"]?.string ?? "default"
    name = object["metadata", "name"]?.string ?? ""
    if name.isEmpty { problems.append(place["metadata"]["name"].problem("a name is required")) }
    let spec = place["spec"]
    let fields = spec.object(object["spec"] ?? .null, &problems)
    spec.check(fields, known: ["podSelector", "policyTypes", "ingress", "egress"], &problems)
    selector = LabelSelector(fields["podSelector"] ?? .null, at: spec["podSelector"], problems: &problems)
    ingress = Self.rules(fields["ingress"] ?? .null, at: spec["ingress"], peers: "from", &problems)
    egress = Self.rules(fields["egress"] ?? .null, at: spec["egress"], peers: "to", &problems)
    directions = []
    let types = spec["policyTypes"]
    for (index, type) in types.array(fields["policyTypes"] ?? .null, &problems).enumerated() {
      if let direction = Direction(rawValue: type.string ?? "") {
        directions.insert(direction)
      } else {
        problems.append(types[index].problem("must be Ingress or Egress"))
      }
    }
    if (fields["policyTypes"]?.elements ?? []).isEmpty {
      directions = egress.isEmpty ? [.ingress] : [.ingress, .egress]
    }
  }

  private static func rules(
    _ list: Value, at place: ObjectPlace, peers field: String, _ problems: inout [ObjectProblem]
  ) -> [Rule] {
    place.array(list, &problems).enumerated().map { index, item in
      let here = place[index]
      let fields = here.object(item, &problems)
      here.check(fields, known: [field, "ports"], &problems)
      let peers = here[field].array(fields[field] ?? .null, &problems)
      let ports = here["ports"].array(fields["ports"] ?? .null, &problems)
      return Rule(
        peers: peers.enumerated().compactMap { peer($1, at: here[field][$0], &problems) },
        ports: ports.enumerated().compactMap { port($1, at: here["ports"][$0], &problems) })
    }
  }

  private static func peer(_ item: Value, at place: ObjectPlace, _ problems: inout [ObjectProblem]) -> Peer? {
    let fields = place.object(item, &problems)
    place.check(fields, known: ["namespaceSelector", "podSelector", "ipBlock"], &problems)
    let selectors = ["namespaceSelector", "podSelector"].map { field -> LabelSelector? in
      guard let value = fields[field], !value.isNull else { return nil }
      return LabelSelector(value, at: place[field], problems: &problems)
    }
    guard let written = fields["ipBlock"], !written.isNull else {
      if selectors[0] == nil && selectors[1] == nil {
        problems.append(place.problem("must specify a peer"))
        return nil
      }
      return .pods(namespaces: selectors[0], pods: selectors[1])
    }
    if selectors[0] != nil || selectors[1] != nil {
      problems.append(place.problem("may not specify both ipBlock and another peer"))
    }
    let here = place["ipBlock"]
    here.check(here.object(written, &problems), known: ["cidr", "except"], &problems)
    guard let block = block(written["cidr"] ?? .null, at: here["cidr"], &problems) else { return nil }
    let except = here["except"].array(written["except"] ?? .null, &problems)
    let holes = except.enumerated().compactMap { self.block($1, at: here["except"][$0], &problems) }
    return .block(block, except: holes)
  }

  private static func block(
    _ value: Value, at place: ObjectPlace, _ problems: inout [ObjectProblem]
  ) -> AddressBlock? {
    if let block = AddressBlock(value.string ?? "") { return block }
    problems.append(place.problem("must be a block of addresses such as 10.0.0.0/8"))
    return nil
  }

  private static func port(_ item: Value, at place: ObjectPlace, _ problems: inout [ObjectProblem]) -> Port? {
    let fields = place.object(item, &problems)
    place.check(fields, known: ["protocol", "port", "endPort"], &problems)
    let word = fields["protocol"] ?? .null
    guard let transport = TransportProtocol(rawValue: word.isNull ? "TCP" : word.string ?? "") else {
      problems.append(place["protocol"].problem("must be TCP, UDP or SCTP"))
      return nil
    }
    let end = fields["endPort"] ?? .null
    switch fields["port"] ?? .null {
    case .null:
      if !end.isNull { problems.append(place["endPort"].problem("needs a port")) }
      return Port(transport: transport, range: .every)
    case .string(let name):
      if !end.isNull { problems.append(place["endPort"].problem("needs a port that is a number")) }
      return Port(transport: transport, range: .name(name))
    case .int(let number) where (1...65535).contains(number):
      let last = end.isNull ? Int(number) : end.int ?? 0
      guard last >= number, last <= 65535 else {
        problems.append(place["endPort"].problem("must be a number from the port to 65535"))
        return nil
      }
      return Port(transport: transport, range: .numbers(Int(number)...last))
    default:
      problems.append(place["port"].problem("must be a number from 1 to 65535 or the name of a port"))
      return nil
    }
  }
}
