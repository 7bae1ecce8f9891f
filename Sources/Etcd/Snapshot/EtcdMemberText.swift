import Documents

/// A member as JSON, as the bucket `members` keeps it.
enum EtcdMemberText {
  static func json(_ member: EtcdMember) -> String {
    var text = "{\"id\":\(member.id),\"peerURLs\":\(list(member.peerURLs))"
    if member.isLearner { text += ",\"isLearner\":true" }
    if !member.name.isEmpty { text += ",\"name\":\(JSON.quoted(member.name))" }
    if !member.clientURLs.isEmpty { text += ",\"clientURLs\":\(list(member.clientURLs))" }
    return "\(text)}"
  }

  /// Ids have all 64 bits, which the number of a JSON document need not hold: the key of the bucket tells the id.
  static func member(id: UInt64, json: Value) -> EtcdMember {
    EtcdMember(
      id: id, name: json["name"]?.string ?? "", peerURLs: (json["peerURLs"]?.elements ?? []).compactMap(\.string),
      clientURLs: (json["clientURLs"]?.elements ?? []).compactMap(\.string),
      isLearner: json["isLearner"]?.bool ?? false)
  }

  private static func list(_ texts: [String]) -> String {
    JSON.text(.array(texts.map { .string($0) }))
  }
}
