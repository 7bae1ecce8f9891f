/// As much of an nginx configuration as decides about ports, roots and fixed answers. It is read byte by byte: every
/// container of a rollout reads its own.
struct NginxConfiguration {
  struct Server {
    var ports: [Int] = []
    var root = "/usr/share/nginx/html"
    /// What `return 200 "…"` sends.
    var text: String?
  }

  var servers: [Server] = []
  /// What nginx complains about.
  var problem: String?

  init(_ text: String) {
    var depth = 0
    var serverDepth: Int?
    var server = Server()
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, raw) in lines.enumerated() {
      let line = raw.prefix { $0 != UInt8(ascii: "#") }.trimmed
      guard let last = line.last else { continue }
      if last == UInt8(ascii: "{"), line.starts(with: "server".utf8), !line.starts(with: "server_".utf8) {
        serverDepth = depth
        server = Server()
      }
      for statement in line.split(separator: UInt8(ascii: ";")).map(\.trimmed) {
        Self.take(statement.split(separator: UInt8(ascii: "{")).last.map(\.trimmed) ?? statement, into: &server)
        if serverDepth == nil, statement.starts(with: "listen".utf8) {
          problem = "\"listen\" directive is not allowed here in /etc/nginx/nginx.conf:\(index + 1)"
        }
      }
      depth += line.count { $0 == UInt8(ascii: "{") } - line.count { $0 == UInt8(ascii: "}") }
      if let start = serverDepth, depth <= start {
        if server.ports.isEmpty { server.ports = [80] }
        servers.append(server)
        serverDepth = nil
      }
    }
    if depth > 0 { problem = "unexpected end of file, expecting \"}\" in /etc/nginx/nginx.conf:\(lines.count)" }
    if depth < 0 { problem = "unexpected \"}\" in /etc/nginx/nginx.conf:\(lines.count)" }
  }

  private static func take(_ statement: Substring.UTF8View, into server: inout Server) {
    guard ["listen ", "root ", "return "].contains(where: { statement.starts(with: $0.utf8) }) else { return }
    let words = Substring(statement).split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count >= 2 else { return }
    switch words[0] {
    case "listen":
      if let port = Int(words[1].split(separator: ":").last ?? ""), !server.ports.contains(port) {
        server.ports.append(port)
      }
    case "root": server.root = words[1]
    case "return" where words.count == 3 && words[1] == "200":
      var text = words[2].filter { $0 != "'" && $0 != "\"" }
      if text.hasSuffix("\\n") { text = "\(text.dropLast(2))\n" }
      server.text = text
    default: break
    }
  }
}

extension Substring.UTF8View {
  /// Without blanks at both ends.
  fileprivate var trimmed: Substring.UTF8View {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return self[endIndex...]
    }
    return self[first...last]
  }
}
