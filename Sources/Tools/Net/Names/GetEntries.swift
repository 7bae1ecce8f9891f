import Hosts
import Simulation
import World

/// getent: names as the system looks them up.
enum GetEntries: HostTool {
  static let manual = Manual(
    "getent", "look up entries of the system's databases", usage: ["[OPTION...] database [key ...]"],
    options: [Option("-s, --service=CONFIG", "accepted"), Option("-i, --no-idn", "accepted")], package: "GNU libc",
    version: "2.36")

  static func main(_ call: Call) throws -> Int32 {
    guard let database = call.operands.first else { throw call.usage("wrong number of arguments") }
    let keys = Array(call.operands.dropFirst())
    switch database {
    case "hosts", "ahosts", "ahostsv4": return try hosts(database, keys, call)
    case "ahostsv6": return keys.isEmpty ? 3 : 2
    case "passwd", "group": return try accounts("/etc/\(database)", keys, call)
    case "services": return try services(keys, call)
    default: throw ToolFailure("Unknown database: \(database)", status: 1)
    }
  }

  private static func hosts(_ database: String, _ keys: [String], _ call: Call) throws -> Int32 {
    let names = NameService(call.process)
    if keys.isEmpty { return try allHosts(call) }
    for key in keys {
      switch names.addresses(of: key) {
      case .found(let name, let addresses):
        if database == "hosts" {
          let shown = name == addresses.first ? names.name(of: name) ?? name : name
          for address in addresses { try call.write("\(address.padded(to: 15, left: true)) \(shown)\n") }
          continue
        }
        for (index, address) in addresses.enumerated() {
          for kind in ["STREAM", "DGRAM", "RAW"] {
            let title = index == 0 && kind == "STREAM" ? name : ""
            try call.write("\(address.padded(to: 15, left: true)) \(kind.padded(to: 6, left: true)) \(title)\n")
          }
        }
      case .unknown: return 2
      case .unreachable(let atOnce):
        // IPv6 is asked for first, and then IPv4.
        if !atOnce { try call.process.wait(for: names.patience + (database == "hosts" ? names.patience : .zero)) }
        return 2
      }
    }
    return 0
  }

  private static func allHosts(_ call: Call) throws -> Int32 {
    let text = (try? call.process.files.read("/etc/hosts", by: call.process.accessor))?.text ?? ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
      if words.count > 1 {
        try call.write("\(words[0].padded(to: 15, left: true)) \(words.dropFirst().joined(separator: " "))\n")
      }
    }
    return 0
  }

  private static func accounts(_ path: String, _ keys: [String], _ call: Call) throws -> Int32 {
    let text = (try? call.process.files.read(path, by: call.process.accessor))?.text ?? ""
    let lines = text.split(separator: "\n").map(String.init)
    for key in keys {
      let found = lines.first { line in
        let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return fields.first == key || (fields.count > 2 && fields[2] == key)
      }
      guard let found else { return 2 }
      try call.write("\(found)\n")
    }
    if keys.isEmpty { for line in lines where !line.hasPrefix("#") { try call.write("\(line)\n") } }
    return 0
  }

  private static func services(_ keys: [String], _ call: Call) throws -> Int32 {
    for key in keys {
      let port = Int(key) ?? ServiceNames.port(key)
      guard let port, let name = ServiceNames.name(port) else { return 2 }
      try call.write("\(name.padded(to: 21, left: true)) \(port)/tcp\n")
    }
    return 0
  }
}
