/// The lines that were typed, oldest first, with numbers that go on when old lines are forgotten.
public struct History: Sendable, Equatable {
  public private(set) var lines: [String] = []
  /// The number of the first line that is kept.
  public private(set) var firstNumber = 1
  public static let limit = 1000

  public init(_ lines: [String] = []) {
    self.lines = lines
  }

  /// The number that the next line gets.
  public var nextNumber: Int { firstNumber + lines.count }

  /// Adds a line as HISTCONTROL asks: `ignorespace`, `ignoredups`, `ignoreboth`, `erasedups`.
  public mutating func add(_ line: String, control: String = "") {
    var text = line
    while text.hasSuffix("\n") { text.removeLast() }
    if text.isEmpty { return }
    let rules = control.split(separator: ":")
    let both = rules.contains("ignoreboth")
    if both || rules.contains("ignorespace"), text.hasPrefix(" ") { return }
    if both || rules.contains("ignoredups"), lines.last == text { return }
    if rules.contains("erasedups") { lines.removeAll { $0 == text } }
    lines.append(text)
    if lines.count > Self.limit {
      lines.removeFirst()
      firstNumber += 1
    }
  }

  /// The line of that number; negative ones count from the end.
  public func line(number: Int) -> String? {
    let index = number < 0 ? lines.count + number : number - firstNumber
    return lines.indices.contains(index) ? lines[index] : nil
  }

  public mutating func replaceLast(with line: String) {
    if !lines.isEmpty { lines[lines.count - 1] = line }
  }

  public mutating func remove(number: Int) -> Bool {
    let index = number < 0 ? lines.count + number : number - firstNumber
    guard lines.indices.contains(index) else { return false }
    lines.remove(at: index)
    return true
  }

  public mutating func clear() {
    lines = []
    firstNumber = 1
  }
}
