import ShellLanguage
import World

extension Builtins {
  static func complete(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, names) = try shell.options(arguments, "abcdefgjksuvprDEI", valued: "oAGWFCXPS") else { return 2 }
    if options["r"] != nil {
      if names.isEmpty { shell.session.completions = [:] }
      for name in names { shell.session.completions.removeValue(forKey: name) }
      return 0
    }
    if options["p"] != nil || names.isEmpty && options["D"] == nil && options["E"] == nil && options["I"] == nil {
      var status: Int32 = 0
      for name in names where shell.session.completions[name] == nil {
        try shell.complainBuiltin("\(name): no completion specification")
        status = 1
      }
      for (name, words) in shell.session.completions where names.isEmpty || names.contains(name) {
        try shell.print("complete \(words.joined(separator: " ")) \(name)\n")
      }
      return status
    }
    let specification = Array(arguments.dropFirst().dropLast(names.count))
    for name in names { shell.session.completions[name] = specification.map { Quoting.whereNeeded($0) } }
    return 0
  }

  static func compgen(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "abcdefgjksuv", valued: "oAGWFCXPS") else { return 2 }
    let prefix = rest.first ?? ""
    var found: [String] = []
    let action = options["A"] ?? ""
    if let words = options["W"] {
      let separators = shell.session.text(of: "IFS") ?? " \t\n"
      found += words.split { separators.contains($0) }.map { String($0) }
    }
    if options["a"] != nil || action == "alias" { found += shell.session.aliases.keys.sorted() }
    if options["b"] != nil || action == "builtin" { found += names }
    if options["k"] != nil || action == "keyword" { found += reservedWords }
    if options["v"] != nil || action == "variable" { found += shell.session.visible.map(\.name) }
    if options["e"] != nil || action == "export" {
      found += shell.session.visible.filter(\.variable.isExported).map(\.name)
    }
    if action == "function" { found += shell.session.functions.keys.sorted() }
    if options["u"] != nil || action == "user" {
      found += shell.stage.world.hosts[shell.process.hostName]?.accounts.map(\.name) ?? []
    }
    if options["c"] != nil || action == "command" { found += Completion.commandNames(for: shell) }
    if options["f"] != nil || options["d"] != nil || action == "file" || action == "directory" {
      let onlyDirectories = options["d"] != nil || action == "directory"
      found += Completion.paths(prefix, for: shell, onlyDirectories: onlyDirectories)
    }
    let matching = found.filter { $0.hasPrefix(prefix) }
    for word in matching { try shell.print("\(options["P"] ?? "")\(word)\(options["S"] ?? "")\n") }
    return matching.isEmpty ? 1 : 0
  }
}
