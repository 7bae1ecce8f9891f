import Simulation

/// The content of a bbolt database file: buckets of sorted keys and values. etcd nests no buckets.
struct BoltDatabase: Sendable {
  struct Bucket: Sendable {
    var name: [UInt8]
    /// Ascending by key.
    var entries: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)]

    init(_ name: String, _ entries: [(key: [UInt8], value: [UInt8])] = []) {
      self.name = Array(name.utf8)
      self.entries = entries.map { (key: $0.key[...], value: $0.value[...]) }
    }

    init(name: [UInt8], entries: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)]) {
      self.name = name
      self.entries = entries
    }
  }

  /// Ascending by name.
  var buckets: [Bucket]
  /// The transaction that wrote the file last.
  var transaction: UInt64
  /// Pages up to the high-water mark times the page's size: what `snapshot status` calls the total size.
  var totalSize: Int = 0

  subscript(_ name: String) -> Bucket? {
    let wanted = Array(name.utf8)
    return buckets.first { $0.name == wanted }
  }
}

extension BoltDatabase.Bucket {
  subscript(_ key: String) -> ArraySlice<UInt8>? {
    let wanted = Array(key.utf8)[...]
    return entries.first { $0.key == wanted }?.value
  }
}

/// Why a file is no database that can be read.
public enum BoltError: Error, Equatable, Sendable {
  /// There is no valid meta page.
  case invalid
  /// A page lies behind the end of the file: the real library dies of a memory fault.
  case beyondEnd
  /// A page is not what it should be: the real library panics with this text.
  case damaged(String)
}

/// What pages of bbolt look like (little-endian; etcd's FACTS 1.1).
enum BoltPage {
  static let size = 4096
  static let headerSize = 16
  static let elementSize = 16
  static let branchFlag: UInt16 = 0x01
  static let leafFlag: UInt16 = 0x02
  static let metaFlag: UInt16 = 0x04
  /// In a meta page: the free pages are not stored.
  static let noFreeList = UInt64.max
  static let magic: UInt32 = 0xed0c_daed
  static let version: UInt32 = 2
  static let bucketElement: UInt32 = 1
  /// A bucket below a quarter of a page lies in its parent.
  static let inlineBytesMax = 1024

  /// FNV-1a over the fields of a meta page.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 { Fingerprint.of(bytes) }
}
