import Hosts
import World

// `history` and `fc`.
extension Builtins {
  static func history(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "canrwps", valued: "d") else { return 2 }
    if options["c"] != nil {
      shell.session.history.clear()
      return 0
    }
    if let place = options["d"] { return try forget(place, shell) }
    if options["p"] != nil {
      var lines = shell.session.history
      if shell.session.options["history"] { lines.removeLast() }
      for text in rest {
        switch HistoryExpansion.expand(text, with: lines) {
        case .unchanged: try shell.print("\(text)\n")
        case .expanded(let expanded, _): try shell.print("\(expanded)\n")
        case .failed:
          try shell.complainBuiltin("\(text): history expansion failed")
          return 1
        }
      }
      return 0
    }
    if options["s"] != nil {
      if !rest.isEmpty { shell.session.history.replaceLast(with: rest.joined(separator: " ")) }
      return 0
    }
    if !Set(options.keys).isDisjoint(with: "wanr") { return try exchange(with: rest.first, Set(options.keys), shell) }
    let history = shell.session.history
    var lines = Array(history.lines.enumerated())
    if let count = rest.first {
      guard let number = Int(count) else {
        try shell.complainBuiltin("\(count): numeric argument required")
        return 1
      }
      lines = lines.suffix(Int(clamping: number.magnitude))
    }
    for (index, line) in lines {
      let number = String(history.firstNumber + index)
      try shell.print("\(String(repeating: " ", count: max(0, 5 - number.count)))\(number)  \(line)\n")
    }
    return 0
  }

  /// `history -d`, with a number or a range of them.
  private static func forget(_ place: String, _ shell: Interpreter) throws -> Int32 {
    if let dash = place.dropFirst().firstIndex(of: "-"), let first = Int(place[..<dash]),
      let last = Int(place[place.index(after: dash)...]), first > 0, last >= first
    {
      for number in (first...last).reversed() where !shell.session.history.remove(number: number) {
        try shell.complainBuiltin("\(place): history position out of range")
        return 1
      }
      return 0
    }
    guard let number = Int(place), number != 0, shell.session.history.remove(number: number) else {
      try shell.complainBuiltin("\(place): history position out of range")
      return 1
    }
    return 0
  }

  /// `history -w`, `-a`, `-r`, `-n`: with a file, or the one that HISTFILE names.
  private static func exchange(with file: String?, _ letters: Set<Character>, _ shell: Interpreter) throws -> Int32 {
    let path = file ?? shell.session.text(of: "HISTFILE") ?? "\(shell.session.home)/.bash_history"
    do throws(FileError) {
      if letters.contains("w") {
        try shell.process.writeFile(path, shell.session.history.lines.map { "\($0)\n" }.joined())
      } else if letters.contains("a") {
        let fresh = shell.session.history.lines.dropFirst(shell.session.historySaved)
        try shell.process.writeFile(path, fresh.map { "\($0)\n" }.joined(), mode: .append)
      } else {
        let text = try shell.process.readText(path)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") { shell.session.history.add(String(line)) }
      }
    } catch {
      if letters.contains("w") || letters.contains("a") {
        try shell.complainBuiltin("\(path): cannot create: \(error.text)")
      } else {
        try shell.complainBuiltin("\(path): cannot open: \(error.text)")
      }
      return 1
    }
    shell.session.historySaved = shell.session.history.lines.count
    return 0
  }

  static func fixCommand(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let isNumber = { (text: String) in text.count > 1 && text.hasPrefix("-") && text.dropFirst().allSatisfy(\.isNumber) }
    // A negative number is a place in the history and no option.
    let cut = arguments.firstIndex(where: isNumber) ?? arguments.count
    guard let (options, leading) = try shell.options(Array(arguments[..<cut]), "lnrs", valued: "e") else { return 2 }
    let rest = leading + arguments[cut...]
    var call = FixCommand(shell: shell, rest: rest)
    if options["s"] != nil || options["e"] == "-" { return try call.repeatCommand() }
    if options["l"] != nil { return try call.list(numbers: options["n"] == nil, reversed: options["r"] != nil) }
    return try call.edit(with: options["e"], reversed: options["r"] != nil)
  }
}

