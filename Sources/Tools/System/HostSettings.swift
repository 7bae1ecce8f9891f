import Hosts
import World

/// hostnamectl: the host's name and what it is.
enum HostNameControl: HostTool {
  static let manual = Manual(
    "hostnamectl", "show and change the host's name", usage: ["[OPTIONS...] COMMAND ..."],
    options: [Option("--static", "only the static name"), Option("--transient", "only the transient name"), Option("--pretty", "only the pretty name"), .missing("--json=MODE")],
    notes: "Commands: status, hostname [NAME], set-hostname NAME", package: "systemd", version: "252")

  static func main(_ call: Call) throws -> Int32 {
    guard let host = call.host else { return 1 }
    switch call.operands.first ?? "status" {
    case "status":
      if call.has("static") || call.has("transient") {
        try call.write("\(host.name)\n")
        return 0
      }
      let rows = [
        ("Static hostname", host.name), ("Icon name", "computer-vm"), ("Chassis", "vm 🖴"), ("Machine ID", host.machine.machineID), ("Boot ID", host.machine.bootID.replacing("-", with: "")),
        ("Virtualization", "kvm"), ("Operating System", host.releaseField("PRETTY_NAME") ?? "Linux"), ("Kernel", "Linux \(host.machine.kernelRelease)"), ("Architecture", host.machine.architecture.replacing("_", with: "-")),
      ]
      for (name, value) in rows { try call.write("\("\(name):".padded(to: 17)) \(value)\n") }
      return 0
    case "hostname", "set-hostname":
      guard call.operands.count > 1 else {
        if call.operands.first == "set-hostname" { throw ToolFailure("Too few arguments.") }
        try call.write("\(host.name)\n")
        return 0
      }
      throw ToolFailure("not simulated: another name for a host")
    case let verb: throw ToolFailure("Unknown command verb \(verb).")
    }
  }
}

/// timedatectl: the clock.
enum TimeControl: HostTool {
  static let manual = Manual(
    "timedatectl", "show the clock's settings", usage: ["[OPTIONS...] COMMAND ..."],
    options: [Option("-p, --property=NAME", "only this property"), Option("--value", "accepted"), Option("-a, --all", "accepted")],
    notes: "Commands: status, show, list-timezones", package: "systemd", version: "252")

  static func main(_ call: Call) throws -> Int32 {
    let wall = call.process.wall
    switch call.operands.first ?? "status" {
    case "status":
      let time = Calendar.format("%a %F %T", wall)
      let rows = [
        ("Local time", "\(time) UTC"), ("Universal time", "\(time) UTC"), ("RTC time", time), ("Time zone", "Etc/UTC (UTC, +0000)"), ("System clock synchronized", "yes"), ("NTP service", "active"), ("RTC in local TZ", "no"),
      ]
      for (name, value) in rows { try call.write("\(name.padded(to: 25)): \(value)\n") }
    case "show":
      let rows = [("Timezone", "Etc/UTC"), ("LocalRTC", "no"), ("CanNTP", "yes"), ("NTP", "yes"), ("NTPSynchronized", "yes"), ("TimeUSec", "\(Calendar.format("%a %F %T", wall)) UTC")]
      for (name, value) in rows where call["p"] == nil || call["p"] == name { try call.write(call.has("value") ? "\(value)\n" : "\(name)=\(value)\n") }
    case "list-timezones": try call.write("Etc/UTC\nUTC\n")
    case "set-time", "set-timezone", "set-ntp", "set-local-rtc": throw ToolFailure("not simulated: changing the clock")
    case let verb: throw ToolFailure("Unknown command verb \(verb).")
    }
    return 0
  }
}

/// localectl: language and keyboard.
enum LocaleControl: HostTool {
  static let manual = Manual("localectl", "show the settings of language and keyboard", usage: ["[OPTIONS...] COMMAND ..."], package: "systemd", version: "252")

  static func main(_ call: Call) throws -> Int32 {
    switch call.operands.first ?? "status" {
    case "status": try call.write("System Locale: LANG=C.UTF-8\n    VC Keymap: n/a\n   X11 Layout: us\n    X11 Model: pc105\n")
    case "list-locales": try call.write("C.UTF-8\n")
    case let verb where verb.hasPrefix("set-"): throw ToolFailure("not simulated: changing language and keyboard")
    case let verb: throw ToolFailure("Unknown command verb \(verb).")
    }
    return 0
  }
}

/// locale: the settings of language.
enum LocaleSettings: HostTool {
  static let manual = Manual(
    "locale", "show the settings of language", usage: ["[OPTION...] NAME", "[OPTION...] [-a|-m]"],
    options: [Option("-a, --all-locales", "those that exist"), Option("-m, --charmaps", "accepted"), Option("-k, --keyword-name", "accepted"), Option("-c, --category-name", "accepted")], package: "glibc", version: "2.36", hint: .tryHelp)

  static func main(_ call: Call) throws -> Int32 {
    if call.has("a") {
      try call.write("C\nC.utf8\nPOSIX\n")
      return 0
    }
    let environment = call.process.environment
    let lang = environment["LANG"] ?? ""
    try call.write("LANG=\(lang)\nLANGUAGE=\(environment["LANGUAGE"] ?? "")\n")
    let all = environment["LC_ALL"] ?? ""
    for name in ["CTYPE", "NUMERIC", "TIME", "COLLATE", "MONETARY", "MESSAGES", "PAPER", "NAME", "ADDRESS", "TELEPHONE", "MEASUREMENT", "IDENTIFICATION"] {
      if all.isEmpty, let own = environment["LC_\(name)"], !own.isEmpty {
        try call.write("LC_\(name)=\(own)\n")
      } else {
        let implied = all.isEmpty ? (lang.isEmpty ? "POSIX" : lang) : all
        try call.write("LC_\(name)=\"\(implied)\"\n")
      }
    }
    try call.write("LC_ALL=\(all)\n")
    return 0
  }
}

