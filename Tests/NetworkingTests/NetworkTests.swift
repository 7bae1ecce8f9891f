import Documents
import Networking
import Testing

/// A namespace with a web Deployment of two Pods behind Services of every type, and the cluster's DNS.
private let objects: [Value] = [
  namespace("shop"), namespace("kube-system"),
  [
    "kind": "Node", "metadata": ["name": "node1"], "spec": ["podCIDR": "10.244.1.0/24"],
    "status": ["addresses": [["type": "InternalIP", "address": "192.168.100.32"]]],
  ],
  pod("shop/web-0", ["app": "web"], "10.244.1.10", ports: [("http", 8080)]),
  pod("shop/web-1", ["app": "web"], "10.244.1.11", ports: [("http", 8080)]),
  pod("shop/client", ["app": "client"], "10.244.1.12"),
  pod("kube-system/coredns-0", ["k8s-app": "kube-dns"], "10.244.1.2"),
  service("shop/web", "10.96.0.50", [["name": "http", "port": 80, "targetPort": "http", "nodePort": 30080]]),
  service("shop/web-headless", "None", [["name": "http", "port": 8080]]),
  service("shop/empty", "10.96.0.51", [["port": 80]]),
  service("kube-system/kube-dns", "10.96.0.10", [["name": "dns", "port": 53, "protocol": "UDP"]]),
  [
    "kind": "Service", "metadata": ["name": "outside", "namespace": "shop"],
    "spec": ["type": "ExternalName", "externalName": "example.com"],
  ],
  slice("shop/web", "http", 8080, ["10.244.1.10": true, "10.244.1.11": false]),
  slice("shop/web-headless", "http", 8080, ["10.244.1.10": true, "10.244.1.11": true], named: true),
  slice("kube-system/kube-dns", "dns", 53, ["10.244.1.2": true], "UDP"),
]

private func service(_ title: String, _ address: String, _ ports: Value) -> Value {
  let parts = title.split(separator: "/").map { Value.string(String($0)) }
  return [
    "kind": "Service", "metadata": ["namespace": parts[0], "name": parts[1]],
    "spec": ["clusterIP": .string(address), "ports": ports],
  ]
}

private func slice(
  _ title: String, _ port: String, _ number: Int64, _ ready: [String: Bool], _ transport: String = "TCP",
  named: Bool = false
) -> Value {
  let parts = title.split(separator: "/").map { Value.string(String($0)) }
  let endpoints = ready.sorted { $0.key < $1.key }.enumerated().map { place, entry -> Value in
    var endpoint: Value = ["addresses": [.string(entry.key)], "conditions": ["ready": .bool(entry.value)]]
    if named { endpoint["hostname"] = .string("web-\(place)") }
    return endpoint
  }
  return [
    "kind": "EndpointSlice",
    "metadata": ["namespace": parts[0], "name": "s", "labels": ["kubernetes.io/service-name": parts[1]]],
    "ports": [["name": .string(port), "port": .int(number), "protocol": .string(transport)]],
    "endpoints": .array(endpoints),
  ]
}

private func listener(_ address: String, _ port: Int, _ transport: TransportProtocol = .tcp) -> Listener {
  Listener(address: IPAddress(address) ?? IPAddress(v4: 0, 0, 0, 0), port: port, transport: transport)
}

@Suite("Connections by address and by name")
struct NetworkTests {
  private let listening: Set<Listener> = [
    listener("10.244.1.10", 8080), listener("10.244.1.11", 8080), listener("10.244.1.2", 53, .udp),
    listener("93.184.216.34", 443), listener("127.0.0.1", 9000),
  ]

