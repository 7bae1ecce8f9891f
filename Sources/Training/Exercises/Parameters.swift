import Documents
import Simulation

/// A value that a seed draws: names, labels, ports, addresses.
///
/// Seed 1 takes the defaults, which are what the task's author wrote; every other seed draws.
struct Parameter: Sendable {
  enum Range: Sendable {
    case choose([String])
    case between(Int, Int)
  }

  var name: String
  var standard: String
  var range: Range

  func value(seed: UInt64) -> String {
    guard seed != 1 else { return standard }
    var chance = Chance(seed: seed, name: "parameter \(name)")
    return switch range {
    case .choose(let values): values[chance.below(values.count)]
    case .between(let low, let high): String(low + chance.below(high - low + 1))
    }
  }
}

extension Parameter {
  /// Reads the `parameters` of an exercise.
  static func read(_ node: YAMLNode, file: String) -> ([Parameter], [ExerciseProblem]) {
    var parameters: [Parameter] = []
    var problems: [ExerciseProblem] = []
    for pair in node.pairs {
      let name = pair.key.text ?? ""
      var reader = FieldReader(pair.value, file: file, subject: "parameter `\(name)`")
      let standard = reader.text("default")
      let values = reader.texts("choose")
      let bounds = reader.list("between").compactMap { $0.text.flatMap(Int.init) }
      if !values.isEmpty {
        parameters.append(Parameter(name: name, standard: standard, range: .choose(values)))
      } else if bounds.count == 2, bounds[0] <= bounds[1] {
        parameters.append(Parameter(name: name, standard: standard, range: .between(bounds[0], bounds[1])))
      } else {
        reader.fail(
          pair.value, "parameter `\(name)` says not what to draw from",
          "add `choose: [a, b]` or `between: [LOW, HIGH]`")
      }
      reader.finish()
      problems += reader.problems
    }
    return (parameters, problems)
  }
}

/// Fills `{{name}}` in a text; a name that is not defined is a problem of its line.
func fill(
  _ text: String, with values: [Exercise.Setting], file: String
) -> (text: String, problems: [ExerciseProblem]) {
  var problems: [ExerciseProblem] = []
  var filled = ""
  var rest = text[...]
  var line = 1
  while let open = rest.firstRange(of: "{{") {
    let before = rest[..<open.lowerBound]
    line += before.utf8.count { $0 == 10 }
    filled += before
    rest = rest[open.upperBound...]
    guard let close = rest.firstRange(of: "}}") else {
      problems.append(
        ExerciseProblem(file: file, line: line, message: "`{{` is not closed", remedy: "write `{{name}}`"))
      break
    }
    let name = rest[..<close.lowerBound].trimmed
    if let value = values.first(where: { $0.name == name }) {
      filled += value.value
    } else {
      let names = values.map(\.name).joined(separator: ", ")
      problems.append(
        ExerciseProblem(
          file: file, line: line, message: "there is no parameter `\(name)`",
          remedy: "define it under `parameters`, or use one of: \(names)"))
    }
    rest = rest[close.upperBound...]
  }
  filled += rest
  return (filled, problems)
}

extension StringProtocol {
  /// Without blanks and newlines at both ends.
  var trimmed: String {
    var view = Substring(self)
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view)
  }
}
