public import Documents

/// Which labels are wanted: all requirements have to hold. Without requirements everything is selected.
public struct LabelSelector: Sendable, Hashable {
  public enum Operator: String, Sendable, Hashable {
    case equals = "="
    case doubleEquals = "=="
    case notEquals = "!="
    case isIn = "in"
    case notIn = "notin"
    case exists = "exists"
    case doesNotExist = "!"
    case greaterThan = "gt"
    case lessThan = "lt"
  }

  public struct Requirement: Sendable, Hashable {
    public var key: String
    public var `operator`: Operator
    public var values: [String]

    public init(key: String, operator: Operator, values: [String] = []) {
      self.key = key
      self.operator = `operator`
      self.values = values
    }

    /// `NotIn` and `!=` also hold where the key is absent (apimachinery, labels.Requirement.Matches).
    public func matches(_ labels: Value.Fields) -> Bool {
      let value = labels[key]?.string
      switch self.operator {
      case .equals, .doubleEquals, .isIn: return value.map { values.contains($0) } ?? false
      case .notEquals, .notIn: return value.map { !values.contains($0) } ?? true
      case .exists: return labels[key] != nil
      case .doesNotExist: return labels[key] == nil
      case .greaterThan, .lessThan:
        guard let value, let number = Int(value), let limit = values.first.flatMap({ Int($0) }) else { return false }
        return self.operator == .greaterThan ? number > limit : number < limit
      }
    }
  }

  public var requirements: [Requirement]

  /// Selects everything.
  public static let everything = LabelSelector(requirements: [])

  public init(requirements: [Requirement]) {
    self.requirements = requirements
  }

  /// Equality with each of these labels, as in a Service or a ReplicationController.
  public init(labels: Value.Fields) {
    requirements = labels.keys.sorted().map { key in
      Requirement(key: key, operator: .equals, values: [labels[key]?.string ?? ""])
    }
  }

  /// The object form, with `matchLabels` and `matchExpressions`. An unknown operator selects nothing.
  public init(object: Value) {
    self.init(labels: object["matchLabels"]?.fields ?? [:])
    for expression in object["matchExpressions"]?.elements ?? [] {
      let key = expression["key"]?.string ?? ""
      let values = (expression["values"]?.elements ?? []).compactMap(\.string)
      switch expression["operator"]?.string {
      case "In": requirements.append(Requirement(key: key, operator: .isIn, values: values))
      case "NotIn": requirements.append(Requirement(key: key, operator: .notIn, values: values))
      case "Exists": requirements.append(Requirement(key: key, operator: .exists))
      case "DoesNotExist": requirements.append(Requirement(key: key, operator: .doesNotExist))
      default: requirements.append(Requirement(key: key, operator: .isIn))
      }
    }
  }

  public var isEmpty: Bool { requirements.isEmpty }

  public func matches(_ labels: Value.Fields) -> Bool {
    requirements.allSatisfy { $0.matches(labels) }
  }
}

extension LabelSelector: CustomStringConvertible {
  /// As tables and describe print it: `app=web,tier in (a,b),!gone`; metav1.FormatLabelSelector sorts by key.
  public var description: String {
    requirements.sorted { $0.key < $1.key }.map(Self.text).joined(separator: ",")
  }

  private static func text(_ requirement: Requirement) -> String {
    let key = requirement.key
    let sorted = requirement.values.sorted().joined(separator: ",")
    switch requirement.operator {
    case .equals: return "\(key)=\(sorted)"
    case .doubleEquals: return "\(key)==\(sorted)"
    case .notEquals: return "\(key)!=\(sorted)"
    case .isIn: return "\(key) in (\(sorted))"
    case .notIn: return "\(key) notin (\(sorted))"
    case .exists: return key
    case .doesNotExist: return "!\(key)"
    case .greaterThan: return "\(key)>\(sorted)"
    case .lessThan: return "\(key)<\(sorted)"
    }
  }
}

/// Why a selector cannot be read, in apimachinery's words.
public struct SelectorError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }

  public var description: String { message }
}
