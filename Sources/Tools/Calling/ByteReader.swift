import Hosts
import World

/// What a program reads: a file, a device or its standard input, piece by piece or line by line.
final class ByteReader {
  private enum Origin {
    case bytes
    case input
    case zeros
    case chance
  }

  private unowned let call: Call
  private let origin: Origin
  private var buffer: ArraySlice<UInt8> = []
  private var ended = false

  /// Opens a path; `-` is the standard input.
  init(_ call: Call, _ path: String) throws(FileError) {
    self.call = call
    if path == "-" || path == "/dev/stdin" {
      origin = .input
      return
    }
    let process = call.process
    if case .device(let name) = try process.files.status(path, by: process.accessor).content {
      switch name {
      case "zero", "full":
        origin = .zeros
        return
      case "random", "urandom":
        origin = .chance
        return
      case "stdin", "tty":
        origin = .input
        return
      default: break
      }
    }
    origin = .bytes
    buffer = try process.readFile(path)[...]
    ended = true
  }

  /// Reads bytes that are there already.
  init(_ call: Call, bytes: [UInt8]) {
    self.call = call
    origin = .bytes
    buffer = bytes[...]
    ended = true
  }

  /// Some bytes; nil at the end. What was written so far is sent on before it waits.
  func read() throws -> ArraySlice<UInt8>? {
    if !buffer.isEmpty {
      defer { buffer = [] }
      return buffer
    }
    return try refill()
  }

  private func refill() throws -> ArraySlice<UInt8>? {
    guard !ended else { return nil }
    switch origin {
    case .bytes: return nil
    case .input:
      try call.flush()
      guard let bytes = try call.process.input.read(by: call.process) else {
        ended = true
        return nil
      }
      return bytes[...]
    case .zeros:
      try call.process.stage.step(16)
      return [UInt8](repeating: 0, count: 4096)[...]
    case .chance:
      try call.process.stage.step(16)
      return call.process.stage.world.draw("dev-random") { chance in
        (0..<512).flatMap { _ in
          let word = chance.next()
          return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        }
      }[...]
    }
  }

  /// A line with its newline (or other end), or what is left at the end; nil where nothing is left.
  func line(endingIn end: UInt8 = 10) throws -> ArraySlice<UInt8>? {
    if let mark = buffer.firstIndex(of: end) {
      defer { buffer = buffer[(mark + 1)...] }
      return buffer[...mark]
    }
    var start: [UInt8] = Array(buffer)
    buffer = []
    while let piece = try refill() {
      if let mark = piece.firstIndex(of: end) {
        buffer = piece[(mark + 1)...]
        if start.isEmpty { return piece[...mark] }
        start += piece[...mark]
        return start[...]
      }
      start += piece
      try Self.bound(start)
    }
    return start.isEmpty ? nil : start[...]
  }

  /// All that is left.
  func all() throws -> [UInt8] {
    var whole: [UInt8] = Array(buffer)
    buffer = []
    while let piece = try refill() {
      whole += piece
      try Self.bound(whole)
    }
    return whole
  }

  /// Devices give for ever; a program that wants all of it at once has no room for it.
  private static func bound(_ bytes: [UInt8]) throws {
    if bytes.count > 1 << 26 { throw ToolFailure("memory exhausted", status: 2) }
  }

  /// All lines that are left, without their ends.
  func lines(endingIn end: UInt8 = 10) throws -> [ArraySlice<UInt8>] {
    let whole = try all()
    var lines = whole.split(separator: end, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}

extension Call {
  /// Opens each operand (the standard input where there is none) and hands it on; complains of what cannot be opened.
  func forEachInput(
    _ paths: [String]? = nil, complaint: (String, FileError) -> String = { "\(Quoted.ifNeeded($0)): \($1.text)" },
    _ body: (String, ByteReader) throws -> Void
  ) throws {
    let names = paths ?? operands
    for name in names.isEmpty ? ["-"] : names {
      do {
        try body(name, try ByteReader(self, name))
      } catch let error as FileError {
        try complain(complaint(name, error))
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Without its newline, if it has one.
  func withoutNewline(_ end: UInt8 = 10) -> ArraySlice<UInt8> { last == end ? dropLast() : self }
  var text: String { String(decoding: self, as: UTF8.self) }
}

extension [UInt8] {
  var text: String { String(decoding: self, as: UTF8.self) }
}
