/// What CoreDNS is told to do: server blocks, each for some zones, with the plug-ins of each.
public struct Corefile: Sendable, Equatable {
  public struct Block: Sendable, Equatable {
    /// In lower case, with the dot at the end; `.` is every name.
    public var zones: [String]
    public var port: Int
    public var directives: [Directive]

    public func directive(_ name: String) -> Directive? { directives.first { $0.name == name } }
  }

  public struct Directive: Sendable, Equatable {
    public var name: String
    public var arguments: [String]
    /// The lines between its braces.
    public var properties: [Property]
    var line: Int
  }

  public struct Property: Sendable, Equatable {
    public var name: String
    public var values: [String]
    var line: Int
  }

  /// Why CoreDNS does not start, as it prints it.
  public struct Problem: Error, Sendable {
    public var text: String
  }

  public private(set) var blocks: [Block] = []

  /// The plug-ins of a release of CoreDNS (plugin.cfg).
  private static let known: Set<String> = [
    "root", "metadata", "geoip", "cancel", "tls", "quic", "grpc_server", "https", "https3", "timeouts", "multisocket", "reload", "nsid", "bufsize",
    "bind", "debug", "trace", "ready", "health", "pprof", "prometheus", "errors", "log", "dnstap", "local", "dns64", "acl", "any", "chaos",
    "loadbalance", "tsig", "cache", "rewrite", "header", "dnssec", "autopath", "minimal", "template", "transfer", "hosts", "route53", "azure",
    "clouddns", "k8s_external", "kubernetes", "file", "auto", "secondary", "etcd", "loop", "forward", "grpc", "erratic", "whoami", "on", "sign",
    "view", "nomad",
  ]

  /// Reads the text; `file` is its name in messages (Caddy's parser, as CoreDNS has it).
  public init(_ text: String, file: String) throws(Problem) {
    var tokens = Tokens(text, file: file)
    while let first = tokens.next() {
      var addresses = [first.text]
      while addresses.last != "{" {
        guard let token = tokens.next() else { throw tokens.problem("Unexpected EOF") }
        addresses.append(token.text)
      }
      addresses.removeLast()
      if addresses.isEmpty { throw tokens.problem("Unexpected token '{', expecting a zone", isSyntax: true) }
      blocks.append(try Self.block(addresses, &tokens))
    }
    for block in blocks {
      for directive in block.directives { try check(directive, tokens) }
    }
  }

  private static func block(_ addresses: [String], _ tokens: inout Tokens) throws(Problem) -> Block {
    var block = Block(zones: [], port: 53, directives: [])
    for address in addresses.flatMap({ $0.split(separator: ",").map(String.init) }) {
      var zone = Self.withoutScheme(address)[...]
      if let colon = zone.lastIndex(of: ":"), let port = Int(zone[zone.index(after: colon)...]) {
        block.port = port
        zone = zone[..<colon]
      }
      block.zones.append(Self.zone(zone.isEmpty ? "." : String(zone)))
    }
    while let token = tokens.next() {
      if token.text == "}" { return block }
      guard known.contains(token.text) else { throw tokens.problem("Unknown directive '\(token.text)'") }
      var directive = Directive(name: token.text, arguments: tokens.rest(ofLine: token.line), properties: [], line: token.line)
      if directive.arguments.last == "{" {
        directive.arguments.removeLast()
        directive.properties = try tokens.properties()
      }
      block.directives.append(directive)
    }
    throw tokens.problem("Unexpected EOF")
  }

  /// With the dot at its end, in lower case.
  public static func zone(_ text: String) -> String {
    let plain = text.lowercased()
    return plain.hasSuffix(".") ? plain : "\(plain)."
  }

  // MARK: What the plug-ins check themselves

  private static let kubernetesProperties: Set<String> = [
    "endpoint", "tls", "kubeconfig", "namespaces", "labels", "namespace_labels", "pods", "endpoint_pod_names", "noendpoints", "fallthrough", "ttl",
    "transfer", "ignore", "startup_timeout", "apiserver_qps", "apiserver_burst", "apiserver_max_inflight", "multicluster",
  ]

