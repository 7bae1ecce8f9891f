/// Why a file operation failed; the texts are those of strerror(3).
public enum FileError: Error, Equatable, Sendable {
  case noSuchFile
  case permissionDenied
  case exists
  case notDirectory
  case isDirectory
  case notEmpty
  case tooManyLinks
  case noSpace
  case readOnly
  case nameTooLong
  case invalid
  case busy
  case crossDevice
  case notPermitted

  public var text: String {
    switch self {
    case .noSuchFile: "No such file or directory"
    case .permissionDenied: "Permission denied"
    case .exists: "File exists"
    case .notDirectory: "Not a directory"
    case .isDirectory: "Is a directory"
    case .notEmpty: "Directory not empty"
    case .tooManyLinks: "Too many levels of symbolic links"
    case .noSpace: "No space left on device"
    case .readOnly: "Read-only file system"
    case .nameTooLong: "File name too long"
    case .invalid: "Invalid argument"
    case .busy: "Device or resource busy"
    case .crossDevice: "Invalid cross-device link"
    case .notPermitted: "Operation not permitted"
    }
  }

  /// The same in the words of Go's syscall package: `no such file or directory`.
  public var goText: String { text.prefix(1).lowercased() + text.dropFirst() }
}
