import Hosts
import ShellLanguage
import Simulation
import World

extension Builtins {
  static func read(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, names) = try shell.options(arguments, "ers", valued: "adinNptu") else { return 2 }
    for name in names where !isIdentifier(String(name.prefix { $0 != "[" })) {
      try shell.complainBuiltin("`\(name)': not a valid identifier")
      return 1
    }
    var number = 0
    if let given = options["u"] {
      guard let descriptor = Int(given), shell.descriptors[descriptor] != nil else {
        try shell.complainBuiltin("\(given): invalid file descriptor: Bad file descriptor")
        return 1
      }
      number = descriptor
    }
    var deadline: Instant?
    if let timeout = options["t"] {
      guard let seconds = Double(timeout), seconds >= 0 else {
        try shell.complainBuiltin("\(timeout): invalid timeout specification")
        return 1
      }
      deadline = shell.process.now + .seconds(seconds)
    }
    let count = (options["n"] ?? options["N"]).map { Int($0) }
    if case .some(nil) = count {
      try shell.complainBuiltin("\(options["n"] ?? options["N"] ?? ""): invalid number")
      return 1
    }
    let input = shell.descriptors[number]?.input ?? InputStream(ClosedSource())
    if let prompt = options["p"], input.isTerminal { try shell.printError(prompt) }
    let delimiter: UInt8? =
      options["N"] != nil ? nil : options["d"].map { $0.utf8.first ?? 0 } ?? UInt8(ascii: "\n")
    var reader = LineReader(
      input: input, process: shell.process, delimiter: delimiter, isRaw: options["r"] != nil,
      count: count ?? nil, deadline: deadline)
    let status: Int32
    do {
      status = try reader.read()
    } catch is BadDescriptor {
      try shell.complainBuiltin("read error: \(number): Bad file descriptor")
      return 1
    } catch let error as FileError {
      try shell.complainBuiltin("read error: \(number): \(error.text)")
      return 1
    }
    try store(shell, reader.cells, names, array: options["a"], whole: options["N"] != nil)
    return status
  }

  /// Splits what was read among the variables; the last one takes the rest.
  private static func store(
    _ shell: Interpreter, _ cells: [Cell], _ names: [String], array: String?, whole: Bool
  ) throws {
    if let array {
      shell.session.setArray(shell.session.resolvedName(array), to: split(shell, cells, limit: nil))
      return
    }
    if names.isEmpty || whole {
      try assign(shell, names.first ?? "REPLY", cells.text)
      for name in names.dropFirst() { try assign(shell, name, "") }
      return
    }
    let fields = split(shell, cells, limit: names.count)
    for (index, name) in names.enumerated() {
      try assign(shell, name, index < fields.count ? fields[index] : "")
    }
  }

  private static func assign(_ shell: Interpreter, _ name: String, _ text: String) throws {
    if let bracket = name.firstIndex(of: "["), name.hasSuffix("]") {
      let index = String(name[name.index(after: bracket)...].dropLast())
      try shell.assign(String(name[..<bracket]), index: index, to: text, appending: false)
    } else {
      try shell.assign(name, index: nil, to: text, appending: false)
    }
  }

  private static func split(_ shell: Interpreter, _ cells: [Cell], limit: Int?) -> [String] {
    let separators = shell.session.variable("IFS") == nil ? " \t\n" : shell.session.text(of: "IFS") ?? ""
    let all = Set(separators.unicodeScalars)
    let blanks = all.intersection([" ", "\t", "\n"])
    func isSeparator(_ index: Int) -> Bool {
      index < cells.count && cells[index].kind == .expanded && all.contains(cells[index].scalar)
    }
    func isBlank(_ index: Int) -> Bool { isSeparator(index) && blanks.contains(cells[index].scalar) }
    var fields: [String] = []
    var index = 0
    while isBlank(index) { index += 1 }
    while index < cells.count {
      if let limit, fields.count == limit - 1 {
        fields.append(rest(cells, from: index, isSeparator, isBlank))
        return fields
      }
      var field: [Cell] = []
      while index < cells.count, !isSeparator(index) {
        field.append(cells[index])
        index += 1
      }
      fields.append(field.text)
      while isBlank(index) { index += 1 }
      if isSeparator(index) {
        index += 1
        while isBlank(index) { index += 1 }
      }
    }
    return fields
  }

  /// The last field: everything, without blanks at the end, and without a single separator that ends it.
  private static func rest(
    _ cells: [Cell], from start: Int, _ isSeparator: (Int) -> Bool, _ isBlank: (Int) -> Bool
  ) -> String {
    var end = cells.count
    while end > start, isBlank(end - 1) { end -= 1 }
    if end > start, isSeparator(end - 1), !isBlank(end - 1) {
      let others = (start..<(end - 1)).contains { isSeparator($0) && !isBlank($0) }
      if !others {
        end -= 1
        while end > start, isBlank(end - 1) { end -= 1 }
      }
    }
    return Array(cells[start..<end]).text
  }

  static func mapfile(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, names) = try shell.options(arguments, "t", valued: "dnOsuCc") else { return 2 }
    let name = names.first ?? "MAPFILE"
    guard isIdentifier(name) else {
      try shell.complainBuiltin("`\(name)': not a valid identifier")
      return 1
    }
    let number = Int(options["u"] ?? "0") ?? 0
    guard let input = shell.descriptors[number]?.input else {
      try shell.complainBuiltin("\(number): invalid file descriptor: Bad file descriptor")
      return 1
    }
    let delimiter = options["d"].map { $0.utf8.first ?? 0 } ?? UInt8(ascii: "\n")
    let limit = Int(options["n"] ?? "0") ?? 0
    var skip = Int(options["s"] ?? "0") ?? 0
    var values = IndexedValues()
    var next = Int(options["O"] ?? "0") ?? 0
    if options["O"] != nil, case .indexed(let old) = shell.session.variable(name)?.value { values = old }
    let quantum = max(1, Int(options["c"] ?? "5000") ?? 5000)
    var taken = 0
    while limit == 0 || taken < limit {
      var line: [UInt8] = []
      var ended = true
      while let byte = try input.readByte(by: shell.process) {
        if byte == delimiter {
          if options["t"] == nil { line.append(byte) }
          ended = false
          break
        }
        line.append(byte)
      }
      if ended, line.isEmpty { break }
      if skip > 0 {
        skip -= 1
      } else {
        let text = String(decoding: line, as: UTF8.self)
        if let callback = options["C"], (taken + 1) % quantum == 0 {
          try shell.runText("\(callback) \(next) \(Quoting.single(text))", isNested: true)
        }
        values[next] = text
        next += 1
        taken += 1
      }
      if ended { break }
    }
    shell.session.change(shell.session.resolvedName(name)) { $0.value = .indexed(values) }
    return 0
  }
}

