import Simulation
public import World

extension ShellRunner {
  /// What the word before the cursor can become, for the innermost shell.
  ///
  /// Works on a copy of the world; commands, files, variables, users and hosts are the shell's own knowledge, and
  /// arguments of commands with a `Completer` are that one's.
  public func complete(_ line: String, cursor: Int, on stack: ShellStack, in world: World) -> CompletionAnswer {
    guard let session = stack.current else { return CompletionAnswer() }
    let stage = stage(world, inputs: [], horizon: world.now + .seconds(5))
    let shell = interpreter(for: session, stage: stage, input: [])
    let command = CommandLine(line, cursor: cursor)
    var words = CompletionWords(shell: shell, line: command, completers: completers)
    return words.answer()
  }
}

/// One completion on its way.
struct CompletionWords {
  let shell: Interpreter
  let line: CommandLine
  let completers: [String: any Completer]

  init(shell: Interpreter, line: CommandLine, completers: [String: any Completer]) {
    self.shell = shell
    self.line = line
    self.completers = completers
  }

  mutating func answer() -> CompletionAnswer {
    let word = line.current
    if line.quote != "'", let dollar = variableStart(word) { return variables(word, from: dollar) }
    if word.hasPrefix("~"), !word.contains("/") { return plain(users(word)) }
    if line.isRedirection { return plain(paths(word)) }
    if line.isCommand {
      if word.contains("/") { return plain(paths(word).filter { isRunnable($0.text) }) }
      return plain(Completion.commandNames(for: shell).filter { $0.hasPrefix(word) }.map { .init($0) })
    }
    return arguments(word)
  }

  private func plain(_ candidates: [CompletionCandidate]) -> CompletionAnswer {
    var seen: Set<String> = []
    let unique = candidates.sorted().filter { seen.insert($0.text).inserted }
    return CompletionAnswer(start: line.start, candidates: unique.map(quoted))
  }

  /// With what the quote that is open, or a backslash, has to add.
  private func quoted(_ candidate: CompletionCandidate) -> CompletionCandidate {
    var result = candidate
    if let quote = line.quote {
      result.text = "\(quote)\(candidate.text)"
      if candidate.ending == " " { result.ending = "\(quote) " }
      return result
    }
    var text = ""
    for (index, letter) in candidate.text.enumerated() {
      if " \t\n\"'\\<>;|&()$`*?[{}!#".contains(letter), !(letter == "#" && index > 0), !(letter == "~") { text.append("\\") }
      text.append(letter)
    }
    result.text = text
    return result
  }

  // MARK: - Arguments

  private mutating func arguments(_ word: String) -> CompletionAnswer {
    var words = line.words
    // An alias completes like what it stands for.
    for _ in 0..<4 {
      guard let alias = shell.session.aliases[words[0]], !shell.session.completions.keys.contains(words[0]) else { break }
      let meaning = HistoryExpansion.words(of: alias)
      guard let first = meaning.first, first != words[0] else {
        words.replaceSubrange(0..<1, with: meaning)
        break
      }
      words.replaceSubrange(0..<1, with: meaning)
    }
    let name = words[0].split(separator: "/").last.map { String($0) } ?? words[0]
    if let found = programmed(name, words) { return plain(found.filter { $0.text.hasPrefix(word) }) }
    if let completer = completers[name],
      let found = completer.candidates(words: words, index: words.count - 1, process: shell.process)
    {
      return plain(found.filter { $0.text.hasPrefix(word) })
    }
    switch name {
    case "cd", "pushd", "rmdir":
      return plain(paths(word, onlyDirectories: true))
    case "ssh", "scp", "ping", "sftp":
      let found = hosts(word)
      return plain(name == "scp" ? found + paths(word) : found)
    case "export", "unset", "declare", "readonly", "local":
      let names = shell.session.visible.map(\.name).filter { $0.hasPrefix(word) }
      return plain(names.map { .init($0) })
    case "alias", "unalias":
      return plain(shell.session.aliases.keys.sorted().filter { $0.hasPrefix(word) }.map { .init($0) })
    case "type", "which", "man", "command", "hash":
      return plain(Completion.commandNames(for: shell).filter { $0.hasPrefix(word) }.map { .init($0) })
    case "help": return plain(Builtins.names.filter { $0.hasPrefix(word) }.map { .init($0) })
    case "su", "id", "chown": return plain(accounts(word) + (name == "chown" ? paths(word) : []))
    case _ where word.hasPrefix("%"):
      return plain(shell.session.jobs.map { .init("%\($0.number)") }.filter { $0.text.hasPrefix(word) })
    default: break
    }
    // After `=` a path may stand: --data-dir=/var/lib.
    if let equals = word.firstIndex(of: "="), word.hasPrefix("-") || !word.hasPrefix("/") {
      let rest = String(word[word.index(after: equals)...])
      let head = String(word[...equals])
      return plain(
        paths(rest).map { .init("\(head)\($0.text)", shown: $0.shown, ending: $0.ending) })
    }
    return plain(paths(word))
  }

