import Hosts
import Simulation

// The commands that scripts in containers are made of.
extension ScriptRun {
  /// The small programs that are simulated here.
  static let tools: Set<String> = [
    "true", "false", "chmod", "chown", "sync", "echo", "printf", "sleep", "date", "cat", "tee", "ls", "touch", "mkdir",
    "rm",
    "test", "[", "hostname", "env", "printenv", "whoami", "id", "seq", "pwd", "grep", "head", "tail", "nc", "ncat",
    "netcat",
    "top", "yes", "watch", "stress", "stress-ng", "pg_isready", "redis-cli", "mysqladmin", "mysql", "psql", "pgrep",
    "pidof",
    "curl", "wget", "nslookup", "dig", "ping", "cp", "mv", "ln", "sort", "uniq", "cut", "tr", "sed", "awk", "find",
    "wc",
    "rev", "tac", "nl", "basename", "dirname", "kill", "dd", "base64", "md5sum", "sha256sum", "df", "du", "ps", "stat", "uname", "kubectl", "etcdctl", "etcdutl",
  ]

  mutating func command(_ arguments: [String]) throws(Stop) {
    guard let first = arguments.first else { return }
    let program = first.split(separator: "/").last.map(String.init) ?? first
    let rest = Array(arguments.dropFirst())
    if let function = functions[first] { return try call(function, rest) }
    if try steer(program, rest) { return }
    status = 0
    switch program {
    case ":", "true", "export", "unset", "umask", "readonly", "local", "chmod", "chown", "sync", "ulimit":
      builtin(program, rest)
    case "false": status = 1
    case "exit": throw .exit(rest.first.flatMap { Int($0) }.map { $0 & 255 } ?? status)
    case "exec": if !rest.isEmpty { try replace(rest) }
    case "trap": handlesTerm = handlesTerm || rest.contains { ["TERM", "SIGTERM", "15", "EXIT"].contains($0) }
    case "echo": echo(rest)
    case "printf": printf(rest)
    case "sleep": try sleep(rest)
    case "wait": if !workload.ports.isEmpty { throw .forever }
    case "date": date(rest)
    case "cd": directory = rest.first ?? "/"
    default: try file(program, rest, arguments)
    }
  }

  private mutating func builtin(_ program: String, _ rest: [String]) {
    if program == "export" || program == "local" || program == "readonly" {
      for word in rest {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 { situation.environment[parts[0]] = parts[1] }
      }
    }
  }

  /// Commands that look at files and the environment.
  private mutating func file(_ program: String, _ rest: [String], _ arguments: [String]) throws(Stop) {
    switch program {
    case "cat": cat(rest)
    case "tee": tee(rest)
    case "ls": list(rest)
    case "touch": for name in rest where !name.hasPrefix("-") { write("", to: name, append: true) }
    case "mkdir": for name in rest where !name.hasPrefix("-") { makeDirectory(name) }
    case "rm": for name in rest where !name.hasPrefix("-") { remove(name, isForced: rest.first?.contains("f") == true) }
    case "test", "[": status = test(program == "[" ? Array(rest.dropLast()) : rest) ? 0 : 1
    case "hostname": print("\(situation.hostName)\n")
    case "env", "printenv": environment(rest)
    case "whoami", "id": identity(program)
    case "seq": sequence(rest)
    case "pwd": print("\(directory)\n")
    case "grep": if isPlainSearch(rest) { grep(rest) } else { try ask(arguments) }
    case "head", "tail": try tail(program, rest)
    case "nc", "ncat", "netcat": if Self.listens(rest) { try listen(rest) } else { try ask(arguments) }
    case "top", "yes", "watch": throw .forever
    case "stress", "stress-ng": try busy(rest)
    case "pg_isready": print("/var/run/postgresql:5432 - accepting connections\n")
    case "redis-cli": print(rest.contains("ping") ? "PONG\n" : "\n")
    case "mysqladmin", "mysql", "psql", "pgrep", "pidof": break
    case _ where Self.filters.contains(program): try filter(program, rest)
    default: try other(program, arguments)
    }
  }

