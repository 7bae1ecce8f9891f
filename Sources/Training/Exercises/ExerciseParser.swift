import Documents

/// Makes an exercise of a document whose parameters are filled in. It goes on after a mistake, to name all of them.
struct ExerciseParser {
  let file: String
  let files: [String: String]
  let parameters: [Exercise.Setting]
  /// Files that some field names; the others are reported as left over.
  private var used: Set<String> = []
  private var problems: [ExerciseProblem] = []

  init(file: String, files: [String: String], parameters: [Exercise.Setting]) {
    self.file = file
    self.files = files
    self.parameters = parameters
  }

  mutating func parse(_ document: YAMLNode) throws(ExerciseProblems) -> Exercise {
    var reader = FieldReader(document, file: file, subject: "the exercise")
    _ = reader.optional("parameters")
    let id = reader.text("id")
    let title = reader.text("title")
    let domain = reader.text("domain")
    let competency = reader.text("competency")
    let curriculum = reader.choice("curriculum", of: Exercise.Curriculum.self) ?? .helpful
    let note = reader.optionalText("curriculumNote")
    let minutes = reader.number("minutes")
    let weight = reader.number("weight")
    let world = reader.text("world")
    let settings = settings(&reader)
    let context = reader.optionalText("context")
    let start = start(&reader)
    let task = reader.text("task")
    let steps = steps(&reader)
    let criteria = criteria(&reader)
    let solutions = solutions(&reader)
    let wrong = wrongAnswers(&reader)
    let debrief = reader.text("debrief")
    reader.finish()
    problems = reader.problems + problems
    for name in files.keys.sorted() where !used.contains(name) {
      let folder = String(file.dropLast("exercise.yaml".count))
      problems.append(
        ExerciseProblem(
          file: "\(folder)\(name)", line: 0, message: "no field names this file",
          remedy: "name it in exercise.yaml, or remove it"))
    }
    guard problems.isEmpty else { throw ExerciseProblems(problems.sorted { ($0.file, $0.line) < ($1.file, $1.line) }) }
    return Exercise(
      id: id, title: title, domain: domain, competency: competency, curriculum: curriculum, curriculumNote: note,
      minutes: minutes, weight: weight, world: world, settings: settings, context: context, start: start, task: task,
      steps: steps, criteria: criteria, solutions: solutions, wrongAnswers: wrong, debrief: debrief, files: files,
      parameters: parameters)
  }

  private func settings(_ reader: inout FieldReader) -> [Exercise.Setting] {
    guard let node = reader.optional("set") else { return [] }
    return node.pairs.map { Exercise.Setting(name: $0.key.text ?? "", value: reader.scalar($0.value, "set")) }
  }

  private mutating func start(_ reader: inout FieldReader) -> Exercise.Start {
    var start = Exercise.Start()
    guard let node = reader.optional("start") else { return start }
    var part = FieldReader(node, file: file, subject: "`start`")
    for entry in part.list("apply") {
      let name = part.scalar(entry, "apply")
      start.apply.append(content(of: name, at: entry, &part))
    }
    let run = part.list("run")
    start.run = run.compactMap { action($0, &part) }
    start.settle = part.optionalNumber("settle") ?? start.settle
    reader.adopt(&part)
    return start
  }

  private mutating func steps(_ reader: inout FieldReader) -> [Exercise.Step] {
    let nodes = reader.list("steps", required: true)
    var steps: [Exercise.Step] = []
    for (index, node) in nodes.enumerated() {
      var part = FieldReader(node, file: file, subject: "step \(index + 1)")
      let title = part.text("title")
      let say = part.text("say")
      let until = part.required("until").map { CheckParser(file: file).parse($0, problems: &problems) }
      let hints = part.texts("hints", required: true)
      if hints.count != 3 {
        part.fail(node, "step \(index + 1) has \(hints.count) hints", "write three, from vague to the command")
      }
      if let until { steps.append(Exercise.Step(title: title, say: say, until: until, hints: hints)) }
      reader.adopt(&part)
    }
    return steps
  }

  private mutating func criteria(_ reader: inout FieldReader) -> [Exercise.Criterion] {
    let nodes = reader.list("criteria", required: true)
    var criteria: [Exercise.Criterion] = []
    for (index, node) in nodes.enumerated() {
      var part = FieldReader(node, file: file, subject: "criterion \(index + 1)")
      let name = part.text("name")
      let points = part.number("points")
      let check = part.required("check").map { CheckParser(file: file).parse($0, problems: &problems) }
      if points < 1 { part.fail(node, "criterion \(index + 1) is worth nothing", "give it at least 1 point") }
      if let check { criteria.append(Exercise.Criterion(name: name, points: points, check: check)) }
      reader.adopt(&part)
    }
    return criteria
  }

  private mutating func solutions(_ reader: inout FieldReader) -> [Exercise.Solution] {
    let nodes = reader.list("solutions", required: true)
    var solutions: [Exercise.Solution] = []
    for (index, node) in nodes.enumerated() {
      var part = FieldReader(node, file: file, subject: "solution \(index + 1)")
      let name = part.text("name")
      let run = part.list("run", required: true)
      solutions.append(Exercise.Solution(name: name, run: run.compactMap { action($0, &part) }))
      reader.adopt(&part)
    }
    return solutions
  }

  private mutating func wrongAnswers(_ reader: inout FieldReader) -> [Exercise.WrongAnswer] {
    let nodes = reader.list("wrong", required: true)
    var answers: [Exercise.WrongAnswer] = []
    for (index, node) in nodes.enumerated() {
      var part = FieldReader(node, file: file, subject: "wrong answer \(index + 1)")
      let why = part.text("why")
      let points = part.number("points")
      let run = part.list("run", required: true)
      answers.append(Exercise.WrongAnswer(why: why, points: points, run: run.compactMap { action($0, &part) }))
      reader.adopt(&part)
    }
    return answers
  }

  /// An action: a text is a typed line; a mapping says what else is done.
  private mutating func action(_ node: YAMLNode, _ reader: inout FieldReader) -> Action? {
    if let line = node.text { return .command(line, host: nil, interrupt: nil) }
    var part = FieldReader(node, file: file, subject: "an action")
    let wait = part.optionalNumber("wait")
    let path = part.optionalText("write")
    let source = part.optional("from")
    let command = part.optionalText("command")
    let host = part.optionalText("host")
    let interrupt = part.optionalNumber("interrupt")
    defer { reader.adopt(&part) }
    if let wait { return .wait(wait) }
    if let command { return .command(command, host: host, interrupt: interrupt) }
    if let path, let source {
      return .write(path: path, text: content(of: part.scalar(source, "from"), at: source, &part), host: host)
    }
    part.fail(node, "an action does nothing", "write a line, `wait: SECONDS`, `command:`, or `write:` with `from:`")
    return nil
  }

  private mutating func content(of name: String, at node: YAMLNode, _ reader: inout FieldReader) -> String {
    used.insert(name)
    if let text = files[name] { return text }
    reader.fail(node, "there is no file `\(name)` beside exercise.yaml", "add it, or correct the name")
    return ""
  }
}
