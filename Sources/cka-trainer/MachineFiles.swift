#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the program reads from and writes to the machine that it runs on, as its user asked for it.
enum MachineFiles {
  struct Failure: Error {
    /// As the tools of the machine word it: `np.yaml: No such file or directory`.
    let message: String
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, sorted.
  static func names(inFolder path: String) throws(Failure) -> [String] {
    guard let folder = opendir(path) else { throw failure(path) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func bytes(ofFile path: String) throws(Failure) -> [UInt8] {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY)
    if descriptor < 0 { throw failure(path) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 { throw failure(path) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Writes all bytes to standard output (1) or standard error (2); gives up quietly when no one reads them.
  static func write(_ bytes: [UInt8], to descriptor: Int32 = 1) {
    bytes.withUnsafeBytes { all in
      var done = 0
      while done < all.count {
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, all.baseAddress! + done, all.count - done)
        #else
          let count = Darwin.write(descriptor, all.baseAddress! + done, all.count - done)
        #endif
        if count <= 0 { return }
        done += count
      }
    }
  }

  /// Makes a file, or replaces one, with these bytes; a file that could not be written to its end is a failure.
  static func save(_ bytes: [UInt8], as path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if descriptor < 0 { throw failure(path) }
    write(bytes, to: descriptor)
    var status = stat()
    let isWhole = fstat(descriptor, &status) == 0 && (status.st_mode & S_IFMT != S_IFREG || status.st_size == bytes.count)
    guard close(descriptor) == 0, isWhole else { throw failure(path) }
  }

  /// Saves what `:export` copies out of the simulation; answers what went wrong. A `~/` at the beginning is the home
  /// of who runs the program, since no shell of theirs has seen the name.
  static func problemSaving(_ bytes: [UInt8], as path: String) -> String? {
    var path = path
    if path.hasPrefix("~/"), let home = getenv("HOME") { path = "\(String(cString: home))\(path.dropFirst())" }
    if isFolder(path) { return "\(path) is a folder; name the file" }
    do throws(Failure) {
      try save(bytes, as: path)
      return nil
    } catch {
      return error.message
    }
  }

  static func write(_ text: String, to descriptor: Int32 = 1) { write(Array(text.utf8), to: descriptor) }

  private static func failure(_ path: String) -> Failure {
    Failure(message: "\(path): \(String(cString: strerror(errno)))")
  }
}
