/// A key, or the end of a range of keys: bytes, in the order of bytes.
@frozen public struct EtcdKey: Hashable, Sendable, ExpressibleByStringLiteral {
  public var bytes: [UInt8]

  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  public init(_ text: String) {
    self.bytes = Array(text.utf8)
  }

  public init(stringLiteral value: String) {
    self.bytes = Array(value.utf8)
  }

  /// The key as text; bytes that are not UTF-8 become replacement characters.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
  public var isEmpty: Bool { bytes.isEmpty }

  /// As the end of a range: no end at all.
  public static let unbounded = EtcdKey(bytes: [0])

  /// The end of the range of all keys that begin with this one (clientv3.GetPrefixRangeEnd).
  public var prefixEnd: EtcdKey {
    var end = bytes
    while let last = end.last {
      if last < 0xff {
        end[end.count - 1] = last + 1
        return EtcdKey(bytes: end)
      }
      end.removeLast()
    }
    return .unbounded
  }

  public func hasPrefix(_ prefix: EtcdKey) -> Bool { bytes.starts(with: prefix.bytes) }
}

extension EtcdKey: Comparable {
  @inlinable public static func < (left: EtcdKey, right: EtcdKey) -> Bool {
    left.bytes.withUnsafeBufferPointer { leftBytes in
      right.bytes.withUnsafeBufferPointer { rightBytes in
        let shared = min(leftBytes.count, rightBytes.count)
        var index = 0
        while index < shared {
          if leftBytes[index] != rightBytes[index] { return leftBytes[index] < rightBytes[index] }
          index += 1
        }
        return leftBytes.count < rightBytes.count
      }
    }
  }
}
