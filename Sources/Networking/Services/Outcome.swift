/// A process that waits for connections.
public struct Listener: Hashable, Sendable {
  public var address: IPAddress
  public var port: Int
  public var transport: TransportProtocol

  public init(address: IPAddress, port: Int, transport: TransportProtocol = .tcp) {
    self.address = address
    self.port = port
    self.transport = transport
  }
}

/// Where a connection led.
public struct Connection: Sendable {
  /// The address at which it ended: for a Service that of the endpoint.
  public var address: IPAddress
  /// The port at which it ended: for a Service the target port.
  public var port: Int
  public var transport: TransportProtocol
  /// The Service, as `namespace/name`, that it went through.
  public var service: String?
  /// Who has the address; nil where the Service had no endpoint.
  public var destination: Endpoint?
}

/// What becomes of a connection.
public enum Outcome: Sendable {
  case connected(Connection)
  /// Answered at once: nothing listens there, or the Service has no ready endpoint.
  case refused(Connection)
  /// A policy drops every packet, so that the caller waits until it gives up.
  case dropped(Connection, Explanation)
  /// Nothing answers, and no policy is to blame.
  case unanswered(Connection)
  /// "No route to host": an address of the Pods' network that no Pod has.
  case noRoute(Connection)
}

/// What became of looking up a name.
public enum Lookup: Sendable {
  /// The full name that was found, with the dot at its end, and what the server said of it.
  case found(name: String, DNSReply)
  case noSuchName
  /// Nobody listens where the name server should be.
  case refused
  /// The name server does not answer; why, where a policy is to blame.
  case silent(Explanation?)
}

/// What `/etc/resolv.conf` says.
public struct Resolver: Hashable, Sendable {
  public var nameServers: [IPAddress]
  public var search: [String]
  /// A name with fewer dots is first tried with each search domain.
  public var dots: Int

  public init(nameServers: [IPAddress], search: [String] = [], dots: Int = 1) {
    self.nameServers = nameServers
    self.search = search
    self.dots = dots
  }

  /// Reads the text of the file.
  public init(file text: String) {
    self.init(nameServers: [])
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
      switch words.first {
      case "nameserver": if let address = words.dropFirst().first.flatMap({ IPAddress($0) }) { nameServers.append(address) }
      case "search", "domain": search = Array(words.dropFirst())
      case "options":
        for word in words where word.hasPrefix("ndots:") { dots = Int(word.dropFirst(6)) ?? dots }
      default: continue
      }
    }
  }

  /// What the kubelet writes for a Pod with dnsPolicy ClusterFirst.
  public static func clusterFirst(
    namespace: String, nameServer: IPAddress, domain: String = "cluster.local"
  ) -> Resolver {
    Resolver(
      nameServers: [nameServer], search: ["\(namespace).svc.\(domain)", "svc.\(domain)", domain], dots: 5)
  }

  /// The full names to try, in order, each with the dot at its end.
  public func candidates(for name: String) -> [String] {
    if name.hasSuffix(".") { return [name] }
    let searched = search.map { "\(name).\($0)." }
    return name.count { $0 == "." } >= dots ? ["\(name)."] + searched : searched + ["\(name)."]
  }
}
