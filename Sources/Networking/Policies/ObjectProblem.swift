import Documents

/// What is wrong with an object that was handed in, and where in it.
public struct ObjectProblem: Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    case field(String)
    case element(Int)
  }

  /// The number of the object in the list that was handed in.
  public var object: Int
  public var steps: [Step]
  public var cause: String

  /// `spec.ingress[0].from[1].ipBlock.cidr`; empty for the object as a whole.
  public var path: String {
    var text = ""
    for step in steps {
      switch step {
      case .field(let name): text += text.isEmpty ? name : ".\(name)"
      case .element(let index): text += "[\(index)]"
      }
    }
    return text
  }
}

/// A place within an object while it is being read.
struct ObjectPlace {
  var object: Int
  var steps: [ObjectProblem.Step] = []

  subscript(_ field: String) -> ObjectPlace { ObjectPlace(object: object, steps: steps + [.field(field)]) }
  subscript(_ index: Int) -> ObjectPlace { ObjectPlace(object: object, steps: steps + [.element(index)]) }

  func problem(_ cause: String) -> ObjectProblem { ObjectProblem(object: object, steps: steps, cause: cause) }

  /// Tells of fields that Kubernetes does not know: most are misspelt, and would silently allow or refuse too
  /// much.
  func check(_ fields: Value.Fields, known: Set<String>, _ problems: inout [ObjectProblem]) {
    for key in fields.keys where !known.contains(key) { problems.append(self[key].problem("unknown field")) }
  }

  /// The fields here; null is an object without fields.
  func object(_ value: Value, _ problems: inout [ObjectProblem]) -> Value.Fields {
    if case .object(let fields) = value { return fields }
    if !value.isNull { problems.append(problem("must be an object")) }
    return [:]
  }

  /// The elements here; null is an empty list.
  func array(_ value: Value, _ problems: inout [ObjectProblem]) -> [Value] {
    if case .array(let elements) = value { return elements }
    if !value.isNull { problems.append(problem("must be a list")) }
    return []
  }
}
