/// The command line of a Kubernetes component, read as its flag library (pflag) reads it.
struct ProgramFlags: Sendable {
  /// What the component says of a command line that it cannot read; it then ends at once with status 1.
  struct Problem: Error, Equatable {
    var message: String
  }

  private(set) var values: [String: [String]] = [:]

  /// A command line without flags.
  static let none = ProgramFlags()

  private init() {}

  /// - Parameter known: the flags that exist; those that end with `?` are switches and take a value only after `=`.
  init(_ arguments: [String], program: String, known: Set<String>) throws(Problem) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        let words = ([argument] + rest).map { "\"\($0)\"" }.joined(separator: " ")
        throw Problem(message: "\"\(program)\" does not take any arguments, got [\(words)]")
      }
      guard argument.hasPrefix("--") else {
        let letter = argument.dropFirst().prefix(1)
        throw Problem(message: "unknown shorthand flag: '\(letter)' in \(argument)")
      }
      let body = argument.dropFirst(2)
      let name = String(body.prefix { $0 != "=" })
      let isSwitch = known.contains("\(name)?")
      guard known.contains(name) || isSwitch else { throw Problem(message: "unknown flag: --\(name)") }
      if body.count > name.count {
        let value = String(body.dropFirst(name.count + 1))
        try FlagValue.check(value, of: name, isSwitch: isSwitch)
        values[name, default: []].append(value)
      } else if isSwitch {
        values[name, default: []].append("true")
      } else if let value = rest.popFirst() {
        try FlagValue.check(value, of: name, isSwitch: false)
        values[name, default: []].append(value)
      } else {
        throw Problem(message: "flag needs an argument: --\(name)")
      }
    }
  }

  /// The last value given for a flag.
  subscript(_ name: String) -> String? { values[name]?.last }

  func list(_ name: String) -> [String] {
    (values[name] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
  }
}
