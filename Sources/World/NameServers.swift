import Networking
import Nodes
import Simulation

// What the cluster's DNS Pods answer, by the Corefile that they were started with or have read again.
extension World {
  /// Nil where no name server listens at the address.
  func nameServing(at address: IPAddress, port: Int, _ transport: TransportProtocol, in cluster: String) -> NameServing? {
    for (name, node) in nodes where node.cluster == cluster {
      guard
        let (container, served) = node.runtime.server(
          at: "\(address)", port: port, transport: transport.rawValue, now: now),
        case .names(let started, let file) = served.answer
      else { continue }
      return NameServing(reloaded(started, file, container, on: name), port: port)
    }
    return nil
  }

  /// The plug-in reload looks at the file every 30 seconds; what cannot be read is not taken over.
  private func reloaded(_ started: Corefile, _ file: String, _ container: Container, on hostName: String) -> Corefile {
    guard started.blocks.contains(where: { $0.directive("reload") != nil }), let files = hosts[hostName]?.files,
      let status = try? files.status(file, by: container.accessor), status.modified + .seconds(30) <= now,
      let text = try? files.read(file, by: container.accessor),
      let changed = try? Corefile(String(decoding: text, as: UTF8.self), file: file)
    else { return started }
    return changed
  }
}

extension NameServing {
  /// What the blocks for a port say.
  init(_ corefile: Corefile, port: Int) {
    self.init(
      zones: corefile.blocks.filter { $0.port == port }.flatMap { block in
        block.zones.map { Zone(named: $0, block) }
      })
  }
}

extension NameServing.Zone {
  fileprivate init(named name: String, _ block: Corefile.Block) {
    self.init(name: name)
    for directive in block.directives {
      switch directive.name {
      case "rewrite": rewrites += Self.rewrite(directive.arguments).map { [$0] } ?? []
      case "hosts": hosts = Self.hosts(directive, name)
      case "kubernetes": cluster = Self.cluster(directive, name)
      case "forward": forwarded += directive.arguments.prefix(1).map(Corefile.zone)
      default: continue
      }
    }
  }

  /// `[stop|continue] name [exact|prefix|suffix|substring] FROM TO`; other rules change no names here.
  private static func rewrite(_ arguments: [String]) -> NameServing.Rewrite? {
    var words = arguments[...]
    if ["stop", "continue"].contains(words.first) { words.removeFirst() }
    guard words.popFirst() == "name" else { return nil }
    let match = words.first.flatMap { NameServing.Rewrite.Match(rawValue: $0) }
    if match != nil { words.removeFirst() }
    guard words.count >= 2, let from = words.popFirst(), let to = words.popFirst(), from != "regex" else { return nil }
    let isWhole = match ?? .exact == .exact
    let isEnd = isWhole || match == .suffix
    return NameServing.Rewrite(
      match: match ?? .exact, from: isEnd ? Corefile.zone(from) : from.lowercased(),
      to: isEnd ? Corefile.zone(to) : to.lowercased())
  }

  private static func hosts(_ directive: Corefile.Directive, _ zone: String) -> NameServing.Hosts {
    var addresses: [String: [IPAddress]] = [:]
    var hosts = NameServing.Hosts(zones: [zone], addresses: [:], fallsThrough: false, timeToLive: 3600)
    let zones = directive.arguments.filter { !$0.hasPrefix("/") }
    if !zones.isEmpty { hosts.zones = zones.map(Corefile.zone) }
    for property in directive.properties {
      if let address = IPAddress(property.name) {
        for name in property.values { addresses[Corefile.zone(name), default: []].append(address) }
      } else if property.name == "fallthrough" {
        hosts.fallsThrough = true
      } else if property.name == "ttl" {
        hosts.timeToLive = property.values.first.flatMap { Int($0) } ?? 3600
      }
    }
    hosts.addresses = addresses
    return hosts
  }

  private static func cluster(_ directive: Corefile.Directive, _ zone: String) -> NameServing.Cluster {
    let zones = directive.arguments.isEmpty ? [zone] : directive.arguments.map(Corefile.zone)
    var cluster = NameServing.Cluster(zones: zones, pods: .disabled, timeToLive: 5, fallsThrough: [])
    for property in directive.properties {
      let values = property.values
      switch property.name {
      case "pods": cluster.pods = values.first.flatMap { NameServing.Cluster.Pods(rawValue: $0) } ?? .disabled
      case "ttl": cluster.timeToLive = values.first.flatMap { Int($0) } ?? 5
      case "fallthrough": cluster.fallsThrough = values.isEmpty ? ["."] : values.map(Corefile.zone)
      default: continue
      }
    }
    return cluster
  }
}
