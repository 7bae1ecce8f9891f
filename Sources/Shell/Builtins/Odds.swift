import Hosts
import ShellLanguage
import World

extension Builtins {
  static func let_(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let rest = arguments.dropFirst().drop { $0 == "--" }
    guard !rest.isEmpty else {
      try shell.complainBuiltin("expression expected")
      return 1
    }
    var value: Int64 = 0
    for text in rest {
      do throws(ArithmeticFailure) {
        value = try Arithmetic.evaluate(text, in: shell)
      } catch {
        try shell.complainBuiltin(error.message)
        return 1
      }
    }
    return value == 0 ? 1 : 0
  }

  static func getopts(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard arguments.count >= 3 else { return try shell.showUsage() }
    let all = arguments[1]
    let isSilent = all.hasPrefix(":")
    let letters = Array(isSilent ? all.dropFirst() : Substring(all))
    let name = arguments[2]
    guard isIdentifier(name) else {
      try shell.complainBuiltin("`\(name)': not a valid identifier")
      return 1
    }
    let words = arguments.count > 3 ? Array(arguments[3...]) : shell.session.positional
    var index = Int(shell.session.text(of: "OPTIND") ?? "1") ?? 1
    let place = shell.session.optionPlace
    _ = shell.session.unset("OPTARG")
    func finish(_ value: String, _ nextIndex: Int, _ nextPlace: Int) throws -> Int32 {
      try shell.assign(name, index: nil, to: value, appending: false)
      shell.session.set("OPTIND", to: String(nextIndex))
      shell.session.optionPlace = nextPlace
      return 0
    }
    guard index >= 1, index <= words.count, words[index - 1].hasPrefix("-"), words[index - 1].count > 1,
      words[index - 1] != "--"
    else {
      if index >= 1, index <= words.count, words[index - 1] == "--" { index += 1 }
      _ = try finish("?", index, 1)
      return 1
    }
    let word = Array(words[index - 1])
    let letter = word[min(place, word.count - 1)]
    let isLast = place + 1 >= word.count
    let following = isLast ? (index + 1, 1) : (index, place + 1)
    guard letter != ":", let found = letters.firstIndex(of: letter) else {
      if isSilent {
        shell.session.set("OPTARG", to: String(letter))
      } else if shell.session.text(of: "OPTERR") != "0" {
        try shell.printError("\(shell.scriptName): illegal option -- \(letter)\n")
      }
      return try finish("?", following.0, following.1)
    }
    guard found + 1 < letters.count, letters[found + 1] == ":" else {
      return try finish(String(letter), following.0, following.1)
    }
    if !isLast {
      shell.session.set("OPTARG", to: String(word[(place + 1)...]))
      return try finish(String(letter), index + 1, 1)
    }
    if index < words.count {
      shell.session.set("OPTARG", to: words[index])
      return try finish(String(letter), index + 2, 1)
    }
    if isSilent {
      shell.session.set("OPTARG", to: String(letter))
      return try finish(":", index + 1, 1)
    }
    try shell.printError("\(shell.scriptName): option requires an argument -- \(letter)\n")
    return try finish("?", index + 1, 1)
  }