  /// Programs of the image that are no small tools: servers, shells; and what is not there at all.
  private mutating func other(_ program: String, _ arguments: [String]) throws(Stop) {
    guard situation.find(arguments[0]) != nil else {
      status = 127
      let isDebian = situation.base == "debian"
      report(isDebian ? "sh: 1: \(arguments[0]): not found" : "sh: \(arguments[0]): not found")
      return
    }
    if Self.servers.contains(program) { return try replace(arguments, returns: true) }
    try ask(arguments)
  }

  /// Has the world run a program: what it did is known, or it is what the container waits for.
  mutating func ask(_ arguments: [String]) throws(Stop) {
    guard situation.mayAsk else { return report("not simulated: \(arguments[0]) in a probe of a container") }
    guard asked < situation.answers.count else {
      workload.question = ProgramQuestion(
        after: clock, arguments: arguments, environment: situation.environment, directory: directory,
        input: pipedInput ?? "")
      throw .forever
    }
    let answer = situation.answers[asked]
    asked += 1
    clock = clock + answer.lasting
    print(answer.output)
    if !isMute {
      for line in answer.errors.split(separator: "\n") { report(String(line)) }
    }
    guard let status = answer.status else { throw .forever }
    self.status = status
  }

  private static let servers: Set<String> = [
    "sh", "bash", "ash", "dash", "nginx", "httpd", "httpd-foreground", "http-echo", "agnhost", "redis-server",
    "postgres",
    "mysqld", "mariadbd", "docker-entrypoint.sh", "coredns", "kube-proxy", "pause", "hello", "tini", "dumb-init", "python", "python3",
  ]

  /// Hands over to another program: what it does from here on is what the container does.
  private mutating func replace(_ arguments: [String], returns: Bool = false) throws(Stop) {
    let program = arguments[0].split(separator: "/").last.map(String.init) ?? ""
    guard Self.servers.contains(program), situation.find(arguments[0]) != nil else {
      try command(arguments)
      throw .exit(status)
    }
    var inner = situation
    inner.arguments = arguments
    let next = Programs.run(inner)
    let start = clock
    workload.lines += next.lines.map { Workload.Line(after: $0.after + start, stream: $0.stream, text: $0.text) }
    workload.ports += next.ports
    workload.changes += next.changes.map { Workload.Change(after: $0.after + start, path: $0.path, $0.kind) }
    workload.follows = next.follows ?? workload.follows
    workload.readyAfter = start + next.readyAfter
    workload.residentKiB = max(workload.residentKiB, next.residentKiB)
    workload.loop = next.loop ?? workload.loop
    // A shell that waits for its child does not hand SIGTERM on.
    if !returns { workload.stopsAfter = next.stopsAfter }
    guard let ends = next.ends else { throw .forever }
    clock = clock + ends.after
    status = ends.code
    if !returns { throw .exit(ends.code) }
  }

  private mutating func echo(_ words: [String]) {
    var rest = words[...]
    var hasNewline = true
    var decodes = situation.base != "debian"
    while let option = rest.first, ["-n", "-e", "-ne", "-en", "-E"].contains(option) {
      if option.contains("n") { hasNewline = false }
      if option.contains("e") { decodes = true }
      rest.removeFirst()
    }
    var text = rest.joined(separator: " ")
    if decodes { text = Self.decoded(text) }
    print(hasNewline ? "\(text)\n" : text)
  }

  private static func decoded(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var result = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        result += ["n": "\n", "t": "\t", "\\": "\\"][character] ?? "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  private mutating func printf(_ words: [String]) {
    guard let format = words.first else { return }
    var values = words.dropFirst()[...]
    var result = ""
    var isTaking = true
    // The format is used again as long as it takes values.
    repeat {
      let before = values.count
      var rest = Self.decoded(format)[...]
      while let character = rest.popFirst() {
        guard character == "%" else {
          result.append(character)
          continue
        }
        let width = rest.prefix { $0.isNumber || $0 == "-" || $0 == "." }
        rest = rest.dropFirst(width.count)
        guard let kind = rest.popFirst() else { break }
        if kind == "%" { result += "%" } else { result += Self.padded(values.popFirst() ?? (kind == "d" ? "0" : ""), String(width)) }
      }
      isTaking = values.count < before
    } while isTaking && !values.isEmpty
    print(result)
  }

