import Documents

/// Fields that name other objects, and follow when those get other names.
enum KustomizeNames {
  struct Key: Hashable {
    var kind: String
    var name: String
  }

  private static let fields: [String: (kind: String, field: String)] = [
    "configMapRef": ("ConfigMap", "name"), "configMapKeyRef": ("ConfigMap", "name"), "configMap": ("ConfigMap", "name"),
    "secretRef": ("Secret", "name"), "secretKeyRef": ("Secret", "name"), "secret": ("Secret", "secretName"),
    "persistentVolumeClaim": ("PersistentVolumeClaim", "claimName"), "service": ("Service", "name"),
  ]

  static func changed(_ value: Value, _ renamed: [Key: String]) -> Value {
    guard !renamed.isEmpty else { return value }
    switch value {
    case .array(let elements): return .array(elements.map { changed($0, renamed) })
    case .object(let fields):
      var result = Value.Fields()
      for (key, inner) in fields {
        var inner = changed(inner, renamed)
        if let rule = Self.fields[key], let name = inner[rule.field]?.string,
          let new = renamed[Key(kind: rule.kind, name: name)]
        {
          inner[rule.field] = .string(new)
        } else if key == "serviceAccountName" || key == "serviceName" || key == "volumeName", let name = inner.string {
          let kind =
            key == "serviceName" ? "Service" : key == "volumeName" ? "PersistentVolume" : "ServiceAccount"
          inner = renamed[Key(kind: kind, name: name)].map { .string($0) } ?? inner
        } else if key == "roleRef" || key == "scaleTargetRef", let kind = inner["kind"]?.string,
          let name = inner["name"]?.string, let new = renamed[Key(kind: kind, name: name)]
        {
          inner["name"] = .string(new)
        }
        result[key] = inner
      }
      return .object(result)
    default: return value
    }
  }
}
