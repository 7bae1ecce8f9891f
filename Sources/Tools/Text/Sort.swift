import Hosts
import World

/// sort: lines in order.
enum Sort: HostTool {
  static let manual = Manual(
    "sort", "sort the lines of files",
    options: [
      Option("-b, --ignore-leading-blanks", "ignore blanks before keys"),
      Option("-d, --dictionary-order", "compare blanks, letters and digits only"),
      Option("-f, --ignore-case", "compare without regard to case"),
      Option("-g, --general-numeric-sort", "compare as floating-point numbers"),
      Option("-i, --ignore-nonprinting", "compare printable characters only"),
      Option("-M, --month-sort", "compare JAN < ... < DEC"),
      Option("-h, --human-numeric-sort", "compare numbers such as 2K and 1G"),
      Option("-n, --numeric-sort", "compare as numbers"),
      Option("-R, --random-sort", "shuffle, equal keys together"),
      Option("-r, --reverse", "the other way round"),
      Option("--sort=WORD", "general-numeric, human-numeric, month, numeric, random, version"),
      Option("-V, --version-sort", "compare as version numbers"),
      Option("-c, --check", "only say whether the input is sorted"),
      Option("-C", "like -c, without a message"),
      Option("-k, --key=KEYDEF", "compare by a key: F[.C][OPTS][,F[.C][OPTS]]"),
      Option("-m, --merge", "merge files that are sorted"),
      Option("-o, --output=FILE", "write to FILE, which may be an input"),
      Option("-s, --stable", "leave lines with equal keys in their order"),
      Option("-S, --buffer-size=SIZE", "accepted"),
      Option("-t, --field-separator=SEP", "the character between fields"),
      Option("-T, --temporary-directory=DIR", "accepted"),
      Option("--parallel=N", "accepted"),
      Option("-u, --unique", "one of several lines with equal keys"),
      Option("-z, --zero-terminated", "lines end in NUL"),
      .missing("--debug"), .missing("--files0-from=F"), .missing("--batch-size=N"), .missing("--compress-program=P"),
      .missing("--random-source=FILE"),
    ], usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    let plan = try SortPlan(call)
    let names = call.operands.isEmpty ? ["-"] : call.operands
    let end: UInt8 = call.has("z") ? 0 : 10
    var lines: [ArraySlice<UInt8>] = []
    if (call.has("c") || call.has("C")) && names.count > 1 {
      throw ToolFailure("extra operand \(Quoted.always(names[1])) not allowed with -c", status: 2)
    }
    for name in names {
      do {
        lines += try ByteReader(call, name).lines(endingIn: end)
      } catch let error as FileError {
        let isDirectory = error == .isDirectory
        throw ToolFailure(
          "\(isDirectory ? "read failed" : "cannot read"): \(Quoted.ifNeeded(name)): \(error.text)", status: 2)
      }
    }
    if call.has("c") || call.has("C") { return try check(lines, plan, names[0], call) }
    lines = plan.sorted(lines)
    if call.has("u") { lines = plan.unique(lines) }
    var output: [UInt8] = []
    output.reserveCapacity(lines.reduce(0) { $0 + $1.count + 1 })
    for line in lines {
      output += line
      output.append(end)
    }
    if let name = call["o"] {
      do {
        try call.process.writeFile(name, output)
      } catch {
        throw ToolFailure("open failed: \(Quoted.ifNeeded(name)): \(error.text)", status: 2)
      }
    } else {
      try call.write(output)
    }
    return 0
  }

  private static func check(
    _ lines: [ArraySlice<UInt8>], _ plan: SortPlan, _ name: String, _ call: Call
  ) throws -> Int32 {
    guard lines.count > 1 else { return 0 }
    for index in 1..<lines.count {
      let order = call.has("u") ? plan.compareKeys(lines[index - 1], lines[index]) : plan.compare(lines[index - 1], lines[index])
      if order > 0 || call.has("u") && order == 0 {
        if !call.has("C") && call["c"] != "quiet" {
          try call.complain("\(Quoted.ifNeeded(name)):\(index + 1): disorder: \(lines[index].text)")
        }
        return 1
      }
    }
    return 0
  }
}

/// How lines are compared, as the command line says.
struct SortPlan {
  private var keys: [SortKey] = []
  private var tab: UInt8?
  private var isReversed: Bool
  private var hasLastResort: Bool

