import CTerminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why the terminal cannot be used, or a program could not be run in it.
public struct TerminalError: Error, Equatable, Sendable {
  /// One sentence with the remedy.
  public var message: String

  init(code: Int32) {
    let type = getenv("TERM").map { String(cString: $0) } ?? ""
    switch Int(code) {
    case CT_NO_TERMINAL:
      message = "Standard input and output are not a terminal: use --plain or --jsonl."
    case CT_CANNOT_MOVE:
      message = "The terminal (TERM=\(type)) cannot move its cursor: use --plain."
    default:
      message =
        type.isEmpty
        ? "TERM is not set: set it, or use --plain."
        : "The terminal type \"\(type)\" is unknown: set TERM, or use --plain."
    }
  }

  init(program: String, number: Int32) {
    message = "\(program): \(String(cString: strerror(number)))"
  }
}

/// Calls with a NULL-terminated array of C strings.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
}
