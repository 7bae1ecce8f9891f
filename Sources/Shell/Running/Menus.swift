import ShellLanguage
import World

extension Interpreter {
  /// `select`: shows a numbered menu, reads an answer, and runs the body with what was chosen, until the loop is left
  /// or the input ends.
  func runSelect(_ name: String, _ words: [Word]?, _ body: CommandList) throws {
    guard isIdentifier(name) else {
      try complain("`\(name)': not a valid identifier")
      session.lastStatus = 1
      return
    }
    let values = try words.map { try expander.fields(of: $0) } ?? session.positional
    session.lastStatus = 0
    if values.isEmpty { return }
    loopDepth += 1
    defer { loopDepth -= 1 }
    var showsMenu = true
    while true {
      try stage.step()
      if showsMenu { try printError(menu(values)) }
      try printError(session.text(of: "PS3") ?? "#? ")
      guard let line = try descriptors.input.readLine(by: process) else {
        try print("\n")
        session.lastStatus = 1
        return
      }
      var answer = String(decoding: line, as: UTF8.self)
      if answer.hasSuffix("\n") { answer.removeLast() }
      answer = String(answer.drop { $0 == " " || $0 == "\t" })
      while answer.last == " " || answer.last == "\t" { answer.removeLast() }
      try assign("REPLY", index: nil, to: answer, appending: false)
      showsMenu = answer.isEmpty
      if showsMenu { continue }
      let number = Int(answer).map { $0 - 1 } ?? -1
      try assign(name, index: nil, to: values.indices.contains(number) ? values[number] : "", appending: false)
      if try !round(body) { return }
      showsMenu = session.text(of: "REPLY") == ""
    }
  }

  /// The menu in columns, down before across, with tabs between them, as bash lays it out.
  private func menu(_ values: [String]) -> String {
    let width = Int(session.text(of: "COLUMNS") ?? "") ?? 80
    let digits = String(values.count).count
    let column = (values.map(\.count).max() ?? 0) + digits + 4
    var perRow = max(1, width / column)
    var rows = (values.count + perRow - 1) / perRow
    perRow = (values.count + rows - 1) / rows
    if rows == 1 { (rows, perRow) = (perRow, 1) }
    let firstDigits = String(rows).count
    var text = ""
    for row in 0..<rows {
      var place = 0
      for index in stride(from: row, to: values.count, by: rows) {
        let number = String(index + 1)
        let digits = place == 0 ? firstDigits : digits
        text += "\(String(repeating: " ", count: max(0, digits - number.count)))\(number)) \(values[index])"
        guard index + rows < values.count else { break }
        text += Self.indent(from: place + digits + 2 + values[index].count, to: place + column)
        place += column
      }
      text += "\n"
    }
    return text
  }

  private static func indent(from start: Int, to end: Int) -> String {
    var (text, at) = ("", start)
    while at < end {
      if end / 8 > at / 8 {
        text += "\t"
        at += 8 - at % 8
      } else {
        text += " "
        at += 1
      }
    }
    return text
  }
}
