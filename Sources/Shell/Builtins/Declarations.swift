import OrderedCollections
import ShellLanguage
import World

/// `declare`, `local`, `export`, `readonly`: what variables are.
enum Declarations {
  static let names: Set<String> = ["declare", "typeset", "local", "export", "readonly"]

  /// The attributes as `declare -p` writes them, without the dash.
  static func letters(_ variable: Variable) -> String {
    var letters = ""
    switch variable.value {
    case .indexed: letters += "a"
    case .associative: letters += "A"
    default: break
    }
    if variable.isInteger { letters += "i" }
    if variable.letterCase == .lower { letters += "l" }
    if variable.isReference { letters += "n" }
    if variable.isReadOnly { letters += "r" }
    if variable.letterCase == .upper { letters += "u" }
    if variable.isExported { letters += "x" }
    return letters
  }

  /// `declare -x HOME="/root"`
  static func statement(_ name: String, _ variable: Variable) -> String {
    let letters = letters(variable)
    let head = "declare -\(letters.isEmpty ? "-" : letters) \(name)"
    switch variable.value {
    case nil: return head
    case .scalar(let text): return "\(head)=\(Quoting.double(text))"
    case .indexed, .associative: return "\(head)=\(arrayText(variable))"
    }
  }

  static func arrayText(_ variable: Variable) -> String {
    let isAssociative = if case .associative = variable.value { true } else { false }
    let pairs = zip(variable.keys, variable.elements).map { key, text in
      let shown = isAssociative && key.contains(where: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" && $0 != "." })
        ? Quoting.double(key) : key
      return "[\(shown)]=\(Quoting.double(text))"
    }
    // Bash leaves a blank at the end of associative arrays.
    return isAssociative && !pairs.isEmpty ? "(\(pairs.joined(separator: " ")) )" : "(\(pairs.joined(separator: " ")))"
  }

  /// What the options of a declaration ask for.
  private struct Wish {
    var on = ""
    var off = ""
    var isGlobal = false
    var prints = false
    var functions = false
    var functionNames = false

    func apply(to variable: inout Variable) {
      for letter in on {
        switch letter {
        case "x": variable.isExported = true
        case "r": variable.isReadOnly = true
        case "i": variable.isInteger = true
        case "n": variable.isReference = true
        case "u": variable.letterCase = .upper
        case "l": variable.letterCase = .lower
        case "a" where !variable.isArray: variable.value = .indexed(IndexedValues(variable.text.map { [$0] } ?? []))
        case "A" where !variable.isArray: variable.value = .associative([:])
        default: break
        }
      }
      for letter in off {
        switch letter {
        case "x": variable.isExported = false
        case "i": variable.isInteger = false
        case "n": variable.isReference = false
        case "u", "l": variable.letterCase = nil
        default: break
        }
      }
    }
  }

  static func declare(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let isLocal = arguments[0] == "local"
    if isLocal, shell.functionNames.isEmpty {
      try shell.complainBuiltin("can only be used in a function")
      return 1
    }
    var wish = Wish()
    var index = 1
    while index < arguments.count, let sign = arguments[index].first, sign == "-" || sign == "+", arguments[index].count > 1,
      shell.pendingAssignments[index] == nil
    {
      let argument = arguments[index]
      index += 1
      if argument == "--" { break }
      for letter in argument.dropFirst() {
        switch letter {
        case "p" where sign == "-": wish.prints = true
        case "g": wish.isGlobal = true
        case "f": wish.functions = true
        case "F": wish.functionNames = true
        case "a", "A", "i", "l", "n", "r", "t", "u", "x", "I":
          if sign == "-" { wish.on.append(letter) } else { wish.off.append(letter) }
        default: return try shell.refuseOption("\(sign)\(letter)")
        }
      }
    }
    let rest = Array(index..<arguments.count)
    if wish.functions || wish.functionNames {
      return try showFunctions(shell, rest.map { arguments[$0] }, namesOnly: wish.functionNames)
    }
    if rest.isEmpty {
      try list(shell, wish.on, onlyLocal: isLocal)
      return 0
    }
    if wish.prints { return try show(shell, rest.map { arguments[$0] }) }
    var status: Int32 = 0
    for place in rest {
      let found = shell.pendingAssignments[place]
      if try !declareOne(shell, arguments[place], found, wish, isLocal) { status = 1 }
    }
    return status
  }

  private static func declareOne(
    _ shell: Interpreter, _ argument: String, _ assignment: Assignment?, _ wish: Wish, _ isLocal: Bool
  ) throws -> Bool {
    var (name, value, appends) = split(argument)
    var index: String?
    if let bracket = name.firstIndex(of: "["), name.hasSuffix("]") {
      index = String(name[name.index(after: bracket)...].dropLast())
      name = String(name[..<bracket])
    }
    guard isIdentifier(name) else {
      try shell.complainBuiltin("`\(argument)': not a valid identifier")
      return false
    }
    let staysLocal = (isLocal || !shell.functionNames.isEmpty) && !wish.isGlobal
    if staysLocal { makeLocal(shell, name, isReference: wish.on.contains("n")) }
    if let old = shell.session.directVariable(name), old.isReadOnly, value != nil || wish.off.contains("r") {
      try shell.complainBuiltin("\(name): readonly variable")
      return false
    }
    var early = wish
    early.on.removeAll { $0 == "r" || $0 == "n" }
    change(shell, name, isGlobal: wish.isGlobal) { early.apply(to: &$0) }
    if let assignment, case .array(let elements) = assignment.value {
      if !wish.on.contains("A"), shell.session.variable(name)?.isArray != true {
        change(shell, name, isGlobal: wish.isGlobal) { $0.value = .indexed(IndexedValues()) }
      }
      try shell.assignArray(name, elements, appending: assignment.appends)
    } else if let value {
      if wish.on.contains("n") {
        change(shell, name, isGlobal: wish.isGlobal) { $0.value = .scalar(value) }
      } else {
        try shell.assign(name, index: index, to: value, appending: appends)
      }
    }
    appends = false
    change(shell, name, isGlobal: wish.isGlobal) { wish.apply(to: &$0) }
    return true
  }

  private static func makeLocal(_ shell: Interpreter, _ name: String, isReference: Bool) {
    let last = shell.session.scopes.count - 1
    guard last >= 0, shell.session.scopes[last][name] == nil else { return }
    var fresh = Variable()
    // A temporary assignment before the call is seen by the function as its own.
    if last > 0, let outer = shell.session.scopes[last - 1][name], outer.isExported { fresh = outer }
    shell.session.scopes[last][name] = fresh
  }

  private static func change(_ shell: Interpreter, _ name: String, isGlobal: Bool, _ body: (inout Variable) -> Void) {
    if isGlobal {
      body(&shell.session.variables[name, default: Variable()])
    } else {
      shell.session.change(name, body)
    }
  }

  private static func split(_ argument: String) -> (name: String, value: String?, appends: Bool) {
    guard let equals = argument.firstIndex(of: "=") else { return (argument, nil, false) }
    var name = String(argument[..<equals])
    let appends = name.hasSuffix("+")
    if appends { name.removeLast() }
    return (name, String(argument[argument.index(after: equals)...]), appends)
  }

  private static func show(_ shell: Interpreter, _ names: [String]) throws -> Int32 {
    var status: Int32 = 0
    for name in names {
      if let variable = shell.session.directVariable(name) {
        try shell.print("\(statement(name, variable))\n")
      } else {
        try shell.complainBuiltin("\(name): not found")
        status = 1
      }
    }
    return status
  }

  private static func list(_ shell: Interpreter, _ letters: String, onlyLocal: Bool) throws {
    let scope = shell.session.scopes.last ?? [:]
    for (name, variable) in shell.session.visible {
      if onlyLocal, scope[name] == nil { continue }
      let own = Self.letters(variable)
      if letters.isEmpty {
        if let text = variable.text, !variable.isArray {
          try shell.print("\(name)=\(Quoting.whereNeeded(text) == "''" ? "" : Quoting.whereNeeded(text))\n")
        } else if variable.isArray {
          try shell.print("\(name)=\(arrayText(variable))\n")
        }
      } else if letters.allSatisfy({ own.contains($0) }) {
        try shell.print("\(statement(name, variable))\n")
      }
    }
  }

  private static func showFunctions(_ shell: Interpreter, _ names: [String], namesOnly: Bool) throws -> Int32 {
    var status: Int32 = 0
    for name in names.isEmpty ? shell.session.functions.keys.sorted() : names {
      guard let body = shell.session.functions[name] else {
        status = 1
        continue
      }
      if namesOnly {
        try shell.print(names.isEmpty ? "declare -f \(name)\n" : "\(name)\n")
      } else {
        try shell.print("\(Printer.function(name, body))\n")
      }
    }
    return status
  }

  /// `export` and `readonly`
  static func export(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let letter: Character = arguments[0] == "export" ? "x" : "r"
    var places = Array(1..<max(1, arguments.count))
    var wish = Wish()
    wish.on = String(letter)
    wish.isGlobal = false
    while let place = places.first, arguments[place].hasPrefix("-"), arguments[place].count > 1 {
      places.removeFirst()
      if arguments[place] == "--" { break }
      for option in arguments[place].dropFirst() {
        switch option {
        case "p": wish.prints = true
        case "n" where letter == "x":
          wish.on = ""
          wish.off = "x"
        case "f": wish.functions = true
        case "a", "A": wish.on.append(option)
        default: return try shell.refuseOption("-\(option)")
        }
      }
    }
    if places.isEmpty {
      try list(shell, String(letter), onlyLocal: false)
      return 0
    }
    if wish.functions {
      var status: Int32 = 0
      for place in places {
        if shell.session.functions[arguments[place]] == nil {
          try shell.complainBuiltin("\(arguments[place]): not a function")
          status = 1
        } else if letter == "x" {
          shell.session.exportedFunctions.insert(arguments[place])
        }
      }
      return status
    }
    var status: Int32 = 0
    for place in places {
      let (name, value, appends) = split(arguments[place])
      guard isIdentifier(name) else {
        try shell.complainBuiltin("`\(arguments[place])': not a valid identifier")
        status = 1
        continue
      }
      if let assignment = shell.pendingAssignments[place], case .array(let elements) = assignment.value {
        try shell.assignArray(name, elements, appending: assignment.appends)
      } else if let value {
        try shell.assign(name, index: nil, to: value, appending: appends)
      }
      shell.session.change(name) { wish.apply(to: &$0) }
    }
    return status
  }
}
