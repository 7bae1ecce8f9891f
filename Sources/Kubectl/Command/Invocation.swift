import Documents
import KubeModel
import World

/// One call of a command: its flags and arguments, and what it works with, made when it is first needed.
final class Invocation {
  let process: Process
  let sender: any RequestSender
  let command: Command
  /// The names on the way to the command: `create secret generic`.
  let path: String
  let flags: ParsedFlags
  private var knownConfig: ClientConfig?
  private var knownClient: Client?
  private var knownDiscovery: Discovery?
  private var hasOpenAPI = false

  init(process: Process, sender: any RequestSender, command: Command, path: String, flags: ParsedFlags) {
    self.process = process
    self.sender = sender
    self.command = command
    self.path = path
    self.flags = flags
  }

  var arguments: [String] { flags.arguments }

  var configFiles: ConfigFiles {
    ConfigFiles(process: process, explicit: flags.isSet("kubeconfig") ? flags.string("kubeconfig") : nil)
  }

  func config() throws -> ClientConfig {
    if let knownConfig { return knownConfig }
    let own = Set(command.flags.map(\.name))
    let config = try ClientConfig(files: configFiles, flags: GlobalFlags(parsed: flags, hidden: own))
    knownConfig = config
    return config
  }

  func client() throws -> Client {
    if let knownClient { return knownClient }
    let connection = try config().connection()
    let client = Client(process: process, connection: connection, sender: sender, verbosity: flags.int("v"))
    knownClient = client
    return client
  }

  func discovery() throws -> Discovery {
    if let knownDiscovery { return knownDiscovery }
    let folder = flags.isSet("cache-dir") ? flags.string("cache-dir") : "\(configFiles.home)/.kube/cache"
    let discovery = Discovery(
      client: try client(), process: process, attempts: command.attempts, cacheFolder: folder)
    knownDiscovery = discovery
    return discovery
  }

  /// The namespace to work in.
  func namespace() throws -> String { try config().namespace().name }
  func isNamespaceExplicit() throws -> Bool { try config().namespace().isExplicit }

  func print(_ text: String) throws { try process.print(text) }
  func printError(_ text: String) throws { try process.printError(text) }

  /// Asks for the server's schemas, as validation does once in a call.
  func askForOpenAPI() throws {
    guard !hasOpenAPI else { return }
    hasOpenAPI = true
    let timeout = try client().connection.timeout.map { GoDuration(nanoseconds: $0.nanoseconds).text } ?? "32s"
    let response: APIResponse
    do {
      response = try client().exchange(APIRequest(.get, "/openapi/v3", query: [.init("timeout", timeout)]))
    } catch Failure.unreachable(var failure) {
      // The older form is tried next, and its failure is what is said.
      failure.url = failure.url.replacing("/openapi/v3", with: "/openapi/v2")
      throw Failure.unreachable(failure)
    }
    if response.code == 401 {
      throw Failure.message("the server has asked for the client to provide credentials")
    }
  }

  func usage(_ message: String) -> Failure { .usage(message, of: path) }

  /// What is done behind every command that succeeds.
  func finish() throws {
    guard flags.bool("warnings-as-errors"), let count = knownClient?.warningCount, count > 0 else { return }
    throw Failure.message("\(count) warning\(count == 1 ? "" : "s") received")
  }
}

/// The three ways in which `--dry-run` makes a command hold back.
enum DryRun: Sendable, Equatable {
  case none
  case client
  case server

  init(_ flags: ParsedFlags) throws {
    switch flags.string("dry-run") {
    case "none", "": self = .none
    case "client": self = .client
    case "server": self = .server
    case "unchanged":
      throw Failure.message(
        "--dry-run flag without a value was specified. A value must be set: \"none\", \"server\", or \"client\".")
    default:
      throw Failure.message(
        "Invalid dry-run value (\(flags.string("dry-run"))). Must be \"none\", \"server\", or \"client\".")
    }
  }

  /// What is added to messages about what was done.
  var suffix: String {
    switch self {
    case .none: ""
    case .client: " (dry run)"
    case .server: " (server dry run)"
    }
  }

  var query: [APIRequest.QueryItem] { self == .server ? [.init("dryRun", "All")] : [] }
}
