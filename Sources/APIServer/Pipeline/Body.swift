import Documents
import KubeModel

extension APIServer {
  /// The body of a request as a tree.
  func body(_ call: APICall) throws(Refusal) -> Value {
    switch call.request.body {
    case .value(let value): return value
    case .none: throw .status(.badRequest("the body of the request was empty"))
    case .bytes(let bytes):
      if call.request.contentType.contains("yaml") {
        do throws(YAMLError) {
          return try YAML.value(String(decoding: bytes, as: UTF8.self))
        } catch {
          throw .status(.badRequest("error converting YAML to JSON: \(error.message)"))
        }
      }
      do throws(JSONError) {
        return try JSON.parse(bytes)
      } catch {
        throw .status(.badRequest("couldn't get version/kind; json parse error: \(error.message)"))
      }
    }
  }

  /// Reads an object that has to be of a kind: strictly where asked for, with defaults filled in.
  ///
  /// - Parameter strategicPatch: The patch that made the object of another, where that is what happened.
  /// - Parameter known: The object out of the cache: what the body shares with it has been read before.
  func decode(
    _ body: Value, as kind: ResourceKind, _ call: inout APICall, fillsDefaults: Bool = true,
    strategicPatch: Value? = nil, knowing known: Value? = nil
  ) throws(Refusal) -> Value {
    var object = body
    try checkKind(body, kind)
    object["apiVersion"] = .string(kind.apiVersion)
    object["kind"] = .string(kind.kind)
    let typeName = kind.typeName ?? "meta.v1.PartialObjectMetadata"
    var decoder = ObjectDecoder(
      schema: kinds.schema, fillsDefaults: fillsDefaults, reader: strategicPatch == nil ? .json : .converter)
    let result: Value
    do throws(ObjectDecoder.Failure) {
      if kinds.schema[typeName] == nil {
        result = try decodeMetadata(object, &decoder)
      } else {
        result = try decoder.decode(object, as: typeName, knowing: CustomResources.isCustom(kind) ? nil : known)
      }
    } catch {
      if let strategicPatch {
        let shown = Value.string(GoPrint.text(strategicPatch))
        throw .status(.invalid(kind: "", name: "", [.invalid("patch", shown, error.message)]))
      }
      throw .status(.badRequest(Self.cannotHandle(kind, error.message)))
    }
    try report(decoder.unknown, kind, &call)
    return result
  }

  /// Kinds whose structure is not known keep what they say; their metadata is read like everybody's.
  private func decodeMetadata(
    _ object: Value, _ decoder: inout ObjectDecoder
  ) throws(ObjectDecoder.Failure) -> Value {
    var result = object
    if let metadata = object["metadata"] { result["metadata"] = try decoder.decode(metadata, as: "meta.v1.ObjectMeta") }
    return result
  }

  private func report(_ unknown: [String], _ kind: ResourceKind, _ call: inout APICall) throws(Refusal) {
    if unknown.isEmpty { return }
    let problems = unknown.sorted().map { "unknown field \"\($0)\"" }
    switch call.fieldValidation {
    case "Strict":
      let list = problems.joined(separator: ", ")
      throw .status(.badRequest(Self.cannotHandle(kind, "strict decoding error: \(list)")))
    case "Warn": call.warnings += problems
    default: break
    }
  }

  private static func cannotHandle(_ kind: ResourceKind, _ why: String) -> String {
    "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): \(why)"
  }

  private func checkKind(_ body: Value, _ kind: ResourceKind) throws(Refusal) {
    let apiVersion = body["apiVersion"]?.string ?? kind.apiVersion
    let name = body["kind"]?.string ?? kind.kind
    if apiVersion == kind.apiVersion, name == kind.kind { return }
    let given = GroupVersion(apiVersion)
    let isKnown =
      kinds.kind(name, group: given.group, version: given.version) != nil
      || ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"].contains(apiVersion)
    if isKnown, apiVersion != kind.apiVersion {
      throw .status(
        .badRequest(
          "the API version in the data (\(apiVersion)) does not match the expected API version (\(kind.apiVersion))"))
    }
    if isKnown {
      throw .status(.badRequest("the object provided is unrecognized (must be of type \(kind.kind))"))
    }
    let why =
      "no kind \"\(name)\" is registered for version \"\(apiVersion)\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
    throw .status(.badRequest("\(name) in version \"\(given.version)\" cannot be handled as a \(kind.kind): \(why)"))
  }
}
