/// The little of protobuf's wire format that etcd's database needs: varints and length-delimited fields.
public struct ProtobufWriter {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// Zero is left out, as proto3 does.
  public mutating func varint(_ field: Int, _ value: UInt64) {
    if value == 0 { return }
    raw(UInt64(field << 3))
    raw(value)
  }

  public mutating func varint(_ field: Int, _ value: Int64) { varint(field, UInt64(bitPattern: value)) }

  /// Empty is left out.
  public mutating func data(_ field: Int, _ value: [UInt8]) {
    if value.isEmpty { return }
    message(field, value)
  }

  /// A nested message is written even if it is empty.
  public mutating func message(_ field: Int, _ value: [UInt8]) {
    raw(UInt64(field << 3 | 2))
    raw(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A field of a proto2 message, written even if it is zero.
  mutating func required(_ field: Int, _ value: UInt64) {
    raw(UInt64(field << 3))
    raw(value)
  }

  mutating func raw(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

struct ProtobufReader {
  enum Field {
    case varint(UInt64)
    case data(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The next field; nil at the end and where the bytes are no message.
  mutating func next() -> (number: Int, field: Field)? {
    guard let tag = varint() else { return nil }
    let number = Int(truncatingIfNeeded: tag >> 3)
    switch tag & 7 {
    case 0: return varint().map { (number, .varint($0)) }
    case 1: return take(8).map { (number, .data($0)) }
    case 2:
      guard let count = varint(), count <= UInt64(rest.count) else { return nil }
      return take(Int(count)).map { (number, .data($0)) }
    case 5: return take(4).map { (number, .data($0)) }
    default: return nil
    }
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst() {
      if shift < 64 { value |= UInt64(byte & 0x7f) << shift }
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
