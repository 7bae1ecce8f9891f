import Kubectl
import World

/// Tab after `kubectl`: its subcommands, flags, kinds, and the names that the cluster has now.
struct KubectlCompleter: Completer {
  let commands = ["kubectl"]

  /// Flags whose value is the name of a file.
  private static let fileFlags: Set<String> = [
    "-f", "--filename", "-k", "--kustomize", "--kubeconfig", "--from-file", "--from-env-file", "--cert", "--key",
    "--certificate-authority", "--client-certificate", "--client-key", "--patch-file",
  ]

  func candidates(words: [String], index: Int, process: Process) -> [CompletionCandidate]? {
    if index > 0, Self.fileFlags.contains(words[index - 1]) { return nil }
    if let equals = words[index].firstIndex(of: "="), Self.fileFlags.contains(String(words[index][..<equals])) {
      return nil
    }
    // What follows `--` is for a container, whose files the shell does not see.
    if words.prefix(index).contains("--") { return [] }
    if words.dropFirst().first == "cp", let found = found(words, index, process), found.isEmpty { return nil }
    return found(words, index, process)
  }

  private func found(_ words: [String], _ index: Int, _ process: Process) -> [CompletionCandidate]? {
    guard let found = try? Kubectl.completions(words: words, index: index, process: process) else { return [] }
    return found.map { word in
      CompletionCandidate(word, ending: word.hasSuffix("=") || word.hasSuffix("/") ? "" : " ")
    }
  }
}