/// One call of `fc`.
private struct FixCommand {
  let shell: Interpreter
  var rest: [String]
  /// The lines before the one that holds this command.
  private let lines: [String]
  private let firstNumber: Int

  init(shell: Interpreter, rest: [String]) {
    self.shell = shell
    self.rest = rest
    let history = shell.session.history
    lines = shell.session.options["history"] ? Array(history.lines.dropLast()) : history.lines
    firstNumber = history.firstNumber
  }

  /// The index of the line that a number or a beginning names.
  private func index(_ text: String) throws -> Int? {
    if let number = Int(text) {
      let index = number > 0 ? number - firstNumber : lines.count + min(number, -1)
      return min(max(0, index), max(0, lines.count - 1))
    }
    if let found = lines.lastIndex(where: { $0.hasPrefix(text) }) { return found }
    try shell.complainBuiltin("no command found")
    return nil
  }

  mutating func list(numbers: Bool, reversed: Bool) throws -> Int32 {
    guard !lines.isEmpty else { return 0 }
    guard let first = try index(rest.first ?? "-16"), let last = try index(rest.dropFirst().first ?? "-1") else { return 1 }
    let range = Array(min(first, last)...max(first, last))
    for index in (first > last) != reversed ? range.reversed() : range {
      try shell.print("\(numbers ? String(firstNumber + index) : "")\t \(lines[index])\n")
    }
    return 0
  }

  /// `fc -s [old=new] [command]`
  mutating func repeatCommand() throws -> Int32 {
    var changes: [(old: String, new: String)] = []
    while let word = rest.first, let mark = word.firstIndex(of: "="), mark != word.startIndex {
      changes.append((String(word[..<mark]), String(word[word.index(after: mark)...])))
      rest.removeFirst()
    }
    guard !lines.isEmpty else {
      try shell.complainBuiltin("no command found")
      return 1
    }
    guard let index = try index(rest.first ?? "-1") else { return 1 }
    var text = lines[index]
    for (old, new) in changes { text = text.replacing(old, with: new) }
    return try run(text)
  }

  private func run(_ text: String) throws -> Int32 {
    try shell.printError("\(text)\n")
    shell.session.history.replaceLast(with: text)
    try shell.runText(text, isNested: true)
    return shell.session.lastStatus
  }

  /// Lets an editor change lines, then runs them.
  mutating func edit(with editor: String?, reversed: Bool) throws -> Int32 {
    guard !lines.isEmpty else {
      try shell.complainBuiltin("history specification out of range")
      return 1
    }
    guard let first = try index(rest.first ?? "-1"), let last = try index(rest.dropFirst().first ?? rest.first ?? "-1")
    else { return 1 }
    var chosen = Array(lines[min(first, last)...max(first, last)])
    if (first > last) != reversed { chosen.reverse() }
    let editor = editor ?? shell.session.text(of: "FCEDIT") ?? shell.session.text(of: "EDITOR") ?? "editor"
    let name = shell.stage.world.draw("fc") { chance in
      (0..<6).map { _ in Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")[Int(chance.below(62))] }
    }
    let path = "/tmp/bash-fc.\(String(name))"
    let now = shell.process.now
    defer {
      let accessor = shell.process.accessor
      try? shell.process.changeFiles { (files) throws(FileError) in try files.remove(path, by: accessor, at: now) }
    }
    do throws(FileError) {
      try shell.process.writeFile(path, chosen.map { "\($0)\n" }.joined())
    } catch {
      try shell.complainBuiltin("\(path): cannot open temp file: \(error.text)")
      return 1
    }
    let words = editor.split(separator: " ").map { String($0) }
    let status = try shell.runNamed(words + [path])
    guard status == 0, var text = try? shell.process.readText(path) else { return 1 }
    while text.hasSuffix("\n") { text.removeLast() }
    return try run(text)
  }
}