  private func outcome(_ host: String, _ port: Int, extra: [Value] = [], enforces: Bool = true) throws
    -> String
  {
    let outside = ["example.com": [IPAddress(v4: 93, 184, 216, 34)]]
    let network = Network(objects: objects + extra, enforcesPolicies: enforces, outsideNames: outside)
    let client = try #require(network.pod("client", namespace: "shop"))
    let server = try #require(network.dnsServiceAddress)
    let resolver = Resolver.clusterFirst(namespace: "shop", nameServer: server)
    var address = IPAddress(host)
    var balancer = ServiceBalancer()
    if address == nil {
      let lookup = resolver.lookUp(host) { name in
        network.query(name, from: client, nameServer: server, listening: listening, by: &balancer) { _ in .kubeadm() }
      }
      switch lookup {
      case .found(_, let reply): address = reply.addresses.first
      case .noSuchName: return "no such name \(host)"
      case .refused: return "no name server: refused"
      case .silent(let why): return "no name server: \(why.map { "dropped \($0.verdict.rawValue)" } ?? "silent")"
      }
    }
    return tell(
      network.connect(from: client, to: try #require(address), port: port, listening: listening, by: &balancer))
  }

  private func tell(_ outcome: Outcome) -> String {
    switch outcome {
    case .connected(let end): "connected \(end.destination?.name ?? "") \(end.port)"
    case .refused(let end): "refused \(end.service ?? end.address.description)"
    case .dropped(_, let why): "dropped \(why.verdict.rawValue)"
    case .unanswered: "unanswered"
    case .noRoute: "no route"
    }
  }

  @Test(arguments: [
    ("10.244.1.10", 8080, "connected web-0 8080"), ("10.244.1.10", 81, "refused 10.244.1.10"),
    ("10.96.0.50", 80, "connected web-0 8080"), ("10.96.0.50", 81, "unanswered"),
    ("10.96.0.51", 80, "refused shop/empty"), ("10.244.1.99", 80, "no route"),
    ("203.0.113.1", 80, "unanswered"),
    ("192.168.100.32", 30080, "connected web-0 8080"), ("192.168.100.32", 22, "refused 192.168.100.32"),
    ("127.0.0.1", 9000, "connected client 9000"), ("127.0.0.1", 9001, "refused 127.0.0.1"),
    ("web", 80, "connected web-0 8080"), ("web.shop", 80, "connected web-0 8080"),
    ("web.shop.svc.cluster.local", 80, "connected web-0 8080"),
    ("web-1.web-headless", 8080, "connected web-1 8080"),
    ("web-2.web-headless", 8080, "no such name web-2.web-headless"),
    ("outside", 443, "connected 93.184.216.34 443"), ("example.com", 80, "refused 93.184.216.34"),
    ("10-244-1-11.shop.pod", 8080, "connected web-1 8080"), ("nothing", 80, "no such name nothing"),
  ])
  func connects(host: String, port: Int, expected: String) throws {
    #expect(try outcome(host, port) == expected)
  }

  @Test func aPolicyThatForgetsDNSBreaksNamesAlone() throws {
    let spec: Value = [
      "podSelector": selector(["app": "client"]), "policyTypes": ["Egress"],
      "egress": [["to": [["podSelector": selector(["app": "web"])]]]],
    ]
    let strict = [policy("shop/p", spec)]
    #expect(try outcome("10.96.0.50", 80, extra: strict) == "connected web-0 8080")
    #expect(try outcome("web", 80, extra: strict) == "no name server: dropped e")
    #expect(try outcome("203.0.113.1", 80, extra: strict) == "dropped e")
    #expect(try outcome("web", 80, extra: strict, enforces: false) == "connected web-0 8080")
  }

  @Test func records() throws {
    let network = Network(objects: objects)
    let client = try #require(network.pod("client", namespace: "shop"))
    let server = try #require(network.dnsServiceAddress)
    func answer(_ name: String, _ kind: DNSRecord.Kind) throws -> [String] {
      var balancer = ServiceBalancer()
      let answer = network.query(name, kind, from: client, nameServer: server, listening: listening, by: &balancer) { _ in
        .kubeadm()
      }
      guard case .reply(let reply) = answer else { return ["no answer"] }
      return reply.records.map(\.data)
    }
    #expect(try answer("web-headless.shop.svc.cluster.local.", .a) == ["10.244.1.10", "10.244.1.11"])
    #expect(
      try answer("_http._tcp.web.shop.svc.cluster.local.", .srv) == ["0 100 80 web.shop.svc.cluster.local."])
    #expect(try answer("50.0.96.10.in-addr.arpa.", .ptr) == ["web.shop.svc.cluster.local."])
    #expect(try answer("outside.shop.svc.cluster.local.", .cname) == ["example.com."])
    #expect(try answer("web.shop.svc.cluster.local.", .aaaa) == [])
  }
}
