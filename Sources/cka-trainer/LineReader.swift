#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lines of standard input, with a limit for the wait.
struct LineReader {
  private var buffer: [UInt8] = []
  private(set) var hasEnded = false
  let isTerminal = isatty(0) == 1

  /// The next line without its newline; nil when the time is up, at a signal, or at the end.
  mutating func next(timeoutMilliseconds: Int32?) -> String? {
    while true {
      if let newline = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[..<newline], as: UTF8.self)
        buffer.removeSubrange(...newline)
        return line
      }
      if hasEnded {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
      }
      var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, timeoutMilliseconds ?? -1) <= 0 { return nil }
      var bytes = [UInt8](repeating: 0, count: 65536)
      let count = read(0, &bytes, bytes.count)
      if count < 0 { return nil }
      if count == 0 { hasEnded = true } else { buffer += bytes[..<count] }
    }
  }
}

/// Ctrl-C while the line mode runs: it belongs to the simulated command.
enum Interrupts {
  /// Set by the signal handler, which can do no more than that.
  nonisolated(unsafe) private static let flag = UnsafeMutablePointer<sig_atomic_t>.allocate(capacity: 1)

  static func watch() {
    flag.pointee = 0
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = { _ in Interrupts.flag.pointee = 1 }
    #else
      action.__sigaction_u.__sa_handler = { _ in Interrupts.flag.pointee = 1 }
    #endif
    sigaction(SIGINT, &action, nil)
  }

  /// Whether one came since the last call.
  static func take() -> Bool {
    defer { flag.pointee = 0 }
    return flag.pointee != 0
  }
}
