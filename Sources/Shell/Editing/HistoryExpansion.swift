/// `!!`, `!$`, `!n`, `!str`, `^a^b` and the rest of bash's history expansion.
enum HistoryExpansion {
  enum Result: Equatable {
    case unchanged
    /// The line as it becomes; with `:p` it is only shown.
    case expanded(String, runs: Bool)
    case failed(String)
  }

  static func expand(_ line: String, with history: History) -> Result {
    var text = line
    if line.hasPrefix("^") {
      let parts = line.dropFirst().split(separator: "^", maxSplits: 2, omittingEmptySubsequences: false)
      text = "!!:s^\(parts[0])^\(parts.count > 1 ? parts[1] : "")^\(parts.count > 2 ? parts[2] : "")"
    }
    guard text.utf8.contains(UInt8(ascii: "!")) else { return .unchanged }
    var reader = Reader(text: Array(text.unicodeScalars), history: history)
    return reader.read()
  }

  private struct Reader {
    let text: [UnicodeScalar]
    let history: History
    var at = 0
    var output = ""
    var changed = false
    var runs = true
    var failure: String?

    init(text: [UnicodeScalar], history: History) {
      self.text = text
      self.history = history
    }

    mutating func read() -> Result {
      var inSingle = false
      var inDouble = false
      while at < text.count {
        let scalar = text[at]
        if scalar == "\\", at + 1 < text.count, !inSingle {
          output.unicodeScalars.append(scalar)
          output.unicodeScalars.append(text[at + 1])
          at += 2
          continue
        }
        if scalar == "'", !inDouble { inSingle.toggle() }
        if scalar == "\"", !inSingle { inDouble.toggle() }
        if scalar == "!", !inSingle, isEvent(inDouble: inDouble) {
          event()
          if let failure { return .failed(failure) }
          changed = true
          continue
        }
        output.unicodeScalars.append(scalar)
        at += 1
      }
      return changed ? .expanded(output, runs: runs) : .unchanged
    }

    private func isEvent(inDouble: Bool) -> Bool {
      guard at + 1 < text.count else { return false }
      let next = text[at + 1]
      if [" ", "\t", "\n", "\r", "=", ";", "&", "|", ")"].contains(next) { return false }
      if inDouble, next == "\"" { return false }
      // Differs: within (( )) a ! is left to arithmetic, where bash would look for an event.
      if isInArithmetic { return false }
      // ${!name}, $! and [!a] are no events.
      if at > 0, text[at - 1] == "$" || text[at - 1] == "{" && at > 1 && text[at - 2] == "$" { return false }
      if at > 0, text[at - 1] == "[", text[at...].contains("]") { return false }
      return true
    }

    private var isInArithmetic: Bool {
      var depth = 0
      for index in 0..<at {
        if text[index] == "(", index + 1 < at, text[index + 1] == "(" { depth += 1 }
        if text[index] == ")", index + 1 < at, text[index + 1] == ")" { depth -= 1 }
      }
      return depth > 0
    }

    private mutating func event() {
      let start = at
      at += 1
      guard let line = line(from: start) else { return }
      let words = HistoryExpansion.words(of: line)
      var selected = line
      if at < text.count, let range = designator(words) {
        guard range.lowerBound >= 0, range.upperBound < words.count else {
          failure = "\(string(start..<at).dropFirst()): bad word specifier"
          return
        }
        selected = words[range].joined(separator: " ")
      }
      while failure == nil, at + 1 < text.count, text[at] == ":" {
        guard let changed = modified(selected, start) else { return }
        selected = changed
      }
      output += selected
    }

    private func string(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(text[range]))
    }

    /// The line that the event names.
    private mutating func line(from start: Int) -> String? {
      let first = text[at]
      if first == "!" {
        at += 1
        return found(history.line(number: -1), "!!")
      }
      if first == "$" || first == "*" || first == "^" || first == ":" { return found(history.line(number: -1), "!\(first)") }
      if first == "#" {
        at += 1
        return output
      }
      var end = at
      if first == "-" { end += 1 }
      while end < text.count, text[end].properties.numericType == .decimal { end += 1 }
      if end > at + (first == "-" ? 1 : 0), let number = Int(string(at..<end)) {
        at = end
        return found(history.line(number: number), string(start..<end))
      }
      if first == "?" {
        end = at + 1
        while end < text.count, text[end] != "?", text[end] != "\n" { end += 1 }
        let wanted = string((at + 1)..<end)
        at = min(end + 1, text.count)
        return found(history.lines.last { $0.contains(wanted) }, string(start..<end))
      }
      end = at
      while end < text.count, !" \t\n\r:;&()|<>".unicodeScalars.contains(text[end]), text[end] != "\"" { end += 1 }
      let wanted = string(at..<end)
      at = end
      return found(wanted.isEmpty ? nil : history.lines.last { $0.hasPrefix(wanted) }, "!\(wanted)")
    }

