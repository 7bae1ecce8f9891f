import Documents
import KubeModel

/// Fills in what a user may leave out, a structure at a time, from the inside out (kubernetes, pkg/apis/*/v1/defaults.go).
enum Defaults {
  static func fill(_ fields: inout Value.Fields, _ type: SchemaType) {
    for (key, value) in type.defaults where fields[key] == nil { fields[key] = value }
    rules[type.name]?(&fields)
  }

  typealias Rule = @Sendable (inout Value.Fields) -> Void

  private static let rules: [String: Rule] = pods.merging(workloads) { $1 }.merging(others) { $1 }

  static func set(_ fields: inout Value.Fields, _ key: String, _ value: Value) {
    if fields[key] == nil || fields[key] == .null { fields[key] = value }
  }

  static func change(_ fields: inout Value.Fields, _ key: String, _ body: (inout Value.Fields) -> Void) {
    guard var inner = fields[key]?.object else { return }
    body(&inner)
    fields[key] = .object(inner)
  }

  static func each(_ fields: inout Value.Fields, _ key: String, _ body: (inout Value.Fields) -> Void) {
    guard let elements = fields[key]?.array else { return }
    fields[key] = .array(
      elements.map { element in
        guard var inner = element.object else { return element }
        body(&inner)
        return .object(inner)
      })
  }
}
