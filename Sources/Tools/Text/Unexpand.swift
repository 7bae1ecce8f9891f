import Hosts
import World

/// unexpand: blanks turned into tabs.
enum UnexpandTabs: HostTool {
  static let manual = Manual(
    "unexpand", "turn blanks into tabs",
    options: [Option("-a, --all", "everywhere, not only at the beginning"), Option("--first-only", "only at the beginning"), Option("-t, --tabs=N", "tabs N apart; with -a")])

  static func main(_ call: Call) throws -> Int32 {
    let text = call["t"] ?? "8"
    // No line has so many columns, so that wider tabs are alike.
    guard let width = Int(text).map({ min($0, 1 << 40) }), width > 0 else {
      throw ToolFailure(text == "0" ? "tab size cannot be 0" : "tab size contains invalid character(s): \(Quoted.curly(text))")
    }
    let everywhere = (call.has("a") || call.has("t")) && !call.has("first-only")
    try call.forEachInput { _, reader in
      while let line = try reader.line() { try call.write(convert(line, width, everywhere)) }
    }
    return call.status
  }

  private static func convert(_ line: ArraySlice<UInt8>, _ width: Int, _ everywhere: Bool) -> [UInt8] {
    var output: [UInt8] = []
    var column = 0
    var blanks: [UInt8] = []
    var isConverting = true
    for byte in line {
      if isConverting, byte == 32 || byte == 9 {
        blanks.append(byte)
        column = byte == 9 ? (column / width + 1) * width : column + 1
        // A single blank before a stop stays, unless more follow.
        if column % width == 0, byte == 9 || blanks.count > 1 { blanks = [9] } else { continue }
        output += blanks
        blanks = []
        continue
      }
      output += blanks
      blanks = []
      output.append(byte)
      column += 1
      if !everywhere { isConverting = false }
    }
    return output + blanks
  }
}

/// tsort: an order in which pairs are kept.
enum TopologicalSort: HostTool {
  static let manual = Manual("tsort", "sort so that the first of each pair comes before the second", usage: ["[OPTION] [FILE]"])

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count > 1 { throw call.extraOperand(call.operands[1]) }
    let name = call.operands.first ?? "-"
    let text: String
    do {
      text = try ByteReader(call, name).all().text
    } catch let error as FileError {
      throw ToolFailure(error == .isDirectory ? "\(name): read error: \(error.text)" : "\(Quoted.ifNeeded(name)): \(error.text)")
    }
    let words = text.split(whereSeparator: \.isWhitespace).map { String($0) }
    if words.count % 2 == 1 { throw ToolFailure("\(name): input contains an odd number of tokens") }
    var order: [String] = []
    var before: [String: Int] = [:]
    var after: [String: [String]] = [:]
    for word in words where before[word] == nil {
      before[word] = 0
      order.append(word)
    }
    for index in stride(from: 0, to: words.count, by: 2) where words[index] != words[index + 1] {
      after[words[index], default: []].append(words[index + 1])
      before[words[index + 1], default: 0] += 1
    }
    order.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var ready = order.filter { before[$0] == 0 }
    var left = order.count
    while left > 0 {
      guard !ready.isEmpty else {
        try call.complain("\(name): input contains a loop:")
        for word in order where (before[word] ?? 0) > 0 { try call.warn(word) }
        return 1
      }
      let word = ready.removeFirst()
      before[word] = -1
      left -= 1
      try call.write("\(word)\n")
      for next in (after[word] ?? []).reversed() {
        before[next, default: 0] -= 1
        if before[next] == 0 { ready.append(next) }
      }
    }
    return 0
  }
}