/// crontab: tables of timed commands; nothing runs them here.
enum Crontab: HostTool {
  static let manual = Manual(
    "crontab", "show and change a table of timed commands", usage: ["[-u user] file", "[ -u user ] [ -i ] { -e | -l | -r }"],
    options: [Option("-u USER", "of USER"), Option("-l", "show it"), Option("-e", "edit it"), Option("-r", "remove it"), Option("-i", "ask first")],
    notes: "The commands are kept, and never run.", package: "cron", version: "3.0", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if let name = call["u"] {
      if process.credentials.user != 0, name != process.user { throw ToolFailure("must be privileged to use -u") }
      if Accounts(process).user(name) == nil { throw ToolFailure("user `\(name)' unknown") }
    }
    let user = call["u"] ?? process.user
    let path = "/var/spool/cron/crontabs/\(user)"
    let now = process.now
    let old = (try? process.files.read(path, by: .root))?.text
    if call.has("l") {
      guard let old else { throw ToolFailure("", status: try none(user, call)) }
      try call.write(old)
    } else if call.has("r") {
      guard old != nil else { throw ToolFailure("", status: try none(user, call)) }
      if call.has("i"), !(try call.confirms("really delete \(user)'s crontab? (y/n) ")) { return 0 }
      try process.changeFiles { (files) throws(FileError) in try files.remove(path, by: .root, at: now) }
    } else if call.has("e") {
      if old == nil { try process.printError("no crontab for \(user) - using an empty one\n") }
      let draft = process.stage.world.draw("crontab") { "/tmp/crontab.\($0.text(6, from: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))/crontab" }
      try process.changeFiles { (files) throws(FileError) in
        _ = files.install(draft, .bytes(Array((old ?? StandardCrontab.text).utf8)), mode: 0o600, at: now)
      }
      let editor = process.environment["VISUAL"] ?? process.environment["EDITOR"] ?? "editor"
      let status = try call.runCommand(editor.split(separator: " ").map { String($0) } + [draft], in: process.child([])) { "\($0): \($1.text)" }
      guard status == 0, let text = try? process.files.read(draft, by: .root).text else { return 1 }
      if text == (old ?? StandardCrontab.text) {
        try process.printError("No modification made\n")
        return 0
      }
      return try install(text, "installing new crontab", path, call)
    } else if let file = call.operands.first {
      do {
        return try install(try ByteReader(call, file).all().text, nil, path, call)
      } catch let error as FileError {
        throw ToolFailure("\(file): \(error.text)")
      }
    } else if !process.input.isTerminal {
      return try install(try ByteReader(call, "-").all().text, nil, path, call)
    } else {
      try process.printError("crontab: usage error: file name must be specified for replace\n\(manual.help(calledAs: "crontab"))")
      return 1
    }
    return 0
  }

  private static func none(_ user: String, _ call: Call) throws -> Int32 {
    try call.process.printError("no crontab for \(user)\n")
    return 1
  }

  private static func install(_ text: String, _ message: String?, _ path: String, _ call: Call) throws -> Int32 {
    if let message { try call.process.printError("crontab: \(message)\n") }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let problem = StandardCrontab.problem(of: String(line)) {
        try call.process.printError("\"-\":\(index): bad \(problem)\nerrors in crontab file, can't install.\n")
        return 1
      }
    }
    let now = call.process.now
    let user = call.process.credentials.user
    try call.process.changeFiles { (files) throws(FileError) in
      _ = files.install(path, .bytes(Array(text.utf8)), user: user, group: 0, mode: 0o600, at: now)
    }
    return 0
  }
}

/// The form of a table of timed commands.
enum StandardCrontab {
  static let text = "# Each task to run has to be defined through a single line\n# m h  dom mon dow   command\n"

  /// The field of a line that means nothing; nil where all is well.
  static func problem(of line: String) -> String? {
    let trimmed = line.drop { $0 == " " || $0 == "\t" }
    if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix("@") { return nil }
    if let mark = trimmed.firstIndex(of: "="), trimmed[..<mark].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == " " }) { return nil }
    let words = trimmed.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { String($0) }
    let fields = [("minute", 0...59), ("hour", 0...23), ("day-of-month", 1...31), ("month", 1...12), ("day-of-week", 0...7)]
    for (index, field) in fields.enumerated() {
      guard words.count > index, isTime(words[index], field.1) else { return field.0 }
    }
    return words.count > 5 ? nil : "command"
  }

  private static func isTime(_ text: String, _ range: ClosedRange<Int>) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
      let pieces = part.split(separator: "/", maxSplits: 1)
      if pieces.count == 2, Int(pieces[1]) == nil { return false }
      guard let base = pieces.first else { return false }
      if base == "*" { return true }
      let ends = base.split(separator: "-", maxSplits: 1)
      let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
      return ends.allSatisfy { end in Int(end).map { range.contains($0) } ?? names.contains(end.lowercased()) }
    }
  }
}
