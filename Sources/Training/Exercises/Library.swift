import Assets

/// All exercises and exams that the program knows.
public struct Library: Sendable {
  /// In the order in which they are listed.
  public var exercises: [ExerciseSource]
  public var exams: [Exam]
  /// What was wrong with files that were left out.
  public var problems: [ExerciseProblem]

  public init(exercises: [ExerciseSource], exams: [Exam] = [], problems: [ExerciseProblem] = []) {
    self.exercises = exercises
    self.exams = exams
    self.problems = problems
  }

  /// Those that the binary carries.
  public static func embedded() -> Library {
    var folders: [(path: String, files: [String: String])] = []
    var library = Library(exercises: [])
    for path in Assets.paths where path.hasPrefix("exercises/") {
      if path.hasPrefix("exercises/exams/") {
        library.addExam(Assets.text(path), file: path)
        continue
      }
      guard let slash = path.lastIndex(of: "/") else { continue }
      let folder = String(path[..<slash])
      if folders.last?.path != folder { folders.append((folder, [:])) }
      folders[folders.count - 1].files[String(path[path.index(after: slash)...])] = Assets.text(path)
    }
    library.exercises = folders.map { ExerciseSource(folder: $0.path, files: $0.files) }
    return library
  }

  public mutating func addExam(_ text: String, file: String) {
    do {
      exams.append(try Exam.parse(text, file: file))
    } catch {
      problems += error.problems
    }
  }

  /// The exercise with that id for one seed. Where several folders say the same id, the first one counts.
  public func exercise(_ id: String, seed: UInt64) throws(ExerciseProblems) -> Exercise? {
    for source in exercises where source.id == id {
      return try source.exercise(seed: seed)
    }
    return nil
  }

  public func exam(_ name: String) -> Exam? { exams.first { $0.name == name } }

  /// Percent that pass an attempt at an exam; the real exam's 66 where the exam is not there any more.
  public func passPercent(of attempt: Attempt) -> Int { exam(attempt.subject)?.pass ?? 66 }
}

extension ExerciseSource {
  /// The id that its file states, found without reading the rest.
  public var id: String? {
    for line in (files["exercise.yaml"] ?? "").split(separator: "\n") where line.hasPrefix("id:") {
      return line.dropFirst(3).trimmed
    }
    return nil
  }
}
