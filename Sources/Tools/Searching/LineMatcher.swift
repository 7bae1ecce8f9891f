/// What `grep` looks for in a line.
struct LineMatcher {
  enum Syntax {
    case basic
    case extended
    case fixed
    case perl
  }

  private var regexes: [Regex] = []
  private var perl: [PerlRegex] = []
  private var words: [[UInt8]] = []
  private let wholeWords: Bool
  private let wholeLines: Bool
  private let ignoresCase: Bool
  /// Whether it was an extended expression that begins with `*`, of which grep warns.
  private(set) var startsWithStar = false

  init(
    _ patterns: [String], _ syntax: Syntax, ignoresCase: Bool, wholeWords: Bool, wholeLines: Bool, bytesOnly: Bool = false
  ) throws(Regex.Invalid) {
    self.wholeWords = wholeWords
    self.wholeLines = wholeLines
    self.ignoresCase = ignoresCase
    for pattern in patterns {
      let isPlain = syntax == .fixed || !pattern.contains { "\\.[]*^$+?{}|()".contains($0) }
      if isPlain && (!ignoresCase || pattern.utf8.allSatisfy { $0 < 128 }) {
        words.append(ignoresCase ? pattern.utf8.map(ASCII.lower) : Array(pattern.utf8))
        continue
      }
      if syntax == .perl {
        let whole = wholeLines ? "^(?:\(pattern))$" : wholeWords ? "(?<!\\w)(?:\(pattern))(?!\\w)" : pattern
        perl.append(try PerlRegex(whole, flags: .init(ignoresCase: ignoresCase)))
        continue
      }
      var text = syntax == .fixed ? Self.literal(pattern) : pattern
      if syntax == .extended {
        while text.hasPrefix("*") {
          startsWithStar = true
          text.removeFirst()
        }
        text = Self.withLiteralBraces(text.replacing("|*", with: "|").replacing("(*", with: "("))
      }
      // Anchored as a whole, so that an alternative that matches the whole line is found; groups count from 2 then.
      if wholeLines && !text.contains("\\1") {
        text = syntax == .extended ? "^(\(text))$" : "^\\(\(text)\\)$"
      }
      regexes.append(try Regex(text, extended: syntax == .extended, ignoresCase: ignoresCase, bytesOnly: bytesOnly))
    }
  }

  /// The line as Perl's expressions see it; nil where there are none. To be made once for all matches in a line.
  func subject(of line: ArraySlice<UInt8>) -> PerlSubject? { perl.isEmpty ? nil : PerlSubject(line) }

  /// The leftmost longest match at or after `start`; nil where there is none.
  func match(
    in line: ArraySlice<UInt8>, from start: Int? = nil, _ subject: PerlSubject? = nil
  ) throws(PerlRegex.Exhausted) -> Range<Int>? {
    var best: Range<Int>?
    for word in words {
      if let found = find(word, in: line, from: start ?? line.startIndex) { best = Self.better(best, found) }
    }
    for expression in regexes {
      if let found = find(expression, in: line, from: start ?? line.startIndex) { best = Self.better(best, found) }
    }
    guard let subject = subject ?? self.subject(of: line) else { return best }
    let from = subject.index(ofByte: start ?? line.startIndex)
    for expression in perl {
      if let found = try expression.firstMatch(in: subject.scalars, from: from)?[0] {
        best = Self.better(best, subject.bytes(found))
      }
    }
    return best
  }

  func matches(_ line: ArraySlice<UInt8>) throws(PerlRegex.Exhausted) -> Bool {
    if wholeLines || wholeWords || !perl.isEmpty { return try match(in: line) != nil }
    for word in words where Self.contains(word, line, ignoresCase) != nil { return true }
    for expression in regexes where expression.matches(line) { return true }
    return false
  }

  private static func better(_ left: Range<Int>?, _ right: Range<Int>) -> Range<Int> {
    guard let left else { return right }
    if left.lowerBound != right.lowerBound { return left.lowerBound < right.lowerBound ? left : right }
    return left.upperBound >= right.upperBound ? left : right
  }

  private func find(_ word: [UInt8], in line: ArraySlice<UInt8>, from start: Int) -> Range<Int>? {
    if wholeLines {
      guard start == line.startIndex, line.count == word.count else { return nil }
      return Self.contains(word, line, ignoresCase) == nil ? nil : line.startIndex..<line.endIndex
    }
    var from = start
    while let found = Self.contains(word, line[from...], ignoresCase) {
      let range = found..<(found + word.count)
      if !wholeWords || isWord(range, in: line) { return range }
      from = found + 1
      if from > line.endIndex { return nil }
    }
    return nil
  }

  private func find(_ regex: Regex, in line: ArraySlice<UInt8>, from start: Int) -> Range<Int>? {
    var from = start
    while let found = regex.firstMatch(in: line, from: from, wantsGroups: false)?.range {
      if wholeLines {
        return found == line.startIndex..<line.endIndex ? found : nil
      }
      if !wholeWords { return found }
      if isWord(found, in: line) { return found }
      var shorter = found.upperBound - 1
      while shorter > found.lowerBound {
        if let inner = regex.firstMatch(in: line[line.startIndex..<shorter], from: found.lowerBound, wantsGroups: false)?.range,
          inner.lowerBound == found.lowerBound
        {
          if isWord(inner, in: line) { return inner }
          shorter = min(shorter, inner.upperBound) - 1
        } else {
          break
        }
      }
      from = found.lowerBound + 1
      if from > line.endIndex { return nil }
    }
    return nil
  }

  private func isWord(_ range: Range<Int>, in line: ArraySlice<UInt8>) -> Bool {
    func isPart(_ index: Int) -> Bool {
      guard line.indices.contains(index) else { return false }
      return ASCII.isAlnum(line[index]) || line[index] == 95 || line[index] >= 128
    }
    return !isPart(range.lowerBound - 1) && !isPart(range.upperBound)
  }

  private static func contains(_ word: [UInt8], _ line: ArraySlice<UInt8>, _ ignoresCase: Bool) -> Int? {
    guard let first = word.first else { return line.startIndex }
    guard line.count >= word.count else { return nil }
    let last = line.endIndex - word.count
    var index = line.startIndex
    return line.withUnsafeBytes { bytes in
      let base = line.startIndex
      while index <= last {
        let byte = bytes[index - base]
        if (ignoresCase ? ASCII.lower(byte) : byte) == first {
          var offset = 1
          while offset < word.count {
            let next = bytes[index - base + offset]
            if (ignoresCase ? ASCII.lower(next) : next) != word[offset] { break }
            offset += 1
          }
          if offset == word.count { return index }
        }
        index += 1
      }
      return nil
    }
  }

  /// A brace that begins no interval stands for itself (GNU's grep -E).
  private static func withLiteralBraces(_ text: String) -> String {
    guard text.contains("{") else { return text }
    var result = ""
    var rest = text[...]
    var isEscaped = false
    while let character = rest.popFirst() {
      if character == "{", !isEscaped {
        let inner = rest.prefix { $0.isNumber || $0 == "," }
        if inner.isEmpty || rest.dropFirst(inner.count).first != "}" { result.append("\\") }
      }
      isEscaped = character == "\\" && !isEscaped
      result.append(character)
    }
    return result
  }

  private static func literal(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\.[]*^$".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
