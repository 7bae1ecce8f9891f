public import Documents

/// A refusal: metav1.Status with its code, reason, message and details (apimachinery, api/errors).
public struct APIStatus: Error, Sendable, Hashable {
  public struct Cause: Sendable, Hashable {
    public var reason: String
    public var message: String
    public var field: String

    public init(reason: String, message: String, field: String) {
      self.reason = reason
      self.message = message
      self.field = field
    }
  }

  public var code: Int
  public var reason: String
  public var message: String
  public var name = ""
  public var group = ""
  /// The resource or, for invalid objects, the kind.
  public var kind = ""
  public var uid = ""
  public var causes: [Cause] = []
  public var retryAfterSeconds: Int?

  public init(code: Int, reason: String, message: String) {
    self.code = code
    self.reason = reason
    self.message = message
  }

  public init(_ value: Value) {
    self.init(
      code: value["code"]?.int ?? 0, reason: value["reason"]?.string ?? "", message: value["message"]?.string ?? "")
    let details = value["details"] ?? .null
    name = details["name"]?.string ?? ""
    group = details["group"]?.string ?? ""
    kind = details["kind"]?.string ?? ""
    uid = details["uid"]?.string ?? ""
    retryAfterSeconds = details["retryAfterSeconds"]?.int
    causes = (details["causes"]?.elements ?? []).map { cause in
      Cause(
        reason: cause["reason"]?.string ?? "", message: cause["message"]?.string ?? "",
        field: cause["field"]?.string ?? "")
    }
  }

  public var value: Value {
    var details: Value = .emptyObject
    if !name.isEmpty { details["name"] = .string(name) }
    if !group.isEmpty { details["group"] = .string(group) }
    if !kind.isEmpty { details["kind"] = .string(kind) }
    if !uid.isEmpty { details["uid"] = .string(uid) }
    if !causes.isEmpty {
      details["causes"] = .array(
        causes.map { cause in
          var value: Value = .emptyObject
          if !cause.reason.isEmpty { value["reason"] = .string(cause.reason) }
          if !cause.message.isEmpty { value["message"] = .string(cause.message) }
          if !cause.field.isEmpty { value["field"] = .string(cause.field) }
          return value
        })
    }
    if let retryAfterSeconds { details["retryAfterSeconds"] = .int(Int64(retryAfterSeconds)) }
    var value: Value = [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
    ]
    if !reason.isEmpty { value["reason"] = .string(reason) }
    if details != .emptyObject || !reason.isEmpty && hasDetailsAlways { value["details"] = details }
    value["code"] = .int(Int64(code))
    return value
  }

  private var hasDetailsAlways: Bool {
    ["NotFound", "AlreadyExists", "Conflict", "Forbidden", "Invalid"].contains(reason)
  }
}

extension APIStatus {
  private static func about(
    _ code: Int, _ reason: String, _ message: String, group: String, kind: String, name: String
  ) -> APIStatus {
    var status = APIStatus(code: code, reason: reason, message: message)
    status.group = group
    status.kind = kind
    status.name = name
    return status
  }

  public static func notFound(_ resource: String, group: String = "", name: String) -> APIStatus {
    let qualified = group.isEmpty ? resource : "\(resource).\(group)"
    return about(404, "NotFound", "\(qualified) \"\(name)\" not found", group: group, kind: resource, name: name)
  }

  public static func alreadyExists(_ resource: String, group: String = "", name: String) -> APIStatus {
    let qualified = group.isEmpty ? resource : "\(resource).\(group)"
    return about(
      409, "AlreadyExists", "\(qualified) \"\(name)\" already exists", group: group, kind: resource, name: name)
  }

  public static func conflict(_ resource: String, group: String = "", name: String, _ why: String) -> APIStatus {
    let qualified = group.isEmpty ? resource : "\(resource).\(group)"
    return about(
      409, "Conflict", "Operation cannot be fulfilled on \(qualified) \"\(name)\": \(why)", group: group,
      kind: resource, name: name)
  }

  public static func forbidden(_ resource: String, group: String = "", name: String, _ why: String) -> APIStatus {
    let qualified = group.isEmpty ? resource : "\(resource).\(group)"
    let subject =
      qualified.isEmpty
      ? "forbidden" : name.isEmpty ? "\(qualified) is forbidden" : "\(qualified) \"\(name)\" is forbidden"
    return about(403, "Forbidden", "\(subject): \(why)", group: group, kind: resource, name: name)
  }

  public static func invalid(kind: String, group: String = "", name: String, _ errors: [FieldError]) -> APIStatus {
    let qualified = group.isEmpty ? kind : "\(kind).\(group)"
    var texts: [String] = []
    for error in errors where !texts.contains(error.text) { texts.append(error.text) }
    let list = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    var status = about(
      422, "Invalid", "\(qualified) \"\(name)\" is invalid: \(list)", group: group, kind: kind, name: name)
    status.causes = errors.map { Cause(reason: $0.type.rawValue, message: $0.body, field: $0.path) }
    return status
  }

  public static func badRequest(_ message: String) -> APIStatus {
    APIStatus(code: 400, reason: "BadRequest", message: message)
  }

  public static func methodNotAllowed(_ resource: String, group: String = "", verb: String) -> APIStatus {
    let qualified = group.isEmpty ? resource : "\(resource).\(group)"
    var status = APIStatus(
      code: 405, reason: "MethodNotAllowed", message: "\(verb) is not supported on resources of kind \"\(qualified)\"")
    status.group = group
    status.kind = resource
    return status
  }

  public static var unauthorized: APIStatus {
    APIStatus(code: 401, reason: "Unauthorized", message: "Unauthorized")
  }

  public static func internalError(_ message: String) -> APIStatus {
    var status = APIStatus(code: 500, reason: "InternalError", message: "Internal error occurred: \(message)")
    status.causes = [Cause(reason: "", message: message, field: "")]
    return status
  }

  public static func timeout(_ message: String) -> APIStatus {
    APIStatus(code: 504, reason: "Timeout", message: "Timeout: \(message)")
  }

  public static func expired(_ message: String) -> APIStatus {
    APIStatus(code: 410, reason: "Expired", message: message)
  }
}
