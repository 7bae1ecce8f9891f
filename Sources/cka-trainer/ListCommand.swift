import ArgumentParser
import Documents
import Training
import World

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Exercises, exams and worlds.")

  @Option(name: .shortAndLong, help: "json, or a table where it is left out.")
  var output: String?

  func validate() throws {
    if let output, output != "json" { throw ValidationError("-o is json, not \(output)") }
  }

  func run() throws {
    let library = Composition().workshop.library
    for problem in library.problems { MachineFiles.write("cka-trainer: \(problem)\n", to: 2) }
    var exercises: [Exercise] = []
    for source in library.exercises {
      do throws(ExerciseProblems) {
        exercises.append(try source.exercise(seed: 1))
      } catch {
        for problem in error.problems { MachineFiles.write("cka-trainer: \(problem)\n", to: 2) }
      }
    }
    let worlds = WorldPlan.names.compactMap { WorldPlan.named($0) }
    MachineFiles.write(
      output == "json" ? json(exercises, library.exams, worlds) : table(exercises, library.exams, worlds))
  }

  private func json(_ exercises: [Exercise], _ exams: [Exam], _ worlds: [WorldPlan]) -> String {
    let document: Value = [
      "exercises": .array(
        exercises.map { exercise in
          [
            "id": .string(exercise.id), "title": .string(exercise.title), "domain": .string(exercise.domain),
            "competency": .string(exercise.competency), "curriculum": .string(exercise.curriculum.rawValue),
            "minutes": .int(Int64(exercise.minutes)), "points": .int(Int64(exercise.points)),
          ]
        }),
      "exams": .array(
        exams.map { exam in
          [
            "name": .string(exam.name), "title": .string(exam.title), "minutes": .int(Int64(exam.minutes)),
            "tasks": .array(exam.tasks.map { .string($0.exercise) }),
          ]
        }),
      "worlds": .array(worlds.map { ["name": .string($0.name), "summary": .string($0.summary)] }),
    ]
    return "\(JSON.text(document, indent: 2, sortKeys: false))\n"
  }

  private func table(_ exercises: [Exercise], _ exams: [Exam], _ worlds: [WorldPlan]) -> String {
    func row(_ first: String, _ rest: String) -> String {
      "  \(first)\(String(repeating: " ", count: max(1, 26 - first.count)))\(rest)\n"
    }
    var text = "Exercises\n"
    for exercise in exercises {
      let legacy = exercise.curriculum == .named ? "" : ", \(exercise.curriculum.rawValue)"
      text += row(exercise.id, "\(exercise.title) (\(exercise.minutes) min, \(exercise.points) points\(legacy))")
    }
    text += "\nExams\n"
    for exam in exams { text += row(exam.name, "\(exam.title) (\(exam.tasks.count) tasks, \(exam.minutes) min)") }
    text += "\nWorlds for `cka-trainer sandbox`\n"
    for world in worlds { text += row(world.name, world.summary) }
    return text
  }
}

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Play exercises in all the ways that they describe, and say what is wrong.",
    discussion: "Without a path those that the program carries; with paths the exercises' folders.")

  @Argument(help: "Folders with an exercise.yaml.")
  var paths: [String] = []

  @Option(name: .shortAndLong, help: "json, or a table where it is left out.")
  var output: String?

  @Option(help: "How many seeds to play, from 1 on.")
  var seeds: Int = 3

  func validate() throws {
    if let output, output != "json" { throw ValidationError("-o is json, not \(output)") }
    if !(1...1000).contains(seeds) { throw ValidationError("--seeds is a number from 1 to 1000") }
  }

  func run() throws {
    let composition = Composition()
    let library = composition.workshop.library
    var problems = paths.isEmpty ? library.problems : []
    let sources = paths.isEmpty ? library.exercises : try paths.map(Self.source)
    let ids = sources.compactMap(\.id)
    for id in Set(ids).sorted() where ids.filter({ $0 == id }).count > 1 {
      problems.append(
        ExerciseProblem(file: id, line: 0, message: "two exercises have this id", remedy: "an id is never used again"))
    }
    let linter = Linter(catalogue: composition.workshop.catalogue, seeds: (1...seeds).map(UInt64.init))
    let reports = sources.map(linter.lint)
    problems += reports.flatMap(\.problems)
    MachineFiles.write(output == "json" ? json(reports, problems) : table(reports, problems))
    if !problems.isEmpty { throw ExitCode(1) }
  }

  private static func source(_ path: String) throws -> ExerciseSource {
    do throws(MachineFiles.Failure) {
      let folder = path.hasSuffix("/exercise.yaml") ? String(path.dropLast("/exercise.yaml".count)) : path
      var files: [String: String] = [:]
      for name in try MachineFiles.names(inFolder: folder) where !name.hasPrefix(".") {
        files[name] = String(decoding: try MachineFiles.bytes(ofFile: "\(folder)/\(name)"), as: UTF8.self)
      }
      return ExerciseSource(folder: folder, files: files)
    } catch {
      MachineFiles.write("cka-trainer: \(error.message)\n", to: 2)
      throw ExitCode(1)
    }
  }

  private func json(_ reports: [LintReport], _ problems: [ExerciseProblem]) -> String {
    let document: Value = [
      "exercises": .array(
        reports.map { report in
          [
            "id": .string(report.id), "points": .int(Int64(report.points)),
            "plays": .array(
              report.plays.map { play in
                [
                  "seed": .int(Int64(play.seed)), "name": .string(play.name), "earned": .int(Int64(play.earned)),
                  "expected": .int(Int64(play.expected)),
                ]
              }),
          ]
        }),
      "problems": .array(
        problems.map { problem in
          [
            "file": .string(problem.file), "line": .int(Int64(problem.line)), "message": .string(problem.message),
            "remedy": .string(problem.remedy),
          ]
        }),
    ]
    return "\(JSON.text(document, indent: 2, sortKeys: false))\n"
  }

  private func table(_ reports: [LintReport], _ problems: [ExerciseProblem]) -> String {
    var text = ""
    for report in reports {
      text += "\(report.id)  \(report.title)\n"
      let first = report.plays.first?.seed
      for play in report.plays where play.seed == first {
        let all = report.plays.filter { $0.name == play.name }
        let isRight = all.allSatisfy { $0.earned == $0.expected }
        text += "  \(isRight ? "✓" : "✗") \(play.earned)/\(report.points)  \(play.name)\n"
      }
    }
    for problem in problems { text += "\(problem)\n" }
    let plays = reports.reduce(0) { $0 + $1.plays.count }
    return text + "\(reports.count) exercises, \(plays) plays, \(problems.count) problems\n"
  }
}
