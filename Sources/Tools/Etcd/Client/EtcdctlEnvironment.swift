import Documents
import Etcd
import World

/// `ETCDCTL_…` variables: each global flag can come from one, but not from both.
enum EtcdctlEnvironment {
  static func apply(to call: EtcdCall) throws {
    let flags = call.found.inheritedFlags
    var used: Set<String> = []
    for flag in flags.sorted(by: { $0.name < $1.name }) {
      let variable = "ETCDCTL_\(flag.name.uppercased().replacing("-", with: "_"))"
      guard let value = call.process.environment[variable], !value.isEmpty else { continue }
      used.insert(variable)
      if call.isGiven(flag.name) { try conflict(variable, call) }
      do {
        try call.parsed.set(flag, value)
      } catch {
        throw EtcdExit(.badArguments, "invalid value \"\(value)\" for \(variable): \(error.message)")
      }
    }
    try warnOfUnknown(used, call)
  }

  private static func conflict(_ variable: String, _ call: EtcdCall) throws -> Never {
    let log = ClientLog(process: call.process, dialect: call.dialect)
    if call.dialect == .v34 {
      let text = call.process.wall.rfc3339Micro
      let stamp = "\(text.prefix(10)) \(text.dropFirst(11).dropLast())"
      try call.complain(
        "\(stamp) C | pkg/flags: conflicting environment variable \"\(variable)\" is shadowed by corresponding "
          + "command-line flag (either unset environment variable or disable flag)")
    } else {
      try log.json(
        "fatal", "flags/flag.go:\(call.dialect == .v36 ? 86 : 85)",
        "conflicting environment variable is shadowed by corresponding command-line flag (either unset environment "
          + "variable or disable flag))",
        ["environment-variable": .string(variable)])
    }
    throw EtcdExit(.error, nil)
  }

  private static func warnOfUnknown(_ used: Set<String>, _ call: EtcdCall) throws {
    let log = ClientLog(process: call.process, dialect: call.dialect)
    for (name, value) in call.process.environment where name.hasPrefix("ETCDCTL_") && !used.contains(name) {
      // Empty variables of known flags are no mistake, and before 3.6 ETCDCTL_API means something.
      let known = call.found.inheritedFlags.contains {
        name == "ETCDCTL_\($0.name.uppercased().replacing("-", with: "_"))"
      }
      if known || (name == "ETCDCTL_API" && call.dialect < .v36) { continue }
      if call.dialect == .v34 {
        let text = call.process.wall.rfc3339Micro
        let stamp = "\(text.prefix(10)) \(text.dropFirst(11).dropLast())"
        try call.complain("\(stamp) W | pkg/flags: unrecognized environment variable \(name)=\(value)")
      } else {
        try log.json(
          "warn", "flags/flag.go:\(call.dialect == .v36 ? 94 : 93)", "unrecognized environment variable",
          ["environment-variable": .string("\(name)=\(value)")])
      }
    }
  }
}
