import KubeModel

/// Why a command ends without success, and how kubectl says it (cmd/util, CheckErr).
indirect enum Failure: Error {
  /// `error: …`.
  case message(String)
  /// Text that is printed as it is.
  case plain(String)
  /// A Status object of the server.
  case status(APIStatus)
  /// The server could not be reached.
  case unreachable(Unreachable)
  /// `Error in configuration: …`.
  case configuration(String)
  case several([Failure])
  /// The text as it is, and the status of the program of which it tells.
  case ended(String, status: Int32)
  /// Ends with that status and says nothing more.
  case exit(Int32)

  /// An error in the use of a command: the message, and where help is found.
  static func usage(_ message: String, of path: String) -> Failure {
    .message("\(message)\nSee 'kubectl \(path) -h' for help and examples")
  }

  /// One failure for several; nil for none.
  static func joined(_ failures: [Failure]) -> Failure? {
    failures.count > 1 ? .several(failures) : failures.first
  }

  var exitStatus: Int32 {
    switch self {
    case .exit(let status), .ended(_, let status): status
    case .several(let failures) where failures.count == 1: failures[0].exitStatus
    default: 1
    }
  }

  /// What is printed to the errors, with its newline.
  var report: String {
    switch self {
    case .exit: ""
    case .plain(let text), .ended(let text, _): Self.ended(text)
    case .several(let failures):
      failures.count == 1
        ? failures[0].report : failures.map { Self.ended($0.standardText ?? $0.text) }.joined()
    case .status(let status) where status.reason == "Invalid": Self.ended(status.invalidReport)
    case .configuration(let text): Self.ended("Error in configuration: \(text)")
    case .message(let text): Self.ended(text.hasPrefix("error: ") ? text : "error: \(text)")
    case .status, .unreachable: Self.ended(standardText ?? text)
    }
  }

  /// Go's err.Error().
  var text: String {
    switch self {
    case .message(let text), .plain(let text), .configuration(let text), .ended(let text, _): text
    case .status(let status): status.message
    case .unreachable(let failure): failure.urlError
    case .several(let failures):
      failures.count == 1 ? failures[0].text : "[\(failures.map(\.text).joined(separator: ", "))]"
    case .exit: ""
    }
  }

  /// The sentence that kubectl has for errors of the server and of the network; nil for others.
  var standardText: String? {
    switch self {
    case .status(let status): status.standardText
    case .unreachable(let failure): failure.sentence
    case .several(let failures) where failures.count == 1: failures[0].standardText
    default: nil
    }
  }

  var isNotFound: Bool { if case .status(let status) = self { status.reason == "NotFound" } else { false } }
  var isAlreadyExists: Bool { if case .status(let status) = self { status.reason == "AlreadyExists" } else { false } }
  var isConflict: Bool { if case .status(let status) = self { status.reason == "Conflict" } else { false } }

  /// Says what was being done to which file, as AddSourceToErr does.
  func whileDoing(_ verb: String, _ source: String) -> Failure {
    guard !source.isEmpty else { return self }
    switch self {
    case .status(var status):
      status.message = "error when \(verb) \(GoText.quoted(source)): \(status.message)"
      return .status(status)
    default: return .message("error when \(verb) \(GoText.quoted(source)): \(text)")
    }
  }

  private static func ended(_ text: String) -> String { text.hasSuffix("\n") ? text : "\(text)\n" }
}

extension APIStatus {
  private var hasDetails: Bool { !kind.isEmpty || !name.isEmpty || !causes.isEmpty }

  var standardText: String {
    switch reason {
    case "Unauthorized": "error: You must be logged in to the server (\(message))"
    case "": "Error from server: \(message)"
    default: "Error from server (\(reason)): \(message)"
    }
  }

  /// The form for objects that the server finds invalid: every cause on a line of its own.
  var invalidReport: String {
    var head = "The request is invalid"
    if !hasDetails { return message.isEmpty ? head : "\(head): \(message)" }
    if !kind.isEmpty || !name.isEmpty {
      head = "The \(kind) \(GoText.quoted(name)) is invalid"
    } else if !message.isEmpty, causes.isEmpty {
      head += ": \(message)"
    }
    var lines: [String] = []
    for cause in causes {
      let line = "\(cause.field): \(cause.message)"
      if !lines.contains(line) { lines.append(line) }
    }
    switch lines.count {
    case 0: return head
    case 1: return "\(head): \(lines[0])"
    default: return "\(head): \n\(lines.map { "* \($0)\n" }.joined())"
    }
  }
}

/// A request that got no answer.
struct Unreachable: Sendable, Equatable {
  var method: String
  var url: String
  /// `host:port` of the URL.
  var host: String
  var isRefused: Bool
  /// Go's text, `dial tcp …`.
  var text: String

  /// Go's url.Error.
  var urlError: String {
    let verb = method.prefix(1) + method.dropFirst().lowercased()
    return "\(verb) \(GoText.quoted(url)): \(text)"
  }

  var sentence: String {
    // An error that remembers an earlier attempt is no url.Error any more, and is printed as it is.
    if text.contains(" - error from a previous attempt: ") { return urlError }
    return isRefused
      ? "The connection to the server \(host) was refused - did you specify the right host or port?"
      : "Unable to connect to the server: \(text)"
  }
}
