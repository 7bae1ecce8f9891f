import Documents
import Hosts

extension Invocation {
  /// Changes the kubeconfig files and writes what changed.
  fileprivate func changeConfig(_ change: (inout Kubeconfig) throws -> Void) throws {
    let files = configFiles
    let before = try files.load(forChange: true)
    var after = before
    try change(&after)
    try files.save(after, instead: before)
  }

  /// Shows the help of the command as well, as `config` does where arguments do not fit.
  fileprivate func helpAndFail() throws -> Failure {
    try print(Help.text(command, path: path))
    return .message("Unexpected args: \(GoText.list(arguments))")
  }

  /// The one name that a command takes.
  fileprivate func soleName() throws -> String {
    guard arguments.count == 1 else { throw try helpAndFail() }
    return arguments[0]
  }
}

/// `config use-context`.
enum ConfigUseContextCommand {
  static func run(_ invocation: Invocation) throws {
    let name = try invocation.soleName()
    try invocation.changeConfig { config in
      guard config.entry(.contexts, name) != nil else {
        throw Failure.message("no context exists with the name: \(GoText.quoted(name))")
      }
      config.currentContext = name
    }
    try invocation.print("Switched to context \(GoText.quoted(name)).\n")
  }
}

/// `config set-context`.
enum ConfigSetContextCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard invocation.arguments.count <= 1 else { throw try invocation.helpAndFail() }
    if !invocation.arguments.isEmpty, flags.bool("current") {
      throw Failure.message("you cannot specify both a context name and --current")
    }
    var name = invocation.arguments.first ?? ""
    var existed = false
    try invocation.changeConfig { config in
      if flags.bool("current") {
        name = config.currentContext
        guard !name.isEmpty else { throw Failure.message("no current context is set") }
      }
      guard !name.isEmpty else { throw Failure.message("you must specify a non-empty context name or --current") }
      existed = config.entry(.contexts, name) != nil
      var fields: Value.Fields = [:]
      for field in ["cluster", "user", "namespace"] where flags.isSet(field) {
        fields[field] = .string(flags.string(field))
      }
      config.setFields(.contexts, name, fields)
    }
    try invocation.print("Context \(GoText.quoted(name)) \(existed ? "modified" : "created").\n")
  }
}

/// `config set-cluster`.
enum ConfigSetClusterCommand {
  static func run(_ invocation: Invocation) throws {
    let name = try invocation.soleName()
    let flags = invocation.flags
    if flags.bool("insecure-skip-tls-verify"), !flags.string("certificate-authority").isEmpty {
      throw Failure.message("you cannot specify a certificate authority and insecure mode at the same time")
    }
    try invocation.changeConfig { config in
      var fields: Value.Fields = [:]
      for field in ["server", "tls-server-name", "proxy-url"] where flags.isSet(field) {
        fields[field] = .string(flags.string(field))
      }
      if flags.isSet("insecure-skip-tls-verify") {
        fields["insecure-skip-tls-verify"] = flags.bool("insecure-skip-tls-verify") ? true : .null
        if flags.bool("insecure-skip-tls-verify") {
          fields["certificate-authority"] = .null
          fields["certificate-authority-data"] = .null
        }
      }
      if flags.isSet("certificate-authority") {
        try CertificateFields.set("certificate-authority", invocation, &fields)
        fields["insecure-skip-tls-verify"] = .null
      }
      config.setFields(.clusters, name, fields)
    }
    try invocation.print("Cluster \(GoText.quoted(name)) set.\n")
  }
}

/// `config set-credentials`.
enum ConfigSetCredentialsCommand {
  static func run(_ invocation: Invocation) throws {
    let name = try invocation.soleName()
    let flags = invocation.flags
    var methods: [String] = []
    if !flags.string("token").isEmpty { methods.append("--token") }
    if !flags.string("username").isEmpty || !flags.string("password").isEmpty {
      methods.append("--username/--password")
    }
    guard methods.count <= 1 else {
      throw Failure.message(
        "you cannot specify more than one authentication method at the same time: \(methods.joined(separator: ", "))")
    }
    let plugin = try ExecPlugin(flags)
    try invocation.changeConfig { config in
      var fields: Value.Fields = [:]
      for field in ["client-certificate", "client-key"] where flags.isSet(field) {
        try CertificateFields.set(field, invocation, &fields)
      }
      for field in ["token", "username", "password"] where flags.isSet(field) {
        fields[field] = .string(flags.string(field))
      }
      if !flags.string("token").isEmpty {
        fields["username"] = .null
        fields["password"] = .null
      } else if !methods.isEmpty {
        fields["token"] = .null
      }
      let before = config.entry(.users, name)?.fields ?? [:]
      try plugin.write(to: &fields, before: before)
      try AuthProvider.write(to: &fields, before: before, flags)
      config.setFields(.users, name, fields)
    }
    try invocation.print("User \(GoText.quoted(name)) set.\n")
  }
}