  /// A value in the width that `%-5s` or `%03d` asks for.
  static func padded(_ value: String, _ width: String) -> String {
    let columns = min(Int(width.drop { $0 == "-" || $0 == "0" }.prefix { $0.isNumber }) ?? 0, 4_096)
    let filler = String(repeating: width.hasPrefix("0") ? "0" : " ", count: max(0, columns - value.count))
    return width.hasPrefix("-") ? "\(value)\(filler)" : "\(filler)\(value)"
  }

  private mutating func sleep(_ words: [String]) throws(Stop) {
    var seconds = 0.0
    for word in words {
      if word == "infinity" || word == "inf" { throw .forever }
      let scales: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
      let scale = word.last.flatMap { scales[$0] }
      guard let number = Double(scale == nil ? word : String(word.dropLast())) else {
        report("sleep: invalid \(situation.base == "debian" ? "time interval ‘\(word)’" : "number '\(word)'")")
        status = 1
        return
      }
      seconds += number * (scale ?? 1)
    }
    clock = clock + .seconds(seconds)
  }

  /// `Wed Nov 25 08:00:00 UTC 2026`.
  static func date(_ time: WallTime) -> String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (year, month, day) = time.date
    let clock = time.rfc3339.split(separator: "T")[1].dropLast()
    return "\(days[time.weekday]) \(months[month - 1]) \(day < 10 ? " " : "")\(day) \(clock) UTC \(year)"
  }

  private mutating func date(_ words: [String]) {
    // The time is put in when the line is printed, since it may stand in a loop.
    if captured == nil, words.isEmpty { return print("\(Workload.Loop.date)\n") }
    let time = situation.wall + clock
    if words.first == "+%s" { return print("\(time.unixSeconds)\n") }
    print(captured == nil ? "\(Self.date(time))\n" : "\(Workload.Loop.date)\n")
  }

  private mutating func cat(_ words: [String]) {
    let names = words.filter { $0 == "-" || !$0.hasPrefix("-") }
    if names.isEmpty { return print(pipedInput ?? "") }
    for name in names {
      do {
        let bytes = try situation.files.read(path(name), by: situation.accessor)
        print(String(decoding: bytes, as: UTF8.self))
      } catch {
        status = 1
        let quoted =
          situation.base == "debian" ? "cat: \(name): \(error.text)" : "cat: can't open '\(name)': \(error.text)"
        report(quoted)
      }
    }
  }

  private mutating func tee(_ words: [String]) {
    let text = pipedInput ?? ""
    for name in words where !name.hasPrefix("-") { write(text, to: name, append: words.contains("-a")) }
    print(text)
  }

  private mutating func list(_ words: [String]) {
    let names = words.filter { !$0.hasPrefix("-") }
    for name in names.isEmpty ? ["."] : names {
      let target = name == "." ? directory : path(name)
      if let entries = try? situation.files.list(target, by: situation.accessor) {
        print(entries.filter { !$0.hasPrefix(".") }.map { "\($0)\n" }.joined())
      } else if situation.files.exists(target, by: situation.accessor) {
        print("\(name)\n")
      } else {
        status = situation.base == "debian" ? 2 : 1
        report(
          situation.base == "debian"
            ? "ls: cannot access '\(name)': No such file or directory" : "ls: \(name): No such file or directory")
      }
    }
  }

  private mutating func makeDirectory(_ name: String) {
    situation.files.makeDirectories(path(name), by: situation.accessor, at: situation.now)
    workload.changes.append(Workload.Change(after: clock + .milliseconds(5), path: path(name), .makeDirectory))
  }

  private mutating func remove(_ name: String, isForced: Bool) {
    do {
      try situation.files.removeTree(path(name), by: situation.accessor, at: situation.now)
      workload.changes.append(Workload.Change(after: clock + .milliseconds(5), path: path(name), .remove))
    } catch {
      if !isForced { status = 1 }
    }
  }

  private mutating func environment(_ words: [String]) {
    if let name = words.first {
      guard let value = situation.environment[name] else {
        status = 1
        return
      }
      return print("\(value)\n")
    }
    for name in situation.environment.keys.sorted() { print("\(name)=\(situation.environment[name] ?? "")\n") }
  }

  private mutating func identity(_ program: String) {
    let id = situation.accessor.credentials.user
    let name = id == 0 ? "root" : "\(id)"
    if program == "whoami" { return print(id == 0 ? "root\n" : "whoami: unknown uid \(id)\n") }
    let group = situation.accessor.credentials.group
    print(id == 0 ? "uid=0(root) gid=0(root) groups=0(root)\n" : "uid=\(name) gid=\(group) groups=\(group)\n")
  }

  private mutating func sequence(_ words: [String]) {
    let numbers = words.compactMap { Int($0) }
    guard let last = numbers.last else { return }
    let first = numbers.count > 1 ? numbers[0] : 1
    let step = numbers.count > 2 ? numbers[1] : 1
    guard step != 0 else { return }
    print(stride(from: first, through: last, by: step).prefix(2_000).map { "\($0)\n" }.joined())
  }

  /// Whether it is a search for a text as it stands, with no option but `-q`; for a probe, which has to end at once, all
  /// searches are.
  private func isPlainSearch(_ words: [String]) -> Bool {
    guard situation.mayAsk else { return true }
    let pattern = words.first { !$0.hasPrefix("-") } ?? ""
    return words.allSatisfy { !$0.hasPrefix("-") || $0 == "-q" } && !pattern.contains { "\\^$.*[]+?(){}|".contains($0) }
  }

  private mutating func grep(_ words: [String]) {
    let plain = words.filter { !$0.hasPrefix("-") }
    guard let pattern = plain.first else { return }
    let text =
      plain.count > 1
      ? situation.files.text(path(plain[1]), by: situation.accessor) ?? "" : pipedInput ?? ""
    let found = text.split(separator: "\n").filter { $0.contains(pattern) }
    status = found.isEmpty ? 1 : 0
    if !words.contains("-q") { print(found.map { "\($0)\n" }.joined()) }
  }

  private mutating func tail(_ program: String, _ words: [String]) throws(Stop) {
    let isFollowing = words.contains { $0 == "--follow" || ($0.hasPrefix("-") && $0.lowercased().contains("f")) }
    if program == "tail", isFollowing {
      if let file = words.last(where: { !$0.hasPrefix("-") && Int($0) == nil && !$0.hasPrefix("+") }),
        file != "/dev/null"
      {
        guard situation.files.exists(path(file), by: situation.accessor) || words.contains("-F") else {
          report("tail: can't open '\(file)': No such file or directory")
          report("tail: no files")
          status = 1
          return
        }
        workload.follows = path(file)
      }
      throw .forever
    }
    let names = words.filter { !$0.hasPrefix("-") && Int($0) == nil }
    let kept = captured
    captured = ""
    cat(names)
    var lines = (captured ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    captured = kept
    if lines.last == "" { lines.removeLast() }
    let count = words.lazy.compactMap { Int($0.drop { $0 == "-" || $0 == "n" }) }.first ?? 10
    print((program == "head" ? lines.prefix(count) : lines.suffix(count)).map { "\($0)\n" }.joined())
  }

  func test(_ words: [String]) -> Bool {
    if words.first == "!" { return !test(Array(words.dropFirst())) }
    func inode(_ name: String) -> Inode? { try? situation.files.status(path(name), by: situation.accessor) }
    switch words.count {
    case 0: return false
    case 1: return !words[0].isEmpty
    case 2:
      switch words[0] {
      case "-e", "-r", "-w", "-x": return inode(words[1]) != nil
      case "-f": return inode(words[1])?.isFile == true
      case "-d": return inode(words[1])?.isDirectory == true
      case "-s": return (inode(words[1])?.size ?? 0) > 0
      case "-z": return words[1].isEmpty
      case "-n": return !words[1].isEmpty
      default: return false
      }
    default:
      let left = words[0]
      let right = words[2]
      let numbers = (Int(left) ?? 0, Int(right) ?? 0)
      switch words[1] {
      case "=", "==": return left == right
      case "!=": return left != right
      case "-eq": return numbers.0 == numbers.1
      case "-ne": return numbers.0 != numbers.1
      case "-lt": return numbers.0 < numbers.1
      case "-le": return numbers.0 <= numbers.1
      case "-gt": return numbers.0 > numbers.1
      case "-ge": return numbers.0 >= numbers.1
      default: return false
      }
    }
  }
}
