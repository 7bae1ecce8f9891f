import Documents
import Hosts
import World

/// jq: programs over JSON, version 1.6 as on Debian 12.
enum Jq: HostTool {
  static let manual = Manual(
    "jq", "query and change JSON", usage: ["[options] <jq filter> [file...]", "[options] --args <jq filter> [strings...]", "[options] --jsonargs <jq filter> [JSON_TEXTS...]"],
    notes: """
      -c compact; -n null input; -e status by the last output; -s all inputs as one array; -r raw strings;
      -j raw without newlines; -R lines as strings; -C colours; -M none; -a ASCII; -S sorted keys; --tab;
      --indent N; -f FILE; --arg A V; --argjson A V; --slurpfile A F; --rawfile A F; --args; --jsonargs
      """, package: "jq", version: "1.6", parsing: .raw, hint: .none, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    var options = JqOptions()
    if let status = try options.read(call) { return status }
    guard var program = options.program else {
      guard !call.process.input.isTerminal || call.process.output.isTerminal == false else { return try usage(call) }
      return try JqSession(call, options, ".").run()
    }
    if options.isFile {
      do {
        program = try ByteReader(call, program).all().text
      } catch let error as FileError {
        try call.process.printError("jq: error: Could not open \(program): \(error.text)\n")
        return 2
      }
    }
    return try JqSession(call, options, program).run()
  }

  static func usage(_ call: Call) throws -> Int32 {
    try call.process.printError(manual.help(calledAs: "jq").replacing("Usage: jq", with: "Usage:\tjq"))
    return 2
  }
}

/// The command line of jq.
struct JqOptions {
  private(set) var program: String?
  private(set) var files: [String] = []
  private(set) var flags: Set<String> = []
  private(set) var indent: Int?
  private(set) var variables: [(name: String, value: Value)] = []
  private(set) var positional: [Value] = []
  private(set) var isFile = false

  private static let short: [Character: String] = [
    "c": "compact-output", "n": "null-input", "e": "exit-status", "s": "slurp", "r": "raw-output", "j": "join-output",
    "R": "raw-input", "C": "color-output", "M": "monochrome-output", "a": "ascii-output", "S": "sort-keys", "f": "from-file",
    "h": "help", "V": "version",
  ]
  private static let known: Set<String> = Set(short.values).union(["tab", "unbuffered", "seq", "stream", "args", "jsonargs"])

  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// A status where all is said already.
  mutating func read(_ call: Call) throws -> Int32? {
    var words = call.operands[...]
    var furtherAre = ""
    var onlyOperands = false
    while let word = words.popFirst() {
      if word == "--" && !onlyOperands {
        onlyOperands = true
        continue
      }
      guard !onlyOperands, word.hasPrefix("-"), word.count > 1 else {
        try operand(word, furtherAre)
        continue
      }
      if word.hasPrefix("--") {
        if let status = try long(String(word.dropFirst(2)), &words, &furtherAre, call) { return status }
        continue
      }
      for letter in word.dropFirst() {
        guard let name = Self.short[letter] else { return try unknown(word, call) }
        if let status = try set(name, call) { return status }
      }
    }
    return nil
  }

  private mutating func operand(_ word: String, _ kind: String) throws {
    if program == nil {
      program = word
    } else if kind == "args" {
      positional.append(.string(word))
    } else if kind == "jsonargs" {
      positional.append(JqValues.normal(try JSON.parse(word)))
    } else {
      files.append(word)
    }
  }

  private func unknown(_ word: String, _ call: Call) throws -> Int32 {
    try call.process.printError(
      "jq: Unknown option \(word)\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n")
    return 2
  }

  private mutating func set(_ name: String, _ call: Call) throws -> Int32? {
    switch name {
    case "help":
      try call.write("jq - commandline JSON processor [version 1.6]\n\n\(Jq.manual.help(calledAs: "jq"))")
      return 0
    case "version":
      try call.write("jq-1.6\n")
      return 0
    case "from-file": isFile = true
    default: flags.insert(name)
    }
    return nil
  }

  private mutating func long(
    _ name: String, _ words: inout ArraySlice<String>, _ furtherAre: inout String, _ call: Call
  ) throws -> Int32? {
    func missing(_ count: Int) throws -> Int32? {
      guard words.count < count else { return nil }
      let what = count == 1 ? "one parameter" : "two parameters"
      try call.process.printError("jq: --\(name) takes \(what) (e.g. --\(name)\(count == 1 ? " 2" : " varname value"))\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n")
      return 2
    }
    switch name {
    case "indent":
      if let status = try missing(1) { return status }
      indent = Int(words.removeFirst()) ?? 2
    case "arg", "argjson", "slurpfile", "rawfile", "argfile":
      if let status = try missing(2) { return status }
      let (variable, text) = (words.removeFirst(), words.removeFirst())
      switch name {
      case "arg": variables.append((variable, .string(text)))
      case "argjson":
        guard let value = try? JSON.parse(text) else {
          try call.process.printError("jq: Invalid JSON text passed to --argjson\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n")
          return 2
        }
        variables.append((variable, JqValues.normal(value)))
      default:
        do {
          let content = try ByteReader(call, text).all().text
          variables.append((variable, name == "rawfile" ? .string(content) : JqValues.normal(.array((try? JSON.stream(content)) ?? []))))
        } catch let error as FileError {
          try call.process.printError("jq: Bad JSON in --\(name) \(variable) \(text): Could not open \(text): \(error.text)\n")
          return 2
        }
      }
    case "args", "jsonargs": furtherAre = name
    case "stream", "seq", "stream-errors": throw ToolFailure("not simulated: option --\(name)", status: 2)
    default:
      guard Self.known.contains(name) else { return try unknown("--\(name)", call) }
      return try set(name, call)
    }
    return nil
  }
}
