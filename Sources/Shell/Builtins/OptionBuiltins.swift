import ShellLanguage
import World

extension Builtins {
  static func set(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    if arguments.count == 1 {
      try listVariables(shell)
      return 0
    }
    var index = 1
    while index < arguments.count {
      let argument = arguments[index]
      guard let sign = argument.first, sign == "-" || sign == "+" else { break }
      index += 1
      if argument == "--" {
        shell.session.positional = Array(arguments[index...])
        return 0
      }
      if argument == "-" {
        shell.session.options["xtrace"] = false
        shell.session.options["verbose"] = false
        break
      }
      for letter in argument.dropFirst() {
        if letter == "o" {
          guard index < arguments.count else {
            try listOptions(shell, asCommands: sign == "+")
            return 0
          }
          let name = arguments[index]
          index += 1
          guard ShellOptions.setNames.contains(where: { $0.name == name }) else {
            try shell.complainBuiltin("\(name): invalid option name")
            return 2
          }
          try change(shell, name, to: sign == "-")
        } else if let option = ShellOptions.setNames.first(where: { $0.letter == letter }) {
          try change(shell, option.name, to: sign == "-")
        } else {
          return try shell.refuseOption("\(sign)\(letter)")
        }
      }
      if index >= arguments.count { return 0 }
    }
    if index < arguments.count { shell.session.positional = Array(arguments[index...]) }
    return 0
  }

  private static func change(_ shell: Interpreter, _ name: String, to on: Bool) throws {
    // A prompt ignores -n.
    shell.session.options[name] = on
    if on, name == "vi" { shell.session.options["emacs"] = false }
    if on, name == "emacs" { shell.session.options["vi"] = false }
    shell.session.keyBindings.isVi = shell.session.options["vi"]
  }

  private static func listVariables(_ shell: Interpreter) throws {
    for (name, variable) in shell.session.visible {
      if variable.isArray {
        try shell.print("\(name)=\(Declarations.arrayText(variable))\n")
      } else if let text = variable.text {
        try shell.print("\(name)=\(text.isEmpty ? "" : Quoting.whereNeeded(text))\n")
      }
    }
    for (name, body) in shell.session.functions.sorted(by: { $0.key < $1.key }) {
      try shell.print("\(Printer.function(name, body))\n")
    }
  }

  private static func listOptions(_ shell: Interpreter, asCommands: Bool) throws {
    for (name, _) in ShellOptions.setNames {
      let on = shell.session.options[name]
      if asCommands {
        try shell.print("set \(on ? "-" : "+")o \(name)\n")
      } else {
        let padding = String(repeating: " ", count: max(0, 15 - name.count))
        try shell.print("\(name)\(padding)\t\(on ? "on" : "off")\n")
      }
    }
  }