    private mutating func found(_ line: String?, _ name: String) -> String? {
      if line == nil { failure = "\(name): event not found" }
      return line
    }

    /// `:n`, `:n-m`, `$`, `^`, `*`
    private mutating func designator(_ words: [String]) -> ClosedRange<Int>? {
      var place = at
      let hasColon = text[place] == ":"
      if hasColon { place += 1 }
      guard place < text.count else { return nil }
      let last = words.count - 1
      switch text[place] {
      case "$":
        at = place + 1
        return last...last
      case "^":
        at = place + 1
        return 1...1
      case "*":
        at = place + 1
        return last >= 1 ? 1...last : nil
      default: break
      }
      guard hasColon, text[place].properties.numericType == .decimal || text[place] == "-" else { return nil }
      var first = 0
      var end = place
      while end < text.count, let digit = Int(String(text[end])) {
        first = first * 10 + digit
        end += 1
      }
      var second = first
      if end < text.count, text[end] == "-" {
        end += 1
        if end < text.count, text[end] == "$" {
          second = last
          end += 1
        } else {
          var number = 0
          let from = end
          while end < text.count, let digit = Int(String(text[end])) {
            number = number * 10 + digit
            end += 1
          }
          second = end > from ? number : last - 1
        }
      } else if end < text.count, text[end] == "*" {
        second = last
        end += 1
      }
      at = end
      return first <= second ? first...second : nil
    }

    /// `:s/a/b/`, `:gs/a/b/`, `:h`, `:t`, `:r`, `:e`, `:p`, `:q`
    private mutating func modified(_ word: String, _ start: Int) -> String? {
      at += 1
      var all = false
      if text[at] == "g", at + 1 < text.count {
        all = true
        at += 1
      }
      let letter = text[at]
      at += 1
      switch letter {
      case "p":
        runs = false
        return word
      case "q": return "'\(word)'"
      case "h": return word.lastIndex(of: "/").map { String(word[..<$0]) } ?? word
      case "t": return word.lastIndex(of: "/").map { String(word[word.index(after: $0)...]) } ?? word
      case "r": return word.lastIndex(of: ".").map { String(word[..<$0]) } ?? word
      case "e": return word.lastIndex(of: ".").map { String(word[$0...]) } ?? word
      case "s": return substituted(word, all, start)
      default:
        failure = "\(letter): unrecognized history modifier"
        return nil
      }
    }

    private mutating func part(until mark: UnicodeScalar) -> String {
      let from = at
      while at < text.count, text[at] != mark, text[at] != "\n" { at += 1 }
      let found = string(from..<at)
      if at < text.count { at += 1 }
      return found
    }

    private mutating func substituted(_ word: String, _ all: Bool, _ start: Int) -> String? {
      guard at < text.count else { return word }
      let mark = text[at]
      at += 1
      let old = part(until: mark)
      let new = part(until: mark)
      guard !old.isEmpty, let range = word.firstRange(of: old) else {
        failure = ":s\(mark)\(old)\(mark)\(new)\(mark): substitution failed"
        return nil
      }
      if all { return word.replacing(old, with: new) }
      return word.replacingCharacters(in: range, with: new)
    }
  }

  /// A line's words as the shell would see them, quotes kept.
  static func words(of line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        word.append(character)
        isEscaped = true
      } else if let open = quote {
        word.append(character)
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        word.append(character)
        quote = character
      } else if character == " " || character == "\t" || character == "\n" {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else if "|&;<>()".contains(character) {
        if !word.isEmpty, !"|&;<>()".contains(word.last!) {
          words.append(word)
          word = ""
        }
        word.append(character)
      } else {
        if let last = word.last, "|&;<>()".contains(last), word.allSatisfy({ "|&;<>()".contains($0) }) {
          words.append(word)
          word = ""
        }
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    "\(self[..<range.lowerBound])\(text)\(self[range.upperBound...])"
  }
}
