import Documents
import KubeModel
public import World

/// What Tab offers behind `kubectl`.
public struct KubectlCompleter: Completer {
  public init() {}

  public var commands: [String] { ["kubectl"] }

  public func candidates(words: [String], index: Int, process: Process) -> [CompletionCandidate]? {
    guard let found = try? Kubectl.completions(words: words, index: index, process: process), !found.isEmpty else {
      return nil
    }
    return found.map { CompletionCandidate($0, ending: $0.hasSuffix("=") || $0.hasSuffix("/") ? "" : " ") }
  }
}

extension Kubectl {
  /// The words with which the one at `index` may go on: subcommands, flags, kinds, and names that the cluster has now.
  ///
  /// Asking the cluster costs simulated time like any request; what cannot be asked is left out.
  public static func completions(words: [String], index: Int, process: Process) throws -> [String] {
    try completions(words: words, index: index, process: process, sender: NetworkSender())
  }

  static func completions(
    words: [String], index: Int, process: Process, sender: any RequestSender
  ) throws -> [String] {
    let typed = index < words.count ? words[index] : ""
    let before = Array(words.prefix(index).dropFirst())
    let (command, path, rest) = Dispatcher.find(before)
    let completion = Completion(
      command: command, path: path, rest: rest, typed: typed, process: process, sender: sender)
    return try completion.words().filter { $0.hasPrefix(typed) }
  }
}

/// One request for completions.
struct Completion {
  let command: Command
  let path: String
  /// What stands between the command and the word that is typed.
  let rest: [String]
  let typed: String
  let process: Process
  let sender: any RequestSender

  func words() throws -> [String] {
    let flags = command.flags + CommandTable.globalFlags
    if let last = rest.last, last.hasPrefix("-"), !last.contains("="), let flag = flag(last, flags),
      flag.valueWithoutArgument == nil
    {
      return try values(of: flag)
    }
    if typed.hasPrefix("--"), let mark = typed.firstIndex(of: "="), let flag = flag(String(typed[..<mark]), flags) {
      return try values(of: flag).map { "\(typed[...mark])\($0)" }
    }
    if typed.hasPrefix("-") { return flags.filter { !$0.isHidden }.map { "--\($0.name)" }.sorted() }
    let arguments = Dispatcher.bareWords(rest, of: command)
    if !command.children.isEmpty, arguments.isEmpty {
      let names = command.children.filter { path.isEmpty ? !$0.section.isEmpty : true }.map(\.name)
      if command.isGroup || path.isEmpty || command.name == "create" { return names.sorted() }
    }
    return try self.arguments(arguments)
  }

  private func flag(_ word: String, _ flags: [Flag]) -> Flag? {
    word.hasPrefix("--")
      ? flags.first { $0.name == word.dropFirst(2) }
      : flags.first { $0.short == word.last && word.count == 2 }
  }

  private func values(of flag: Flag) throws -> [String] {
    switch flag.name {
    case "namespace": try names(of: "namespaces")
    case "context": try config()?.contexts.map(\.name).sorted() ?? []
    case "cluster": try config()?.clusters.map(\.name).sorted() ?? []
    case "user": try config()?.users.map(\.name).sorted() ?? []
    case "output": OutputFormat.all.sorted()
    case "dry-run": ["client", "none", "server"]
    case "restart": ["Always", "Never", "OnFailure"]
    case "container": try containers()
    default: []
    }
  }

  private func arguments(_ given: [String]) throws -> [String] {
    switch command.completes {
    case .none: []
    case .words(let words): given.isEmpty ? words : []
    case .names(let kind): try names(of: kind).filter { !given.contains($0) }
    case .contexts: given.isEmpty ? try config()?.contexts.map(\.name).sorted() ?? [] : []
    case .clusters: given.isEmpty ? try config()?.clusters.map(\.name).sorted() ?? [] : []
    case .users: given.isEmpty ? try config()?.users.map(\.name).sorted() ?? [] : []
    case .pods: given.isEmpty ? try podWords() : []
    case .resources: try resourceWords(given)
    }
  }

  private func resourceWords(_ given: [String]) throws -> [String] {
    if let mark = typed.firstIndex(of: "/") {
      let kind = String(typed[..<mark])
      return try names(of: kind).map { "\(kind)/\($0)" }
    }
    guard let kind = given.first else {
      let kinds = (try? invocation().discovery().all()) ?? .builtIn
      return Array(Set(kinds.all.filter { $0.verbs.contains("list") }.map(\.name))).sorted()
    }
    guard !kind.contains("/") else { return [] }
    return try names(of: kind).filter { !given.contains($0) }
  }

  private func podWords() throws -> [String] {
    guard let mark = typed.firstIndex(of: "/") else { return try names(of: "pods") }
    let kind = String(typed[..<mark])
    return try names(of: kind).map { "\(kind)/\($0)" }
  }

  private func invocation() throws -> Invocation {
    let parser = FlagParser(command.flags + CommandTable.globalFlags)
    // A flag that is half typed is no reason not to complete, with the flags before it.
    let flags =
      (try? parser.parse(rest)) ?? (try? parser.parse(Array(rest.dropLast()))) ?? ParsedFlags(known: parser.flags)
    return Invocation(process: process, sender: sender, command: command, path: path, flags: flags)
  }

  private func config() throws -> Kubeconfig? { try? invocation().configFiles.load(forChange: true) }

  /// The names of the objects of a kind, where the cluster can be asked.
  private func names(of word: String) throws -> [String] {
    let invocation = try invocation()
    do {
      guard let kind = try invocation.discovery().kind(named: word) else { return [] }
      let namespace = kind.isNamespaced ? try invocation.namespace() : ""
      let query = try ResourceQuery(invocation, [])
      return try invocation.list(ResourceItem(kind: kind, namespace: namespace, name: ""), query).map(\.name).sorted()
    } catch is Failure {
      return []
    }
  }

  private func containers() throws -> [String] {
    let invocation = try invocation()
    guard let word = Dispatcher.bareWords(rest, of: command).first,
      let pod = try? PodFinder(invocation: invocation).pod(word)
    else { return [] }
    return PodContainers(pod: pod).all
  }
}
