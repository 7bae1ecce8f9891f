import Hosts

/// Where a name or address leads, seen from a host.
enum Destination: Equatable {
  /// A host of the world, under one of its addresses.
  case host(String, address: String)
  /// An address that no host of the world has.
  case nowhere(address: String)
  /// No such name, in Go's words.
  case unknown(String)
}

extension World {
  /// Resolves a host name or address as a process of a host does: `/etc/hosts`, then nothing.
  func resolve(_ name: String, from hostName: String) -> Destination {
    let plain = name.hasPrefix("[") ? String(name.dropFirst().prefix { $0 != "]" }) : name
    if Self.isAddress(plain) { return host(at: plain, from: hostName) }
    if plain == "localhost" { return .host(hostName, address: "127.0.0.1") }
    if let address = addressInHosts(of: plain, on: hostName) { return host(at: address, from: hostName) }
    let server = nameServer(of: hostName)
    return .unknown("lookup \(plain) on \(server):53: no such host")
  }

  private func host(at address: String, from hostName: String) -> Destination {
    if address.hasPrefix("127.") || address == "::1" { return .host(hostName, address: address) }
    for place in hosts.values.indices where hosts.values[place].addresses.contains(address) {
      return .host(hosts.keys[place], address: address)
    }
    return .nowhere(address: address)
  }

  /// The address that `/etc/hosts` gives to a name.
  func addressInHosts(of name: String, on hostName: String) -> String? {
    guard let text = hosts[hostName]?.files.text("/etc/hosts") else { return nil }
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      if words.dropFirst().contains(where: { $0.lowercased() == name.lowercased() }), let address = words.first {
        return String(address)
      }
    }
    return nil
  }

  func nameServer(of hostName: String) -> String {
    for line in (hosts[hostName]?.files.text("/etc/resolv.conf") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "nameserver" { return String(words[1]) }
    }
    return "127.0.0.53"
  }

  static func isAddress(_ text: String) -> Bool {
    var dots = 0
    var number = 0
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ":"): return true
      case UInt8(ascii: "."):
        guard digits > 0 else { return text.utf8.contains(UInt8(ascii: ":")) }
        dots += 1
        number = 0
        digits = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        number = number * 10 + Int(byte) - 48
        digits += 1
        if number > 255 || digits > 3 { return text.utf8.contains(UInt8(ascii: ":")) }
      default: return text.utf8.contains(UInt8(ascii: ":"))
      }
    }
    return dots == 3 && digits > 0
  }

  /// The member of a control plane that listens at an address and port of a host.
  func member(on hostName: String, address: String, port: Int) -> MemberID? {
    guard let listener = hosts[hostName]?.sockets.listener(at: address, port: port) else { return nil }
    let id = MemberID(host: hostName, pid: listener.pid)
    return members[id] == nil ? nil : id
  }
}
