import Hosts
import ShellLanguage
import Simulation
import World

extension Interpreter {
  func special(_ name: String) -> String? {
    switch name {
    case "?": return String(session.lastStatus)
    case "#": return String(session.positional.count)
    case "$": return String(session.processID)
    case "!": return session.lastBackground.map { String($0) }
    case "-": return session.options.letters(isInteractive: session.isInteractive || isFromPrompt, origin: originLetter)
    case "0": return scriptName
    case "LINENO": return String(line)
    case "BASHPID": return String(process.processID)
    case "BASH_SUBSHELL": return String(session.subshellDepth)
    case "SECONDS": return String(Int((process.now - session.started).seconds))
    case "EPOCHSECONDS": return String(process.wall.unixSeconds)
    case "EPOCHREALTIME":
      let micros = String(process.wall.nanosecond / 1000)
      return "\(process.wall.unixSeconds).\(String(repeating: "0", count: 6 - micros.count))\(micros)"
    case "BASH_COMMAND": return present.map { Printer.command($0) }
    case "RANDOM": return String(nextRandom())
    case "FUNCNAME": return functionNames.last
    case "HISTCMD": return String(session.history.nextNumber)
    case "DIRSTACK": return session.directory
    case "BASH_SOURCE": return isScript ? scriptName : nil
    case "SHELLOPTS":
      return ShellOptions.setNames.map(\.name).filter { session.options[$0] }.joined(separator: ":")
    case "BASHOPTS":
      return ShellOptions.shoptNames.sorted().filter { session.options[$0] }.joined(separator: ":")
    default: return nil
    }
  }

  func specialArray(_ name: String) -> [String]? {
    switch name {
    case "FUNCNAME": functionNames.isEmpty ? [] : functionNames.reversed() + (isScript ? ["main"] : [])
    case "BASH_SOURCE": functionNames.isEmpty && !isScript ? [] : [scriptName]
    case "DIRSTACK": [session.directory] + session.directoryStack
    case "GROUPS": [String(session.credentials.group)]
    default: nil
    }
  }

  private var isScript: Bool { if case .script = origin { true } else { false } }

  private var originLetter: Character? {
    switch origin {
    case .command: "c"
    case .lines: session.isInteractive || isFromPrompt ? nil : "s"
    case .script, .subshell: nil
    }
  }

  /// `$0`
  var scriptName: String {
    if case .script(let name) = origin { return name }
    return session.name
  }

  private func nextRandom() -> Int {
    session.random = session.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((session.random >> 33) & 0x7fff)
  }

  // MARK: - What arithmetic reads and sets

  func arithmeticText(of name: String, index: String?) throws(ArithmeticFailure) -> String? {
    if index == nil, let special = special(name) { return special }
    guard let variable = session.variable(name) else {
      if session.options["nounset"] { throw ArithmeticFailure("\(name): unbound variable", isUnbound: true) }
      return nil
    }
    guard let index else { return variable.text }
    switch variable.value {
    case .associative(let values): return values[plainKey(index)]
    case .indexed(let values):
      var number = Int(try Arithmetic.evaluate(index, in: self))
      if number < 0 { number += values.end }
      return values[number]
    case .scalar(let text): return try Arithmetic.evaluate(index, in: self) == 0 ? text : nil
    case nil: return nil
    }
  }

  private func plainKey(_ index: String) -> String {
    index.count >= 2 && (index.hasPrefix("'") || index.hasPrefix("\"")) ? String(index.dropFirst().dropLast()) : index
  }

  func setArithmetic(_ name: String, index: String?, to value: Int64) throws(ArithmeticFailure) {
    do {
      var key = index
      if let index, let variable = session.variable(name), case .associative = variable.value { key = plainKey(index) }
      try assign(name, index: key, to: String(value), appending: false)
    } catch let failure as VariableFailure {
      throw ArithmeticFailure(failure.message)
    } catch {
      throw ArithmeticFailure("\(name): cannot be assigned")
    }
  }

  // MARK: - What path names and tildes read

  func names(in directory: String) -> [String]? { try? process.files.list(directory, by: process.accessor) }

  func exists(_ path: String) -> Bool {
    (try? process.files.status(path, by: process.accessor, following: false)) != nil
  }

  func isDirectory(_ path: String) -> Bool {
    (try? process.files.status(path, by: process.accessor))?.isDirectory ?? false
  }

  func home(of user: String) -> String? {
    stage.world.hosts[session.hostName]?.account(named: user)?.home
  }
}
