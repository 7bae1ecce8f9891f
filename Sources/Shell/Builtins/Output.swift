import ShellLanguage
import World

extension Builtins {
  static func echo(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    var newline = true
    var escapes = shell.session.options["xpg_echo"] || shell.session.isDash
    var rest = arguments.dropFirst()
    while let option = rest.first, option.count > 1, option.hasPrefix("-"),
      option.dropFirst().allSatisfy({ "neE".contains($0) })
    {
      for letter in option.dropFirst() {
        switch letter {
        case "n": newline = false
        case "e": escapes = true
        default: escapes = false
        }
      }
      rest = rest.dropFirst()
    }
    let text = rest.joined(separator: " ")
    var bytes: [UInt8]
    if escapes {
      let (decoded, stopped) = Escapes.decodeEcho(text)
      bytes = decoded
      if stopped { newline = false }
    } else {
      bytes = Array(text.utf8)
    }
    if newline { bytes.append(10) }
    try shell.descriptors.output.write(bytes, at: shell.process.now)
    return 0
  }

  static func printf(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    var rest = arguments.dropFirst()
    var variable: String?
    if rest.first == "-v" {
      rest = rest.dropFirst()
      guard let name = rest.popFirst() else {
        try shell.complainBuiltin("-v: option requires an argument")
        return try shell.showUsage()
      }
      guard isIdentifier(String(name.prefix { $0 != "[" })) else {
        try shell.complainBuiltin("`\(name)': not a valid identifier")
        return 2
      }
      variable = name
    }
    if rest.first == "--" {
      rest = rest.dropFirst()
    } else if let first = rest.first, first.hasPrefix("-"), first.count > 1 {
      return try shell.refuseOption("-\(first.dropFirst().prefix(1))")
    }
    guard let format = rest.popFirst() else { return try shell.showUsage() }
    var printer = FormatPrinter(format: Array(format.utf8), arguments: Array(rest))
    printer.run(at: shell.process.wall)
    for message in printer.messages { try shell.complainBuiltin(message) }
    if let variable {
      var name = variable
      var index: String?
      if let bracket = variable.firstIndex(of: "["), variable.hasSuffix("]") {
        name = String(variable[..<bracket])
        index = String(variable[variable.index(after: bracket)...].dropLast())
      }
      try shell.assign(name, index: index, to: String(decoding: printer.output, as: UTF8.self), appending: false)
    } else {
      try shell.descriptors.output.write(printer.output, at: shell.process.now)
    }
    return printer.messages.isEmpty ? 0 : 1
  }
}
