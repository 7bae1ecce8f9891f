import OrderedCollections
import ShellLanguage
import Simulation
import World

extension Interpreter {
  /// Assignments that stand alone: they last.
  func assignAll(_ assignments: [Assignment]) throws {
    for assignment in assignments {
      do {
        try assign(assignment)
      } catch let error as VariableFailure {
        try complain(error.message)
        throw Flow.abandon(1)
      }
    }
  }

  func assign(_ assignment: Assignment) throws {
    switch assignment.value {
    case .scalar(let word):
      let text = try expander.text(of: word, isAssignment: true)
      let index = try assignment.index.map { try expander.indexText($0, of: assignment.name) }
      if session.options["xtrace"] {
        let head = assignment.index.map { "\(assignment.name)[\($0.text)]" } ?? assignment.name
        try trace("\(head)\(assignment.appends ? "+" : "")=\(text.isEmpty ? "" : Quoting.whereNeeded(text))")
      }
      try assign(assignment.name, index: index, to: text, appending: assignment.appends)
    case .array(let elements):
      if session.options["xtrace"] { try trace(assignment.text) }
      try assignArray(assignment.name, elements, appending: assignment.appends)
    }
  }

  /// `name=(…)`
  func assignArray(_ given: String, _ elements: [Assignment.Element], appending: Bool) throws {
    let name = session.resolvedName(given)
    let old = session.variable(name)
    if old?.isReadOnly == true { throw VariableFailure(message: "\(name): readonly variable", abandonsLine: true) }
    if case .associative(let values) = old?.value {
      var result: OrderedDictionary<String, String> = appending ? values : [:]
      var loose: [String] = []
      for element in elements {
        if let index = element.index {
          let key = try expander.quotedText(of: index)
          let text = try expander.text(of: element.word, isAssignment: true)
          result[key] = element.appends ? (result[key] ?? "") + text : text
        } else {
          loose += try expander.fields(of: element.word)
        }
      }
      // Bash 5.1 and later take words without keys as keys and values in turn.
      var index = 0
      while index < loose.count {
        result[loose[index]] = index + 1 < loose.count ? loose[index + 1] : ""
        index += 2
      }
      session.change(name) { $0.value = .associative(result) }
      return
    }
    var result = IndexedValues()
    if appending {
      if case .indexed(let values) = old?.value { result = values } else if let text = old?.text { result[0] = text }
    }
    var next = result.end
    for element in elements {
      if let index = element.index {
        next = Int(try expander.evaluate(try expander.quotedText(of: index)))
        if next < 0 { next += result.end }
        let text = try converted(try expander.text(of: element.word, isAssignment: true), old)
        result[next] = element.appends ? (result[next] ?? "") + text : text
        next += 1
      } else {
        for text in try expander.fields(of: element.word) {
          result[next] = try converted(text, old)
          next += 1
        }
      }
    }
    session.change(name) { $0.value = .indexed(result) }
  }

  /// What attributes make of a text: `-i` evaluates it, `-u` and `-l` change its case.
  private func converted(_ text: String, _ variable: Variable?) throws -> String {
    guard let variable else { return text }
    if variable.isInteger { return String(try expander.evaluate(text)) }
    switch variable.letterCase {
    case .upper: return text.uppercased()
    case .lower: return text.lowercased()
    case nil: return text
    }
  }

  /// Sets a variable or an element with regard to its attributes.
  func assign(_ given: String, index givenIndex: String?, to text: String, appending: Bool) throws {
    var name = session.resolvedName(given)
    var index = givenIndex
    if let bracket = name.firstIndex(of: "["), name.hasSuffix("]") {
      index = String(name[name.index(after: bracket)...].dropLast())
      name = String(name[..<bracket])
    }
    let old = session.variable(name)
    if old?.isReadOnly == true { throw VariableFailure(message: "\(name): readonly variable", abandonsLine: true) }
    if let index {
      try assignElement(name, index, text, appending, old)
      return
    }
    var text = try converted(text, old)
    if appending, let before = old?.text {
      if old?.isInteger == true {
        text = String((Int64(before) ?? 0) &+ (Int64(text) ?? 0))
      } else {
        text = before + text
      }
    }
    // A variable that doubles in a loop would take all memory.
    if text.utf8.count > 1 << 26 {
      throw VariableFailure(message: "xrealloc: cannot allocate \(text.utf8.count) bytes", abandonsLine: true)
    }
    setSpecial(name, text)
    let exports = session.options["allexport"]
    session.change(name) { variable in
      switch variable.value {
      case .indexed(var values):
        values[0] = text
        variable.value = .indexed(values)
      case .associative(var values):
        values["0"] = text
        variable.value = .associative(values)
      default: variable.value = .scalar(text)
      }
      if exports { variable.isExported = true }
    }
  }

  private func assignElement(
    _ name: String, _ index: String, _ text: String, _ appending: Bool, _ old: Variable?
  ) throws {
    let text = try converted(text, old)
    if case .associative(var values) = old?.value {
      values[index] = appending ? (values[index] ?? "") + text : text
      session.change(name) { $0.value = .associative(values) }
      return
    }
    var values = IndexedValues()
    if case .indexed(let found) = old?.value { values = found } else if let before = old?.text { values[0] = before }
    var number = try Int(index) ?? Int(clamping: expander.evaluate(index))
    if number < 0 { number += values.end }
    guard number >= 0 else { throw VariableFailure(message: "\(name)[\(index)]: bad array subscript", abandonsLine: true) }
    values[number] = appending ? (values[number] ?? "") + text : text
    session.change(name) { $0.value = .indexed(values) }
  }

  /// Variables that the shell takes notice of when they are set.
  private func setSpecial(_ name: String, _ text: String) {
    switch name {
    case "RANDOM": session.random = UInt64(bitPattern: Int64(text) ?? 0)
    case "SECONDS": session.started = process.now + .seconds(-(Int(text) ?? 0))
    case "OPTIND": session.optionPlace = 1
    default: break
    }
  }
}
