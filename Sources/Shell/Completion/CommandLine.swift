/// The part of a typed line that completion looks at: the words of the command in which the cursor stands.
struct CommandLine: Equatable {
  /// The command and its arguments up to the cursor, quotes removed; the last one is the word to complete.
  var words: [String] = []
  /// Where the last word begins, as a number of characters.
  var start = 0
  /// The quote in which the cursor stands.
  var quote: Character?
  /// The last word follows `<`, `>` or their like.
  var isRedirection = false

  init(_ line: String, cursor: Int) {
    var word = ""
    var hasWord = false
    var quoted = false
    var wordStart = 0
    let characters = Array(line.prefix(cursor))
    var index = 0
    func isBlank(_ letter: Character) -> Bool { letter == " " || letter == "\t" || letter == "\n" }
    while index < characters.count {
      let letter = characters[index]
      if !hasWord {
        wordStart = index
        quoted = false
      }
      if let open = quote {
        if letter == open { quote = nil } else { word.append(letter) }
      } else if letter == "\\", index + 1 < characters.count {
        index += 1
        word.append(characters[index])
        hasWord = true
      } else if letter == "'" || letter == "\"" {
        quote = letter
        quoted = true
        hasWord = true
      } else if isBlank(letter) || ";|&()<>`".contains(letter) || (letter == "{" && !hasWord) {
        if hasWord { finish(word, quoted) }
        word = ""
        hasWord = false
        if letter == "<" || letter == ">" {
          isRedirection = true
        } else if letter == "&", isRedirection {
          isRedirection = true
        } else if !isBlank(letter) || letter == "\n" {
          words = []
          isRedirection = false
        }
      } else {
        word.append(letter)
        hasWord = true
      }
      index += 1
    }
    start = hasWord ? wordStart : characters.count
    words.append(word)
  }

  private static let keywords: Set<String> = [
    "if", "then", "else", "elif", "do", "while", "until", "!", "time", "{", "sudo", "exec", "command", "builtin", "nohup",
    "watch", "xargs", "env",
  ]

  private mutating func finish(_ word: String, _ quoted: Bool) {
    if isRedirection {
      isRedirection = false
      return
    }
    // What stands before a command is left out, so that the command itself is the first word.
    if words.isEmpty, !quoted {
      if Self.keywords.contains(word) { return }
      if let equals = word.firstIndex(of: "="), equals != word.startIndex,
        word[..<equals].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
      {
        return
      }
    }
    words.append(word)
  }

  var current: String { words.last ?? "" }
  var isCommand: Bool { words.count == 1 && !isRedirection }
}