  /// What `complete` was told for the command: a list of words, or a function; nil where nothing.
  private func programmed(_ name: String, _ words: [String]) -> [CompletionCandidate]? {
    guard let specification = shell.session.completions[name] else { return nil }
    if let place = specification.firstIndex(of: "-W"), place + 1 < specification.count {
      let list = specification[place + 1].filter { $0 != "'" }
      return list.split(separator: " ").map { .init(String($0)) }
    }
    guard let place = specification.firstIndex(of: "-F"), place + 1 < specification.count else { return nil }
    let function = specification[place + 1]
    // The function of `kubectl completion bash` stands for what the program knows.
    for prefix in ["__start_", "_"] where function.hasPrefix(prefix) {
      if let completer = completers[String(function.dropFirst(prefix.count))] {
        var real = words
        real[0] = String(function.dropFirst(prefix.count))
        return completer.candidates(words: real, index: words.count - 1, process: shell.process)
      }
    }
    guard let body = shell.session.functions[function] else { return nil }
    shell.session.setArray("COMP_WORDS", to: words)
    shell.session.set("COMP_CWORD", to: String(words.count - 1))
    shell.session.set("COMP_LINE", to: words.joined(separator: " "))
    let previous = words.count > 1 ? words[words.count - 2] : ""
    _ = try? shell.call(function, body, [function, name, words.last ?? "", previous], [:])
    return shell.session.variable("COMPREPLY")?.elements.map { .init($0) }
  }

  // MARK: - The shell's own knowledge

  private func paths(_ word: String, onlyDirectories: Bool = false) -> [CompletionCandidate] {
    Completion.paths(word, for: shell, onlyDirectories: onlyDirectories).map { path in
      let name = path.split(separator: "/").last.map { String($0) } ?? path
      var plainPath = path
      if path.hasPrefix("~/") { plainPath = shell.session.home + path.dropFirst() }
      return shell.isDirectory(plainPath)
        ? .init("\(path)/", shown: "\(name)/", ending: "") : .init(path, shown: name)
    }
  }

  private func isRunnable(_ path: String) -> Bool {
    path.hasSuffix("/") || shell.process.files.permits(1, path, by: shell.process.accessor)
  }

  private func users(_ word: String) -> [CompletionCandidate] {
    accounts(String(word.dropFirst())).map { .init("~\($0.text)/", ending: "") }
  }

  private func accounts(_ word: String) -> [CompletionCandidate] {
    let all = shell.stage.world.hosts[shell.process.hostName]?.accounts ?? []
    return all.map(\.name).filter { $0.hasPrefix(word) }.map { .init($0) }
  }

  private func hosts(_ word: String) -> [CompletionCandidate] {
    let at = word.lastIndex(of: "@")
    let user = at.map { String(word[...$0]) } ?? ""
    let rest = at.map { String(word[word.index(after: $0)...]) } ?? word
    var names = Array(shell.stage.world.hosts.keys)
    let text = (try? shell.process.readText("/etc/hosts")) ?? ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      names += line.split { $0 == " " || $0 == "\t" }.dropFirst().map { String($0) }
    }
    return names.filter { $0.hasPrefix(rest) }.map { .init("\(user)\($0)") }
  }

  // MARK: - Variables

  /// Where `$name` or `${name` at the end of the word begins.
  private func variableStart(_ word: String) -> String.Index? {
    guard let dollar = word.lastIndex(of: "$") else { return nil }
    var rest = word[word.index(after: dollar)...]
    if rest.hasPrefix("{") { rest = rest.dropFirst() }
    return rest.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? dollar : nil
  }

  private func variables(_ word: String, from dollar: String.Index) -> CompletionAnswer {
    let head = String(word[..<dollar])
    let isBraced = word[dollar...].hasPrefix("${")
    let start = String(word[dollar...].dropFirst(isBraced ? 2 : 1))
    let names = shell.session.visible.map(\.name).filter { $0.hasPrefix(start) }
    let quote = line.quote.map { String($0) } ?? ""
    let candidates = names.map { name in
      CompletionCandidate(
        "\(quote)\(head)\(isBraced ? "${\(name)}" : "$\(name)")", shown: "$\(name)", ending: quote.isEmpty ? " " : "")
    }
    return CompletionAnswer(start: line.start, candidates: candidates.sorted())
  }
}
