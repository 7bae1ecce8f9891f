import Documents
import Hosts
import World

/// Files that flags name.
enum FileInput {
  /// The bytes of a file; `-` is standard input. `message` makes the failure of Go's words for what went wrong.
  static func bytes(_ path: String, by process: Process, _ message: (String) -> String) throws -> [UInt8] {
    if path == "-" { return try process.input.readAll(by: process) }
    do throws(FileError) {
      return try process.readFile(path)
    } catch {
      throw Failure.message(message(error.goText))
    }
  }

  static func text(_ path: String, by process: Process, _ message: (String) -> String) throws -> String {
    String(decoding: try bytes(path, by: process, message), as: UTF8.self)
  }

  static func base64(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }
}
