import OrderedCollections
import ShellLanguage

/// Why a variable cannot be set, in bash's words without the shell's name.
struct VariableFailure: Error {
  var message: String
  /// Assigning to a read-only variable abandons the whole line, where others only fail.
  var abandonsLine = false
}

extension ShellSession {
  /// The variable of that name, local ones first; references are followed.
  public func variable(_ name: String) -> Variable? {
    var name = name
    for _ in 0..<8 {
      guard let found = directVariable(name) else { return nil }
      guard found.isReference, let target = found.text, !target.isEmpty else { return found }
      name = target.prefix { $0 != "[" }.description
    }
    return nil
  }

  func directVariable(_ name: String) -> Variable? {
    for scope in scopes.reversed() {
      if let found = scope[name] { return found }
    }
    return variables[name]
  }

  /// The name that a reference stands for in the end.
  func resolvedName(_ name: String) -> String {
    var name = name
    for _ in 0..<8 {
      guard let found = directVariable(name), found.isReference, let target = found.text, !target.isEmpty else { break }
      name = target
    }
    return name
  }

  public func text(of name: String) -> String? { variable(name)?.text }

  /// Changes the variable where it lives: in the innermost function that has it, or globally.
  mutating func change(_ name: String, _ body: (inout Variable) -> Void) {
    for index in scopes.indices.reversed() where scopes[index][name] != nil {
      body(&scopes[index][name]!)
      return
    }
    body(&variables[name, default: Variable()])
  }

  /// Sets a variable without regard to attributes; for what the shell itself sets.
  public mutating func set(_ name: String, to text: String) {
    change(name) { $0.value = .scalar(text) }
  }

  mutating func setArray(_ name: String, to values: [String]) {
    change(name) { $0.value = .indexed(IndexedValues(values)) }
  }

  mutating func export(_ name: String, _ text: String) {
    set(name, to: text)
    change(name) { $0.isExported = true }
  }

  /// Removes a variable; false where it is read-only.
  mutating func unset(_ name: String) -> Bool {
    let name = resolvedName(name)
    for index in scopes.indices.reversed() where scopes[index][name] != nil {
      if scopes[index][name]!.isReadOnly { return false }
      // The name stays local, without a value, until the function ends.
      scopes[index][name] = Variable()
      return true
    }
    if variables[name]?.isReadOnly == true { return false }
    variables.removeValue(forKey: name)
    return true
  }

  /// Every visible variable, by name.
  var visible: [(name: String, variable: Variable)] {
    var all = variables
    for scope in scopes {
      for (name, variable) in scope { all[name] = variable }
    }
    return all.map { ($0.key, $0.value) }.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }

  /// What programs get: exported variables that have a value.
  var environment: OrderedDictionary<String, String> {
    var result: OrderedDictionary<String, String> = [:]
    for (name, variable) in variables where variable.isExported {
      if let text = variable.text { result[name] = text }
    }
    for name in exportedFunctions.sorted() {
      guard let body = functions[name] else { continue }
      result["BASH_FUNC_\(name)%%"] = String(Printer.function(name, body).dropFirst(name.count + 1))
    }
    for scope in scopes {
      for (name, variable) in scope {
        if variable.isExported, let text = variable.text {
          result[name] = text
        } else {
          result.removeValue(forKey: name)
        }
      }
    }
    return result
  }
}
