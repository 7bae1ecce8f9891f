import Documents
import Hosts
import World

/// The differences of two texts in one of diff's formats.
struct LineComparison {
  private let call: Call
  private let old: DiffText
  private let new: DiffText
  private let changes: [Diff.Change]
  private let colours: Bool

  init(_ call: Call, _ old: DiffText, _ new: DiffText) {
    self.call = call
    self.old = old
    self.new = new
    func keys(_ text: DiffText) -> [String] {
      text.lines.enumerated().map { index, line in
        var key = line
        if call.has("i") { key = key.lowercased() }
        if call.has("w") { key = String(key.filter { !" \t\r".contains($0) }) }
        if call.has("b") { key = key.split { " \t".contains($0) }.joined(separator: " ") }
        if call.has("Z") { key = key.trimmingTrailingBlanks() }
        if call.has("strip-trailing-cr"), key.hasSuffix("\r") { key.removeLast() }
        // A last line without a newline differs from one with it.
        let isOpen = index + 1 == text.lines.count && !text.endsWithNewline
        return isOpen && !call.has("w") && !call.has("b") && !call.has("Z") ? "\(key)\0" : key
      }
    }
    var found = Diff(old: keys(old), new: keys(new)).changes
    if call.has("B") {
      found = found.filter { change in
        !(old.lines[change.old].allSatisfy(\.isEmpty) && new.lines[change.new].allSatisfy(\.isEmpty))
      }
    }
    changes = found
    let wish = call.has("color") ? call["color"] ?? "auto" : "never"
    colours = wish == "always" || wish == "auto" && call.process.output.isTerminal
  }

  var isEmpty: Bool { changes.isEmpty }

  func print(_ left: String, _ right: String) throws {
    if call.has("y") { return try printColumns() }
    let last = call.arguments.last(of: "normal", "u", "U", "c", "C")
    switch last {
    case "u", "U": try printUnified(left, right, call["U"].flatMap { Int($0) } ?? 3)
    case "c", "C": try printContext(left, right, call["C"].flatMap { Int($0) } ?? 3)
    default: try printNormal()
    }
  }

  private func line(_ mark: String, _ text: DiffText, _ index: Int, code: String? = nil) throws {
    let tab = call.has("T") ? "\t" : ""
    var shown = "\(mark)\(tab)\(text.lines[index])"
    if colours, let code { shown = "\u{1b}[\(code)m\(shown)\u{1b}[0m" }
    try call.write("\(shown)\n")
    if index + 1 == text.lines.count && !text.endsWithNewline { try call.write("\\ No newline at end of file\n") }
  }

  private func dress(_ text: String, _ code: String) -> String { colours ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }

  // MARK: Normal

  private func printNormal() throws {
    for change in changes {
      let letter = change.old.isEmpty ? "a" : change.new.isEmpty ? "d" : "c"
      try call.write("\(dress("\(Self.span(change.old))\(letter)\(Self.span(change.new))", "36"))\n")
      for index in change.old { try line("< ", old, index, code: "31") }
      if !change.old.isEmpty && !change.new.isEmpty { try call.write("---\n") }
      for index in change.new { try line("> ", new, index, code: "32") }
    }
  }

  private static func span(_ range: Range<Int>) -> String {
    range.count <= 1 ? String(range.upperBound) : "\(range.lowerBound + 1),\(range.upperBound)"
  }

  // MARK: Unified and context

