import Documents
import KubeModel

/// An object, or a collection, that a command works on (cli-runtime, resource.Info).
struct ResourceItem: Sendable {
  var kind: ResourceKind
  /// Empty for kinds of the whole cluster, and for collections over all namespaces.
  var namespace: String
  /// Empty for a collection.
  var name: String
  /// The file that it comes from; empty otherwise.
  var source = ""
  /// What the file or the server says.
  var object: Value = .null

  /// `pod/web`, `deployment.apps/web`.
  var printedName: String { "\(typeName)/\(name)" }

  /// `pod`, `deployment.apps`.
  var typeName: String {
    let lower = kind.kind.lowercased()
    return kind.group.isEmpty ? lower : "\(lower).\(kind.group)"
  }

  /// As errors of apply describe it.
  var description: String {
    """
    Resource: "\(kind.groupVersionResource)", GroupVersionKind: "\(kind.apiVersionForErrors), Kind=\(kind.kind)"
    Name: \(GoText.quoted(name)), Namespace: \(GoText.quoted(namespace))
    """
  }

  func path(subresource: String? = nil) -> String {
    APIRequest.path(kind, namespace: namespace, name: name, subresource: subresource)
  }

  var collectionPath: String { APIRequest.path(kind, namespace: namespace) }
}

extension ResourceKind {
  /// `/v1, Resource=pods`.
  var groupVersionResource: String { "\(apiVersionForErrors), Resource=\(name)" }
  /// `/v1`, `apps/v1`.
  var apiVersionForErrors: String { "\(group)/\(version)" }
}

/// Names that do not fit into a path (apimachinery, IsValidPathSegmentName).
enum PathName {
  static func problem(_ name: String) -> Failure? {
    guard !name.isEmpty else { return .message("resource name may not be empty") }
    if name == "." || name == ".." {
      return .message("invalid resource name \(GoText.quoted(name)): [may not be '\(name)']")
    }
    let wrong = ["/", "%"].filter { name.contains($0) }.map { "may not contain '\($0)'" }
    guard wrong.isEmpty else {
      return .message("invalid resource name \(GoText.quoted(name)): [\(wrong.joined(separator: ", "))]")
    }
    return nil
  }
}
