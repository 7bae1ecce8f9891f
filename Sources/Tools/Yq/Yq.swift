import Documents
import Hosts
import World

/// yq: queries and changes of YAML, in the manner of Mike Farah's yq v4. Expressions are those of jq here.
///
/// Differs: comments and the style of scalars are not kept, because documents are read as values.
enum Yq: HostTool {
  static let manual = Manual(
    "yq", "query and change YAML", usage: ["[flags] [eval | eval-all] [expression] [yaml_file1]..."],
    options: [
      Option("-i, --inplace", "change the first file"), Option("-o, --output-format=FORMAT", "yaml or json"), Option("-p, --input-format=FORMAT", "yaml or json"),
      Option("-j, --tojson", "the same as -o json"), Option("-P, --prettyPrint", "accepted"), Option("-r, --unwrapScalar[=BOOL]", "scalars without quotes, as always"),
      Option("-n, --null-input", "no input"), Option("-e, --exit-status", "fail where nothing, null or false comes out"), Option("-I, --indent=N", "blanks per level"),
      Option("-N, --no-doc", "no --- between documents"), Option("-M, --no-colors", "accepted"), Option("-C, --colors", "accepted"), Option("-V, --version", "print the version"),
      Option("-h", "print this"), .missing("-s, --split-exp=EXPRESSION"), .missing("-f, --front-matter=MODE"), Option("--from-file=FILE", "read the expression from FILE"),
    ],
    notes: "Comments are not kept.", package: "yq", version: "v4.44.3", hint: .none)

  static func main(_ call: Call) throws -> Int32 {
    if call.has("V") {
      try call.write("yq (https://github.com/mikefarah/yq/) version v4.44.3\n")
      return 0
    }
    if call.has("h") {
      try call.write(manual.help(calledAs: call.process.name))
      return 0
    }
    var words = call.operands[...]
    var allAtOnce = false
    if let verb = words.first, ["eval", "e", "eval-all", "ea"].contains(verb) {
      words.removeFirst()
      allAtOnce = verb.hasPrefix("ea") || verb == "eval-all"
    }
    var expression = "."
    if let file = call["from-file"] {
      expression = (try? call.process.readText(file)) ?? "."
    } else if let first = words.first, words.count > 1 || call.status(first) == nil || call.has("n") {
      expression = first
      words.removeFirst()
    }
    do {
      return try YqSession(call, expression, Array(words), allAtOnce: allAtOnce).run()
    } catch let failure as YqFailure {
      try call.flush()
      try call.process.printError("Error: \(failure.message)\n")
      return 1
    }
  }
}

struct YqFailure: Error {
  var message: String
}

/// An expression over documents.
struct YqSession {
  private let call: Call
  private let source: String
  private let files: [String]
  private let allAtOnce: Bool

  init(_ call: Call, _ source: String, _ files: [String], allAtOnce: Bool) {
    self.call = call
    self.source = source
    self.files = files
    self.allAtOnce = allAtOnce
  }

  func run() throws -> Int32 {
    let machine = JqRun(call)
    let node: JqNode
    do {
      for function in try JqParser.definitions(JqLibrary.source) {
        machine.library["\(function.name)/\(function.parameters.count)"] = function
      }
      let (parsed, calls) = try JqParser.program(YqExpression.translate(source))
      if let problem = JqChecker(machine.library, []).check(parsed, calls) { throw problem }
      node = parsed
    } catch let error as JqSyntaxError {
      throw YqFailure(message: "invalid expression \(Quoted.always(source)): \(error.messages.first?.text ?? "")")
    }
    var documents: [Value] = call.has("n") ? [.null] : []
    if !call.has("n") {
      for name in files.isEmpty ? ["-"] : files { documents += try read(name) }
    }
    var results: [Value] = []
    do {
      if allAtOnce && source.contains("fileIndex") { throw YqFailure(message: "not simulated: fileIndex") }
      for document in documents { try machine.run(node, document, nil) { results.append($0) } }
    } catch let error as JqError {
      throw YqFailure(message: error.value.string ?? JqPrinter.compact(error.value))
    }
    let text = show(results)
    if call.has("i") {
      guard let name = files.first else { throw YqFailure(message: "write in place flag only applicable when giving an expression and at least one file") }
      try call.process.writeFile(name, text)
    } else {
      try call.write(text)
    }
    guard call.has("e") else { return 0 }
    guard let last = results.last, JqValues.isTrue(last) else { throw YqFailure(message: "no matches found") }
    return 0
  }

