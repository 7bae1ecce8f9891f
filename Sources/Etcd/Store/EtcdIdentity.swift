import Documents

/// How etcd makes the ids of members and clusters.
public enum EtcdIdentity {
  /// The first eight bytes of the SHA-1 of the sorted peer URLs and the cluster's token (membership.computeMemberId).
  public static func memberID(peerURLs: [String], token: String) -> UInt64 {
    let text = "\(peerURLs.sorted().joined())\(token)"
    return firstWord(SHA1.digest(Array(text.utf8)))
  }

  /// The first eight bytes of the SHA-1 of the members' ids in ascending order.
  public static func clusterID(members: [UInt64]) -> UInt64 {
    var bytes: [UInt8] = []
    for id in members.sorted() {
      for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: id >> UInt64(shift))) }
    }
    return firstWord(SHA1.digest(bytes))
  }

  private static func firstWord(_ digest: [UInt8]) -> UInt64 {
    digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
