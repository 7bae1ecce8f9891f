/// An image as data: what is in it, and how it starts.
public struct Image: Sendable {
  public struct Program: Sendable, Equatable {
    public var path: String
    /// The name under which the registry of tools knows it.
    public var name: String
  }

  /// Of every version: `docker.io/library/nginx`.
  public var repository: String
  public var tag: String
  /// `sha256:` and 64 digits, of its configuration.
  public var id: String
  /// `docker.io/library/nginx@sha256:…`.
  public var digest: String
  public var bytes: Int
  public var entryPoint: [String]
  public var arguments: [String]
  public var environment: [(name: String, value: String)]
  public var directory: String
  public var user: Int
  public var directories: [String]
  public var programs: [Program]
  public var files: [(path: String, text: String)]
  public var links: [(path: String, target: String)]
  /// `debian`, `alpine`, `busybox`, `distroless`: which shell and messages are in it.
  public var base: String

  /// What its own command answers over HTTP, where the program is none that is simulated; `{{host}}` is the Pod's name.
  public var serves: [(port: Int, text: String)] = []

  /// Its name with the tag.
  public var name: String { "\(repository):\(tag)" }
}
