import Hosts
import Simulation
import World

/// Running an awk program.
final class AwkRun {
  enum Signal: Error {
    case next
    case nextFile
    case exit
    case leave(AwkValue)
    case stop
    case again
  }

  let call: Call
  let program: AwkProgram
  let globals: [AwkCell]
  var frames: [[AwkCell]] = []
  var record: AwkRecord
  var streams: AwkStreams
  var main: AwkMainInput
  var exitStatus: Int32 = 0
  private var rangeIsOpen: [Bool]
  private var compiled: [[UInt8]: Regex] = [:]
  var seed = 0.0
  var previousSeed = 0.0
  var chance: UInt64 = 1

  init(_ call: Call, _ program: AwkProgram, operands: [String]) {
    self.call = call
    self.program = program
    globals = (0..<program.globals.count).map { _ in AwkCell() }
    rangeIsOpen = program.rules.map { _ in false }
    record = AwkRecord()
    streams = AwkStreams(call)
    main = AwkMainInput()
    set("FS", .text([32]))
    set("OFS", .text([32]))
    set("RS", .text([10]))
    set("ORS", .text([10]))
    set("SUBSEP", .text([28]))
    set("CONVFMT", .text(Array("%.6g".utf8)))
    set("OFMT", .text(Array("%.6g".utf8)))
    set("RLENGTH", .number(-1))
    set("NR", .number(0))
    set("FNR", .number(0))
    for (name, value) in call.process.environment {
      self["ENVIRON"].array.elements[Array(name.utf8)] = .outside(Array(value.utf8))
    }
    for (index, word) in (["awk"] + operands).enumerated() {
      self["ARGV"].array.elements[Array(String(index).utf8)] = .outside(Array(word.utf8))
    }
    set("ARGC", .number(Double(operands.count + 1)))
  }

  subscript(_ name: String) -> AwkCell { globals[program.globals[name] ?? 0] }

  func set(_ name: String, _ value: AwkValue) { self[name].value = value }

  func text(_ name: String) -> [UInt8] { self[name].value.bytes(Array("%.6g".utf8)) }

  var conversion: [UInt8] { text("CONVFMT") }

  func bytes(_ value: AwkValue) -> [UInt8] {
    if case .number(let number) = value { return AwkValue.format(number, conversion) }
    return value.bytes([])
  }

  func failure(_ message: String) -> ToolFailure {
    let name = text("FILENAME").text
    let numbers = "FNR=\(bytes(self["FNR"].value).text) NR=\(bytes(self["NR"].value).text)"
    return ToolFailure("run time error: \(message)\n\tFILENAME=\"\(name)\" \(numbers)", status: 2)
  }

  // MARK: The program

  func run() throws -> Int32 {
    do {
      for rule in program.rules { if case .begin = rule.pattern { try perform(rule.action ?? []) } }
      let reads = program.rules.contains { if case .begin = $0.pattern { false } else { true } }
      if reads { try readAll() }
    } catch Signal.exit {
    }
    do {
      for rule in program.rules { if case .end = rule.pattern { try perform(rule.action ?? []) } }
    } catch Signal.exit {
    }
    try streams.closeAll()
    return max(exitStatus, call.status)
  }

  private func readAll() throws {
    while try main.next(self) {
      do {
        for (index, rule) in program.rules.enumerated() where try applies(rule, index) {
          if let action = rule.action { try perform(action) } else { try printRecord() }
        }
      } catch Signal.next {
      } catch Signal.nextFile {
        main.skipFile()
      }
    }
  }

  private func applies(_ rule: AwkRule, _ index: Int) throws -> Bool {
    switch rule.pattern {
    case .begin, .end: return false
    case .always: return true
    case .when(let condition): return try isTrue(condition)
    case .range(let first, let last):
      if !rangeIsOpen[index] {
        guard try isTrue(first) else { return false }
        rangeIsOpen[index] = true
      }
      if try isTrue(last) { rangeIsOpen[index] = false }
      return true
    }
  }

  private func printRecord() throws {
    try call.write(record.whole(self))
    try call.write(text("ORS"))
  }

  // MARK: Statements

  func perform(_ statements: [AwkStatement]) throws {
    for statement in statements { try perform(statement) }
  }

