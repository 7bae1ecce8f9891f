import Documents

/// The files of one exercise as they lie in its folder, before a seed has filled in the parameters.
public struct ExerciseSource: Sendable {
  /// The folder's path, for messages.
  public var folder: String
  /// Names within the folder and their text; one of them is `exercise.yaml`.
  public var files: [String: String]

  public init(folder: String, files: [String: String]) {
    self.folder = folder
    self.files = files
  }

  /// The exercise for one seed; seed 1 has the parameters' defaults.
  public func exercise(seed: UInt64) throws(ExerciseProblems) -> Exercise {
    let path = "\(folder)/exercise.yaml"
    guard let text = files["exercise.yaml"] else {
      throw ExerciseProblems([
        ExerciseProblem(file: path, line: 0, message: "is missing", remedy: "every exercise's folder holds one")
      ])
    }
    let raw = try Self.document(text, file: path)
    var problems: [ExerciseProblem] = []
    var values: [Exercise.Setting] = []
    if let node = raw["parameters"] {
      let (parameters, found) = Parameter.read(node, file: path)
      problems += found
      values = parameters.map { Exercise.Setting(name: $0.name, value: $0.value(seed: seed)) }
    }
    let filled = fill(text, with: values, file: path)
    problems += filled.problems
    var beside: [String: String] = [:]
    for (name, content) in files where name != "exercise.yaml" {
      let result = fill(content, with: values, file: "\(folder)/\(name)")
      problems += result.problems
      beside[name] = result.text
    }
    problems.sort { ($0.file, $0.line) < ($1.file, $1.line) }
    guard problems.isEmpty else { throw ExerciseProblems(problems) }
    var parser = ExerciseParser(file: path, files: beside, parameters: values)
    return try parser.parse(try Self.document(filled.text, file: path))
  }

  static func document(_ text: String, file: String) throws(ExerciseProblems) -> YAMLNode {
    do {
      if let first = try YAML.located(text).first { return first }
    } catch {
      throw ExerciseProblems([
        ExerciseProblem(
          file: file, line: error.line, message: error.message,
          remedy: "mend the YAML there; a text with `: ` or `{{` in it takes quotes")
      ])
    }
    throw ExerciseProblems([
      ExerciseProblem(file: file, line: 0, message: "is empty", remedy: "start with `id:` and `title:`")
    ])
  }
}
