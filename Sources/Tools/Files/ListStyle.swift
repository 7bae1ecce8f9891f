import Hosts
import World

/// What the options of `ls` ask for.
struct ListStyle {
  enum Format {
    case single
    case vertical
    case across
    case commas
    case long
  }

  enum Key {
    case name
    case none
    case size
    case time
    case version
    case fileExtension
    case width
  }

  enum Quoting {
    case literal
    case shell
    case shellAlways
    case c
    case escape
  }

  enum Mark {
    case none
    case slash
    case type
    case all
  }

  var format: Format
  var key = Key.name
  var isReversed: Bool
  var quoting: Quoting
  var mark = Mark.none
  var showsAll: Bool
  var showsDots: Bool
  var listsDirectories: Bool
  var follows: Bool
  var followsNamed: Bool
  var isHuman: Bool
  var humanBase: Int
  /// The size of a block in which sizes are counted; 1 for bytes.
  var block = 1
  var blockSuffix = ""
  var totalBlock = 1024
  var showsBlocks: Bool
  var showsInodes: Bool
  var colours: Bool
  var columns: Int
  var hidesControls: Bool
  var timeKind: String
  var directoriesFirst: Bool
  var ignored: [String]

  var isLong: Bool { format == .long }
  /// Whether more is shown of a file than its name.
  var needsStatus: Bool {
    isLong || showsBlocks || showsInodes || colours || mark != .none || key == .time || key == .size || follows
  }

  init(_ call: Call) throws {
    let process = call.process
    let isTerminal = process.output.isTerminal
    let long = ["l", "g", "n", "o", "full-time"].contains { call.has($0) }
    format = isTerminal ? .vertical : .single
    timeKind = call["time"] ?? (call.has("c") ? "ctime" : call.has("u") ? "atime" : "mtime")
    isReversed = call.has("r")
    showsAll = call.has("a") || call.has("A") || call.has("f")
    showsDots = call.has("f") || call.arguments.last(of: "a", "A") == "a"
    listsDirectories = call.has("d")
    follows = call.has("L")
    followsNamed = call.has("H")
    isHuman = call.arguments.last(of: "h", "si", "block-size", "k").map { $0 == "h" || $0 == "si" } ?? false
    humanBase = call.arguments.last(of: "h", "si") == "si" ? 1000 : 1024
    showsBlocks = call.has("s")
    showsInodes = call.has("i")
    colours = call.has("color") && (["always", "yes", "force", nil].contains(call["color"]) || (call["color"] == "auto" && isTerminal))
    columns = call["w"].flatMap { Int($0) } ?? (isTerminal ? process.stage.terminal.columns : 80)
    hidesControls = call.has("q") || isTerminal && !call.has("show-control-chars")
    directoriesFirst = call.has("group-directories-first")
    ignored = call.arguments.all("I") + (showsAll ? [] : call.arguments.all("hide")) + (call.has("B") ? ["*~"] : [])
    quoting = isTerminal ? .shell : .literal
    try readShape(call)
    if (call.has("c") || call.has("u")) && !long && key == .name { key = .time }
    try readQuoting(call)
  }

  private mutating func readQuoting(_ call: Call) throws {
    for option in call.arguments.options {
      switch option.key {
      case "Q": quoting = .c
      case "N": quoting = .literal
      case "b": quoting = .escape
      case "quoting-style":
        quoting = try Choice.pick(
          option.value, for: "--quoting-style", status: 1,
          [("literal", .literal), ("shell", .shell), ("shell-always", .shellAlways), ("shell-escape", .shell),
           ("shell-escape-always", .shellAlways), ("c", .c), ("escape", .escape)], call)
      default: break
      }
    }
  }

