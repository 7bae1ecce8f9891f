/// What a program says of itself: `--help`, `--version`, `man` and the option parser are made from it.
struct Manual: Sendable {
  /// How arguments are read.
  enum Parsing: Sendable {
    /// Options may stand anywhere (getopt_long of GNU).
    case gnu
    /// Options end at the first operand: what follows is another program's command line.
    case leading
    /// The program reads its arguments itself.
    case raw
  }

  /// What follows the message about a wrong option.
  enum Hint: Sendable {
    /// Try 'cat --help' for more information.
    case tryHelp
    /// Try 'tar --help' or 'tar --usage' for more information.
    case tryHelpOrUsage
    /// The same after the program's name, as diffutils do.
    case namedTryHelp
    /// The usage line first, as grep does.
    case usageThenTryHelp
    /// The whole help.
    case help
    case none
  }

  var name: String
  var summary: String
  /// Without the program's name: `[OPTION]... [FILE]...`.
  var usage: [String]
  var options: [Option]
  var notes: String
  var package: String
  var version: String
  var parsing: Parsing
  var hint: Hint
  /// The exit status of a wrong command line.
  var usageStatus: Int32
  var section: Int

  init(
    _ name: String, _ summary: String, usage: [String] = ["[OPTION]... [FILE]..."], options: [Option] = [],
    notes: String = "", package: String = "GNU coreutils", version: String = "9.1", parsing: Parsing = .gnu,
    hint: Hint = .tryHelp, usageStatus: Int32 = 1, section: Int = 1
  ) {
    self.name = name
    self.summary = summary
    self.usage = usage
    self.options = options
    self.notes = notes
    self.package = package
    self.version = version
    self.parsing = parsing
    self.hint = hint
    self.usageStatus = usageStatus
    self.section = section
  }

  /// What `--help` prints for a program that was called by `name`.
  func help(calledAs name: String) -> String {
    var text = ""
    for (index, line) in usage.enumerated() {
      text += "\(index == 0 ? "Usage:" : "  or: ") \(name) \(line)".trimmingTrailingBlanks()
      text += "\n"
    }
    text += "\(summary.prefix(1).uppercased())\(summary.dropFirst()).\n"
    if !options.isEmpty { text += "\n\(optionTable(indent: ""))" }
    if !notes.isEmpty { text += "\n\(notes)\n" }
    return text
  }

  /// What `man` shows.
  var page: String {
    let title = "\(name.uppercased())(\(section))"
    let middle = "User Commands"
    let gap = String(repeating: " ", count: max(1, (78 - middle.count) / 2 - title.count))
    var text = "\(title)\(gap)\(middle)\(gap)\(title)\n\nNAME\n       \(name) - \(summary)\n\nSYNOPSIS\n"
    for line in usage { text += "       \(name) \(line)".trimmingTrailingBlanks() + "\n" }
    if !options.isEmpty { text += "\nOPTIONS\n\(optionTable(indent: "     "))" }
    if !notes.isEmpty {
      text += "\nNOTES\n"
      for line in notes.split(separator: "\n", omittingEmptySubsequences: false) {
        text += "       \(line)".trimmingTrailingBlanks() + "\n"
      }
    }
    return "\(text)\nThis page is the trainer's own and lists what is simulated.\n"
  }

  private func optionTable(indent: String) -> String {
    var text = ""
    for option in options where option.isSimulated {
      let names = option.synopsis
      if names.count < 26 {
        text += "\(indent)\(names)\(String(repeating: " ", count: 28 - names.count))\(option.help)\n"
      } else {
        text += "\(indent)\(names)\n\(indent)\(String(repeating: " ", count: 28))\(option.help)\n"
      }
    }
    let missing = options.filter { !$0.isSimulated }
    if !missing.isEmpty {
      let names = missing.map { $0.synopsis.drop { $0 == " " } }.joined(separator: "; ")
      text += "\(indent)  Not simulated: \(names)\n"
    }
    return text
  }
}

extension String {
  func trimmingTrailingBlanks() -> String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