/// Certificates of a kubeconfig: as the path of a file, or with its content.
private enum CertificateFields {
  static func set(_ field: String, _ invocation: Invocation, _ fields: inout Value.Fields) throws {
    let path = invocation.flags.string(field)
    guard invocation.flags.bool("embed-certs"), !path.isEmpty else {
      fields[field] = .string(invocation.process.absolute(path))
      fields["\(field)-data"] = .null
      return
    }
    let bytes = try FileInput.bytes(path, by: invocation.process) { problem in
      "could not stat \(field) file \(path): stat \(path): \(problem)"
    }
    fields["\(field)-data"] = .string(FileInput.base64(bytes))
    fields[field] = .null
  }
}

/// `config delete-cluster`, `delete-context` and `delete-user`.
private enum ConfigDeletion {
  static func run(_ invocation: Invocation, _ section: ConfigSection, _ noun: String) throws {
    guard invocation.arguments.count == 1 else {
      if section == .users { throw invocation.usage("user to delete is required") }
      try invocation.print(Help.text(invocation.command, path: invocation.path))
      return
    }
    let name = invocation.arguments[0]
    let path = invocation.configFiles.defaultPath
    var wasCurrent = false
    try invocation.changeConfig { config in
      guard config.entry(section, name) != nil else {
        throw Failure.message("cannot delete \(noun) \(name), not in \(path)")
      }
      wasCurrent = section == .contexts && config.currentContext == name
      if wasCurrent {
        try invocation.printError(
          "warning: this removed your active context, use \"kubectl config use-context\" to select a different one\n")
      }
      config[section].removeAll { $0.name == name }
    }
    try invocation.print("deleted \(noun) \(name) from \(path)\n")
  }
}

enum ConfigDeleteClusterCommand {
  static func run(_ invocation: Invocation) throws { try ConfigDeletion.run(invocation, .clusters, "cluster") }
}

enum ConfigDeleteContextCommand {
  static func run(_ invocation: Invocation) throws { try ConfigDeletion.run(invocation, .contexts, "context") }
}

enum ConfigDeleteUserCommand {
  static func run(_ invocation: Invocation) throws { try ConfigDeletion.run(invocation, .users, "user") }
}

/// `config rename-context`.
enum ConfigRenameContextCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.count == 2 else { throw try invocation.helpAndFail() }
    let (old, new) = (invocation.arguments[0], invocation.arguments[1])
    let path = invocation.configFiles.defaultPath
    try invocation.changeConfig { config in
      guard var entry = config.entry(.contexts, old) else {
        throw Failure.message("cannot rename the context \(GoText.quoted(old)), it's not in \(path)")
      }
      guard config.entry(.contexts, new) == nil else {
        throw Failure.message(
          "cannot rename the context \(GoText.quoted(old)), the context \(GoText.quoted(new)) already exists in \(path)")
      }
      config.contexts.removeAll { $0.name == old }
      entry.name = new
      config.contexts.append(entry)
      if config.currentContext == old { config.currentContext = new }
    }
    try invocation.print("Context \(GoText.quoted(old)) renamed to \(GoText.quoted(new)).\n")
  }
}

extension Kubeconfig {
  /// Sets fields of an entry, which is made where it is not there; null removes a field.
  mutating func setFields(_ section: ConfigSection, _ name: String, _ fields: Value.Fields) {
    if entry(section, name) == nil { self[section].append(ConfigEntry(name: name, fields: [:], origin: "")) }
    guard let index = self[section].firstIndex(where: { $0.name == name }) else { return }
    for (field, value) in fields { self[section][index].fields[field] = value.isNull ? nil : value }
  }
}
