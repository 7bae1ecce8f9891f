import World

/// curl's progress meter, byte for byte as 7.88 writes it to the errors when the output goes to no terminal.
struct CurlMeter {
  let process: Process
  let isShown: Bool
  private var hasBegun = false
  private var seconds = 0

  init(_ process: Process, isShown: Bool) {
    self.process = process
    self.isShown = isShown
  }

  /// The header and the first line, before anything is done.
  mutating func begin() throws {
    guard isShown, !hasBegun else { return }
    hasBegun = true
    try process.printError(
      "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
        + "                                 Dload  Upload   Total   Spent    Left  Speed\n")
    try line()
  }

  /// Nothing has come yet, and time has passed.
  mutating func tick(_ seconds: Int) throws {
    guard isShown, seconds > self.seconds else { return }
    if self.seconds == 0 { try line() }
    self.seconds = seconds
    try line()
  }

  /// The last line, before curl says what went wrong.
  func endWithoutData() throws {
    guard isShown else { return }
    if seconds == 0 { try line() }
    try process.printError("\n")
  }

  /// The last line after a transfer of so many bytes in so many seconds.
  func end(size: Int, of total: Int, in elapsed: Double) throws {
    guard isShown else { return }
    let speed = Int(Double(size) / max(elapsed, 0.000_001))
    let share = size > 0 ? "100" : "  0"
    let amounts = "\(share) \(Self.amount(total))  \(share) \(Self.amount(size))    0     0"
    try process.printError(
      "\r\(amounts)  \(Self.amount(speed))      0 \(time(0)) \(time(seconds)) \(time(0)) \(Self.amount(speed))\n")
  }

  private func line() throws {
    try process.printError(
      "\r  0     0    0     0    0     0      0      0 \(time(0)) \(time(seconds)) \(time(0))     0")
  }

  private func time(_ seconds: Int) -> String {
    if seconds == 0 { return "--:--:--" }
    let text = { (number: Int) in String(number).padded(to: 2, with: "0") }
    return "\(seconds / 3600):\(text(seconds / 60 % 60)):\(text(seconds % 60))".padded(to: 8)
  }

  /// In five columns: `615`, `378k`, `1.2M`.
  static func amount(_ number: Int) -> String {
    let text: String
    switch number {
    case ..<100_000: text = String(number)
    case ..<10_240_000: text = "\(number / 1024)k"
    case ..<104_857_600: text = "\(number / 1_048_576).\(number % 1_048_576 * 10 / 1_048_576)M"
    default: text = "\(number / 1_048_576)M"
    }
    return text.padded(to: 5)
  }
}
