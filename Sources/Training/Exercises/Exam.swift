import Documents

/// A mock exam: weighted tasks under one countdown.
public struct Exam: Sendable, Equatable {
  public struct Task: Sendable, Equatable {
    public var exercise: String
    /// Percent of the exam.
    public var weight: Int
  }

  public var name: String
  public var title: String
  public var minutes: Int
  /// Percent that are needed to pass.
  public var pass: Int
  public var tasks: [Task]

  static func parse(_ text: String, file: String) throws(ExerciseProblems) -> Exam {
    let document = try ExerciseSource.document(text, file: file)
    var reader = FieldReader(document, file: file, subject: "the exam")
    var exam = Exam(
      name: reader.text("name"), title: reader.text("title"), minutes: reader.number("minutes"),
      pass: reader.optionalNumber("pass") ?? 66, tasks: [])
    for node in reader.list("tasks", required: true) {
      var part = FieldReader(node, file: file, subject: "a task")
      exam.tasks.append(Task(exercise: part.text("exercise"), weight: part.number("weight")))
      reader.adopt(&part)
    }
    let sum = exam.tasks.reduce(0) { $0 + $1.weight }
    if sum != 100 {
      reader.fail(document, "the weights of the tasks add up to \(sum)", "make them add up to 100")
    }
    reader.finish()
    guard reader.problems.isEmpty else { throw ExerciseProblems(reader.problems) }
    return exam
  }
}
