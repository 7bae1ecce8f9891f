import Documents
import Etcd
import Simulation

/// etcdctl get, put, del.
enum KeyCommands {
  static func get(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var flags = [
      CobraFlag("consistency", .string, "l", "Linearizable(l) or Serializable(s)"),
      CobraFlag("order", .string, "", "Order of results; ASCEND or DESCEND (ASCEND by default)"),
      CobraFlag("sort-by", .string, "", "Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION"),
      CobraFlag("limit", .int, "0", "Maximum number of results"),
      .bool("prefix", "Get keys with matching prefix"),
      .bool("from-key", "Get keys that are greater than or equal to the given key using byte compare"),
      CobraFlag("rev", .int, "0", "Specify the kv revision"),
      .bool("keys-only", "Get only the keys"),
      .bool("print-value-only", "Only write values when using the \"simple\" output format"),
    ]
    if dialect >= .v35 { flags.append(.bool("count-only", "Get only the count")) }
    if dialect >= .v36 {
      for (name, about) in [
        ("max-create-rev", "Maximum create revision"), ("max-mod-rev", "Maximum modification revision"),
        ("min-create-rev", "Minimum create revision"), ("min-mod-rev", "Minimum modification revision"),
      ] {
        flags.append(CobraFlag(name, .int, "0", "\(about) filter"))
      }
    }
    return CobraCommand(
      "get [options] <key> [range_end]", "Gets the key or a range of keys", flags: flags, action: runGet)
  }

  private static func runGet(_ call: EtcdCall) throws {
    let range = try range(call)
    let client = try EtcdctlClient(call)
    if call.isOn("count-only") && client.output.format != .fields {
      throw EtcdExit(.badArguments, "--count-only is only for `--write-out=fields`")
    }
    if call.isOn("print-value-only") && client.output.format != .simple {
      throw EtcdExit(.badArguments, "print-value-only is only for `--write-out=simple`")
    }
    guard case .range(let response) = try client.send(.range(range)) else { return }
    try print(response, client.output, valueOnly: call.isOn("print-value-only"))
  }

  private static func range(_ call: EtcdCall) throws -> EtcdRange {
    let isPrefix = call.isOn("prefix")
    let isFrom = call.isOn("from-key")
    if call.arguments.isEmpty {
      throw EtcdExit(.badArguments, "get command needs one argument as key and an optional argument as range_end")
    }
    if isPrefix && isFrom {
      throw EtcdExit(
        .badArguments, "`--prefix` and `--from-key` cannot be set at the same time, choose one")
    }
    if call.isOn("keys-only") && call.isOn("count-only") {
      throw EtcdExit(
        .badArguments, "`--keys-only` and `--count-only` cannot be set at the same time, choose one")
    }
    var range = EtcdRange(key: EtcdKey(call.arguments[0]), limit: call.int("limit"), revision: call.int("rev"))
    if call.arguments.count > 1 {
      if isPrefix || isFrom {
        throw EtcdExit(
          .badArguments,
          "too many arguments, only accept one argument when `--prefix` or `--from-key` is set")
      }
      range.end = EtcdKey(call.arguments[1])
    }
    (range.key, range.end) = bounds(range.key, range.end, prefix: isPrefix, from: isFrom)
    switch call.string("consistency") {
    case "l": break
    case "s": range.serializable = true
    default:
      throw EtcdExit(.badFeature, "unknown consistency flag \"\(call.string("consistency"))\"")
    }
    try sort(&range, call)
    range.keysOnly = call.isOn("keys-only")
    range.countOnly = call.isOn("count-only")
    range.maxCreateRevision = call.int("max-create-rev")
    range.maxModRevision = call.int("max-mod-rev")
    range.minCreateRevision = call.int("min-create-rev")
    range.minModRevision = call.int("min-mod-rev")
    return range
  }