  private func perform(_ statement: AwkStatement) throws {
    try call.process.stage.step()
    switch statement {
    case .expression(let expression): _ = try evaluate(expression)
    case .print(let values, let redirection): try print(values, redirection)
    case .printf(let values, let redirection):
      let format = bytes(try evaluate(values[0]))
      try emit(try formatted(format, try values.dropFirst().map(evaluate), name: "printf"), redirection)
    case .choose(let condition, let yes, let no): try perform(try isTrue(condition) ? yes : no)
    case .loop(let condition, let body):
      while try isTrue(condition) { if try !pass(body) { break } }
    case .loopAfter(let body, let condition):
      repeat { if try !pass(body) { break } } while try isTrue(condition)
    case .count(let start, let condition, let step, let body):
      if let start { try perform(start) }
      while try condition.map(isTrue) ?? true {
        if try !pass(body) { break }
        if let step { try perform(step) }
      }
    case .each(let variable, let array, let body):
      for key in cell(array).array.elements.keys {
        cell(variable).value = .outside(key)
        if try !pass(body) { break }
      }
    case .delete(let array, let index):
      if let index { cell(array).array.elements.removeValue(forKey: try subscriptKey(index)) } else { cell(array).array.elements = [:] }
    case .block(let body): try perform(body)
    case .next: throw Signal.next
    case .nextFile: throw Signal.nextFile
    case .exit(let value):
      if let value { exitStatus = Int32(truncatingIfNeeded: Int(nearest: try evaluate(value).number.rounded(.towardZero))) & 255 }
      throw Signal.exit
    case .leave(let value): throw Signal.leave(try value.map(evaluate) ?? .nothing)
    case .stop: throw Signal.stop
    case .again: throw Signal.again
    }
  }

  /// One pass of a loop; false where it was left by `break`.
  private func pass(_ body: [AwkStatement]) throws -> Bool {
    try call.process.stage.step()
    do {
      try perform(body)
    } catch Signal.stop {
      return false
    } catch Signal.again {
    }
    return true
  }

  private func print(_ values: [AwkExpression], _ redirection: AwkRedirection?) throws {
    var line: [UInt8] = []
    if values.isEmpty {
      line = record.whole(self)
    } else {
      let separator = values.count > 1 ? text("OFS") : []
      for (index, expression) in values.enumerated() {
        if index > 0 { line += separator }
        let value = try evaluate(expression)
        if case .number(let number) = value { line += AwkValue.format(number, text("OFMT")) } else { line += bytes(value) }
      }
    }
    try emit(line + text("ORS"), redirection)
  }

  private func emit(_ output: [UInt8], _ redirection: AwkRedirection?) throws {
    switch redirection {
    case nil: try call.write(output)
    case .file(let name): try streams.write(output, to: bytes(try evaluate(name)).text, appends: false)
    case .append(let name): try streams.write(output, to: bytes(try evaluate(name)).text, appends: true)
    case .pipe(let command): try streams.pipe(output, to: bytes(try evaluate(command)).text)
    }
  }

  func formatted(_ format: [UInt8], _ values: [AwkValue], name: String) throws -> [UInt8] {
    do {
      return try AwkFormat().print(format, values)
    } catch {
      if name == "printf" { try call.write(error.output) }
      throw failure("not enough arguments passed to \(name)(\"\(format.text)\")")
    }
  }

  // MARK: Variables

  func cell(_ variable: AwkVariable) -> AwkCell {
    switch variable {
    case .global(let index): return globals[index]
    case .local(let index): return frames[frames.count - 1][index]
    }
  }

  func subscriptKey(_ index: [AwkExpression]) throws -> [UInt8] {
    var key: [UInt8] = []
    for (place, expression) in index.enumerated() {
      if place > 0 { key += text("SUBSEP") }
      key += bytes(try evaluate(expression))
    }
    return key
  }

  func assign(_ target: AwkExpression, _ value: AwkValue) throws {
    switch target {
    case .variable(let variable):
      if case .global(let index) = variable, index == 0 {
        record.setCount(Int(nearest: value.number.rounded(.towardZero)), self)
      } else {
        cell(variable).value = value
      }
    case .field(let index):
      let number = try fieldNumber(try evaluate(index))
      record.set(number, value, self)
    case .element(let array, let index): cell(array).array.elements[try subscriptKey(index)] = value
    default: break
    }
  }

  /// The number of a field: a value beyond what any line has is none, as mawk says.
  func fieldNumber(_ value: AwkValue) throws -> Int {
    let number = value.number.rounded(.towardZero)
    guard number < 1e9 else { throw failure("$\(bytes(value).text) is invalid field index") }
    if number < 0 { throw failure("negative field index $\(Int(nearest: number))") }
    return Int(nearest: number)
  }

  func regex(_ expression: AwkExpression) throws -> Regex {
    if case .regex(let literal) = expression { return literal.regex }
    return try regex(source: bytes(try evaluate(expression)))
  }

  func regex(source: [UInt8]) throws -> Regex {
    if let known = compiled[source] { return known }
    do {
      let made = try Regex(AwkEscapes.regex(source), extended: true, bytesOnly: true)
      compiled[source] = made
      return made
    } catch {
      throw failure("regular expression compile failed (\(error.message))\n\(source.text)")
    }
  }
}
