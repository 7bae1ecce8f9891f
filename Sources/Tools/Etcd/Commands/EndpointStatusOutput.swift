import Documents
import Etcd

/// How `endpoint status` and `endpoint hashkv` print what they found.
enum EndpointStatusOutput {
  static func print(_ found: [(endpoint: String, status: EtcdStatus)], _ output: EtcdOutput) throws {
    let call = output.call
    switch output.format {
    case .simple:
      for item in found { try call.print(row(item, call.dialect).joined(separator: ", ")) }
    case .table:
      var table = EtcdTable(header(call.dialect))
      for item in found { table.append(row(item, call.dialect)) }
      try call.process.print(table.text)
    case .json:
      let objects = found.map { item in
        "{\"Endpoint\":\(JSON.quoted(item.endpoint)),\"Status\":\(json(item.status, call.dialect))}"
      }
      try call.print("[\(objects.joined(separator: ","))]")
    case .fields: for item in found { try fields(item, output) }
    case .protobuf: throw output.unsupported()
    }
  }

  private static func header(_ dialect: EtcdVersion.Dialect) -> [String] {
    let tail = ["Is Leader", "Is Learner", "Raft Term", "Raft Index", "Raft Applied Index", "Errors"]
    if dialect < .v36 { return ["Endpoint", "ID", "Version", "DB Size"] + tail }
    return ["Endpoint", "ID", "Version", "Storage Version", "DB Size", "In Use", "Percentage Not In Use", "Quota"]
      + tail + ["Downgrade Target Version", "Downgrade Enabled"]
  }

  private static func row(_ item: (endpoint: String, status: EtcdStatus), _ dialect: EtcdVersion.Dialect) -> [String] {
    let status = item.status
    let tail = [
      status.leader == status.header.memberID ? "true" : "false", status.isLearner ? "true" : "false",
      String(status.header.raftTerm), String(status.raftIndex), String(status.raftAppliedIndex),
      status.errors.joined(separator: ", "),
    ]
    let head = [item.endpoint, String(status.header.memberID, radix: 16), status.version]
    if dialect < .v36 { return head + [HumanSize.si(status.dbSize)] + tail }
    return head
      + [
        status.storageVersion, HumanSize.si(status.dbSize), HumanSize.si(status.dbSizeInUse), notInUse(status),
        HumanSize.si(status.dbSizeQuota),
      ] + tail + [status.downgradeTarget, status.downgradeEnabled ? "true" : "false"]
  }

  private static func notInUse(_ status: EtcdStatus) -> String {
    guard status.dbSize > 0 else { return "0%" }
    return "\(100 - status.dbSizeInUse * 100 / status.dbSize)%"
  }

  private static func json(_ status: EtcdStatus, _ dialect: EtcdVersion.Dialect) -> String {
    var object = GoJSON()
    object.header(status.header)
    object.string("version", status.version)
    object.number("dbSize", status.dbSize)
    object.id("leader", status.leader)
    object.id("raftIndex", status.raftIndex)
    object.id("raftTerm", status.header.raftTerm)
    object.id("raftAppliedIndex", status.raftAppliedIndex)
    object.strings("errors", status.errors)
    object.number("dbSizeInUse", status.dbSizeInUse)
    object.flag("isLearner", status.isLearner)
    if dialect >= .v36 {
      object.string("storageVersion", status.storageVersion)
      object.number("dbSizeQuota", status.dbSizeQuota)
      var downgrade = GoJSON()
      downgrade.flag("enabled", status.downgradeEnabled)
      downgrade.string("targetVersion", status.downgradeTarget)
      object.raw("downgradeInfo", downgrade.text)
    }
    return object.text
  }

  private static func fields(_ item: (endpoint: String, status: EtcdStatus), _ output: EtcdOutput) throws {
    let status = item.status
    let isNew = output.call.dialect >= .v36
    try output.header(status.header)
    try output.field("Version", "\"\(status.version)\"")
    if isNew { try output.field("StorageVersion", "\"\(status.storageVersion)\"") }
    try output.field("DBSize", status.dbSize)
    if isNew {
      try output.field("DBSizeInUse", status.dbSizeInUse)
      try output.field("DBSizeQuota", status.dbSizeQuota)
    }
    try output.field("Leader", status.leader)
    try output.field("IsLearner", status.isLearner)
    try output.field("RaftIndex", status.raftIndex)
    try output.field("RaftTerm", status.header.raftTerm)
    try output.field("RaftAppliedIndex", status.raftAppliedIndex)
    try output.field("Errors", "[\(status.errors.map { "\"\($0)\"" }.joined(separator: " "))]")
    try output.field("Endpoint", "\"\(item.endpoint)\"")
    if isNew {
      try output.field("DowngradeTargetVersion", "\"\(status.downgradeTarget)\"")
      try output.field("DowngradeEnabled", status.downgradeEnabled)
    }
    try output.call.print("")
  }

  static func print(_ found: [(endpoint: String, hash: EtcdHashKV)], _ output: EtcdOutput) throws {
    let call = output.call
    let isNew = call.dialect >= .v36
    func row(_ item: (endpoint: String, hash: EtcdHashKV)) -> [String] {
      [item.endpoint, String(item.hash.hash)] + (isNew ? [String(item.hash.hashRevision)] : [])
    }
    switch output.format {
    case .simple: for item in found { try call.print(row(item).joined(separator: ", ")) }
    case .table:
      var table = EtcdTable(["Endpoint", "Hash"] + (isNew ? ["Hash Revision"] : []))
      for item in found { table.append(row(item)) }
      try call.process.print(table.text)
    case .json:
      let objects = found.map { item in
        var object = GoJSON()
        object.header(item.hash.header)
        object.number("hash", Int64(item.hash.hash))
        object.number("compact_revision", item.hash.compactRevision)
        object.number("hash_revision", item.hash.hashRevision)
        return "{\"Endpoint\":\(JSON.quoted(item.endpoint)),\"HashKV\":\(object.text)}"
      }
      try call.print("[\(objects.joined(separator: ","))]")
    case .fields:
      for item in found {
        try output.header(item.hash.header)
        try output.field("Endpoint", "\"\(item.endpoint)\"")
        try output.field("Hash", item.hash.hash)
        if isNew { try output.field("HashRevision", item.hash.hashRevision) }
        try call.print("")
      }
    case .protobuf: throw output.unsupported()
    }
  }
}
