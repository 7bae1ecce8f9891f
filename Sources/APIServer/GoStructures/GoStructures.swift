import Documents
import KubeModel

/// Objects as Go prints its internal structures in messages: all fields in the order of their declaration, those that
/// are not set as null, empty or zero (kubernetes, pkg/apis/core; the order was read off recorded messages).
enum GoStructures {
  /// How one field of a structure shows.
  struct Field: Sendable {
    /// As Go names it: `DNSPolicy`.
    var name: String
    /// As the API names it: `dnsPolicy`.
    var key: String
    /// What stands for a field that is not set.
    var zero: Value
    /// The structure that it holds; empty for scalars and for structures that print as the API writes them.
    var type: String
    var isStructure: Bool
  }

  /// The structure of that name with the values of an object of the API.
  static func value(_ object: Value, as type: String) -> Value {
    guard let fields = fields[type] else { return object }
    let given = object.fields
    var result = Value.Fields(minimumCapacity: fields.count)
    for field in fields { result[field.name] = value(given[field.key], field) }
    if type == "PodSpec" { result["SecurityContext"] = podSecurity(given) }
    return .object(result)
  }

  private static func value(_ given: Value?, _ field: Field) -> Value {
    guard let given, !given.isNull else {
      return field.isStructure ? value(.emptyObject, as: field.type) : field.zero
    }
    if field.type.isEmpty { return given }
    if let elements = given.array { return .array(elements.map { value($0, as: field.type) }) }
    return value(given, as: field.type)
  }

  /// The internal Pod keeps what it shares with its host in its security context.
  private static func podSecurity(_ spec: Value.Fields) -> Value {
    var context = spec["securityContext"] ?? .emptyObject
    for key in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
      context[key] = spec[key]
    }
    return value(context, as: "PodSecurityContext")
  }

  /// The difference of two objects in the form of `diff -u`, with a blank line at the end.
  static func difference(_ old: Value, _ new: Value, as type: String) -> String {
    Diff(blocksOf: lines(value(old, as: type)), lines(value(new, as: type))).unified()
  }

  private static func lines(_ value: Value) -> [String] {
    JSON.text(value, indent: 1, sortKeys: false).split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0)
    }
  }

  private static let fields: [String: [Field]] = {
    var result: [String: [Field]] = [:]
    for line in GoStructureTable.text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      result[String(line[..<colon])] = line[line.index(after: colon)...].split(separator: " ").map(field)
    }
    return result
  }()

  /// Reads `Name`, which is null where it is not set, `Name=""`, `Name=0`, `Name=false`, or `Name>Type` for a structure
  /// or a list of them; `Name>>Type` for one that is always there.
  private static func field(_ word: Substring) -> Field {
    let name = String(word.prefix { $0 != "=" && $0 != ">" })
    let rest = word.dropFirst(name.count)
    var field = Field(name: name, key: GoFieldName.key(name), zero: .null, type: "", isStructure: false)
    switch rest {
    case "=\"\"": field.zero = ""
    case "=0": field.zero = 0
    case "=\"0\"": field.zero = "0"
    case "=false": field.zero = false
    default:
      field.isStructure = rest.hasPrefix(">>")
      field.type = String(rest.drop { $0 == ">" })
    }
    return field
  }
}
