import Hosts
import World

/// Files that commands write.
enum FileOutput {
  /// Writes a file, and makes the folders above it.
  static func write(_ text: String, _ path: String, _ invocation: Invocation) throws {
    do throws(FileError) {
      let files = ConfigFiles(process: invocation.process, explicit: nil)
      try files.makeDirectories(FileSystem.parent(of: path))
      try invocation.process.writeFile(path, text)
    } catch {
      throw Failure.message("open \(path): \(error.goText)")
    }
  }
}
