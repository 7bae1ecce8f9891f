import ArgumentParser
import Training

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a session is shown: the options that `start`, `exam` and `sandbox` share.
struct FaceOptions: ParsableArguments {
  @Flag(help: "Line by line, without a screen: for screen readers, dumb terminals and pipes.")
  var plain = false

  @Flag(
    help: """
      The machine interface: one JSON request a line on standard input, one answer a line. Here, with --plain and at \
      the screen's prompt, `:export HOST:PATH FILE` copies a file of a host to FILE on your machine.
      """)
  var jsonl = false

  @Option(help: "The editor that vim, nano and kubectl edit open: its name, or builtin.")
  var editor: String?

  func validate() throws {
    if plain, jsonl { throw ValidationError("choose --plain or --jsonl") }
  }

  /// The seed of a new attempt where none is chosen: scripts always get the author's names.
  func seed(for subject: String) -> UInt64 {
    if jsonl || isatty(0) == 0 { return 1 }
    return Seeds.fresh(for: subject, in: Composition.openStore())
  }

  /// Says to a person what takes a moment before the first screen.
  func announce(_ text: String) {
    guard !jsonl, isatty(2) == 1 else { return }
    MachineFiles.write(plain ? "\(text)\n" : text, to: 2)
  }

  /// Takes the sentence away again; the line mode leaves what is written.
  func unannounce() {
    guard !jsonl, !plain, isatty(2) == 1 else { return }
    MachineFiles.write("\r\u{1b}[K", to: 2)
  }
}

struct StartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Work on one exercise.",
    discussion: "The ids are listed by `cka-trainer list`.")

  @Argument(help: "The exercise's id.")
  var id: String

  @Option(help: "guided, practice or exam.")
  var mode: String = "practice"

  @Option(
    help: """
      Which names, ports and addresses are drawn; 1 has those of the exercise's author. Without it: 1 at the first \
      go and for scripts, another one each time after that.
      """)
  var seed: UInt64?

  @OptionGroup var face: FaceOptions

  func run() throws {
    guard let mode = Mode(rawValue: mode), mode != .sandbox else {
      throw ValidationError("--mode is guided, practice or exam, not \(mode)")
    }
    let composition = Composition()
    do throws(ExerciseProblems) {
      face.announce("Preparing the cluster…")
      let live = try composition.workshop.start(id, mode: mode, seed: seed ?? face.seed(for: id), birth: Composition.birth())
      face.unannounce()
      Faces.show(live, composition, face, keeps: true)
    } catch {
      face.unannounce()
      throw Composition.fail(error)
    }
  }
}

struct ExamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exam", abstract: "Take a mock exam: several tasks under one countdown.")

  @Argument(help: "The exam's name; the first one where it is left out.")
  var name: String?

  @Option(help: "Minutes allowed, instead of the exam's own.")
  var minutes: Int?

  @Option(help: "Which names, ports and addresses are drawn; see `start`.")
  var seed: UInt64?

  @OptionGroup var face: FaceOptions

  func validate() throws {
    if let minutes, !(1...600).contains(minutes) { throw ValidationError("--minutes is a number from 1 to 600") }
  }

  func run() throws {
    let composition = Composition()
    let name = name ?? composition.workshop.library.exams.first?.name ?? ""
    do throws(ExerciseProblems) {
      face.announce("Preparing the clusters…")
      let live = try composition.workshop.startExam(
        name, minutes: minutes, seed: seed ?? face.seed(for: name), birth: Composition.birth())
      face.unannounce()
      Faces.show(live, composition, face, keeps: true)
    } catch {
      face.unannounce()
      throw Composition.fail(error)
    }
  }
}
