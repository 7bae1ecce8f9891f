import World

/// cut: parts of lines.
enum Cut: HostTool {
  static let manual = Manual(
    "cut", "print parts of lines", usage: ["OPTION... [FILE]..."],
    options: [
      Option("-b, --bytes=LIST", "these bytes"),
      Option("-c, --characters=LIST", "these characters (bytes, as in Debian 12)"),
      Option("-d, --delimiter=DELIM", "the character between fields instead of a tab"),
      Option("-f, --fields=LIST", "these fields; lines without a delimiter are printed whole"),
      Option("-n", "does nothing"),
      Option("--complement", "all but these"),
      Option("-s, --only-delimited", "no lines without a delimiter"),
      Option("--output-delimiter=STRING", "what to print between the parts"),
      Option("-z, --zero-terminated", "lines end in NUL"),
    ],
    notes: "A LIST is made of N, N-, N-M, -M, separated by commas. The parts come in the order of the line.")

  static func main(_ call: Call) throws -> Int32 {
    let kinds = call.arguments.options.filter { ["b", "c", "f"].contains($0.key) }
    guard let kind = kinds.last else { throw call.usage("you must specify a list of bytes, characters, or fields") }
    guard kinds.count == 1 else { throw call.usage("only one list may be specified") }
    let isFields = kind.key == "f"
    if let delimiter = call["d"] {
      guard isFields else {
        throw call.usage("an input delimiter may be specified only when operating on fields")
      }
      guard delimiter.utf8.count <= 1 else { throw call.usage("the delimiter must be a single character") }
    }
    if call.has("s") && !isFields {
      throw call.usage("suppressing non-delimited lines makes sense\n\tonly when operating on fields")
    }
    let list = try RangeList(kind.value ?? "", isFields: isFields, call)
    let delimiter = call["d"].map { $0.utf8.first ?? 0 } ?? 9
    let end: UInt8 = call.has("z") ? 0 : 10
    let complement = call.has("complement")
    let separator = call["output-delimiter"].map { Array($0.utf8) }
    try call.forEachInput { _, reader in
      while let line = try reader.line(endingIn: end) {
        let body = line.withoutNewline(end)
        if isFields {
          guard body.contains(delimiter) else {
            if !call.has("s") {
              try call.write(body)
              try call.write(byte: end)
            }
            continue
          }
          let fields = body.split(separator: delimiter, omittingEmptySubsequences: false)
          var isFirst = true
          for (index, field) in fields.enumerated() where list.contains(index + 1) != complement {
            if !isFirst { try call.write(separator ?? [delimiter]) }
            isFirst = false
            try call.write(field)
          }
        } else {
          try printBytes(body, list, complement, separator, call)
        }
        try call.write(byte: end)
      }
    }
    return call.status
  }

  private static func printBytes(
    _ body: ArraySlice<UInt8>, _ list: RangeList, _ complement: Bool, _ separator: [UInt8]?, _ call: Call
  ) throws {
    var previous = 0
    var printed = false
    for (index, byte) in body.enumerated() where list.contains(index + 1) != complement {
      let position = index + 1
      if let separator, printed, previous != position - 1 || (!complement && list.starts(at: position)) {
        try call.write(separator)
      }
      try call.write(byte: byte)
      printed = true
      previous = position
    }
  }
}

/// `1,3-5,7-`.
struct RangeList {
  private var ranges: [ClosedRange<Int>] = []

  init(_ text: String, isFields: Bool, _ call: Call) throws(ToolFailure) {
    let what = isFields ? "field" : "byte/character position"
    for part in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "," || $0 == " " }) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      if ends.count > 2 || part == "-" {
        throw call.usage(part == "-" ? "invalid range with no endpoint: -" : "invalid \(isFields ? "field range" : "byte or character range")")
      }
      func number(_ digits: Substring, _ fallback: Int) throws(ToolFailure) -> Int {
        if digits.isEmpty && ends.count == 2 { return fallback }
        guard let number = Int(digits), digits.allSatisfy(\.isNumber) else {
          if digits.isEmpty { throw call.usage(isFields ? "fields are numbered from 1" : "byte/character positions are numbered from 1") }
          throw call.usage("invalid \(what)\(isFields ? " value" : "") \(Quoted.curly(String(digits)))")
        }
        guard number > 0 else {
          throw call.usage(isFields ? "fields are numbered from 1" : "byte/character positions are numbered from 1")
        }
        return number
      }
      let first = try number(ends[0], 1)
      let last = ends.count == 1 ? first : try number(ends[1], .max)
      guard last >= first else { throw call.usage("invalid decreasing range") }
      ranges.append(first...last)
    }
    ranges.sort { $0.lowerBound < $1.lowerBound }
  }

  func contains(_ position: Int) -> Bool { ranges.contains { $0.contains(position) } }
  func starts(at position: Int) -> Bool {
    ranges.contains { $0.lowerBound == position } && !ranges.contains { $0.lowerBound < position && $0.contains(position) }
  }
}
