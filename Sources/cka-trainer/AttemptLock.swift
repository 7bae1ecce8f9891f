#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps two windows from going on with the same attempt. The lock goes with the process, however that ends.
final class AttemptLock {
  private let descriptor: Int32
  private let path: String

  /// Nil where another process has the attempt open, or no file can be made (then nothing can be kept either).
  init?(_ id: String) {
    guard let path = Self.path(id) else { return nil }
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor < 0 { return nil }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      close(descriptor)
      return nil
    }
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  /// Whether another process has the attempt open now.
  static func isTaken(_ id: String) -> Bool {
    guard let path = path(id) else { return false }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  /// Nil where there is no folder for attempts.
  private static func path(_ id: String) -> String? {
    guard let folder = Composition.dataFolder else { return nil }
    let letters = id.unicodeScalars.filter { $0.properties.isAlphabetic || (48...57).contains($0.value) }
    return "\(folder)/\(String(String.UnicodeScalarView(letters))).open"
  }
}
