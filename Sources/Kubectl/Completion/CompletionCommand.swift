/// `kubectl completion`.
enum CompletionCommand {
  static func run(_ invocation: Invocation) throws {
    guard let shell = invocation.arguments.first else { throw invocation.usage("Shell not specified.") }
    guard invocation.arguments.count == 1 else {
      throw invocation.usage("Too many arguments. Expected only the shell type.")
    }
    guard ["bash", "zsh", "fish", "powershell"].contains(shell) else {
      throw invocation.usage("Unsupported shell type \(GoText.quoted(shell)).")
    }
    guard shell == "bash" else { throw Failure.message("not simulated: kubectl completion \(shell)") }
    // The shell of the simulation asks kubectl itself for words; the script only says for which commands.
    try invocation.print(
      """
      # bash completion for kubectl

      __start_kubectl()
      {
          :
      }

      complete -o default -F __start_kubectl kubectl

      """)
  }
}
