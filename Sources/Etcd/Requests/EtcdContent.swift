public import Documents

/// The value of a key.
///
/// The API server stores trees. They become JSON only when somebody asks for the bytes (`etcdctl get`, a snapshot
/// file), so that neither a write nor a list of many objects pays for serialising and parsing them.
public enum EtcdContent: Hashable, Sendable, ExpressibleByStringLiteral {
  case bytes([UInt8])
  case document(Value)

  public init(stringLiteral value: String) {
    self = .bytes(Array(value.utf8))
  }

  public init(_ text: String) {
    self = .bytes(Array(text.utf8))
  }

  public static let empty = EtcdContent.bytes([])

  /// The bytes as a client of etcd sees them: a document is JSON on one line that ends with a newline, as the API
  /// server's JSON serializer writes it.
  public var bytes: [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .document(let value): JSON.bytes(value, sortKeys: false, escapeHTML: false) + [UInt8(ascii: "\n")]
    }
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// How many bytes `bytes` has, without making them.
  public var byteCount: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .document(let value): DocumentSize.bytes(value) + 1
    }
  }
}
