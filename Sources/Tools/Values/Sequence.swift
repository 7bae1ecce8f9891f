import World

/// seq: numbers in steps.
enum SequenceOfNumbers: HostTool {
  static let manual = Manual(
    "seq", "print a sequence of numbers",
    usage: ["[OPTION]... LAST", "[OPTION]... FIRST LAST", "[OPTION]... FIRST INCREMENT LAST"],
    options: [
      Option("-f, --format=FORMAT", "in the form of printf's %g, %f or %e"),
      Option("-s, --separator=STRING", "between numbers instead of a newline"),
      Option("-w, --equal-width", "zeros in front to make all equally wide"),
    ])

  static func run(_ process: Process) throws -> Int32 {
    // Negative numbers are operands.
    var words = process.arguments
    if let index = words.indices.dropFirst().first(where: { index in
      let rest = words[index].dropFirst()
      return words[index].hasPrefix("-") && (rest.first?.isNumber == true || rest.first == ".")
    }), !words[..<index].contains("--") {
      words.insert("--", at: index)
    }
    process.arguments = words
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    let words = call.operands
    if words.isEmpty { throw call.missingOperand() }
    if words.count > 3 { throw call.extraOperand(words[3]) }
    let numbers = try words.map { try number($0, call) }
    let first = words.count > 1 ? numbers[0] : 1
    let step = words.count > 2 ? numbers[1] : 1
    let last = numbers[numbers.count - 1]
    if step == 0 { throw call.usage("invalid Zero increment value: \(Quoted.curly(words[1]))") }
    if let format = call["f"] { try checkFormat(format, call) }
    if call.has("f") && call.has("w") {
      throw call.usage("format string may not be specified when printing equal width strings")
    }
    let places = words.count > 1 ? max(decimals(words[0]), words.count > 2 ? decimals(words[1]) : 0) : 0
    var width = 0
    if call.has("w") {
      let count = ((last - first) / step).rounded(.down)
      let end = count >= 0 ? first + count * step : first
      width = max(NumberFormat.fixed(first, places).count, NumberFormat.fixed(end, places).count)
      if decimals(words[words.count - 1]) > 0 && places == 0 { width = max(width, NumberFormat.fixed(last, 0).count) }
    }
    let separator = call["s"] ?? "\n"
    // For what decimal fractions lose on the way.
    let tolerance = min(1e-12 * max(1, abs(last)), abs(step) / 2)
    var index = 0
    while true {
      let value = first + Double(index) * step
      if step > 0 ? value > last + tolerance : value < last - tolerance { break }
      if index > 0 { try call.write(separator) }
      if let format = call["f"] {
        var printer = PrintfFormat()
        _ = printer.print(format.replacing("\\", with: "\\\\"), [NumberFormat.general(value, precision: 17)])
        try call.write(printer.output)
      } else {
        let text = NumberFormat.fixed(value, places)
        let isNegative = text.hasPrefix("-")
        try call.write(
          width == 0 ? text : isNegative ? "-\(String(text.dropFirst()).padded(to: width - 1, with: "0"))" : text.padded(to: width, with: "0"))
      }
      index += 1
      if index.isMultiple(of: 2) { try call.process.stage.step() }
    }
    if index > 0 { try call.write("\n") }
    return 0
  }

  private static func number(_ text: String, _ call: Call) throws -> Double {
    let bytes = ArraySlice(text.utf8)
    let (value, length) = FloatText.scan(bytes)
    guard length == bytes.count, length > 0 else {
      throw call.usage("invalid floating point argument: \(Quoted.curly(text))")
    }
    if value.isNaN { throw call.usage("invalid 'not-a-number' argument: \(Quoted.curly(text))") }
    return value
  }

  private static func decimals(_ text: String) -> Int {
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return text[text.index(after: point)...].prefix { $0.isNumber }.count
  }

  private static func checkFormat(_ format: String, _ call: Call) throws {
    var rest = format.replacing("%%", with: "")[...]
    guard let mark = rest.firstIndex(of: "%") else { throw call.usageless("format \(Quoted.always(format)) has no % directive") }
    rest = rest[rest.index(after: mark)...].drop { "-+ #0'123456789.".contains($0) }
    guard let letter = rest.first else { throw call.usageless("format \(Quoted.always(format)) ends in %") }
    if !"eEfFgGaA".contains(letter) {
      throw call.usageless("format \(Quoted.always(format)) has unknown %\(letter) directive")
    }
    if rest.contains("%") { throw call.usageless("format \(Quoted.always(format)) has too many % directives") }
  }
}

extension Call {
  /// A failure without the hint about `--help`.
  func usageless(_ message: String) -> ToolFailure { ToolFailure(message, status: manual.usageStatus) }
}
