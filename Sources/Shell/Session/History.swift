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

  public mutating func removeLast() {
    _ = lines.popLast()
  }

  public mutating func clear() {
    lines = []
    firstNumber = 1
  }

  /// A command of several lines as one, with semicolons where lines ended (`shopt cmdhist`); what spans lines in
  /// quotes or a here-document keeps its newlines.
  static func oneLine(_ text: String) -> String {
    var text = text
    while text.hasSuffix("\n") { text.removeLast() }
    guard text.contains("\n"), !text.contains("<<") else { return text }
    var result = ""
    var quote: Character?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { result += quote == nil ? joint(after: result) : "\n" }
      var line = String(line)
      if quote == nil, index > 0 { line = String(line.drop { $0 == " " || $0 == "\t" }) }
      if quote == nil, line.hasSuffix("\\"), !line.hasSuffix("\\\\") { line = "\(line.dropLast())\u{0}" }
      var isEscaped = false
      for letter in line {
        if isEscaped {
          isEscaped = false
        } else if letter == "\\", quote != "'" {
          isEscaped = true
        } else if letter == quote {
          quote = nil
        } else if quote == nil, letter == "'" || letter == "\"" {
          quote = letter
        }
      }
      result += line
    }
    return result.replacing("\u{0}", with: "")
  }

  private static func joint(after line: String) -> String {
    if line.hasSuffix("\u{0}") || line.isEmpty { return "" }
    let last = line.split { $0 == " " || $0 == "\t" }.last.map { String($0) } ?? ""
    let opens = ["then", "do", "else", "elif", "{", "(", "|", "||", "&&", "|&", ";", ";;", "&", "in", "!", "if", "while", "until"]
    if opens.contains(last) || last.hasSuffix(";") || last.hasSuffix("(") || last.hasSuffix("|") || last.hasSuffix("&") {
      return " "
    }
    return "; "
  }
}
