/// Text of exercises, hints and help, made into lines of a width.
///
/// Lines that follow one another are one paragraph; an empty line ends it. A line that starts with `- `, `*
/// `, `· ` or `1. ` is a list item, and its continuation hangs below its text. Lines that start with four
/// spaces or `$ ` are kept as they are (a command, a file). `# ` makes a heading. Text between back-quotes is
/// code.
public enum Prose {
  public static func lines(_ text: String, columns: Int, style: Style = .plain) -> [Line] {
    let width = max(1, columns)
    var lines: [Line] = []
    for block in blocks(text) {
      switch block {
      case .empty:
        if !lines.isEmpty && lines.last?.isEmpty == false { lines.append(Line()) }
      case .heading(let text):
        lines += inline(text, style: .title).wrapped(to: width)
      case .verbatim(let text):
        lines += verbatim(text, width: width)
      case .paragraph(let indent, let mark, let text):
        let hanging = min(indent + mark.columns, width / 2)
        let first = Line(String(repeating: " ", count: min(indent, width / 2)) + mark, style)
        let body = inline(text, style: style).wrapped(to: max(1, width - hanging))
        for (index, line) in body.enumerated() {
          lines.append((index == 0 ? first : Line(String(repeating: " ", count: hanging), style)) + line)
        }
      }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// A command or a line of a file; where it is too wide it goes on two columns further in.
  private static func verbatim(_ text: String, width: Int) -> [Line] {
    let line = Line(text, .code)
    let indent = text.prefix { $0 == " " }.count
    let room = width - indent - 2
    let words = text.split(separator: " ").map { Line(String($0)).columns }
    if line.columns <= width || words.contains(where: { $0 > room }) { return line.brokenAnywhere(at: width, hanging: 2) }
    let parts = Line(String(text.dropFirst(indent)), .code).wrapped(to: room)
    return parts.enumerated().map { index, part in
      Line(String(repeating: " ", count: index == 0 ? indent : indent + 2), .code) + part
    }
  }

  /// A line with its back-quoted parts in the style of code.
  public static func inline(_ text: String, style: Style = .plain) -> Line {
    var line = Line()
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isCode = index % 2 == 1 && index < parts.count - 1
      let quote = index % 2 == 1 && !isCode ? "`" : ""
      line.append("\(quote)\(part)", isCode ? .code : style)
    }
    return line
  }

  private enum Block {
    case empty
    case heading(String)
    case verbatim(String)
    case paragraph(indent: Int, mark: String, text: String)
  }

  private static func blocks(_ text: String) -> [Block] {
    var blocks: [Block] = []
    for source in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = String(source)
      let indent = line.prefix { $0 == " " }.count
      let content = String(line.dropFirst(indent))
      if content.isEmpty {
        blocks.append(.empty)
      } else if content.hasPrefix("$ ") || (indent >= 4 && !continuesList(blocks.last)) {
        blocks.append(.verbatim(line))
      } else if indent == 0 && content.hasPrefix("# ") {
        blocks.append(.heading(String(content.dropFirst(2))))
      } else if let mark = listMark(content) {
        blocks.append(.paragraph(indent: indent, mark: mark, text: String(content.dropFirst(mark.count))))
      } else if case .paragraph(let start, let mark, let before)? = blocks.last {
        blocks[blocks.count - 1] = .paragraph(indent: start, mark: mark, text: "\(before) \(content)")
      } else {
        blocks.append(.paragraph(indent: indent, mark: "", text: content))
      }
    }
    return blocks
  }

  private static func continuesList(_ block: Block?) -> Bool {
    if case .paragraph(_, let mark, _)? = block { return !mark.isEmpty }
    return false
  }

  private static func listMark(_ content: String) -> String? {
    for mark in ["- ", "* ", "· ", "• "] where content.hasPrefix(mark) { return mark }
    let digits = content.prefix { $0.isASCII && $0.isNumber }
    if (1...2).contains(digits.count), content.dropFirst(digits.count).hasPrefix(". ") {
      return "\(digits). "
    }
    return nil
  }
}

extension Line {
  /// Broken between words so that no line is wider; a word that is too long is broken anywhere.
  public func wrapped(to width: Int) -> [Line] {
    let room = max(1, width)
    if columns <= room { return [self] }
    var lines: [Line] = []
    var line = Line()
    var used = 0
    for word in words() {
      let wide = word.columns
      if wide == 0 { continue }
      let isSpace = word.text.first == " "
      if used + wide <= room {
        line.append(word)
        used += wide
      } else if isSpace {
        lines.append(line)
        line = Line()
        used = 0
      } else {
        if used > 0 { lines.append(line.trimmedEnd()) }
        let parts = word.brokenAnywhere(at: room, hanging: 0)
        lines += parts.dropLast()
        line = parts.last ?? Line()
        used = line.columns
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line.trimmedEnd()) }
    return lines
  }

  /// Broken at the width, in the middle of words if need be; further lines start with `hanging` spaces.
  public func brokenAnywhere(at width: Int, hanging: Int) -> [Line] {
    let room = max(1, width)
    let margin = hanging < room - 2 ? hanging : 0
    var lines: [Line] = []
    var line = Line()
    var used = 0
    for piece in pieces {
      for character in piece.text {
        let wide = character.drawable?.columns ?? 0
        if used + wide > room && used > 0 {
          lines.append(line)
          line = Line(String(repeating: " ", count: margin))
          used = margin
        }
        line.append(String(character), piece.style)
        used += wide
      }
    }
    lines.append(line)
    return lines
  }

  /// Runs of spaces and of other characters, in turn; a word can have pieces of several styles.
  private func words() -> [Line] {
    var words: [Line] = []
    var inSpace: Bool?
    for piece in pieces {
      for character in piece.text {
        let isSpace = character == " "
        if inSpace != isSpace { words.append(Line()) }
        words[words.count - 1].append(String(character), piece.style)
        inSpace = isSpace
      }
    }
    return words
  }

  private func trimmedEnd() -> Line {
    var line = self
    while let last = line.pieces.last, last.text.last == " " {
      line.pieces[line.pieces.count - 1].text.removeLast()
      if line.pieces[line.pieces.count - 1].text.isEmpty { line.pieces.removeLast() }
    }
    return line
  }
}
