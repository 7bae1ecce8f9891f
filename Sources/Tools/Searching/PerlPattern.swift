/// A Perl expression in POSIX's words, as far as that goes; what does not is refused.
struct PerlPattern {
  private(set) var text = ""
  private(set) var ignoresCase = false
  /// Which group of the translation is the match, where something around it only has to be there.
  private(set) var group = 0

  init(_ pattern: String) throws(Regex.Invalid) {
    var source = pattern[...]
    if source.hasPrefix("(?i)") {
      ignoresCase = true
      source = source.dropFirst(4)
    }
    if let keep = source.range(of: "\\K") {
      // What stands before \K has to be there and is not part of the match.
      let before = try Self.translate(source[..<keep.lowerBound])
      text = "(\(before.text))(\(try Self.translate(source[keep.upperBound...]).text))"
      group = before.groups + 2
      return
    }
    if source.hasPrefix("(?<="), let close = Self.closing(source) {
      let before = try Self.translate(source[source.index(source.startIndex, offsetBy: 4)..<close])
      var rest = source[source.index(after: close)...]
      var after = ""
      if let (head, ahead) = try Self.lookahead(rest) {
        rest = head
        after = ahead
      }
      text = "(\(before.text))(\(try Self.translate(rest).text))\(after)"
      group = before.groups + 2
      return
    }
    if let (head, ahead) = try Self.lookahead(source) {
      text = "(\(try Self.translate(head).text))\(ahead)"
      group = 1
      return
    }
    text = try Self.translate(source).text
  }

  /// `A(?=B)` at the end as A and B.
  private static func lookahead(_ source: Substring) throws(Regex.Invalid) -> (Substring, String)? {
    guard source.hasSuffix(")"), let mark = source.range(of: "(?=") else { return nil }
    let inner = source[mark.upperBound..<source.index(before: source.endIndex)]
    return (source[..<mark.lowerBound], "(\(try translate(inner).text))")
  }

  /// The parenthesis that closes the first one.
  private static func closing(_ source: Substring) -> String.Index? {
    var depth = 0
    var isEscaped = false
    for index in source.indices {
      if isEscaped {
        isEscaped = false
      } else if source[index] == "\\" {
        isEscaped = true
      } else if source[index] == "(" {
        depth += 1
      } else if source[index] == ")" {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  private static let classes: [Character: String] = [
    "d": "0-9", "w": "A-Za-z0-9_", "s": "[:space:]", "h": " \t",
  ]

  private static func translate(_ source: Substring) throws(Regex.Invalid) -> (text: String, groups: Int) {
    var result = ""
    var groups = 0
    var rest = source
    var inBrackets = false
    while let character = rest.popFirst() {
      if character == "\\" {
        guard let next = rest.popFirst() else { throw unsupported("a backslash at the end") }
        if let members = classes[next] {
          result += inBrackets ? members : "[\(members)]"
        } else if let members = classes[Character(next.lowercased())], !inBrackets {
          result += "[^\(members)]"
        } else if let plain = ["t": "\t", "n": "\n", "r": "\r", "A": "^", "Z": "$", "z": "$"][next] {
          result += plain
        } else if next.isLetter && !"bB".contains(next) {
          throw unsupported("\\\(next)")
        } else {
          result += inBrackets && next != "\\" ? String(next) : "\\\(next)"
        }
      } else if inBrackets {
        if character == "]" { inBrackets = false }
        result.append(character)
      } else if character == "[" {
        inBrackets = true
        result.append(character)
        if rest.first == "^" { result.append(rest.removeFirst()) }
        if rest.first == "]" { result.append(rest.removeFirst()) }
      } else if character == "(" {
        groups += 1
        result.append("(")
        if rest.hasPrefix("?:") { rest = rest.dropFirst(2) } else if rest.hasPrefix("?") { throw unsupported("(\(rest.prefix(3))") }
      } else if "*+?}".contains(character), let next = rest.first, next == "?" || next == "+" {
        throw unsupported("\(character)\(next)")
      } else {
        result.append(character)
      }
    }
    return (result, groups)
  }

  private static func unsupported(_ what: String) -> Regex.Invalid {
    Regex.Invalid(message: "not simulated: \(what) in a Perl expression", code: -1)
  }
}

extension Substring {
  /// Where a text first stands.
  fileprivate func range(of text: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
      index = self.index(after: index)
    }
    return nil
  }
}