  private func check(_ directive: Directive, _ tokens: Tokens) throws(Problem) {
    func fail(_ text: String, at line: Int? = nil) -> Problem {
      let place = line.map { "\(tokens.file):\($0) - Error during parsing: " } ?? ""
      return Problem(text: "plugin/\(directive.name): \(place)\(text)")
    }
    switch directive.name {
    case "kubernetes":
      for property in directive.properties {
        guard Self.kubernetesProperties.contains(property.name) else {
          throw fail("unknown property '\(property.name)'", at: property.line)
        }
        if property.name == "pods", let mode = property.values.first, !["disabled", "insecure", "verified"].contains(mode) {
          throw fail("wrong value for pods: \(mode),  must be one of: disabled, verified, insecure", at: property.line)
        }
      }
    case "forward":
      guard directive.arguments.count > 1 else {
        let last = directive.arguments.last ?? "forward"
        throw fail("Wrong argument count or unexpected line ending after '\(last)'", at: directive.line)
      }
      for target in directive.arguments.dropFirst() where !Self.isServer(target) {
        throw fail("not an IP address or file: \"\(target)\"")
      }
    case "cache":
      if let first = directive.arguments.first, let number = Int(first), number <= 0 {
        throw fail("cache TTL can not be zero or negative: \(number)")
      }
    case "hosts":
      for property in directive.properties where Self.isAddress(property.name) && property.values.isEmpty {
        throw fail("no hostname for address '\(property.name)'")
      }
    default: return
    }
  }

  /// What stands behind `tls://` or the like.
  private static func withoutScheme(_ text: String) -> String {
    text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false).last.map { String($0) } ?? text
  }

  private static func isServer(_ text: String) -> Bool {
    let bare = withoutScheme(text)
    return bare.hasPrefix("/") || isAddress(String(bare.prefix { $0 != "%" }))
  }

  /// Whether it is an address, with a port or without.
  private static func isAddress(_ text: String) -> Bool {
    if text.hasPrefix("[") || text.filter({ $0 == ":" }).count > 1 { return text.allSatisfy { "[]:.0123456789abcdefABCDEF".contains($0) } }
    let parts = text.prefix { $0 != ":" }.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}

/// The words of a Corefile with their lines.
private struct Tokens {
  struct Token {
    var text: String
    var line: Int
  }

  let file: String
  private var all: [Token] = []
  private var place = 0

  init(_ text: String, file: String) {
    self.file = file
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var word = ""
      var isQuoted = false
      var isWord = false
      for character in line {
        if isQuoted {
          if character == "\"" { isQuoted = false } else { word.append(character) }
        } else if character == "\"" && !isWord {
          (isQuoted, isWord) = (true, true)
        } else if character == " " || character == "\t" || character == "\r" {
          if isWord { all.append(Token(text: word, line: number + 1)) }
          (word, isWord) = ("", false)
        } else if character == "#" && !isWord {
          break
        } else {
          word.append(character)
          isWord = true
        }
      }
      if isWord { all.append(Token(text: word, line: number + 1)) }
    }
  }

  mutating func next() -> Token? {
    guard place < all.count else { return nil }
    defer { place += 1 }
    return all[place]
  }

  mutating func rest(ofLine line: Int) -> [String] {
    var words: [String] = []
    while place < all.count, all[place].line == line {
      words.append(all[place].text)
      place += 1
    }
    return words
  }

  /// The lines up to the brace that closes; those in inner braces belong to the line that opens them.
  mutating func properties() throws(Corefile.Problem) -> [Corefile.Property] {
    var lines: [Corefile.Property] = []
    var depth = 0
    while let token = next() {
      if token.text == "}" {
        if depth == 0 { return lines }
        depth -= 1
        continue
      }
      var words = rest(ofLine: token.line)
      if words.last == "{" {
        words.removeLast()
        depth += 1
      }
      lines.append(Corefile.Property(name: token.text, values: words, line: token.line))
    }
    throw problem("Unexpected EOF")
  }

  func problem(_ text: String, isSyntax: Bool = false) -> Corefile.Problem {
    let line = all.isEmpty ? 1 : all[min(max(0, place - 1), all.count - 1)].line
    return Corefile.Problem(text: "\(file):\(line) - \(isSyntax ? "Syntax error" : "Error during parsing"): \(text)")
  }
}