  private mutating func readShape(_ call: Call) throws {
    for option in call.arguments.options {
      switch option.key {
      case "C": format = .vertical
      case "x": format = .across
      case "m": format = .commas
      case "1": if format != .long { format = .single }
      case "l", "g", "n", "o", "full-time": format = .long
      case "format":
        format = try Choice.pick(
          option.value, for: "--format", status: 1,
          [("verbose", .long), ("long", .long), ("commas", .commas), ("horizontal", .across), ("across", .across),
           ("vertical", .vertical), ("single-column", .single)], call)
      case "S": key = .size
      case "t": key = .time
      case "v": key = .version
      case "X": key = .fileExtension
      case "U", "f": key = .none
      case "sort":
        key = try Choice.pick(
          option.value, for: "--sort", status: 1,
          [("none", .none), ("time", .time), ("size", .size), ("extension", .fileExtension), ("version", .version),
           ("width", .width)], call)
      case "F": mark = .all
      case "p": mark = .slash
      case "file-type": mark = .type
      case "indicator-style":
        mark = try Choice.pick(
          option.value, for: "--indicator-style", status: 1,
          [("none", .none), ("slash", .slash), ("file-type", .type), ("classify", .all)], call)
      case "h", "si": block = 1
      case "k": totalBlock = 1024
      case "block-size":
        guard let parsed = SizeText.blockSize(option.value ?? "") else {
          throw ToolFailure("invalid --block-size argument '\(option.value ?? "")'", status: 2)
        }
        (block, blockSuffix) = parsed
        totalBlock = parsed.size
      default: break
      }
    }
  }

  func shows(_ name: String) -> Bool {
    if name.hasPrefix(".") && !showsAll { return false }
    if name == "." || name == ".." { return showsDots }
    return !ignored.contains { Glob($0).matches(name) }
  }

  /// A name as it is printed, quoted as the options say.
  func shown(_ name: String) -> String {
    switch quoting {
    case .literal:
      guard hidesControls else { return name }
      return String(String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
    case .shell: return Quoted.ifNeeded(name)
    case .shellAlways: return Quoted.always(name)
    case .c: return Quoted.c(name)
    case .escape: return Quoted.escaped(name).replacing(" ", with: "\\ ")
    }
  }

  func sorted(_ entries: [ListEntry]) -> [ListEntry] {
    var sorted = entries
    if key != .none {
      sorted.sort { order($0, $1) < 0 }
      if isReversed { sorted.reverse() }
    }
    guard directoriesFirst else { return sorted }
    let isFirst: (ListEntry) -> Bool = { $0.isDirectory || $0.targetInode?.isDirectory == true }
    return sorted.filter(isFirst) + sorted.filter { !isFirst($0) }
  }

  private func order(_ left: ListEntry, _ right: ListEntry) -> Int {
    let (a, b) = (Array(left.name.utf8), Array(right.name.utf8))
    var order = 0
    switch key {
    case .name, .none: break
    case .size: order = right.inode.size - left.inode.size
    case .time:
      let (x, y) = (ListLayout.time(left.inode, timeKind), ListLayout.time(right.inode, timeKind))
      order = x == y ? 0 : x > y ? -1 : 1
    case .version: order = VersionOrder.compare(a, b)
    case .fileExtension:
      func suffix(_ name: [UInt8]) -> ArraySlice<UInt8> { name.lastIndex(of: 46).map { name[$0...] } ?? [] }
      order = ByteOrder.compare(suffix(a), suffix(b))
    case .width: order = left.name.unicodeScalars.count - right.name.unicodeScalars.count
    }
    return order != 0 ? order : ByteOrder.compare(a[...], b[...])
  }
}

/// A word out of a list, and the message of gnulib's argmatch for any other.
enum Choice {
  static func pick<Value>(
    _ word: String?, for option: String, status: Int32, _ choices: [(String, Value)], _ call: Call
  ) throws -> Value {
    let word = word ?? ""
    if let exact = choices.first(where: { $0.0 == word }) { return exact.1 }
    let candidates = word.isEmpty ? [] : choices.filter { $0.0.hasPrefix(word) }
    if candidates.count == 1 { return candidates[0].1 }
    let problem = candidates.isEmpty ? "invalid" : "ambiguous"
    let list = choices.map { "\n  - \(Quoted.curly($0.0))" }.joined()
    throw ToolFailure(
      "\(problem) argument \(Quoted.curly(word)) for \(Quoted.curly(option))\nValid arguments are:\(list)",
      status: status, showsHint: true)
  }
}
