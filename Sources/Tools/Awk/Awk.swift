import Hosts
import World

/// awk: programs over records and fields; mawk, as on Debian.
enum Awk: HostTool {
  static let manual = AwkManual.make("awk")
  static func main(_ call: Call) throws -> Int32 { try AwkManual.run(call) }
}

/// mawk: the same by its own name.
enum Mawk: HostTool {
  static let manual = AwkManual.make("mawk")
  static func main(_ call: Call) throws -> Int32 { try AwkManual.run(call) }
}

enum AwkManual {
  static func make(_ name: String) -> Manual {
    Manual(
      name, "run a program over the lines and fields of a text",
      usage: ["[Options] [Program] [file ...]"],
      notes: """
        -F value          the field separator
        -v var=value      assign to a variable before the program begins
        -f program-file   read the program from a file
        --                the end of options
        A program is made of PATTERN { ACTION } pairs and functions. It is mawk that is simulated: no counts
        in braces in regular expressions, lengths in bytes.
        """, parsing: .raw, hint: .none, usageStatus: 2)
  }

  static func run(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    var source: [UInt8]?
    var separator: String?
    var assignments: [String] = []
    while let word = words.first, word.hasPrefix("-"), word != "-" {
      words.removeFirst()
      if word == "--" { break }
      if word == "-W" && words.first == "version" || word == "-V" {
        try call.write(
          "mawk 1.3.4 20200120\nCopyright 2008-2019,2020, Thomas E. Dickey\nCopyright 1991-1996,2014, Michael D. Brennan\n\n")
        try call.flush()
        try call.process.printError(
          "random-funcs:       srandom/random\nregex-funcs:        internal\ncompiled limits:\nsprintf buffer      8192\nmaximum-integer     2147483647\n")
        return 0
      }
      if word == "--help" {
        try call.write(call.manual.help(calledAs: call.process.name))
        return 0
      }
      guard let letter = word.dropFirst().first, "Fvf".contains(letter) else {
        if word.hasPrefix("-W") { continue }
        throw ToolFailure("not an option: \(word)", status: 2)
      }
      var value = String(word.dropFirst(2))
      if value.isEmpty {
        guard let next = words.popFirst() else { throw ToolFailure("option -\(letter) lacks argument", status: 2) }
        value = next
      }
      switch letter {
      case "F": separator = value
      case "v":
        guard let mark = value.firstIndex(of: "="), AwkAssignment.isName(value[..<mark]) else {
          throw ToolFailure("improper assignment: -v \(value)", status: 2)
        }
        assignments.append(value)
      default:
        do {
          source = (source ?? []) + (try ByteReader(call, value).all()) + [10]
        } catch let error as FileError {
          throw ToolFailure("cannot open \(value) (\(error.text))", status: 2)
        }
      }
    }
    if source == nil {
      guard let text = words.popFirst() else {
        try call.write(call.manual.help(calledAs: call.process.name))
        return 0
      }
      source = Array(text.utf8)
    }
    let program = try AwkParser.parse(source ?? [])
    let run = AwkRun(call, program, operands: Array(words))
    if let separator { run.set("FS", .text(AwkEscapes.read(ArraySlice(separator.utf8)))) }
    for assignment in assignments { AwkAssignment.apply(assignment, run) }
    return try run.run()
  }
}
