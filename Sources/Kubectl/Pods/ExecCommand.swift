import Documents
import KubeModel

/// `kubectl exec`.
enum ExecCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let arguments = invocation.arguments
    let files = flags.list("filename")
    let before = flags.countBeforeDash
    guard !arguments.isEmpty && before != 0 || !files.isEmpty else {
      throw Failure.message("pod, type/name or --filename must be specified")
    }
    let words = Array(arguments.dropFirst(files.isEmpty ? 1 : 0))
    guard !words.isEmpty else {
      throw Failure.message("you must specify at least one command for the container")
    }
    // Without the dashes kubectl could take the command's flags for its own.
    guard before != nil else {
      throw Failure.message(
        "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n"
          + "See 'kubectl exec -h' for help and examples")
    }
    guard before == 1 || !files.isEmpty else {
      throw Failure.message("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n"
        + "See 'kubectl exec -h' for help and examples")
    }
    let pod = try files.isEmpty ? PodFinder(invocation: invocation).pod(arguments[0]) : fromFiles(invocation)
    let phase = pod["status"]?["phase"]?.string ?? ""
    if phase == "Succeeded" || phase == "Failed" {
      throw Failure.message("cannot exec into a container in a completed pod; current phase is \(phase)")
    }
    let container = try PodContainers(pod: pod).choose(
      flags.string("container"), invocation, isQuiet: flags.bool("quiet"))
    var isTerminal = flags.bool("tty")
    if isTerminal, flags.bool("stdin"), !invocation.process.input.isTerminal {
      try invocation.printError("Unable to use a TTY - input is not a terminal or the right kind of file\n")
      isTerminal = false
    }
    try ContainerDoor(invocation: invocation, pod: pod, container: container)
      .run(words, usesInput: flags.bool("stdin"), isTerminal: isTerminal)
  }

  private static func fromFiles(_ invocation: Invocation) throws -> Value {
    var query = try ResourceQuery(invocation, [])
    query.labelSelector = nil
    let result = try invocation.fetch(query)
    if let failure = Failure.joined(result.failures) { throw failure }
    guard let item = result.items.first, let pod = try PodFinder(invocation: invocation).pods(of: item).first else {
      throw ResourceQuery.missing
    }
    return pod
  }
}

/// `kubectl attach`.
enum AttachCommand {
  static func run(_ invocation: Invocation) throws {
    guard let word = invocation.arguments.first else {
      throw Failure.message("at least 1 argument is required for attach")
    }
    let pod = try PodFinder(invocation: invocation).pod(word)
    let container = try PodContainers(pod: pod).choose(invocation.flags.string("container"), invocation)
    if invocation.flags.bool("stdin") { throw Failure.message("not simulated: kubectl attach --stdin") }
    try invocation.printError("If you don't see a command prompt, try pressing enter.\n")
    try LogStream(invocation: invocation, pod: pod, container: container).follow(prefix: "")
  }
}

/// `kubectl port-forward`.
enum PortForwardCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.count >= 2 else {
      throw invocation.usage("TYPE/NAME and list of ports are required for port-forward")
    }
    let pod = try PodFinder(invocation: invocation).pod(invocation.arguments[0])
    let phase = pod["status"]?["phase"]?.string ?? ""
    guard phase == "Running" else {
      throw Failure.message("unable to forward port because pod is not running. Current status=\(phase)")
    }
    for word in invocation.arguments.dropFirst() {
      let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count <= 2, parts.allSatisfy({ UInt16($0) != nil || $0.isEmpty }) else {
        throw Failure.message("invalid port format \(GoText.quoted(word))")
      }
    }
    throw Failure.message("not simulated: connections through kubectl port-forward")
  }
}

/// `kubectl proxy`.
enum ProxyCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl proxy")
  }
}
