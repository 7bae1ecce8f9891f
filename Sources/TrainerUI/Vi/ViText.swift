/// The lines of a file that is edited, which come back byte for byte.
struct ViText: Equatable, Sendable {
  var lines: [[Character]]
  /// Bytes that are no UTF-8 are taken as one character each.
  private let isLatin: Bool

  init(_ bytes: [UInt8]) {
    isLatin = String(validating: bytes, as: UTF8.self) == nil
    var parts = bytes.split(separator: 10, omittingEmptySubsequences: false)
    if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    let isLatin = isLatin
    lines = parts.map { part in
      isLatin ? part.map { Character(Unicode.Scalar($0)) } : Array(String(decoding: part, as: UTF8.self))
    }
    if lines.isEmpty { lines = [[]] }
  }

  /// As vi writes them: each line ends with a newline; a single empty line is an empty file.
  var bytes: [UInt8] {
    if lines == [[]] { return [] }
    var bytes: [UInt8] = []
    for line in lines {
      if isLatin {
        for scalar in line.flatMap(\.unicodeScalars) {
          if scalar.value < 256 { bytes.append(UInt8(scalar.value)) } else { bytes += String(scalar).utf8 }
        }
      } else {
        bytes += String(line).utf8
      }
      bytes.append(10)
    }
    return bytes
  }
}

/// What `:set` and ~/.vimrc say.
struct ViSettings: Equatable, Sendable {
  var number = false
  var expandTab = false
  var autoIndent = false
  var paste = false
  var ignoreCase = false
  var tabStop = 8
  var shiftWidth = 8

  /// Blanks of one level of indentation.
  var shift: Int { shiftWidth > 0 ? shiftWidth : tabStop }

  /// Options of vim that make no difference here.
  private static let accepted: Set<String> = [
    "hlsearch", "hls", "incsearch", "is", "ruler", "ru", "showmode", "showcmd", "sc", "wrap", "list", "cursorline",
    "cul",
    "smartindent", "si", "compatible", "cp", "nocompatible", "relativenumber", "rnu", "syntax", "background", "bg",
    "softtabstop", "sts", "smarttab", "sta", "smartcase", "scs", "mouse", "encoding", "enc", "backspace", "bs",
    "laststatus", "ls", "cursorcolumn", "cuc", "modeline", "ml", "swapfile", "swf", "history", "hi", "scrolloff", "so",
  ]

  /// A line of ~/.vimrc; what is not known there is passed over.
  mutating func read(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard let first = words.first, ["set", "se", "setlocal", ":set"].contains(first) else { return }
    for word in words.dropFirst() {
      if word.hasPrefix("\"") { return }
      _ = set(word)
    }
  }

  /// Sets one option; the message where that does not work, or what was asked for.
  mutating func set(_ word: String) -> String? {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0]
    if parts.count == 2 {
      guard ["ts", "tabstop", "sw", "shiftwidth"].contains(name) else {
        return Self.accepted.contains(name) ? nil : "E518: Unknown option: \(name)"
      }
      guard let value = Int(parts[1]).map({ min($0, 9_999) }), value >= 0 else { return "E521: Number required after =: \(word)" }
      if name.hasPrefix("t") { tabStop = max(1, value) } else { shiftWidth = value }
      return nil
    }
    if name.hasSuffix("?") { return shown(String(name.dropLast())) }
    let isNegative = name.hasPrefix("no") && name != "number"
    let plain =
      isNegative && name != "nu" ? String(name.dropFirst(2)) : name.hasSuffix("!") ? String(name.dropLast()) : name
    guard let path = Self.flag(plain) else {
      return Self.accepted.contains(plain) || Self.accepted.contains(name) ? nil : "E518: Unknown option: \(name)"
    }
    self[keyPath: path] = name.hasSuffix("!") ? !self[keyPath: path] : !isNegative
    return nil
  }

  private static func flag(_ name: String) -> WritableKeyPath<ViSettings, Bool>? {
    switch name {
    case "nu", "number": \.number
    case "et", "expandtab": \.expandTab
    case "ai", "autoindent": \.autoIndent
    case "paste": \.paste
    case "ic", "ignorecase": \.ignoreCase
    default: nil
    }
  }

  private func shown(_ name: String) -> String {
    switch name {
    case "ts", "tabstop": return "  tabstop=\(tabStop)"
    case "sw", "shiftwidth": return "  shiftwidth=\(shiftWidth)"
    default:
      let long = ["nu": "number", "et": "expandtab", "ai": "autoindent", "ic": "ignorecase"][name] ?? name
      return Self.flag(name).map { "\(self[keyPath: $0] ? "  " : "no")\(long)" } ?? "E518: Unknown option: \(name)"
    }
  }
}
