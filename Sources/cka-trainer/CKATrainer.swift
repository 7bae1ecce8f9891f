import ArgumentParser

/// The program: each subcommand is a file beside this one.
@main
struct CKATrainer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cka-trainer",
    abstract:
      "Practise the tasks of the Certified Kubernetes Administrator exam against a simulated cluster.",
    version: "cka-trainer 0.1.0",
    subcommands: [
      StartCommand.self, ExamCommand.self, SandboxCommand.self, AttemptsCommand.self, ListCommand.self, LintCommand.self,
      ReachCommand.self,
    ])

  @Option(help: "The editor that vim, nano and kubectl edit open: its name, or builtin.")
  var editor: String?

  static func main() {
    DeepStack.allow()
    main(nil)
  }

  /// Without a subcommand: the home screen.
  func run() throws {
    ScreenMode.run(Composition(), editor: editor)
  }
}
