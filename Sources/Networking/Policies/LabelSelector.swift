import Documents

/// A label selector of a NetworkPolicy: all of its requirements must hold; none of them selects everything.
struct LabelSelector: Hashable, Sendable {
  enum Operator: String, Sendable {
    case isIn = "In"
    case isNotIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
  }

  struct Requirement: Hashable, Sendable {
    var key: String
    var condition: Operator
    var values: [String]

    func matches(_ labels: [String: String]) -> Bool {
      let value = labels[key]
      return switch condition {
      case .isIn: value.map(values.contains) ?? false
      case .isNotIn: !(value.map(values.contains) ?? false)
      case .exists: value != nil
      case .doesNotExist: value == nil
      }
    }

    /// What is said of the Pods that it selects: `app=db1`, `app in (a, b)`.
    var phrase: String {
      let list = values.joined(separator: ", ")
      return switch condition {
      case .isIn: values.count == 1 ? "\(key)=\(list)" : "\(key) in (\(list))"
      case .isNotIn: values.count == 1 ? "\(key)!=\(list)" : "\(key) notin (\(list))"
      case .exists: "a label \(key)"
      case .doesNotExist: "no label \(key)"
      }
    }
  }

  var requirements: [Requirement]

  init(_ object: Value, at place: ObjectPlace, problems: inout [ObjectProblem]) {
    requirements = []
    let object = place.object(object, &problems)
    place.check(object, known: ["matchLabels", "matchExpressions"], &problems)
    let wanted = place["matchLabels"].object(object["matchLabels"] ?? .null, &problems)
    for key in wanted.keys.sorted() {
      guard let value = wanted[key]?.string else {
        problems.append(place["matchLabels"][key].problem("must be a string"))
        continue
      }
      requirements.append(Requirement(key: key, condition: .isIn, values: [value]))
    }
    let expressions = place["matchExpressions"]
    for (index, item) in expressions.array(object["matchExpressions"] ?? .null, &problems).enumerated() {
      let here = expressions[index]
      here.check(here.object(item, &problems), known: ["key", "operator", "values"], &problems)
      guard let key = item["key"]?.string else {
        problems.append(here["key"].problem("must be a string"))
        continue
      }
      guard let condition = Operator(rawValue: item["operator"]?.string ?? "") else {
        problems.append(here["operator"].problem("must be In, NotIn, Exists or DoesNotExist"))
        continue
      }
      let values = here["values"].array(item["values"] ?? .null, &problems).compactMap { $0.string }
      if values.isEmpty == (condition == .isIn || condition == .isNotIn) {
        let rule = values.isEmpty ? "must name at least one value" : "must be left out with this operator"
        problems.append(here["values"].problem(rule))
      }
      requirements.append(Requirement(key: key, condition: condition, values: values))
    }
  }

  func matches(_ labels: [String: String]) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

  /// What the selected things have: `app=db1 and tier=back`; nil where everything is selected.
  var phrase: String? {
    requirements.isEmpty ? nil : requirements.map(\.phrase).joined(separator: " and ")
  }

  /// The first requirement that these labels do not meet; nil where they are selected.
  func failed(for labels: [String: String]) -> Requirement? { requirements.first { !$0.matches(labels) } }

  /// The label that every Namespace has: its name.
  static let nameKey = "kubernetes.io/metadata.name"
}

extension LabelSelector.Requirement {
  /// What something has that does not meet it: `has app=db2`.
  func contrary(in labels: [String: String]) -> String {
    labels[key].map { $0.isEmpty ? "has \(key) without a value" : "has \(key)=\($0)" } ?? "has no label \(key)"
  }
}
