import Documents

/// The endpoints by what policies select them by, so that a selector costs as much as it finds.
struct EndpointIndex: Sendable {
  struct PortName: Hashable {
    var name: String
    var transport: TransportProtocol
  }

  let endpoints: [Endpoint]
  let all: EndpointSet
  /// What selectors can find.
  let selectable: EndpointSet
  private(set) var places: [String: Int] = [:]
  /// The labels of every namespace, by name.
  private(set) var namespaces: [String: [String: String]]
  private(set) var membersOfNamespace: [String: [Int]] = [:]
  private var membersByLabel: [String: [String: [Int]]] = [:]
  private var membersByPortName: [PortName: [Int: EndpointSet]] = [:]
  /// All addresses in ascending order, each with its endpoint.
  private var addresses: [(address: IPAddress, member: Int)] = []

  init(endpoints: [Endpoint], namespaces: [String: [String: String]]) {
    self.endpoints = endpoints
    self.namespaces = namespaces
    all = .all(endpoints.count)
    selectable = EndpointSet(
      capacity: endpoints.count, members: endpoints.indices.filter { endpoints[$0].isSelectable })
    for (member, endpoint) in endpoints.enumerated() {
      places[endpoint.title] = member
      for address in endpoint.addresses { addresses.append((address, member)) }
      if endpoint.isSelectable { insertPod(endpoint, member) }
      for port in endpoint.ports {
        guard let name = port.name else { continue }
        membersByPortName[PortName(name: name, transport: port.transport), default: [:]][
          port.number, default: EndpointSet(capacity: endpoints.count)
        ].insert(member)
      }
    }
    addresses.sort { ($0.address, $0.member) < ($1.address, $1.member) }
    for name in Set(membersOfNamespace.keys).union(namespaces.keys) {
      self.namespaces[name, default: [:]]["kubernetes.io/metadata.name"] = name
    }
  }

  private mutating func insertPod(_ endpoint: Endpoint, _ member: Int) {
    membersOfNamespace[endpoint.namespace, default: []].append(member)
    for (key, value) in endpoint.labels {
      membersByLabel[key, default: [:]][value, default: []].append(member)
    }
  }

  /// The destinations at which a port name stands for each number.
  func destinations(ofPort name: String, _ transport: TransportProtocol) -> [Int: EndpointSet] {
    membersByPortName[PortName(name: name, transport: transport)] ?? [:]
  }

  func members(of peers: [PolicySpec.Peer], in namespace: String) -> EndpointSet {
    if peers.isEmpty { return all }
    var found = EndpointSet(capacity: endpoints.count)
    for peer in peers {
      switch peer {
      case .block(let block, let except): found.formUnion(members(of: block, except: except))
      case .pods(nil, let pods): found.formUnion(members(ofNamespace: namespace, matching: pods))
      case .pods(let spaces?, let pods):
        found.formUnion(members(ofNamespacesMatching: spaces, matching: pods))
      }
    }
    return found
  }

  func members(ofNamespace namespace: String, matching selector: LabelSelector?) -> EndpointSet {
    let members = membersOfNamespace[namespace] ?? []
    guard let selector, !selector.requirements.isEmpty else {
      return EndpointSet(capacity: endpoints.count, members: members)
    }
    let chosen = members.lazy.filter { selector.matches(endpoints[$0].labels) }
    return EndpointSet(capacity: endpoints.count, members: chosen)
  }

  private func members(
    ofNamespacesMatching spaces: LabelSelector, matching selector: LabelSelector?
  ) -> EndpointSet {
    var found: EndpointSet
    if spaces.requirements.isEmpty {
      found = selectable
    } else {
      found = EndpointSet(capacity: endpoints.count)
      for (name, labels) in namespaces where spaces.matches(labels) {
        for member in membersOfNamespace[name] ?? [] { found.insert(member) }
      }
    }
    for requirement in selector?.requirements ?? [] { narrow(&found, to: requirement) }
    return found
  }

  private func narrow(_ found: inout EndpointSet, to requirement: LabelSelector.Requirement) {
    let byValue = membersByLabel[requirement.key] ?? [:]
    var having = EndpointSet(capacity: endpoints.count)
    switch requirement.condition {
    case .isIn, .isNotIn:
      for value in requirement.values { for member in byValue[value] ?? [] { having.insert(member) } }
    case .exists, .doesNotExist:
      for members in byValue.values { for member in members { having.insert(member) } }
    }
    switch requirement.condition {
    case .isIn, .exists: found.formIntersection(having)
    case .isNotIn, .doesNotExist: found.subtract(having)
    }
  }

  private func members(of block: AddressBlock, except: [AddressBlock]) -> EndpointSet {
    var found = EndpointSet(capacity: endpoints.count)
    var place = firstPlace(atOrAfter: block.first)
    while place < addresses.count && addresses[place].address <= block.last {
      let (address, member) = addresses[place]
      if !except.contains(where: { $0.contains(address) }) { found.insert(member) }
      place += 1
    }
    return found
  }

  /// The first endpoint that has the address.
  func place(of address: IPAddress) -> Int? {
    let place = firstPlace(atOrAfter: address)
    guard place < addresses.count, addresses[place].address == address else { return nil }
    return addresses[place].member
  }

  private func firstPlace(atOrAfter address: IPAddress) -> Int {
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle].address < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
