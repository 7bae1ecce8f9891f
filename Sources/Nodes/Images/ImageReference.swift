/// A name of an image in its long form: registry, repository, tag or digest.
public struct ImageReference: Sendable, Hashable {
  /// `docker.io/library/nginx`.
  public var repository: String
  /// Empty where a digest stands instead.
  public var tag: String
  public var digest: String

  /// Completes a short name as containerd does: `nginx` is `docker.io/library/nginx:latest`. Nil for what is no name.
  public init?(_ text: String) {
    guard !text.isEmpty, !text.contains(" ") else { return nil }
    var rest = text
    digest = ""
    if let at = rest.firstIndex(of: "@") {
      digest = String(rest[rest.index(after: at)...])
      rest = String(rest[..<at])
    }
    tag = ""
    if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
      tag = String(rest[rest.index(after: colon)...])
      rest = String(rest[..<colon])
      if tag.isEmpty { return nil }
    }
    if tag.isEmpty, digest.isEmpty { tag = "latest" }
    var parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let hasRegistry = parts.count > 1 && (parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost")
    let repositoryParts = hasRegistry ? parts.dropFirst() : parts[...]
    guard repositoryParts.allSatisfy({ $0 == $0.lowercased() }) else { return nil }
    if !hasRegistry { parts = ["docker.io"] + (parts.count == 1 ? ["library"] : []) + parts }
    repository = parts.joined(separator: "/")
  }

  /// `docker.io/library/nginx:1.27`.
  public var text: String { digest.isEmpty ? "\(repository):\(tag)" : "\(repository)@\(digest)" }
}