  /// The range that `--prefix` or `--from-key` mean; an empty key begins with everything.
  static func bounds(_ key: EtcdKey, _ end: EtcdKey?, prefix: Bool, from: Bool) -> (EtcdKey, EtcdKey?) {
    if prefix {
      let range = EtcdRange.prefix(key)
      return (range.key, range.end)
    }
    if from { return (key.isEmpty ? .unbounded : key, .unbounded) }
    return (key, end)
  }

  private static func sort(_ range: inout EtcdRange, _ call: EtcdCall) throws {
    switch call.string("order").uppercased() {
    case "": break
    case "ASCEND": range.sortOrder = .ascend
    case "DESCEND": range.sortOrder = .descend
    default: throw EtcdExit(.badFeature, "bad sort order \(call.string("order"))")
    }
    switch call.string("sort-by").uppercased() {
    case "", "KEY": range.sortTarget = .key
    case "CREATE": range.sortTarget = .create
    case "MODIFY": range.sortTarget = .mod
    case "VALUE": range.sortTarget = .value
    case "VERSION": range.sortTarget = .version
    default: throw EtcdExit(.badFeature, "bad sort target \(call.string("sort-by"))")
    }
  }

  static func print(_ response: EtcdRangeResponse, _ output: EtcdOutput, valueOnly: Bool = false) throws {
    switch output.format {
    case .table: throw output.unsupported()
    case .protobuf: try output.call.print(bytes: EtcdMessages.range(response))
    case .simple: for kv in response.kvs { try output.pair(kv, valueOnly: valueOnly) }
    case .json: try output.call.print(json(response))
    case .fields:
      try output.header(response.header)
      for kv in response.kvs { try output.keyValue(kv) }
      try output.field("More", response.more)
      try output.field("Count", response.count)
    }
  }

  static func json(_ response: EtcdRangeResponse) -> String {
    var object = GoJSON()
    object.header(response.header)
    if !response.kvs.isEmpty {
      object.raw("kvs", "[\(response.kvs.map { GoJSON.keyValue($0) }.joined(separator: ","))]")
    }
    object.flag("more", response.more)
    object.number("count", response.count)
    return object.text
  }
}

// MARK: - put

extension KeyCommands {
  static var put: CobraCommand {
    var command = CobraCommand(
      "put [options] <key> <value> (<value> can also be given from stdin)", "Puts the given key into the store",
      flags: [
        CobraFlag("lease", .string, "0", "lease ID (in hexadecimal) to attach to the key"),
        .bool("prev-kv", "return the previous key-value pair before modification"),
        .bool("ignore-value", "updates the key using its current value"),
        .bool("ignore-lease", "updates the key using its current lease"),
      ], action: runPut)
    command.long = """
      Puts the given key into the store.

      When <value> begins with '-', <value> is interpreted as a flag.
      Insert '--' for workaround:

      $ put <key> -- <value>
      $ put -- <key> <value>

      If <value> isn't given as a command line argument and '--ignore-value' is not specified,
      this command tries to read the value from standard input.

      If <lease> isn't given as a command line argument and '--ignore-lease' is not specified,
      this command detaches the lease from the key.
      """
    return command
  }

  private static func runPut(_ call: EtcdCall) throws {
    let put = try request(call)
    let client = try EtcdctlClient(call)
    guard case .put(let response) = try client.send(.put(put)) else { return }
    try print(response, client.output)
  }

  private static func request(_ call: EtcdCall) throws -> EtcdPut {
    if call.arguments.isEmpty {
      throw EtcdExit(.badArguments, "put command needs 1 argument and input from stdin or 2 arguments")
    }
    var value: [UInt8] = []
    if call.isOn("ignore-value") {
      if call.arguments.count > 1 {
        throw EtcdExit(.badArguments, "put command needs only 1 argument when 'ignore-value' is set")
      }
    } else if call.arguments.count < 2 {
      value = try call.process.input.readAll(by: call.process)
    } else {
      value = Array(call.arguments[1].utf8)
    }
    var put = EtcdPut(key: EtcdKey(call.arguments[0]), value: .bytes(value))
    put.lease = try LeaseCommands.identifier(call.string("lease"))
    put.prevKV = call.isOn("prev-kv")
    put.ignoreValue = call.isOn("ignore-value")
    put.ignoreLease = call.isOn("ignore-lease")
    return put
  }

