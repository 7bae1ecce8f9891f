import Documents
import KubeModel

/// Which objects a command line names: by kinds and names, by selectors, or by files (cli-runtime, resource.Builder).
struct ResourceQuery {
  var arguments: [String] = []
  var namespace = ""
  var isNamespaceExplicit = false
  var allNamespaces = false
  var files: [String] = []
  var kustomization = ""
  var isRecursive = false
  var labelSelector: String?
  var fieldSelector: String?
  var all = false
  /// Whether a kind alone means all its objects.
  var allowsEmptySelector = false
  var validation = Validation.ignore
  /// Whether the objects of files are worked on without the server, so that they get no namespace.
  var isLocal = false

  /// What the common flags of a command say.
  init(_ invocation: Invocation, _ arguments: [String]? = nil) throws {
    let flags = invocation.flags
    (namespace, isNamespaceExplicit) = try invocation.config().namespace()
    self.arguments = arguments ?? invocation.arguments
    files = flags.list("filename")
    kustomization = flags.string("kustomize")
    isRecursive = flags.bool("recursive")
    if !flags.string("selector").isEmpty { labelSelector = flags.string("selector") }
    if !flags.string("field-selector").isEmpty { fieldSelector = flags.string("field-selector") }
    all = flags.bool("all")
    allNamespaces = flags.bool("all-namespaces")
    isLocal = flags.bool("local")
  }

  var hasFiles: Bool { !files.isEmpty || !kustomization.isEmpty }

  static let missing = Failure.message(
    """
    You must provide one or more resources by argument or filename.
    Example resource specifications include:
       '-f rsrc.yaml'
       '--filename=rsrc.json'
       '<resource> <name>'
       '<resource>'
    """)
}

/// How unknown fields are dealt with.
enum Validation: String, Sendable {
  case strict = "Strict"
  case warn = "Warn"
  case ignore = "Ignore"

  init(_ flags: ParsedFlags) throws {
    switch flags.string("validate") {
    case "strict", "true": self = .strict
    // Commands without the flag, such as `run`, leave it to the server.
    case "" where !flags.isSet("validate"): self = .warn
    case "warn": self = .warn
    case "ignore", "false": self = .ignore
    default:
      throw Failure.message(
        "invalid - validate option \(GoText.quoted(flags.string("validate"))); must be one of: strict (or true), warn, "
          + "ignore (or false)")
    }
  }

  var query: APIRequest.QueryItem { .init("fieldValidation", rawValue) }
}

/// What a query comes to before the server is asked for objects.
struct ResourceSelection {
  var items: [ResourceItem]
  /// Whether exactly one object was named.
  var isSingle: Bool
  /// What went wrong with some of the files.
  var failures: [Failure] = []
  var isFromFiles = false
}

/// Words of the command line that name kinds and objects.
enum ResourceArguments {
  struct Pair: Equatable {
    var kind: String
    var name: String
  }

  /// `a,b c` means `a/c b/c`.
  static func normalized(_ words: [String]) -> [String] {
    guard words.count >= 2 else { return words }
    let kinds = commaList(words[0])
    guard kinds.count > 1 else { return words }
    return kinds.flatMap { kind in words.dropFirst().map { "\(kind)/\($0)" } }
  }

  static func commaList(_ word: String) -> [String] {
    var seen: Set<String> = []
    return word.split(separator: ",", omittingEmptySubsequences: false).map(String.init).filter {
      seen.insert($0).inserted
    }
  }

  /// Nil where the words are not in the form kind/name.
  static func pairs(_ words: [String]) throws -> [Pair]? {
    let slashes = words.filter { $0.contains("/") }.count
    guard slashes > 0 else { return nil }
    guard slashes == words.count else {
      throw Failure.message(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name "
          + "form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource "
          + "resource/<resource_name>'")
    }
    return try words.map(pair)
  }

  static func pair(_ word: String) throws -> Pair {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw Failure.message("arguments in resource/name form may not have more than one slash")
    }
    guard !parts[0].isEmpty, !parts[1].isEmpty, commaList(parts[0]).count == 1 else {
      throw Failure.message("arguments in resource/name form must have a single resource and name")
    }
    return Pair(kind: parts[0], name: parts[1])
  }
}