  private func groups(_ context: Int) -> [[Diff.Change]] {
    var groups: [[Diff.Change]] = []
    for change in changes {
      if let last = groups.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
        groups[groups.count - 1].append(change)
      } else {
        groups.append([change])
      }
    }
    return groups
  }

  private func headline(_ mark: String, _ name: String, _ label: Int) -> String {
    let labels = call.arguments.all("label")
    if label < labels.count { return "\(mark) \(labels[label])" }
    let modified = call.status(name)?.modified ?? call.process.now
    return "\(mark) \(name)\t\(Calendar.format("%F %T.%N %z", call.process.stage.world.wall(at: modified)))"
  }

  private func ranges(_ group: [Diff.Change], _ context: Int) -> (old: Range<Int>, new: Range<Int>) {
    let (first, last) = (group[0], group[group.count - 1])
    let before = min(context, first.old.lowerBound, first.new.lowerBound)
    let after = min(context, old.lines.count - last.old.upperBound, new.lines.count - last.new.upperBound)
    return (
      (first.old.lowerBound - before)..<(last.old.upperBound + after),
      (first.new.lowerBound - before)..<(last.new.upperBound + after)
    )
  }

  private func printUnified(_ left: String, _ right: String, _ context: Int) throws {
    try call.write("\(dress(headline("---", left, 0), "1"))\n\(dress(headline("+++", right, 1), "1"))\n")
    func span(_ range: Range<Int>) -> String {
      if range.isEmpty { return "\(range.lowerBound),0" }
      return range.count == 1 ? "\(range.upperBound)" : "\(range.lowerBound + 1),\(range.count)"
    }
    for group in groups(context) {
      let (oldRange, newRange) = ranges(group, context)
      try call.write("\(dress("@@ -\(span(oldRange)) +\(span(newRange)) @@", "36"))\n")
      var position = oldRange.lowerBound
      for change in group {
        for index in position..<change.old.lowerBound { try line(" ", old, index) }
        for index in change.old { try line("-", old, index, code: "31") }
        for index in change.new { try line("+", new, index, code: "32") }
        position = change.old.upperBound
      }
      for index in position..<oldRange.upperBound { try line(" ", old, index) }
    }
  }

  private func printContext(_ left: String, _ right: String, _ context: Int) throws {
    try call.write("\(headline("***", left, 0))\n\(headline("---", right, 1))\n")
    func span(_ range: Range<Int>) -> String {
      range.count <= 1 ? "\(range.upperBound)" : "\(range.lowerBound + 1),\(range.upperBound)"
    }
    for group in groups(context) {
      let (oldRange, newRange) = ranges(group, context)
      try call.write("***************\n*** \(span(oldRange)) ****\n")
      if group.contains(where: { !$0.old.isEmpty }) {
        for index in oldRange {
          let change = group.first { $0.old.contains(index) }
          try line(change == nil ? "  " : change?.new.isEmpty == true ? "- " : "! ", old, index)
        }
      }
      try call.write("--- \(span(newRange)) ----\n")
      if group.contains(where: { !$0.new.isEmpty }) {
        for index in newRange {
          let change = group.first { $0.new.contains(index) }
          try line(change == nil ? "  " : change?.old.isEmpty == true ? "+ " : "! ", new, index)
        }
      }
    }
  }

  // MARK: Side by side

  private func printColumns() throws {
    let width = call["W"].flatMap { Int($0) } ?? 130
    let column = max(1, (width - 3) / 2)
    func put(_ left: String?, _ mark: String, _ right: String?) throws {
      let shown = String((left ?? "").prefix(column)).padded(to: column, left: true)
      try call.write("\(shown) \(mark)\(right.map { "\t\($0.prefix(column))" } ?? "")\n")
    }
    var position = 0
    for change in changes {
      if !call.has("suppress-common-lines") {
        for index in position..<change.old.lowerBound { try put(old.lines[index], " ", old.lines[index]) }
      }
      for offset in 0..<max(change.old.count, change.new.count) {
        let left = offset < change.old.count ? old.lines[change.old.lowerBound + offset] : nil
        let right = offset < change.new.count ? new.lines[change.new.lowerBound + offset] : nil
        try put(left, left == nil ? ">" : right == nil ? "<" : "|", right)
      }
      position = change.old.upperBound
    }
    if !call.has("suppress-common-lines") {
      for index in position..<old.lines.count { try put(old.lines[index], " ", old.lines[index]) }
    }
  }
}
