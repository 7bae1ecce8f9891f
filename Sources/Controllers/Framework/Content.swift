import Documents

extension Value {
  /// Equality in which the order of fields does not matter, and null or zero is the same as no field: what Go
  /// leaves out when it is empty.
  func hasSameContent(as other: Value) -> Bool {
    switch (self, other) {
    case (.object(let left), .object(let right)):
      for (key, value) in left where !value.isAsGoodAsAbsent {
        guard let counterpart = right[key], value.hasSameContent(as: counterpart) else { return false }
      }
      return right.allSatisfy { $0.value.isAsGoodAsAbsent || !(left[$0.key] ?? .null).isAsGoodAsAbsent }
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.hasSameContent(as: $1) }
    case (.int(let left), .double(let right)), (.double(let right), .int(let left)):
      return Double(left) == right
    default: return self == other
    }
  }

  private var isAsGoodAsAbsent: Bool { self == .null || self == .int(0) }

  /// A count as Kubernetes writes it where zero is left out.
  static func nonZero(_ number: Int) -> Value? { number == 0 ? nil : .int(Int64(number)) }

  static func count(_ number: Int) -> Value { .int(Int64(number)) }
}