  static func shopt(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "pqsuo") else { return 2 }
    let usesSet = options["o"] != nil
    let known = usesSet ? ShellOptions.setNames.map(\.name) : ShellOptions.shoptNames
    var status: Int32 = 0
    if options["s"] != nil || options["u"] != nil {
      let on = options["s"] != nil
      if rest.isEmpty {
        for name in known where shell.session.options[name] == on { try showOption(shell, name, usesSet, options["p"] != nil) }
        return 0
      }
      for name in rest {
        guard known.contains(name) else {
          try shell.complainBuiltin("\(name): invalid \(usesSet ? "" : "shell ")option name")
          status = 1
          continue
        }
        shell.session.options[name] = on
      }
      return status
    }
    for name in rest.isEmpty ? known : rest {
      guard known.contains(name) else {
        try shell.complainBuiltin("\(name): invalid \(usesSet ? "" : "shell ")option name")
        status = 1
        continue
      }
      if options["q"] == nil { try showOption(shell, name, usesSet, options["p"] != nil) }
      if !rest.isEmpty, !shell.session.options[name] { status = 1 }
    }
    return status
  }

  private static func showOption(_ shell: Interpreter, _ name: String, _ usesSet: Bool, _ asCommand: Bool) throws {
    let on = shell.session.options[name]
    if asCommand {
      try shell.print(usesSet ? "set \(on ? "-" : "+")o \(name)\n" : "shopt \(on ? "-s" : "-u") \(name)\n")
    } else {
      let padding = String(repeating: " ", count: max(0, 15 - name.count))
      try shell.print("\(name)\(padding)\t\(on ? "on" : "off")\n")
    }
  }

  static func unset(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "fvn") else { return 2 }
    var status: Int32 = 0
    for name in rest {
      if options["f"] != nil {
        shell.session.functions[name] = nil
        continue
      }
      if let bracket = name.firstIndex(of: "["), name.hasSuffix("]") {
        if try !unsetElement(shell, String(name[..<bracket]), String(name[name.index(after: bracket)...].dropLast())) {
          status = 1
        }
        continue
      }
      if options["n"] != nil {
        shell.session.change(name) { $0 = Variable() }
        continue
      }
      if shell.session.variable(name) != nil || shell.session.directVariable(name) != nil {
        if !shell.session.unset(name) {
          try shell.complainBuiltin("\(name): cannot unset: readonly variable")
          status = 1
        }
      } else if options["v"] == nil {
        shell.session.functions[name] = nil
      }
    }
    return status
  }

  private static func unsetElement(_ shell: Interpreter, _ name: String, _ index: String) throws -> Bool {
    guard let variable = shell.session.variable(name) else { return true }
    if variable.isReadOnly {
      try shell.complainBuiltin("\(name): cannot unset: readonly variable")
      return false
    }
    let resolved = shell.session.resolvedName(name)
    switch variable.value {
    case .associative(var values):
      let key = index.count > 1 && (index.hasPrefix("'") || index.hasPrefix("\"")) ? String(index.dropFirst().dropLast()) : index
      values.removeValue(forKey: key)
      shell.session.change(resolved) { $0.value = .associative(values) }
    case .indexed(var values):
      if index == "@" || index == "*" {
        shell.session.change(resolved) { $0.value = .indexed(IndexedValues()) }
        return true
      }
      var number = Int(clamping: try shell.expander.evaluate(index))
      if number < 0 { number += values.end }
      guard number >= 0 else {
        try shell.complainBuiltin("[\(index)]: bad array subscript")
        return false
      }
      values[number] = nil
      shell.session.change(resolved) { $0.value = .indexed(values) }
    default:
      if index == "0" { return shell.session.unset(name) }
      try shell.complainBuiltin("\(name): not an array variable")
      return false
    }
    return true
  }

  static func alias(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "p") else { return 2 }
    var status: Int32 = 0
    if rest.isEmpty || options["p"] != nil {
      for (name, text) in shell.session.aliases.sorted(by: { $0.key < $1.key }) {
        try shell.print("alias \(name)=\(Quoting.single(text))\n")
      }
    }
    for argument in rest {
      if let equals = argument.firstIndex(of: "="), equals != argument.startIndex {
        let name = String(argument[..<equals])
        if name.contains(where: { " \t\n/$`=|&;()<>'\"\\".contains($0) }) {
          try shell.complainBuiltin("`\(name)': invalid alias name")
          status = 1
          continue
        }
        shell.session.aliases[name] = String(argument[argument.index(after: equals)...])
      } else if let text = shell.session.aliases[argument] {
        try shell.print("alias \(argument)=\(Quoting.single(text))\n")
      } else {
        try shell.complainBuiltin("\(argument): not found")
        status = 1
      }
    }
    return status
  }

  static func unalias(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "a") else { return 2 }
    if options["a"] != nil {
      shell.session.aliases = [:]
      return 0
    }
    if rest.isEmpty { return try shell.showUsage() }
    var status: Int32 = 0
    for name in rest where shell.session.aliases.removeValue(forKey: name) == nil {
      try shell.complainBuiltin("\(name): not found")
      status = 1
    }
    return status
  }
}
