/// A machine: what is on its disk and what runs on it.
public struct Host: Sendable {
  public var name: String
  /// Its addresses, the first being the one by which others know it.
  public var addresses: [String]
  public var files: FileSystem

  public init(name: String, addresses: [String], files: FileSystem = FileSystem()) {
    self.name = name
    self.addresses = addresses
    self.files = files
  }
}