/// Reads as `read` does, byte by byte, so that what follows stays for others.
struct LineReader {
  let input: InputStream
  let process: Process
  let delimiter: UInt8?
  let isRaw: Bool
  let count: Int?
  let deadline: Instant?
  /// What was read; a character after a backslash does not separate.
  private(set) var cells: [Cell] = []

  init(input: InputStream, process: Process, delimiter: UInt8?, isRaw: Bool, count: Int?, deadline: Instant?) {
    self.input = input
    self.process = process
    self.delimiter = delimiter
    self.isRaw = isRaw
    self.count = count
    self.deadline = deadline
  }

  /// 0 where the delimiter was found, 1 at the end of the input, 142 where the time was over.
  mutating func read() throws -> Int32 {
    var pending: [UInt8] = []
    var isEscaped = false
    while count.map({ cells.count < $0 }) ?? true {
      if let deadline, deadline <= process.now, input.isTerminal { return 142 }
      guard let byte = try input.readByte(by: process) else {
        take(&pending, isEscaped)
        return 1
      }
      if !isRaw, byte == UInt8(ascii: "\\"), !isEscaped {
        take(&pending, false)
        isEscaped = true
        continue
      }
      if isEscaped, byte == 10 {
        isEscaped = false
        continue
      }
      if byte == delimiter, !isEscaped {
        take(&pending, false)
        return 0
      }
      if byte == 0, delimiter != 0 { continue }
      pending.append(byte)
      if isComplete(pending) {
        take(&pending, isEscaped)
        isEscaped = false
      }
    }
    return 0
  }

  private func isComplete(_ bytes: [UInt8]) -> Bool {
    switch bytes[0] {
    case 0xc0...0xdf: bytes.count >= 2
    case 0xe0...0xef: bytes.count >= 3
    case 0xf0...0xf7: bytes.count >= 4
    default: true
    }
  }

  private mutating func take(_ bytes: inout [UInt8], _ isEscaped: Bool) {
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      cells.append(Cell(scalar: scalar, kind: isEscaped ? .quoted : .expanded))
    }
    bytes = []
  }
}
