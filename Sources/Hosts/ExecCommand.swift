/// A file of variables as systemd and os-release(5) have them: `NAME="value"` lines and comments.
public enum EnvironmentFile {
  public static func parse(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "\n").compactMap { raw in
      let line = UnitFile.trim(raw)
      guard !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") else { return nil }
      let value = UnitFile.trim(line[line.index(after: equals)...])
      return (UnitFile.trim(line[..<equals]), unquoted(value))
    }
  }

  private static func unquoted(_ text: String) -> String {
    guard let quote = text.first, quote == "\"" || quote == "'" else { return text }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst() {
      if isEscaped {
        result.append(character)
        isEscaped = false
      } else if character == "\\", quote == "\"" {
        isEscaped = true
      } else if character == quote {
        break
      } else {
        result.append(character)
      }
    }
    return result
  }
}

/// A command line of a unit (`ExecStart=`), taken apart as systemd.service(5) says.
struct ExecCommand {
  var path: String
  var arguments: [String]
  /// A leading `-`: failing does no harm.
  var ignoresFailure = false

  /// Splits the text, then puts variables in: `$NAME` as a word of its own becomes several words, `${NAME}` never does.
  init(_ text: String, environment: [String: String]) {
    var rest = Substring(text)
    while let first = rest.first, "-@:+!".contains(first) {
      if first == "-" { ignoresFailure = true }
      rest.removeFirst()
    }
    var words: [String] = []
    for word in Self.split(String(rest)) {
      if word.hasPrefix("$"), !word.hasPrefix("${"), !word.hasPrefix("$$") {
        words += Self.split(environment[String(word.dropFirst())] ?? "")
      } else {
        words.append(Self.substitute(word, environment))
      }
    }
    path = words.first ?? ""
    arguments = words
  }

  /// Words separated by blanks; quotes group and disappear.
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isWord = false
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        isWord = true
      } else if character == " " || character == "\t" {
        if isWord { words.append(word) }
        word = ""
        isWord = false
      } else {
        word.append(character)
        isWord = true
      }
    }
    if isWord { words.append(word) }
    return words
  }

  private static func substitute(_ word: String, _ environment: [String: String]) -> String {
    var result = ""
    var rest = Substring(word)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.first == "$" {
        result.append("$")
        rest.removeFirst()
      } else if rest.first == "{", let end = rest.firstIndex(of: "}") {
        result += environment[String(rest[rest.index(after: rest.startIndex)..<end])] ?? ""
        rest = rest[rest.index(after: end)...]
      } else {
        result.append("$")
      }
    }
    return result + rest
  }
}
