/// A release of etcd, and the dialect that its minor version speaks.
public struct EtcdVersion: Hashable, Sendable {
  public enum Dialect: Int, Hashable, Comparable, Sendable {
    case v34
    case v35
    case v36

    public static func < (left: Dialect, right: Dialect) -> Bool { left.rawValue < right.rawValue }

    /// `3.6`
    public var text: String {
      switch self {
      case .v34: "3.4"
      case .v35: "3.5"
      case .v36: "3.6"
      }
    }
  }

  public var dialect: Dialect
  /// `3.6.14`
  public var text: String

  /// The releases whose behaviour was recorded.
  public static let v34 = EtcdVersion(dialect: .v34, text: "3.4.23")
  public static let v35 = EtcdVersion(dialect: .v35, text: "3.5.33")
  public static let v36 = EtcdVersion(dialect: .v36, text: "3.6.14")

  private init(dialect: Dialect, text: String) {
    self.dialect = dialect
    self.text = text
  }

  /// Reads `3.6`, `3.5.24`, `v3.6.8` or `3.6.8-0` (an image's tag); nil for a version that is not simulated.
  public init?(_ text: String) {
    let bare = text.hasPrefix("v") ? String(text.dropFirst()) : text
    let number = bare.split(separator: "-", maxSplits: 1)[...].first.map(String.init) ?? ""
    let parts = number.split(separator: ".")
    guard parts.count >= 2, parts.count <= 3, parts[0] == "3" else { return nil }
    let recorded: [Substring: EtcdVersion] = ["4": .v34, "5": .v35, "6": .v36]
    guard let known = recorded[parts[1]] else { return nil }
    self.dialect = known.dialect
    self.text = parts.count == 3 ? number : known.text
  }

  /// `3.6.0`: the version of the cluster, of the storage, and of the API.
  public var clusterVersion: String { "\(dialect.text).0" }
}
