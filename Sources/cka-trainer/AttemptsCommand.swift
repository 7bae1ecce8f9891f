import ArgumentParser
import AttemptStore
import Documents
import Simulation
import Training

struct AttemptsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attempts", abstract: "Attempts of the past: list, show, replay, export, delete.",
    subcommands: [ListAttempts.self, ShowAttempt.self, ReplayAttempt.self, ExportAttempt.self, DeleteAttempt.self],
    defaultSubcommand: ListAttempts.self)

  /// The store, or the end of the program with a sentence.
  static func store() throws -> AttemptStore {
    switch Composition.openStore() {
    case .success(let store): return store
    case .failure(let problem): throw fail(problem.message)
    }
  }

  static func fail(_ message: String) -> ExitCode {
    MachineFiles.write("cka-trainer: \(message)\n", to: 2)
    return ExitCode(1)
  }

  /// An attempt of the store by its id or the beginning of it, or of a file that was exported.
  static func archive(_ name: String) throws -> AttemptArchive {
    if name.hasSuffix(".json") {
      do throws(MachineFiles.Failure) {
        let text = String(decoding: try MachineFiles.bytes(ofFile: name), as: UTF8.self)
        do throws(ArchiveProblem) {
          return try AttemptArchive(text: text)
        } catch {
          throw MachineFiles.Failure(message: "\(name): \(error.message)")
        }
      } catch {
        throw fail(error.message)
      }
    }
    let store = try store()
    do throws(StoreProblem) {
      if let archive = try store.archive(name) { return archive }
    } catch {
      throw fail(error.message)
    }
    throw fail("there is no attempt \(name); `cka-trainer attempts` lists them")
  }
}

struct OutputOption: ParsableArguments {
  @Option(name: .shortAndLong, help: "json, or text where it is left out.")
  var output: String?

  var isJSON: Bool { output == "json" }

  func validate() throws {
    if let output, output != "json" { throw ValidationError("-o is json, not \(output)") }
  }
}

struct ListAttempts: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "All attempts, the latest first.")

  @OptionGroup var format: OutputOption

  func run() throws {
    let store = try AttemptsCommand.store()
    let attempts: [Attempt]
    do throws(StoreProblem) {
      attempts = try store.attempts()
    } catch {
      throw AttemptsCommand.fail(error.message)
    }
    if format.isJSON {
      let document = Value.array(attempts.map(\.document))
      return MachineFiles.write("\(JSON.text(document, indent: 2, sortKeys: false))\n")
    }
    if attempts.isEmpty { return MachineFiles.write("No attempts yet.\n") }
    for attempt in attempts { MachineFiles.write("\(attempt.line)\n") }
  }
}

struct ShowAttempt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One attempt: criteria with evidence, and its commands.")

  @Argument(help: "Its id, or the beginning of it.")
  var id: String

  @OptionGroup var format: OutputOption

  func run() throws {
    let archive = try AttemptsCommand.archive(id)
    if format.isJSON {
      return MachineFiles.write("\(JSON.text(archive.document, indent: 2, sortKeys: false))\n")
    }
    MachineFiles.write("\(archive.report)\n")
  }
}

struct ReplayAttempt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Play an attempt again from its inputs, and grade it again.")

  @Argument(help: "Its id, or a file that was exported.")
  var id: String

  @OptionGroup var format: OutputOption

  func run() throws {
    let archive = try AttemptsCommand.archive(id)
    let workshop = Composition().workshop
    var text = ""
    do throws(ExerciseProblems) {
      var live = try workshop.beginning(of: archive)
      live.prepareReplay(of: archive)
      for entry in archive.journal {
        live.replay(entry)
        if !format.isJSON { text += live.transcript(of: entry) }
      }
      let grades = live.tasks.map { $0.grade()?.document ?? .null }
      let stored = archive.attempt.tasks.map { $0.grade?.document ?? .null }
      if format.isJSON {
        let document: Value = [
          "attempt": .string(archive.attempt.id), "grades": .array(grades),
          "same": .bool(archive.attempt.state != .submitted || grades == stored),
        ]
        return MachineFiles.write("\(JSON.text(document, indent: 2, sortKeys: false))\n")
      }
      MachineFiles.write(text)
      for (index, task) in live.tasks.enumerated() {
        guard let grade = task.grade() else { continue }
        MachineFiles.write("\n\(task.exercise?.title ?? ""): \(grade.text)\n")
        if archive.attempt.state == .submitted, grade.document != stored[index] {
          MachineFiles.write("This is not the grade that was stored.\n")
        }
      }
    } catch {
      throw Composition.fail(error)
    }
  }
}

struct ExportAttempt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write an attempt as JSON, with all that a replay elsewhere needs.")

  @Argument(help: "Its id, or the beginning of it.")
  var id: String

  func run() throws {
    MachineFiles.write("\(JSON.text(try AttemptsCommand.archive(id).document, indent: 2, sortKeys: false))\n")
  }
}

struct DeleteAttempt: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete an attempt for good.")

  @Argument(help: "Its whole id.")
  var id: String

  func run() throws {
    let store = try AttemptsCommand.store()
    do throws(StoreProblem) {
      guard try store.delete(id) else { throw StoreProblem(message: "there is no attempt \(id)") }
    } catch {
      throw AttemptsCommand.fail(error.message)
    }
    MachineFiles.write("Deleted \(id).\n")
  }
}