  static func print(_ response: EtcdPutResponse, _ output: EtcdOutput) throws {
    switch output.format {
    case .table: throw output.unsupported()
    case .protobuf: try output.call.print(bytes: EtcdMessages.put(response))
    case .simple:
      try output.call.print("OK")
      if let previous = response.prevKV { try output.pair(previous) }
    case .json: try output.call.print(json(response))
    case .fields:
      try output.header(response.header)
      if let previous = response.prevKV { try output.keyValue(previous, prefix: "Prev") }
    }
  }

  static func json(_ response: EtcdPutResponse) -> String {
    var object = GoJSON()
    object.header(response.header)
    if let previous = response.prevKV { object.raw("prev_kv", GoJSON.keyValue(previous)) }
    return object.text
  }
}

// MARK: - del

extension KeyCommands {
  static func delete(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var flags: [CobraFlag] = [
      .bool("prefix", "delete keys with matching prefix"), .bool("prev-kv", "return deleted key-value pairs"),
      .bool("from-key", "delete keys that are greater than or equal to the given key using byte compare"),
    ]
    if dialect >= .v36 { flags.append(.bool("range", "delete range of keys")) }
    return CobraCommand(
      "del [options] <key> [range_end]", "Removes the specified key or range of keys [key, range_end)", flags: flags,
      action: runDelete)
  }

  private static func runDelete(_ call: EtcdCall) throws {
    if call.arguments.isEmpty || call.arguments.count > 2 {
      throw EtcdExit(.badArguments, "del command needs one argument as key and an optional argument as range_end")
    }
    let isPrefix = call.isOn("prefix")
    let isFrom = call.isOn("from-key")
    if isPrefix && isFrom {
      throw EtcdExit(
        .badArguments, "`--prefix` and `--from-key` cannot be set at the same time, choose one")
    }
    var end: EtcdKey?
    if call.arguments.count > 1 {
      if isPrefix || isFrom {
        throw EtcdExit(
          .badArguments,
          "too many arguments, only accept one argument when `--prefix` or `--from-key` is set")
      }
      end = EtcdKey(call.arguments[1])
    }
    var delete = EtcdDeleteRange(key: EtcdKey(call.arguments[0]), end: end, prevKV: call.isOn("prev-kv"))
    (delete.key, delete.end) = bounds(delete.key, end, prefix: isPrefix, from: isFrom)
    let client = try EtcdctlClient(call)
    guard case .deleteRange(let response) = try client.send(.deleteRange(delete)) else { return }
    try print(response, client.output)
  }

  static func print(_ response: EtcdDeleteRangeResponse, _ output: EtcdOutput) throws {
    switch output.format {
    case .table: throw output.unsupported()
    case .protobuf: try output.call.print(bytes: EtcdMessages.deletion(response))
    case .simple:
      try output.call.print(String(response.deleted))
      for kv in response.prevKVs { try output.pair(kv) }
    case .json: try output.call.print(json(response))
    case .fields:
      try output.header(response.header)
      try output.field("Deleted", response.deleted)
      for kv in response.prevKVs { try output.keyValue(kv, prefix: "Prev") }
    }
  }

  static func json(_ response: EtcdDeleteRangeResponse) -> String {
    var object = GoJSON()
    object.header(response.header)
    object.number("deleted", response.deleted)
    if !response.prevKVs.isEmpty {
      object.raw("prev_kvs", "[\(response.prevKVs.map { GoJSON.keyValue($0) }.joined(separator: ","))]")
    }
    return object.text
  }
}
