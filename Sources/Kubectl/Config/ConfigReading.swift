import Documents

/// `config current-context`.
enum ConfigCurrentContextCommand {
  static func run(_ invocation: Invocation) throws {
    let config = try invocation.configFiles.load(forChange: true)
    guard !config.currentContext.isEmpty else { throw Failure.message("current-context is not set") }
    try invocation.print("\(config.currentContext)\n")
  }
}

/// `config get-clusters`.
enum ConfigGetClustersCommand {
  static func run(_ invocation: Invocation) throws {
    let config = try invocation.configFiles.load(forChange: true)
    try invocation.print("NAME\n\(config.clusters.map { "\($0.name)\n" }.joined())")
  }
}

/// `config get-users`.
enum ConfigGetUsersCommand {
  static func run(_ invocation: Invocation) throws {
    let config = try invocation.configFiles.load(forChange: true)
    try invocation.print("NAME\n\(config.users.map { "\($0.name)\n" }.sorted().joined())")
  }
}

/// `config get-contexts`.
enum ConfigGetContextsCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let output = flags.string("output")
    guard output.isEmpty || output == "name" else {
      throw Failure.message(
        "--output \(output) is not available in kubectl config get-contexts; resetting to default output format")
    }
    let config = try invocation.configFiles.load(forChange: true)
    let all = config.contexts.map(\.name).sorted()
    let names = invocation.arguments.isEmpty ? all : invocation.arguments.filter { all.contains($0) }
    let failures = invocation.arguments.filter { !all.contains($0) }.map { Failure.message("context \($0) not found") }
    if output == "name" {
      try invocation.print(names.map { "\($0)\n" }.joined())
    } else {
      var lines = flags.bool("no-headers") ? [] : ["CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE"]
      for name in names {
        guard let entry = config.entry(.contexts, name) else { continue }
        let mark = name == config.currentContext ? "*" : ""
        lines.append([mark, name, entry.text("cluster"), entry.text("user"), entry.text("namespace")].joined(separator: "\t"))
      }
      var writer = TabWriter.table
      try invocation.print(writer.format(lines.map { "\($0)\n" }.joined()))
    }
    if let failure = Failure.joined(failures) { throw failure }
  }
}

/// `config view`.
enum ConfigViewCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.isEmpty else {
      throw invocation.usage("unexpected arguments: \(GoText.list(invocation.arguments))")
    }
    let flags = invocation.flags
    let format = try OutputFormat(
      invocation, allowed: OutputFormat.plain, fallback: flags.string("template").isEmpty ? "yaml" : "")
    var config = try invocation.configFiles.load(forChange: true)
    if flags.bool("minify") { try minify(&config, flags) }
    if flags.bool("flatten") { try flatten(&config, invocation) }
    if !flags.bool("raw"), !flags.bool("flatten") { redact(&config) }
    if case .name = format { return try invocation.print("config/<unknown>\n") }
    var printer = ObjectPrinter(format, invocation)
    printer.keepsOrder = true
    try printer.print(config.value, by: invocation.process)
  }

  /// Keeps what the context in use needs.
  private static func minify(_ config: inout Kubeconfig, _ flags: ParsedFlags) throws {
    let name = flags.isSet("context") ? flags.string("context") : config.currentContext
    guard !name.isEmpty else { throw Failure.message("current-context must exist in order to minify") }
    guard let context = config.entry(.contexts, name) else { throw Failure.message("cannot locate context \(name)") }
    config.currentContext = name
    config.contexts = [context]
    for (section, field) in [(ConfigSection.users, "user"), (.clusters, "cluster")] {
      let wanted = context.text(field)
      if wanted.isEmpty {
        config[section] = []
      } else {
        guard let entry = config.entry(section, wanted) else {
          throw Failure.message("cannot locate \(field) \(wanted)")
        }
        config[section] = [entry]
      }
    }
  }

  /// Puts the files that are named into the configuration.
  private static func flatten(_ config: inout Kubeconfig, _ invocation: Invocation) throws {
    for (section, field) in [
      (ConfigSection.clusters, "certificate-authority"), (.users, "client-certificate"), (.users, "client-key"),
    ] {
      for index in config[section].indices {
        let path = config[section][index].text(field)
        guard !path.isEmpty else { continue }
        let bytes = try FileInput.bytes(path, by: invocation.process) { "open \(path): \($0)" }
        config[section][index].fields[field] = nil
        config[section][index].fields["\(field)-data"] = .string(FileInput.base64(bytes))
      }
    }
  }

  private static func redact(_ config: inout Kubeconfig) {
    for section in ConfigSection.allCases {
      for index in config[section].indices {
        for field in section.dataFields where config[section][index].fields[field] != nil {
          config[section][index].fields[field] = "DATA+OMITTED"
        }
        for field in ["token", "password"] where section == .users && config[section][index].fields[field] != nil {
          config[section][index].fields[field] = "REDACTED"
        }
      }
    }
  }
}
