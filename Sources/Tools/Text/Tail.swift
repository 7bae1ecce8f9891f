import Hosts
import World

/// tail: the last lines or bytes, and what is added to them.
enum Tail: HostTool {
  static let manual = Manual(
    "tail", "print the last lines of files",
    options: [
      Option("-c, --bytes=[+]NUM", "print the last NUM bytes; with + from byte NUM on"),
      Option("-f, --follow[=HOW]", "wait for what is added, and print it"),
      Option("-F", "like --follow=name --retry"),
      Option("-n, --lines=[+]NUM", "print the last NUM lines instead of 10; with + from line NUM on"),
      Option("--pid=PID", "accepted; the follower ends with Ctrl-C"),
      Option("-q, --quiet, --silent", "print no file names"),
      Option("--retry", "go on trying to open a file"),
      Option("-s, --sleep-interval=N", "accepted; changes are seen at once"),
      Option("-v, --verbose", "print file names always"),
      Option("-z, --zero-terminated", "lines end in NUL"),
    ],
    notes: "NUM may have a unit: K, M, G (of 1024), kB, MB (of 1000). -NUM alone is short for -n NUM.")

  static func run(_ process: Process) throws -> Int32 {
    process.arguments = expandObsolete(process.arguments)
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    let unit: SliceUnit = call.arguments.last(of: "c", "n") == "c" ? .bytes : .lines(call.has("z") ? 0 : 10)
    let text = call[unit.isBytes ? "c" : "n"] ?? "10"
    let isFrom = text.hasPrefix("+")
    let digits = isFrom || text.hasPrefix("-") ? String(text.dropFirst()) : text
    guard let count = SizeNumber.parse(digits) else {
      throw ToolFailure("invalid number of \(unit.isBytes ? "bytes" : "lines"): \(Quoted.curly(text))")
    }
    let names = call.operands.isEmpty ? ["-"] : call.operands
    let showsNames = call.has("v") || names.count > 1 && !call.has("q")
    var isFirst = true
    var followed: [Followed] = []
    for name in names {
      do {
        let reader = try ByteReader(call, name)
        if showsNames { try FileHeading.print(name, isFirst: &isFirst, call) }
        let length = try printPart(count, isFrom, unit, reader, call)
        if name != "-" { followed.append(Followed(call, name, length)) }
      } catch let error as FileError {
        let isReading = error == .isDirectory
        try call.complain(
          isReading
            ? "error reading \(Quoted.always(name)): \(error.text)"
            : "cannot open \(Quoted.always(name)) for reading: \(error.text)")
        if call.has("F") || call.has("retry") { followed.append(Followed(call, name, nil)) }
      }
    }
    guard call.has("f") || call.has("F") else { return call.status }
    if followed.isEmpty && names.contains("-") { return call.status }
    guard !followed.isEmpty else {
      try call.complain("no files remaining")
      return 1
    }
    try follow(&followed, showsNames, call)
  }

  /// Prints the part that was asked for and returns how long the whole is.
  private static func printPart(
    _ count: Int, _ isFrom: Bool, _ unit: SliceUnit, _ reader: ByteReader, _ call: Call
  ) throws -> Int {
    if isFrom, case .lines(let end) = unit {
      var number = 1
      var length = 0
      while let line = try reader.line(endingIn: end) {
        if number >= count { try call.write(line) }
        number += 1
        length += line.count
      }
      return length
    }
    let whole = try reader.all()
    switch unit {
    case .bytes: try call.write(isFrom ? whole.dropFirst(max(0, count - 1)) : whole.suffix(count))
    case .lines(let end): try call.write(lastLines(count, end, whole))
    }
    return whole.count
  }

  private static func lastLines(_ count: Int, _ end: UInt8, _ whole: [UInt8]) -> ArraySlice<UInt8> {
    guard count > 0 else { return [] }
    var left = count
    var index = whole.count - (whole.last == end ? 1 : 0)
    while index > 0 {
      if whole[index - 1] == end {
        left -= 1
        if left == 0 { break }
      }
      index -= 1
    }
    return whole[index...]
  }

  private struct Followed {
    var name: String
    var length: Int
    var inode: InodeID?

    init(_ call: Call, _ name: String, _ length: Int?) {
      self.name = name
      self.length = length ?? 0
      inode = length == nil ? nil : ((try? call.process.files.identify(name, by: call.process.accessor)) ?? nil)
    }
  }

  private static func follow(_ files: inout [Followed], _ showsNames: Bool, _ call: Call) throws -> Never {
    var last = files.count - 1
    let byName = call.has("F") || call["f"] == "name"
    while true {
      for index in files.indices {
        let grown = try growth(of: &files[index], byName, call)
        guard !grown.isEmpty else { continue }
        if showsNames && index != last {
          var isFirst = false
          try FileHeading.print(files[index].name, isFirst: &isFirst, call)
        }
        last = index
        try call.write(grown)
      }
      try call.flush()
      try call.process.waitForChange()
    }
  }

  private static func growth(of file: inout Followed, _ byName: Bool, _ call: Call) throws -> ArraySlice<UInt8> {
    let process = call.process
    var inode = file.inode
    if byName {
      let current = (try? process.files.identify(file.name, by: process.accessor)) ?? nil
      if current != inode {
        if current == nil {
          try call.warn("\(Quoted.always(file.name)) has become inaccessible: No such file or directory")
        } else {
          let change = inode == nil ? "has appeared" : "has been replaced"
          try call.warn("\(Quoted.always(file.name)) \(change);  following new file")
          file.length = 0
        }
        file.inode = current
        inode = current
      }
    }
    guard let inode, let bytes = process.files[inode]?.content?.bytes else { return [] }
    if bytes.count < file.length {
      try call.warn("\(file.name): file truncated")
      file.length = 0
    }
    defer { file.length = bytes.count }
    return bytes[file.length...]
  }

  private static func expandObsolete(_ words: [String]) -> [String] {
    guard words.count > 1, let sign = words[1].first, sign == "-" || sign == "+" else { return words }
    let digits = words[1].dropFirst().prefix { $0.isNumber }
    let rest = words[1].dropFirst(digits.count + 1)
    guard !digits.isEmpty, rest.allSatisfy({ "clf".contains($0) }) else { return words }
    var expanded = [words[0], rest.contains("c") ? "-c" : "-n", sign == "+" ? "+\(digits)" : String(digits)]
    if rest.contains("f") { expanded.append("-f") }
    return expanded + words[2...]
  }
}
