import Etcd
import World

/// etcdctl txn: comparisons, and what to do if they hold or not, a paragraph each.
enum TxnCommand {
  static let command = CobraCommand(
    "txn [options]", "Txn processes all the requests in one transaction",
    flags: [CobraFlag("interactive", .bool, "false", "Input transaction in interactive mode", shorthand: "i")],
    action: run)

  private static func run(_ call: EtcdCall) throws {
    if !call.arguments.isEmpty { throw EtcdExit(.badArguments, "txn command does not accept argument") }
    let isInteractive = call.isOn("interactive")
    var txn = EtcdTxn(compare: [], success: [], failure: [])
    if isInteractive { try call.print("compares:") }
    for line in try paragraph(call) { txn.compare.append(try comparison(line)) }
    if isInteractive { try call.print("success requests (get, put, del):") }
    for line in try paragraph(call) { txn.success.append(try operation(line)) }
    if isInteractive { try call.print("failure requests (get, put, del):") }
    for line in try paragraph(call) { txn.failure.append(try operation(line)) }
    let client = try EtcdctlClient(call)
    guard case .txn(let response) = try client.send(.txn(txn)) else { return }
    try print(response, client.output)
  }

  private static func paragraph(_ call: EtcdCall) throws -> [String] {
    var lines: [String] = []
    while let bytes = try call.process.input.readLine(by: call.process) {
      let line = String(decoding: bytes, as: UTF8.self).trimmedEnds
      if line.isEmpty { return lines }
      lines.append(line)
    }
    return lines
  }

  /// `mod("key") > "3"`
  private static func comparison(_ line: String) throws -> EtcdCompare {
    func malformed() -> EtcdExit { EtcdExit(.invalidInput, "malformed comparison: \(line)") }
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")") , open < close else {
      throw malformed()
    }
    let target = line[..<open].trimmedEnds
    let key = unquoted(line[line.index(after: open)..<close].trimmedEnds)
    var rest = line[line.index(after: close)...].trimmedEnds[...]
    let relation: EtcdCompare.Relation
    if rest.hasPrefix("!=") {
      relation = .notEqual
      rest = rest.dropFirst(2)
    } else {
      switch rest.first {
      case "=": relation = .equal
      case ">": relation = .greater
      case "<": relation = .less
      default: throw malformed()
      }
      rest = rest.dropFirst()
    }
    let value = unquoted(rest.trimmedEnds)
    func number() throws -> Int64 {
      guard let number = Int64(value) else { throw EtcdExit(.invalidInput, "invalid txn compare request: \(line)") }
      return number
    }
    switch target {
    case "ver", "version": return EtcdCompare(EtcdKey(key), relation, .version(try number()))
    case "c", "create": return EtcdCompare(EtcdKey(key), relation, .createRevision(try number()))
    case "m", "mod": return EtcdCompare(EtcdKey(key), relation, .modRevision(try number()))
    case "val", "value": return EtcdCompare(EtcdKey(key), relation, .value(EtcdContent(value)))
    case "lease": return EtcdCompare(EtcdKey(key), relation, .lease(try LeaseCommands.identifier(value)))
    default: throw malformed()
    }
  }

  private static func unquoted(_ text: String) -> String {
    text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
  }

  /// A request as on a command line: `put key "a value"`.
  private static func operation(_ line: String) throws -> EtcdOperation {
    let words = words(line)
    func invalid() -> EtcdExit { EtcdExit(.invalidInput, "invalid txn request: \(line)") }
    guard let name = words.first, words.count > 1 else { throw invalid() }
    let arguments = words.dropFirst().filter { !$0.hasPrefix("--") }
    let flags = Set(words.filter { $0.hasPrefix("--") })
    guard let key = arguments.first else { throw invalid() }
    let end = arguments.count > 1 ? EtcdKey(arguments[1]) : nil
    let bounds = KeyCommands.bounds(
      EtcdKey(key), end, prefix: flags.contains("--prefix"), from: flags.contains("--from-key"))
    switch name {
    case "get":
      var range = EtcdRange(key: bounds.0, end: bounds.1)
      range.keysOnly = flags.contains("--keys-only")
      return .range(range)
    case "del": return .deleteRange(EtcdDeleteRange(key: bounds.0, end: bounds.1))
    case "put":
      guard arguments.count > 1 else { throw invalid() }
      return .put(EtcdPut(key: EtcdKey(key), value: EtcdContent(arguments[1])))
    default: throw invalid()
    }
  }

  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isOpen = false
    var quote: Character?
    for letter in line {
      if let open = quote {
        if letter == open { quote = nil } else { word.append(letter) }
      } else if letter == "\"" || letter == "'" {
        quote = letter
        isOpen = true
      } else if letter == " " || letter == "\t" {
        if isOpen || !word.isEmpty { words.append(word) }
        word = ""
        isOpen = false
      } else {
        word.append(letter)
      }
    }
    if isOpen || !word.isEmpty { words.append(word) }
    return words
  }

  private static func print(_ response: EtcdTxnResponse, _ output: EtcdOutput) throws {
    switch output.format {
    case .protobuf: throw output.notSimulated()
    case .table: throw output.unsupported()
    case .json: try output.call.print(json(response))
    case .simple:
      try output.call.print(response.succeeded ? "SUCCESS" : "FAILURE")
      for inner in response.responses {
        try output.call.print("")
        try print(inner, output)
      }
    case .fields:
      try output.header(response.header)
      try output.field("Succeeded", response.succeeded)
      for inner in response.responses { try print(inner, output) }
    }
  }

  private static func print(_ response: EtcdOperationResponse, _ output: EtcdOutput) throws {
    switch response {
    case .range(let range): try KeyCommands.print(range, output)
    case .put(let put): try KeyCommands.print(put, output)
    case .deleteRange(let delete): try KeyCommands.print(delete, output)
    case .txn(let txn): try print(txn, output)
    }
  }

  private static func json(_ response: EtcdTxnResponse) -> String {
    var object = GoJSON()
    object.header(response.header)
    object.flag("succeeded", response.succeeded)
    let inner = response.responses.map { response in
      let text =
        switch response {
        case .range(let range): "\"response_range\":\(KeyCommands.json(range))"
        case .put(let put): "\"response_put\":\(KeyCommands.json(put))"
        case .deleteRange(let delete): "\"response_delete_range\":\(KeyCommands.json(delete))"
        case .txn(let txn): "\"response_txn\":\(json(txn))"
        }
      return "{\"Response\":{\(text)}}"
    }
    if !inner.isEmpty { object.raw("responses", "[\(inner.joined(separator: ","))]") }
    return object.text
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmedEnds: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text = text.dropFirst() }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}
