import Documents
import Etcd
import Hosts

/// A JSON object as Go writes a struct: fields in their order, empty ones left out where the struct says so.
struct GoJSON {
  private var fields: [String] = []

  var text: String { "{\(fields.joined(separator: ","))}" }

  mutating func raw(_ name: String, _ text: String) {
    fields.append("\"\(name)\":\(text)")
  }

  mutating func string(_ name: String, _ value: String, always: Bool = false) {
    if always || !value.isEmpty { raw(name, JSON.quoted(value)) }
  }

  mutating func number(_ name: String, _ value: Int64, always: Bool = false) {
    if always || value != 0 { raw(name, String(value)) }
  }

  /// Ids have all 64 bits; with `--hex` they are texts.
  mutating func id(_ name: String, _ value: UInt64, hex: Bool = false) {
    if value != 0 { raw(name, hex ? "\"\(String(value, radix: 16))\"" : String(value)) }
  }

  mutating func flag(_ name: String, _ value: Bool) {
    if value { raw(name, "true") }
  }

  mutating func strings(_ name: String, _ values: [String]) {
    if !values.isEmpty { raw(name, "[\(values.map { JSON.quoted($0) }.joined(separator: ","))]") }
  }

  mutating func bytes(_ name: String, _ value: [UInt8]) {
    if !value.isEmpty { raw(name, "\"\(Base64.encode(value))\"") }
  }

  mutating func header(_ header: EtcdHeader, hex: Bool = false) {
    raw("header", Self.header(header, hex: hex))
  }

  static func header(_ header: EtcdHeader, hex: Bool = false) -> String {
    var object = GoJSON()
    object.id("cluster_id", header.clusterID, hex: hex)
    object.id("member_id", header.memberID, hex: hex)
    object.number("revision", header.revision)
    object.id("raft_term", header.raftTerm)
    return object.text
  }

  static func keyValue(_ kv: EtcdKeyValue) -> String {
    var object = GoJSON()
    object.bytes("key", kv.key.bytes)
    object.number("create_revision", kv.createRevision)
    object.number("mod_revision", kv.modRevision)
    object.number("version", kv.version)
    object.bytes("value", kv.value.bytes)
    object.number("lease", kv.lease)
    return object.text
  }

  static func member(_ member: EtcdMember, hex: Bool = false) -> String {
    var object = GoJSON()
    object.id("ID", member.id, hex: hex)
    object.string("name", member.name)
    object.strings("peerURLs", member.peerURLs)
    object.strings("clientURLs", member.clientURLs)
    object.flag("isLearner", member.isLearner)
    return object.text
  }
}
