import Documents
import Etcd
import KubeModel

/// The formats of `--write-out`.
enum EtcdFormat: String {
  case simple
  case table
  case json
  case fields
  case protobuf
}

/// Prints answers as etcdctl does, in the format that was chosen.
struct EtcdOutput {
  let call: EtcdCall
  let format: EtcdFormat
  /// `--hex`.
  let isHex: Bool

  /// The printer for `--write-out`; a format that does not exist ends the program.
  init(_ call: EtcdCall) throws {
    self.call = call
    isHex = call.isOn("hex")
    guard let format = EtcdFormat(rawValue: call.string("write-out")) else {
      throw EtcdExit(.badFeature, "unsupported output format")
    }
    self.format = format
  }

  /// Formats that an answer does not have.
  func unsupported() -> EtcdExit {
    EtcdExit(.badFeature, "\(format.rawValue) is not supported as output format")
  }

  /// What the real program prints in that format, and this one does not.
  func notSimulated() -> EtcdExit {
    EtcdExit(.badFeature, "not simulated: the output format \(format.rawValue) of this command")
  }

  /// A key or value as simple output shows it.
  func shown(_ bytes: [UInt8]) -> [UInt8] {
    if !isHex { return bytes }
    return Array(bytes.map { "\\x\($0 < 16 ? "0" : "")\(String($0, radix: 16))" }.joined().utf8)
  }

  func line(_ bytes: [UInt8]) throws {
    try call.print(bytes: bytes + [10])
  }

  func pair(_ kv: EtcdKeyValue, valueOnly: Bool = false) throws {
    if !valueOnly { try line(shown(kv.key.bytes)) }
    try line(shown(kv.value.bytes))
  }

  /// `"Revision" : 51`
  func field(_ name: String, _ value: some CustomStringConvertible) throws {
    try call.print("\"\(name)\" : \(value)")
  }

  func header(_ header: EtcdHeader) throws {
    try field("ClusterID", header.clusterID)
    try field("MemberID", header.memberID)
    // Answers about members have no revision, which 3.6 leaves out.
    if call.dialect < .v36 || header.revision != 0 { try field("Revision", header.revision) }
    try field("RaftTerm", header.raftTerm)
  }

  func keyValue(_ kv: EtcdKeyValue, prefix: String = "") throws {
    try field("\(prefix)Key", GoQuote.quoted(kv.key.bytes))
    try field("\(prefix)CreateRevision", kv.createRevision)
    try field("\(prefix)ModRevision", kv.modRevision)
    try field("\(prefix)Version", kv.version)
    try field("\(prefix)Value", GoQuote.quoted(kv.value.bytes))
    try field("\(prefix)Lease", kv.lease)
  }

  func hex(_ id: UInt64) -> String { String(id, radix: 16) }

  /// An answer that has nothing but a header in JSON, and a line in simple output.
  func acknowledge(_ header: EtcdHeader, _ text: String) throws {
    switch format {
    case .json:
      var object = GoJSON()
      object.header(header)
      try call.print(object.text)
    case .fields: try self.header(header)
    case .table: throw unsupported()
    case .protobuf: try call.print(bytes: EtcdMessages.plain(header))
    case .simple: try call.print(text)
    }
  }
}
