import CAssets

/// The files of `Assets/` and `exercises/`, as they were when the binary was built.
public enum Assets {
  /// The paths of all embedded files, sorted, such as `Assets/kinds/schema.json`.
  public static var paths: [String] {
    (0..<ca_asset_count()).map { String(cString: ca_assets()[$0].path) }
  }

  /// The bytes of one file, without a copy; nil where no such file was embedded.
  public static func bytes(_ path: String) -> UnsafeBufferPointer<UInt8>? {
    var low = 0
    var high = ca_asset_count()
    while low < high {
      let middle = (low + high) / 2
      let asset = ca_assets()[middle]
      let found = String(cString: asset.path)
      if found == path {
        return UnsafeBufferPointer(start: asset.bytes, count: asset.count)
      } else if found.utf8.lexicographicallyPrecedes(path.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return nil
  }

  /// The text of one file; a missing one is a mistake of ours, not of the user.
  public static func text(_ path: String) -> String {
    guard let bytes = bytes(path) else { preconditionFailure("\(path) is not embedded: run scripts/embed") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
