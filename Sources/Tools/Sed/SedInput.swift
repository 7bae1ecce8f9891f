import Hosts
import World

/// The lines of all files that `sed` reads, one after the other.
final class SedInput {
  private let call: Call
  private var names: ArraySlice<String>
  private var reader: ByteReader?
  private var ahead: ArraySlice<UInt8>?
  private let separate: Bool
  private let end: UInt8
  /// The file of the current line.
  private(set) var name = "-"
  private(set) var lineNumber = 0
  private(set) var hadError: Int32 = 0
  /// Called where a file begins and where it ends, for -i.
  var fileBegins: (String) throws -> Bool = { _ in true }
  var fileEnds: () throws -> Void = {}
  private var isOpen = false

  init(_ call: Call, separate: Bool, end: UInt8) {
    self.call = call
    names = call.operands.isEmpty ? ["-"] : call.operands[...]
    self.separate = separate
    self.end = end
  }

  /// The next line with its end; nil where there are no more.
  func next() throws -> ArraySlice<UInt8>? {
    if let line = ahead {
      ahead = nil
      lineNumber += 1
      return line
    }
    guard let line = try fetch(crossing: true) else { return nil }
    lineNumber += 1
    return line
  }

  /// Whether the current line is the last one.
  func isLast() throws -> Bool {
    if ahead != nil { return false }
    ahead = try fetch(crossing: !separate)
    return ahead == nil
  }

  /// Ends a file that is being edited, as after `q`: the rest is passed on.
  func drain(_ write: (ArraySlice<UInt8>) throws -> Void) throws {
    if let ahead { try write(ahead) }
    ahead = nil
    while let line = try reader?.line(endingIn: end) { try write(line) }
    try close()
  }

  func close() throws {
    guard isOpen else { return }
    isOpen = false
    reader = nil
    try fileEnds()
  }

  private func fetch(crossing: Bool) throws -> ArraySlice<UInt8>? {
    while true {
      if let reader {
        if let line = try reader.line(endingIn: end) { return line }
        if !crossing { return nil }
        try close()
        self.reader = nil
      }
      guard let name = names.popFirst() else { return nil }
      try open(name)
    }
  }

  private func open(_ name: String) throws {
    do {
      guard try fileBegins(name) else {
        hadError = max(hadError, 4)
        return
      }
      reader = try ByteReader(call, name)
      self.name = name
      isOpen = true
      if separate { lineNumber = 0 }
    } catch let error as FileError {
      if error == .isDirectory {
        try call.flush()
        throw ToolFailure("read error on \(name): \(error.text)", status: 4)
      }
      try call.complain("can't read \(name): \(error.text)")
      hadError = max(hadError, 2)
    }
  }
}