  static func umask(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "pS") else { return 2 }
    guard let mode = rest.first else {
      let mask = shell.session.umask
      let prefix = options["p"] != nil ? (options["S"] != nil ? "umask -S " : "umask ") : ""
      try shell.print("\(prefix)\(options["S"] != nil ? symbolic(mask) : octal(mask))\n")
      return 0
    }
    if mode.first?.isNumber == true {
      guard let value = Int(mode, radix: 8), value <= 0o777 else {
        try shell.complainBuiltin("\(mode): octal number out of range")
        return 1
      }
      shell.session.umask = value
    } else {
      guard let value = symbolicMask(mode, shell.session.umask) else {
        try shell.complainBuiltin("`\(mode.first.map { String($0) } ?? "")': invalid symbolic mode operator")
        return 1
      }
      shell.session.umask = value
    }
    shell.process.umask = shell.session.umask
    return 0
  }

  private static func octal(_ mask: Int) -> String {
    let digits = String(mask, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func symbolic(_ mask: Int) -> String {
    let parts = [("u", 6), ("g", 3), ("o", 0)].map { letter, shift in
      let bits = ~(mask >> shift) & 7
      return "\(letter)=\(bits & 4 != 0 ? "r" : "")\(bits & 2 != 0 ? "w" : "")\(bits & 1 != 0 ? "x" : "")"
    }
    return parts.joined(separator: ",")
  }

  private static func symbolicMask(_ mode: String, _ mask: Int) -> Int? {
    var allowed = ~mask & 0o777
    for clause in mode.split(separator: ",") {
      guard let at = clause.firstIndex(where: { "+-=".contains($0) }) else { return nil }
      var shifts: [Int] = []
      for letter in clause[..<at] {
        switch letter {
        case "u": shifts.append(6)
        case "g": shifts.append(3)
        case "o": shifts.append(0)
        case "a": shifts += [6, 3, 0]
        default: return nil
        }
      }
      if shifts.isEmpty { shifts = [6, 3, 0] }
      var bits = 0
      for letter in clause[clause.index(after: at)...] {
        switch letter {
        case "r": bits |= 4
        case "w": bits |= 2
        case "x": bits |= 1
        default: return nil
        }
      }
      for shift in shifts {
        switch clause[at] {
        case "+": allowed |= bits << shift
        case "-": allowed &= ~(bits << shift)
        default: allowed = allowed & ~(7 << shift) | bits << shift
        }
      }
    }
    return ~allowed & 0o777
  }

  /// Limits of a Debian machine; they are shown and can be set, and nothing enforces them.
  static func ulimit(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "SHabcdefiklmnpqrstuvxPRT") else { return 2 }
    let limits: [(name: String, unit: String, letter: Character, value: String)] = [
      ("real-time non-blocking time", "(microseconds, -R)", "R", "unlimited"),
      ("core file size", "(blocks, -c)", "c", "0"), ("data seg size", "(kbytes, -d)", "d", "unlimited"),
      ("scheduling priority", "(-e)", "e", "0"), ("file size", "(blocks, -f)", "f", "unlimited"),
      ("pending signals", "(-i)", "i", "15459"), ("max locked memory", "(kbytes, -l)", "l", "501828"),
      ("max memory size", "(kbytes, -m)", "m", "unlimited"), ("open files", "(-n)", "n", "1024"),
      ("pipe size", "(512 bytes, -p)", "p", "8"), ("POSIX message queues", "(bytes, -q)", "q", "819200"),
      ("real-time priority", "(-r)", "r", "0"), ("stack size", "(kbytes, -s)", "s", "8192"),
      ("cpu time", "(seconds, -t)", "t", "unlimited"), ("max user processes", "(-u)", "u", "15459"),
      ("virtual memory", "(kbytes, -v)", "v", "unlimited"), ("file locks", "(-x)", "x", "unlimited"),
    ]
    if options["a"] != nil {
      for limit in limits {
        let width = 43 - limit.name.count - limit.unit.count
        try shell.print("\(limit.name)\(String(repeating: " ", count: max(2, width)))\(limit.unit) \(limit.value)\n")
      }
      return 0
    }
    if !rest.isEmpty { return 0 }
    let letter = options.keys.sorted().first { $0 != "S" && $0 != "H" } ?? "f"
    try shell.print("\(limits.first { $0.letter == letter }?.value ?? "unlimited")\n")
    return 0
  }

  static func times(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    try shell.print("0m0.004s 0m0.001s\n0m0.012s 0m0.003s\n")
    return 0
  }

  static func caller(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let name = shell.functionNames.last else { return 1 }
    try shell.print(arguments.count > 1 ? "\(shell.line) \(name) \(shell.scriptName)\n" : "\(shell.line) \(shell.scriptName)\n")
    return 0
  }

  static func suspend(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    try shell.complainBuiltin("cannot suspend\(shell.session.isLogin ? " a login shell" : ": no job control")")
    return 1
  }

  static func enable(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "adnps", valued: "f") else { return 2 }
    let off = shell.session.disabledBuiltins
    if options["f"] != nil {
      try shell.complainBuiltin("not simulated: loading builtins")
      return 1
    }
    guard !rest.isEmpty, options["p"] == nil else {
      for name in names where options["a"] != nil || off.contains(name) == (options["n"] != nil) {
        try shell.print("enable \(off.contains(name) ? "-n " : "")\(name)\n")
      }
      return 0
    }
    var status: Int32 = 0
    for name in rest {
      guard find(name) != nil else {
        try shell.complainBuiltin("\(name): not a shell builtin")
        status = 1
        continue
      }
      if options["n"] != nil { shell.session.disabledBuiltins.insert(name) } else { shell.session.disabledBuiltins.remove(name) }
    }
    return status
  }

  static func help(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let wanted = arguments.dropFirst().filter { !$0.hasPrefix("-") }
    if wanted.isEmpty {
      try shell.print("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n")
      try shell.print("These are the commands that the shell runs itself; `help name' says how each is called.\n\n")
      for name in names { try shell.print(" \(usageLine(name))\n") }
      return 0
    }
    var status: Int32 = 0
    for pattern in wanted {
      let found = names.filter { $0 == pattern || Pattern(pattern).matches($0) }
      if found.isEmpty {
        try shell.complainBuiltin(
          "no help topics match `\(pattern)'.  Try `help help' or `man -k \(pattern)' or `info \(pattern)'.")
        status = 1
      }
      for name in found { try shell.print("\(name): \(usageLine(name))\n") }
    }
    return status
  }
}
