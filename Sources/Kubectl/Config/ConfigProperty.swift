import Documents
import Hosts

/// A place in a kubeconfig, written with dots: `contexts.snake.namespace`.
struct ConfigProperty {
  var section: ConfigSection?
  /// `current-context` or `preferences` where there is no section.
  var topLevel = ""
  var entry = ""
  /// Empty for the whole entry.
  var field = ""

  init(_ text: String) throws {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let section = ConfigSection(rawValue: parts[0]) else {
      guard parts[0] == "current-context" || parts[0] == "preferences" else {
        throw Failure.message("unable to parse \(text) after [] at api.Config")
      }
      topLevel = parts[0]
      field = parts.count > 1 ? parts[1] : ""
      return
    }
    self.section = section
    let rest = parts.count > 1 ? parts[1] : ""
    // Names may hold dots, so the field is looked for from the end.
    for candidate in section.fields where rest.hasSuffix(".\(candidate)") {
      entry = String(rest.dropLast(candidate.count + 1))
      field = candidate
      return
    }
    entry = rest
  }
}

/// `config set`.
enum ConfigSetCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.count == 2 else {
      try invocation.print(Help.text(invocation.command, path: invocation.path))
      throw Failure.message("Unexpected args: \(GoText.list(invocation.arguments))")
    }
    let (name, value) = (invocation.arguments[0], invocation.arguments[1])
    let property = try ConfigProperty(name)
    let files = invocation.configFiles
    let before = try files.load(forChange: true)
    var after = before
    if let section = property.section {
      guard !property.field.isEmpty else {
        throw Failure.message("can't set \(name): it is no single value")
      }
      after.setFields(section, property.entry, [property.field: try fieldValue(section, property.field, value, invocation)])
    } else if property.topLevel == "current-context" {
      after.currentContext = value
    } else {
      var preferences = after.preferences ?? .emptyObject
      preferences[property.field] = .bool(GoBool.parse(value) ?? false)
      after.preferences = preferences
    }
    try files.save(after, instead: before)
    try invocation.print("Property \(GoText.quoted(name)) set.\n")
  }

  private static func fieldValue(
    _ section: ConfigSection, _ field: String, _ text: String, _ invocation: Invocation
  ) throws -> Value {
    if field == "insecure-skip-tls-verify" || field == "disable-compression" {
      guard let flag = GoBool.parse(text) else {
        throw Failure.message("strconv.ParseBool: parsing \(GoText.quoted(text)): invalid syntax")
      }
      return .bool(flag)
    }
    if field == "as-groups" { return .array(text.split(separator: ",").map { .string(String($0)) }) }
    guard section.dataFields.contains(field) else { return .string(text) }
    if invocation.flags.bool("set-raw-bytes") { return .string(FileInput.base64(Array(text.utf8))) }
    if let problem = GoBase64.problem(text) { throw Failure.message("error decoding input value: \(problem)") }
    return .string(text)
  }
}

/// `config unset`.
enum ConfigUnsetCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.count == 1 else {
      try invocation.print(Help.text(invocation.command, path: invocation.path))
      throw Failure.message("Unexpected args: \(GoText.list(invocation.arguments))")
    }
    let name = invocation.arguments[0]
    let property = try ConfigProperty(name)
    let files = invocation.configFiles
    let before = try files.load(forChange: true)
    var after = before
    if let section = property.section {
      if property.entry.isEmpty {
        after[section] = []
      } else if property.field.isEmpty {
        after[section].removeAll { $0.name == property.entry }
      } else {
        guard after.entry(section, property.entry) != nil else {
          throw Failure.message("current map key `\(property.entry)` is invalid")
        }
        after.setFields(section, property.entry, [property.field: .null])
      }
    } else if property.topLevel == "current-context" {
      after.currentContext = ""
    } else {
      after.preferences = nil
    }
    try files.save(after, instead: before)
    try invocation.print("Property \(GoText.quoted(name)) unset.\n")
  }
}
