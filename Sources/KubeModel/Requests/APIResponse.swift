public import Documents

/// What the API server answers.
public struct APIResponse: Sendable, Hashable {
  public enum Body: Sendable, Hashable {
    case value(Value)
    case text(String)
  }

  /// The HTTP status code.
  public var code: Int
  public var body: Body
  /// The texts of `Warning` headers.
  public var warnings: [String]

  public init(code: Int = 200, body: Body, warnings: [String] = []) {
    self.code = code
    self.body = body
    self.warnings = warnings
  }

  public init(code: Int = 200, _ value: Value, warnings: [String] = []) {
    self.init(code: code, body: .value(value), warnings: warnings)
  }

  public init(_ status: APIStatus, warnings: [String] = []) {
    self.init(code: status.code, body: .value(status.value), warnings: warnings)
  }

  /// No such path or resource: what Go's HTTP server says by itself, which is no Status.
  public static let notFoundPage = APIResponse(code: 404, body: .text("404 page not found\n"))

  public var isSuccess: Bool { (200..<300).contains(code) }

  /// The object, list or table; null where the answer is plain text.
  public var value: Value {
    if case .value(let value) = body { value } else { .null }
  }

  /// The refusal; nil where the request succeeded.
  public var status: APIStatus? {
    if isSuccess { return nil }
    if case .value(let value) = body, value["kind"] == "Status" { return APIStatus(value) }
    var text = ""
    if case .text(let plain) = body { text = plain }
    return APIStatus(code: code, reason: "", message: text)
  }

  /// The body as it goes over a connection.
  public var bytes: [UInt8] {
    switch body {
    case .value(let value): JSON.bytes(value, sortKeys: false) + [UInt8(ascii: "\n")]
    case .text(let text): Array(text.utf8)
    }
  }
}
