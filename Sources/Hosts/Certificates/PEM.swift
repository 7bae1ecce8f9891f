import Documents

/// A block of a PEM file (RFC 7468).
public struct PEMBlock: Equatable, Sendable {
  /// What stands after BEGIN: `CERTIFICATE`, `RSA PRIVATE KEY`.
  public var label: String
  public var bytes: [UInt8]

  public init(label: String, bytes: [UInt8]) {
    self.label = label
    self.bytes = bytes
  }

  /// All well-formed blocks of a file; what stands around them, and damaged ones, are skipped as Go does.
  public static func all(in text: String) -> [PEMBlock] {
    var blocks: [PEMBlock] = []
    var label: Substring.UTF8View?
    var body: [UInt8] = []
    for part in text.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let line = trimmed(part)
      if line.starts(with: begin), line.count >= 16, line.suffix(5).elementsEqual(dashes) {
        label = line.dropFirst(11).dropLast(5)
        body = []
      } else if line.starts(with: end), let name = label {
        let isItsEnd = line.dropFirst(9).dropLast(5).elementsEqual(name) && line.suffix(5).elementsEqual(dashes)
        if isItsEnd, let bytes = Base64.decode(body) {
          blocks.append(PEMBlock(label: String(Substring(name)), bytes: bytes))
        }
        label = nil
      } else if label != nil, !line.contains(UInt8(ascii: ":")) {
        body += line
      }
    }
    return blocks
  }

  private static let begin = Array("-----BEGIN ".utf8)
  private static let end = Array("-----END ".utf8)
  private static let dashes = Array("-----".utf8)

  private static func trimmed(_ line: Substring.UTF8View) -> Substring.UTF8View {
    var line = line
    while let first = line.first, first == 32 || first == 9 { line = line.dropFirst() }
    while let last = line.last, last == 32 || last == 9 { line = line.dropLast() }
    return line
  }

  /// The block as it stands in a file, 64 characters a line.
  public var text: String {
    let encoded = Array(Base64.encode(bytes).utf8)
    var lines = "-----BEGIN \(label)-----\n"
    for start in stride(from: 0, to: encoded.count, by: 64) {
      lines += String(decoding: encoded[start..<min(start + 64, encoded.count)], as: UTF8.self)
      lines += "\n"
    }
    return "\(lines)-----END \(label)-----\n"
  }
}
