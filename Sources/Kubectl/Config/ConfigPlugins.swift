import Documents

/// What `config set-credentials` says of a program that fetches credentials.
struct ExecPlugin {
  private let flags: ParsedFlags
  private var variables: [(name: String, value: String)] = []
  private var removals: [String] = []

  init(_ flags: ParsedFlags) throws {
    self.flags = flags
    for text in flags.list("exec-env") {
      if let mark = text.firstIndex(of: "="), mark != text.startIndex {
        variables.append((String(text[..<mark]), String(text[text.index(after: mark)...])))
      } else if text.hasSuffix("-"), text.count > 1 {
        removals.append(String(text.dropLast()))
      } else {
        throw Failure.message("invalid exec-env format: \(text)")
      }
    }
  }

  func write(to fields: inout Value.Fields, before: Value.Fields) throws {
    let command = flags.string("exec-command")
    guard !command.isEmpty || before["exec"] != nil else { return }
    var exec = before["exec"]?.fields ?? [:]
    if !command.isEmpty { exec["command"] = .string(command) }
    if exec["command"] == nil { return }
    if flags.isSet("exec-arg") { exec["args"] = .array(flags.list("exec-arg").map { .string($0) }) }
    var environment = (exec["env"]?.elements ?? []).filter { !removals.contains($0["name"]?.string ?? "") }
    for (name, value) in variables {
      environment.removeAll { $0["name"]?.string == name }
      environment.append(["name": .string(name), "value": .string(value)])
    }
    if flags.isSet("exec-api-version") { exec["apiVersion"] = .string(flags.string("exec-api-version")) }
    if flags.isSet("exec-provide-cluster-info") {
      exec["provideClusterInfo"] = .bool(flags.bool("exec-provide-cluster-info"))
    }
    if flags.isSet("exec-interactive-mode") {
      exec["interactiveMode"] = .string(flags.string("exec-interactive-mode"))
    }
    var ordered: Value.Fields = [
      "command": exec["command"] ?? "", "args": exec["args"] ?? .null,
      "env": environment.isEmpty ? .null : .array(environment),
    ]
    for key in ["apiVersion", "interactiveMode"] { ordered[key] = exec[key] }
    ordered["provideClusterInfo"] = exec["provideClusterInfo"] ?? false
    fields["exec"] = .object(ordered)
  }
}

/// What `config set-credentials` says of a provider that is built into kubectl.
enum AuthProvider {
  static func write(to fields: inout Value.Fields, before: Value.Fields, _ flags: ParsedFlags) throws {
    let name = flags.string("auth-provider")
    let arguments = flags.list("auth-provider-arg")
    guard !name.isEmpty || before["auth-provider"] != nil && !arguments.isEmpty else { return }
    var provider = before["auth-provider"] ?? .emptyObject
    var settings = provider["config"]?.fields ?? [:]
    for text in arguments {
      if let mark = text.firstIndex(of: "="), mark != text.startIndex {
        settings[String(text[..<mark])] = .string(String(text[text.index(after: mark)...]))
      } else if text.hasSuffix("-"), text.count > 1 {
        settings[String(text.dropLast())] = nil
      } else {
        throw Failure.message("invalid auth-provider-arg format: \(text)")
      }
    }
    if !name.isEmpty { provider["name"] = .string(name) }
    provider["config"] = settings.isEmpty ? .null : .object(settings)
    fields["auth-provider"] = provider
  }
}
