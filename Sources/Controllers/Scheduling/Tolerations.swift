import Documents

/// Taints of nodes, and the Pods that put up with them.
enum Tolerations {
  /// Whether one of the tolerations covers the taint (k8s.io/api/core/v1, ToleratesTaint).
  static func cover(_ taint: Value, _ tolerations: [Value]) -> Bool {
    tolerations.contains { toleration in
      let effect = toleration["effect"]?.string ?? ""
      if !effect.isEmpty && effect != taint["effect"]?.string { return false }
      let key = toleration["key"]?.string ?? ""
      if !key.isEmpty && key != taint["key"]?.string { return false }
      switch toleration["operator"]?.string ?? "Equal" {
      case "Exists": return true
      case "Equal", "": return (toleration["value"]?.string ?? "") == (taint["value"]?.string ?? "")
      default: return false
      }
    }
  }

  /// The first taint of those effects that nothing covers.
  static func untolerated(_ node: Value, _ tolerations: [Value], effects: Set<String>) -> Value? {
    (node["spec", "taints"]?.elements ?? []).first {
      effects.contains($0["effect"]?.string ?? "") && !cover($0, tolerations)
    }
  }

  static func of(_ pod: Value) -> [Value] { pod["spec", "tolerations"]?.elements ?? [] }
}
