import Documents
import KubeModel

/// The hashes at the end of the names of ReplicaSets and ControllerRevisions.
enum TemplateHash {
  /// FNV-1a over Go's dump of the template, as Deployments and DaemonSets have it (pkg/controller,
  /// controller_utils.go, ComputeHash).
  ///
  /// - Parameter collisions: How often the name was taken already by another template; nil where it never was.
  static func of(_ template: Value, collisions: Int?) -> String {
    var hash: UInt32 = 2_166_136_261
    func add(_ byte: UInt8) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    TemplateDump.text(template).utf8.forEach(add)
    if let collisions {
      let number = UInt64(UInt32(truncatingIfNeeded: collisions))
      for place in 0..<8 { add(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }
    return encoded(hash)
  }

  /// FNV-1 over the JSON of a revision's data and the count of collisions, as StatefulSets have it
  /// (pkg/controller/history, HashControllerRevision).
  static func ofRevision(_ data: Value, collisions: Int) -> String {
    var hash: UInt32 = 2_166_136_261
    let text = JSON.text(data, sortKeys: true, escapeHTML: true) + String(collisions)
    for byte in text.utf8 { hash = (hash &* 16_777_619) ^ UInt32(byte) }
    return encoded(hash)
  }

  /// The decimal digits, each replaced by a letter or digit that makes no words (apimachinery, rand.SafeEncodeString).
  private static func encoded(_ hash: UInt32) -> String {
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    return String(decoding: String(hash).utf8.map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
  }
}