/// envsubst: variables put into a text.
enum EnvironmentSubstitution: HostTool {
  static let manual = Manual(
    "envsubst", "put the values of variables into a text", usage: ["[OPTION] [SHELL-FORMAT]"], options: [Option("-v, --variables", "print the variables of SHELL-FORMAT")],
    package: "GNU gettext-runtime", version: "0.21")

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.count > 1 { throw ToolFailure("too many arguments") }
    if call.has("v") {
      guard let format = call.operands.first else { throw ToolFailure("missing arguments") }
      for (name, _) in pieces(format) where name != nil { try call.write("\(name ?? "")\n") }
      return 0
    }
    let chosen = call.operands.first.map { Set(pieces($0).compactMap(\.name)) }
    let text = try ByteReader(call, "-").all().text
    for (name, written) in pieces(text) {
      if let name, chosen?.contains(name) ?? true { try call.write(call.process.environment[name] ?? "") } else { try call.write(written) }
    }
    return 0
  }

  /// The text in pieces: `$name` and `${name}`, and what stands between.
  private static func pieces(_ text: String) -> [(name: String?, written: String)] {
    var found: [(String?, String)] = []
    var plain = ""
    var rest = text[...]
    func isName(_ letter: Character) -> Bool { letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_") }
    while let letter = rest.first {
      guard letter == "$" else {
        plain.append(letter)
        rest.removeFirst()
        continue
      }
      var after = rest.dropFirst()
      let isBraced = after.first == "{"
      if isBraced { after = after.dropFirst() }
      let name = after.prefix(while: isName)
      after = after.dropFirst(name.count)
      let isWhole = !name.isEmpty && name.first?.isNumber == false && (!isBraced || after.first == "}")
      guard isWhole else {
        plain.append("$")
        rest.removeFirst()
        continue
      }
      if isBraced { after = after.dropFirst() }
      if !plain.isEmpty { found.append((nil, plain)) }
      plain = ""
      found.append((String(name), isBraced ? "${\(name)}" : "$\(name)"))
      rest = after
    }
    if !plain.isEmpty { found.append((nil, plain)) }
    return found
  }
}

/// strings: texts in a binary file.
enum Strings: HostTool {
  static let manual = Manual(
    "strings", "print the texts in files", usage: ["[option(s)] [file(s)]"],
    options: [
      Option("-a, --all", "accepted"), Option("-n, --bytes=NUMBER", "at least so many characters instead of 4"), Option("-f, --print-file-name", "the file's name before each"), Option("-t, --radix=RADIX", "where: o, d or x"), Option("-w, --include-all-whitespace", "line ends, too"),
    ], package: "GNU Binutils for Debian", version: "2.40")

  static func main(_ call: Call) throws -> Int32 {
    let text = call["n"] ?? "4"
    guard let least = Int(text) else { throw ToolFailure("invalid integer argument \(text)") }
    if least < 1 { throw ToolFailure("minimum string length \(text) is too small") }
    for name in call.operands.isEmpty ? ["-"] : call.operands {
      do {
        if name != "-", call.isDirectory(name) {
          try call.process.printError("strings: Warning: '\(name)' is a directory\n")
          call.status = 1
          continue
        }
        try print(try ByteReader(call, name).all(), name, least, call)
      } catch let error as FileError {
        try call.flush()
        try call.process.printError("strings: '\(name)': \(error == .noSuchFile ? "No such file" : error.text)\n")
        call.status = 1
      }
    }
    return call.status
  }

  private static func print(_ bytes: [UInt8], _ name: String, _ least: Int, _ call: Call) throws {
    var start = 0
    for (index, byte) in (bytes + [0]).enumerated() {
      let isText = byte >= 32 && byte < 127 || byte == 9 || call.has("w") && (byte == 10 || byte == 13)
      if isText { continue }
      if index - start >= least {
        if call.has("f") { try call.write("\(name == "-" ? "{standard input}" : name): ") }
        if let radix = call["t"] {
          let base = radix == "x" ? 16 : radix == "o" ? 8 : 10
          try call.write("\(String(start, radix: base).padded(to: 7)) ")
        }
        try call.write(bytes[start..<index])
        try call.write("\n")
      }
      start = index + 1
    }
  }
}