  private func read(_ name: String) throws -> [Value] {
    let text: String
    do {
      text = try ByteReader(call, name).all().text
    } catch let error as FileError {
      throw YqFailure(message: "open \(name): \(error.goText)")
    }
    do {
      let found = call["p"] == "json" ? try JSON.stream(text) : try YAML.documents(text)
      return (found.isEmpty ? [.null] : found).map { JqValues.normal($0) }
    } catch {
      throw YqFailure(message: "bad file '\(name)': \(error)")
    }
  }

  private func show(_ results: [Value]) -> String {
    let isJSON = call.has("j") || ["json", "j"].contains(call["o"] ?? "")
    let indent = call["I"].flatMap { Int($0) } ?? 2
    var text = ""
    for (index, value) in results.enumerated() {
      if isJSON {
        text += "\(JqPrinter(indent: indent == 0 ? nil : String(repeating: " ", count: indent)).text(value))\n"
      } else {
        let isDocument = value.object != nil || value.array != nil
        if index > 0 && isDocument && !call.has("N") { text += "---\n" }
        text += YqPrinter(step: max(1, indent)).document(value)
      }
    }
    return text
  }
}

/// What differs between yq's expressions and jq's.
enum YqExpression {
  static func translate(_ source: String) -> String {
    var text = source.replacing("...", with: "..")
    for name in ["strenv", "env"] {
      while let open = text.range(of: "\(name)(") {
        guard let close = text[open.upperBound...].firstIndex(of: ")") else { break }
        let variable = text[open.upperBound..<close].filter { $0 != " " }
        let value = name == "env" ? "($ENV.\(variable) | . as $v | try tonumber catch (if $v == \"true\" then true elif $v == \"false\" then false else $v end))" : "$ENV.\(variable)"
        text.replaceSubrange(open.lowerBound..<text.index(after: close), with: value)
      }
    }
    return text
  }
}

/// YAML as yq writes it: lists stand indented below their names.
struct YqPrinter {
  let step: Int

  func document(_ value: Value) -> String {
    switch value {
    case .object(let fields) where !fields.isEmpty: return object(fields, 0)
    case .array(let elements) where !elements.isEmpty: return array(elements, 0)
    case .string(let text): return "\(text)\n"
    default: return "\(scalar(value, 0))\n"
    }
  }

  private func blanks(_ level: Int) -> String { String(repeating: " ", count: level) }

  private func object(_ fields: Value.Fields, _ level: Int) -> String {
    var text = ""
    for field in fields {
      let name = scalar(.string(field.key), level)
      text += "\(blanks(level))\(name):\(below(field.value, level))"
    }
    return text
  }

  private func below(_ value: Value, _ level: Int) -> String {
    switch value {
    case .object(let fields) where !fields.isEmpty: "\n\(object(fields, level + step))"
    case .array(let elements) where !elements.isEmpty: "\n\(array(elements, level + step))"
    default: " \(scalar(value, level + step))\n"
    }
  }

  private func array(_ elements: [Value], _ level: Int) -> String {
    var text = ""
    for element in elements {
      switch element {
      case .object(let fields) where !fields.isEmpty:
        text += "\(blanks(level))- \(object(fields, level + 2).dropFirst(level + 2))"
      case .array(let inner) where !inner.isEmpty:
        text += "\(blanks(level))- \(array(inner, level + 2).dropFirst(level + 2))"
      default: text += "\(blanks(level))- \(scalar(element, level + 2))\n"
      }
    }
    return text
  }

  private func scalar(_ value: Value, _ level: Int) -> String {
    switch value {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .int, .double: return JqPrinter.number(value.double ?? 0)
    case .array: return "[]"
    case .object: return "{}"
    case .string(let text):
      if text.contains("\n") {
        let mark = text.hasSuffix("\n") ? text.hasSuffix("\n\n") ? "|+" : "|" : "|-"
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        if text.hasSuffix("\n") { lines.removeLast() }
        return "\(mark)\n\(lines.map { $0.isEmpty ? "" : "\(blanks(level))\($0)" }.joined(separator: "\n"))"
      }
      // Quoted where it would be read back as something else.
      if let read = try? YAML.value(text), read == .string(text), !text.isEmpty, text == text.trimmingBlanks() { return text }
      return text.contains("'") && !text.contains("\"") || text.contains("\t") ? JqPrinter.compact(.string(text)) : "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
  }
}