  init(_ call: Call) throws {
    var global = SortKey()
    let skipsBlanks = call.has("b")
    for option in call.arguments.options {
      if let letter = option.key.first, option.key.count == 1 { _ = global.apply(letter) }
      if option.key == "sort" {
        let words: [String: Character] = [
          "general-numeric": "g", "human-numeric": "h", "month": "M", "numeric": "n", "random": "R", "version": "V",
        ]
        guard let letter = words[option.value ?? ""] else {
          throw ToolFailure("invalid argument \(Quoted.curly(option.value ?? "")) for \(Quoted.curly("--sort"))", status: 2)
        }
        _ = global.apply(letter)
      }
    }
    let orders = ["g", "h", "n", "M", "V", "R"].filter { call.has($0) }
    if orders.count > 1 && !(orders == ["V", "R"]) {
      let letters = orders.filter { $0 != "V" || orders.count > 1 }.sorted().joined()
      throw ToolFailure("options '-\(letters)' are incompatible", status: 2)
    }
    isReversed = call.has("r")
    hasLastResort = !call.has("s") && !call.has("u")
    if let text = call["t"] {
      if text.isEmpty { throw ToolFailure("empty tab", status: 2) }
      guard text.utf8.count == 1 || text == "\\0" else {
        throw ToolFailure("multi-character tab \(Quoted.curly(text))", status: 2)
      }
      tab = text == "\\0" ? 0 : text.utf8.first
    }
    for text in call.arguments.all("k") {
      var key = try KeyDefinition(text).key
      if !key.hasLetters {
        key.order = global.order
        key.isReversed = global.isReversed
        key.ignoresCase = global.ignoresCase
        key.isDictionary = global.isDictionary
        key.ignoresNonprinting = global.ignoresNonprinting
        if skipsBlanks {
          key.start.skipsBlanks = true
          key.end?.skipsBlanks = true
        }
      }
      keys.append(key)
    }
    let isPlain = global.order == .bytes && !global.ignoresCase && !global.isDictionary && !global.ignoresNonprinting
    if keys.isEmpty && !(isPlain && !skipsBlanks) {
      global.start.skipsBlanks = skipsBlanks
      keys = [global]
    }
  }

  /// By the keys alone.
  func compareKeys(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    for key in keys {
      let order = key.compare(key.stretch(of: left, tab: tab), key.stretch(of: right, tab: tab))
      if order != 0 { return key.isReversed ? -order : order }
    }
    return keys.isEmpty ? plain(left, right) : 0
  }

  /// By the keys, then by the whole line.
  func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    let order = compareKeys(left, right)
    return order != 0 || !hasLastResort || keys.isEmpty ? order : plain(left, right)
  }

  private func plain(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    let order = ByteOrder.compare(left, right)
    return isReversed ? -order : order
  }

  /// Sorted, equal ones in their order.
  func sorted(_ lines: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
    lines.sorted { compare($0, $1) < 0 }
  }

  func unique(_ lines: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
    var kept: [ArraySlice<UInt8>] = []
    for line in lines {
      if let last = kept.last, compareKeys(last, line) == 0 { continue }
      kept.append(line)
    }
    return kept
  }
}

/// Reads `F[.C][OPTS][,F[.C][OPTS]]`.
private struct KeyDefinition {
  var key = SortKey()

  init(_ text: String) throws(ToolFailure) {
    var rest = text[...]
    func fail(_ why: String) -> ToolFailure {
      ToolFailure("\(why): invalid field specification \(Quoted.curly(text))", status: 2)
    }
    func number(_ why: String) throws(ToolFailure) -> Int {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let value = Int(digits) else {
        throw ToolFailure("\(why): invalid count at start of \(Quoted.curly(String(rest)))", status: 2)
      }
      rest = rest.dropFirst(digits.count)
      return value
    }
    /// Reads ordering letters; true where one of them is b.
    func letters() -> Bool {
      var skipsBlanks = false
      while let letter = rest.first {
        if letter == "b" { skipsBlanks = true } else if !key.apply(letter) { break }
        key.hasLetters = true
        rest.removeFirst()
      }
      return skipsBlanks
    }
    key.start.field = try number("invalid number at field start")
    if key.start.field == 0 { throw fail("field number is zero") }
    if rest.first == "." {
      rest.removeFirst()
      key.start.character = try number("invalid number after '.'")
      if key.start.character == 0 { throw fail("character offset is zero") }
    }
    key.start.skipsBlanks = letters()
    if rest.first == "," {
      rest.removeFirst()
      var end = SortKey.Position(field: try number("invalid number after ','"), character: 0)
      if end.field == 0 { throw fail("field number is zero") }
      if rest.first == "." {
        rest.removeFirst()
        end.character = try number("invalid number after '.'")
      }
      end.skipsBlanks = letters()
      key.end = end
    }
    if !rest.isEmpty { throw fail("stray character in field spec") }
  }
}
