import Documents
import KubeModel

/// `kubectl api-resources`.
enum ApiResourcesCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    guard invocation.arguments.isEmpty else {
      throw invocation.usage("unexpected arguments: \(GoText.list(invocation.arguments))")
    }
    let output = flags.string("output")
    guard ["", "wide", "name", "json", "yaml"].contains(output) else {
      throw Failure.message("--output \(output) is not available")
    }
    let sorting = flags.string("sort-by")
    guard ["", "name", "kind"].contains(sorting) else {
      throw Failure.message("--sort-by accepts only name or kind")
    }
    let kinds = try flags.bool("cached") ? invocation.discovery().all() : invocation.discovery().refreshed()
    let shown = sort(select(kinds, flags), by: sorting)
    if output == "json" || output == "yaml" { throw Failure.message("not simulated: api-resources -o \(output)") }
    if output == "name" {
      return try invocation.print(shown.map { "\($0.qualifiedName)\n" }.joined())
    }
    var lines: [String] = []
    if !flags.bool("no-headers") {
      lines.append("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND\(output == "wide" ? "\tVERBS\tCATEGORIES" : "")")
    }
    for kind in shown {
      var cells = [
        kind.name, kind.shortNames.joined(separator: ","), kind.apiVersion, String(kind.isNamespaced), kind.kind,
      ]
      if output == "wide" {
        cells += [kind.verbs.joined(separator: ","), kind.categories.joined(separator: ",")]
      }
      lines.append(cells.joined(separator: "\t"))
    }
    var writer = TabWriter.table
    try invocation.print(writer.format(lines.map { "\($0)\n" }.joined()))
  }

  private static func select(_ kinds: Kinds, _ flags: ParsedFlags) -> [ResourceKind] {
    var seen: Set<String> = []
    let preferred = kinds.all.filter(\.isPreferred)
    return (preferred + kinds.all).filter { kind in
      guard seen.insert(kind.qualifiedName).inserted, !kind.verbs.isEmpty else { return false }
      if flags.isSet("api-group"), kind.group != flags.string("api-group") { return false }
      if flags.isSet("namespaced"), kind.isNamespaced != flags.bool("namespaced") { return false }
      if !flags.list("verbs").allSatisfy({ kind.verbs.contains($0) }) { return false }
      return flags.list("categories").allSatisfy { kind.categories.contains($0) }
    }
  }

  private static func sort(_ kinds: [ResourceKind], by field: String) -> [ResourceKind] {
    func key(_ kind: ResourceKind) -> [String] {
      switch field {
      case "name": [kind.name, kind.group]
      case "kind": [kind.kind, kind.group]
      default: [kind.group, kind.name]
      }
    }
    return kinds.sorted { key($0).lexicographicallyPrecedes(key($1)) }
  }
}

/// `kubectl api-versions`.
enum ApiVersionsCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.isEmpty else {
      throw invocation.usage("unexpected arguments: \(GoText.list(invocation.arguments))")
    }
    let kinds = try invocation.discovery().refreshed()
    let versions = kinds.groups.flatMap { group in
      group.versions.map { GroupVersion(group: group.name, version: $0).text }
    }
    try invocation.print(Set(versions).sorted().map { "\($0)\n" }.joined())
  }
}

/// `plugin list`.
enum PluginListCommand {
  static func run(_ invocation: Invocation) throws {
    let process = invocation.process
    var found: [String] = []
    for folder in (process.environment["PATH"] ?? "").split(separator: ":") {
      for name in ((try? process.files.list(String(folder), by: process.accessor)) ?? []).sorted()
      where name.hasPrefix("kubectl-") {
        found.append(invocation.flags.bool("name-only") ? name : "\(folder)/\(name)")
      }
    }
    guard !found.isEmpty else { throw Failure.message("unable to find any kubectl plugins in your PATH") }
    try invocation.print(
      "The following compatible plugins are available:\n\n\(found.map { "\($0)\n" }.joined())")
  }
}

/// `kubectl kustomize`.
enum KustomizeCommand {
  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.count <= 1 else {
      throw Failure.message("specify one path to kustomization.yaml")
    }
    let text = try Kustomization.build(invocation.arguments.first ?? ".", by: invocation.process)
    let output = invocation.flags.string("output")
    if output.isEmpty { return try invocation.print(text) }
    try FileOutput.write(text, invocation.process.absolute(output), invocation)
  }
}
