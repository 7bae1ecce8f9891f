/// The signals of Linux that `kill` and `trap` know.
struct Signal: Equatable, Sendable {
  var number: Int
  /// Without SIG.
  var name: String

  static let names: [String] = [
    "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR",
    "SYS",
  ]

  /// By number, or by name with or without SIG.
  init?(_ text: String) {
    if let number = Int(text) {
      guard Self.names.indices.contains(number) else { return nil }
      self.init(number: number)
      return
    }
    var wanted = text.uppercased()
    if wanted.hasPrefix("SIG") { wanted.removeFirst(3) }
    guard let number = Self.names.firstIndex(of: wanted) else { return nil }
    self.init(number: number)
  }

  init(number: Int) {
    self.number = number
    name = Self.names[number]
  }

  static let terminate = Signal(number: 15)
  /// Ctrl-Z
  static let stop = Signal(number: 20)

  /// What the shell says of a job that it ended.
  var notice: String {
    switch name {
    case "HUP": "Hangup"
    case "INT": "Interrupt"
    case "QUIT": "Quit"
    case "ABRT": "Aborted"
    case "KILL": "Killed"
    case "TERM": "Terminated"
    case "USR1": "User defined signal 1"
    case "USR2": "User defined signal 2"
    case "PIPE": "Broken pipe"
    case "ALRM": "Alarm clock"
    case "SEGV": "Segmentation fault"
    default: "Signal \(number)"
    }
  }

  /// Whether it stops a process until CONT.
  var stops: Bool { ["STOP", "TSTP", "TTIN", "TTOU"].contains(name) }

  /// Whether a process that does nothing about it ends.
  var ends: Bool { !["CHLD", "CONT", "URG", "WINCH", "STOP", "TSTP", "TTIN", "TTOU", "EXIT"].contains(name) }
}
