import Documents
import KubeModel
import Simulation
import World

/// Talks to one API server for one call of kubectl: sends, and turns refusals and failures into `Failure`.
final class Client {
  let process: Process
  let connection: APIConnection
  private let sender: any RequestSender
  private let verbosity: Int
  /// Warnings that were shown: each is said once.
  private var warned: Set<String> = []
  /// Whether warnings end the command with an error.
  private(set) var warningCount = 0

  init(process: Process, connection: APIConnection, sender: any RequestSender, verbosity: Int) {
    self.process = process
    self.connection = connection
    self.sender = sender
    self.verbosity = verbosity
  }

  /// `host:port` of the server.
  var host: String {
    String(address.prefix { $0 != "/" })
  }

  /// The server's URL without its scheme.
  private var address: Substring {
    guard let scheme = connection.server.firstRange(of: "://") else { return connection.server[...] }
    return connection.server[scheme.upperBound...]
  }

  /// The path that the server's URL has; every request's path goes behind it.
  private var basePath: String {
    address.firstIndex(of: "/").map { String(address[$0...]) } ?? ""
  }

  /// The server's answer whatever it is; throws where none came.
  func exchange(_ request: APIRequest) throws -> APIResponse {
    var request = request
    let begin = process.now
    let path = basePath
    request.path = "\(path)\(request.path)"
    request.userAgent = "kubectl/v1.36.2 (linux/amd64) kubernetes/f7d7ee1"
    let result = try sender.send(request, over: connection, by: process)
    let address = url(of: request, prefix: path)
    if verbosity >= 6 { try log(request, address, result, since: begin) }
    if case .success = result, let limit = connection.timeout, process.now - begin > limit {
      throw Failure.unreachable(
        Unreachable(
          method: request.method.rawValue, url: address, host: host, isRefused: false,
          text: "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"))
    }
    switch result {
    case .failure(let failure):
      if verbosity >= 4 {
        try Klog.write(
          "I", "helpers.go:264",
          "Connection error: \(request.method.rawValue.capitalizedVerb) \(address): \(failure.text)", by: process)
      }
      throw Failure.unreachable(
        Unreachable(
          method: request.method.rawValue, url: address, host: host, isRefused: failure.kind == .refused,
          text: failure.text))
    case .success(let response):
      for warning in response.warnings where warned.insert(warning).inserted {
        warningCount += 1
        try process.printError("Warning: \(warning)\n")
      }
      return response
    }
  }

  /// Sends, and throws what the server refuses.
  ///
  /// - Parameter subject: What the request was about, `nodes` or `pods web`, for refusals without a Status.
  func send(_ request: APIRequest, subject: String = "") throws -> APIResponse {
    let response = try exchange(request)
    guard let status = response.status else { return response }
    if case .value = response.body { throw Failure.status(status) }
    throw Failure.status(Self.explained(status, request.method, subject))
  }

  func value(_ request: APIRequest, subject: String = "") throws -> Value {
    try send(request, subject: subject).value
  }

  /// Gives a refusal that is no Status object the words of client-go (api/errors, NewGenericServerResponse).
  private static func explained(_ status: APIStatus, _ method: APIRequest.Method, _ subject: String) -> APIStatus {
    guard status.reason.isEmpty else { return status }
    var status = status
    var message: String
    switch status.code {
    case 400: (status.reason, message) = ("BadRequest", "the server rejected our request for an unknown reason")
    case 401: (status.reason, message) = ("Unauthorized", "the server has asked for the client to provide credentials")
    case 403: (status.reason, message) = ("Forbidden", status.message)
    case 404: (status.reason, message) = ("NotFound", "the server could not find the requested resource")
    case 405:
      (status.reason, message) = (
        "MethodNotAllowed", "the server does not allow this method on the requested resource"
      )
    case 406, 415: return status
    case 409: (status.reason, message) = ("Conflict", "the server reported a conflict")
    case 410: (status.reason, message) = ("Gone", "the requested resource is no longer available")
    case 422: (status.reason, message) = ("Invalid", "the server rejected our request due to an error in our request")
    case 429:
      (status.reason, message) = (
        "TooManyRequests", "the server has received too many requests and has asked us to try again later"
      )
    case 503:
      (status.reason, message) = ("ServiceUnavailable", "the server is currently unable to handle the request")
    case 504:
      (status.reason, message) = (
        "Timeout", "the server was unable to return a response in the time allotted, but may still be processing the request"
      )
    case 500...:
      status.reason = "InternalError"
      message = "an error on the server (\(GoText.quoted(status.message))) has prevented the request from succeeding"
    default: return status
    }
    if !subject.isEmpty { message += " (\(method.rawValue.lowercased()) \(subject))" }
    status.message = message
    return status
  }

  private func url(of request: APIRequest, prefix: String) -> String {
    let query = request.query.sorted { $0.name < $1.name }
      .map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&")
    let base = connection.server.dropLast(prefix.count)
    return "\(base)\(request.path)\(query.isEmpty ? "" : "?\(query)")"
  }

  /// url.QueryEscape.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
        result.unicodeScalars.append(UnicodeScalar(byte))
      case UInt8(ascii: " "): result += "+"
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%\(digits.count < 2 ? "0" : "")\(digits)"
      }
    }
    return result
  }

  private func log(
    _ request: APIRequest, _ address: String, _ result: Result<APIResponse, ConnectionFailure>, since begin: Instant
  ) throws {
    let milliseconds = (process.now - begin).nanoseconds / 1_000_000
    let status: String
    switch result {
    case .success(let response): status = "\(response.code) \(HTTPStatus.words(response.code))"
    case .failure: status = ""
    }
    try Klog.write(
      "I", "round_trippers.go:632",
      "\"Response\" verb=\"\(request.method.rawValue)\" url=\"\(address)\" status=\"\(status)\" milliseconds=\(milliseconds)",
      by: process)
  }
}

extension String {
  /// `Get`, as Go's url.Error names the method.
  fileprivate var capitalizedVerb: String { prefix(1) + dropFirst().lowercased() }
}

enum HTTPStatus {
  static func words(_ code: Int) -> String {
    switch code {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 409: "Conflict"
    case 410: "Gone"
    case 422: "Unprocessable Entity"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    default: ""
    }
  }
}

/// Log lines as klog writes them to the errors.
enum Klog {
  static func write(_ severity: String, _ place: String, _ text: String, by process: Process) throws {
    let header = KlogHeader.text(severity, process.wall, pid: Int(process.processID), place)
    try process.printError("\(header)] \(text)\n")
  }
}
