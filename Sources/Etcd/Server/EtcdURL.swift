/// An address of etcd's: `https://127.0.0.1:2379`.
public struct EtcdURL: Hashable, Sendable {
  public var scheme: String
  public var host: String
  public var port: Int

  /// `127.0.0.1:2379`
  public var address: String { "\(host):\(port)" }
  public var text: String { "\(scheme)://\(address)" }
  public var isSecure: Bool { scheme == "https" }

  public init(scheme: String, host: String, port: Int) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  /// Reads a URL as etcd's types.NewURLs does; throws its texts.
  public init(parsing text: String) throws(EtcdUsageError) {
    guard let mark = text.range(of: "://") else {
      let first = text.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
      if first.contains(":"), first.first?.isLetter != true {
        throw EtcdUsageError("parse \"\(text)\": first path segment in URL cannot contain colon")
      }
      throw EtcdUsageError("URL scheme must be http, https, unix, or unixs: \(text)")
    }
    let scheme = String(text[..<mark.lowerBound])
    if !["http", "https", "unix", "unixs"].contains(scheme) {
      throw EtcdUsageError("URL scheme must be http, https, unix, or unixs: \(text)")
    }
    let rest = String(text[mark.upperBound...])
    let host = rest.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else {
      throw EtcdUsageError("URL address does not have the form \"host:port\": \(text)")
    }
    if rest.contains("/") && rest.split(separator: "/", omittingEmptySubsequences: false).dropFirst() != [""] {
      throw EtcdUsageError("URL must not contain a path: \(text)")
    }
    guard let port = Int(host[host.index(after: colon)...]) else {
      throw EtcdUsageError("parse \"\(text)\": invalid port \"\(host[colon...])\" after host")
    }
    self.init(scheme: scheme, host: String(host[..<colon]), port: port)
  }

  /// Reads a list with commas.
  public static func list(_ text: String) throws(EtcdUsageError) -> [EtcdURL] {
    var urls: [EtcdURL] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      urls.append(try EtcdURL(parsing: part.trimmed))
    }
    return urls.sorted { $0.text < $1.text }
  }
}

/// Wrong flags: what the program says of them.
public struct EtcdUsageError: Error, Equatable, Sendable {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  /// The first place of a text within this one.
  func range(of wanted: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(wanted) { return start..<index(start, offsetBy: wanted.count) }
      start = index(after: start)
    }
    return nil
  }
}
