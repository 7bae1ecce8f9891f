import Hosts
import ShellLanguage
import World

extension Builtins {
  static func changeDirectory(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, rest) = try shell.options(arguments, "LPe@") else { return 2 }
    if rest.count > 1 {
      try shell.complainBuiltin("too many arguments")
      return 1
    }
    var target: String
    var shows = false
    if let given = rest.first {
      if given == "-" {
        guard let old = shell.session.text(of: "OLDPWD") else {
          try shell.complainBuiltin("OLDPWD not set")
          return 1
        }
        target = old
        shows = true
      } else {
        target = given
      }
    } else {
      guard let home = shell.session.text(of: "HOME") else {
        try shell.complainBuiltin("HOME not set")
        return 1
      }
      target = home
    }
    if target.isEmpty { target = "." }
    if let found = throughSearchPath(shell, target) {
      if found != target { shows = true }
      target = found
    }
    guard try shell.enter(target, physically: options["P"] != nil, named: rest.first ?? target) else { return 1 }
    if shows { try shell.print("\(shell.session.directory)\n") }
    return 0
  }

  /// What CDPATH makes of a relative directory.
  private static func throughSearchPath(_ shell: Interpreter, _ target: String) -> String? {
    guard !target.hasPrefix("/"), !target.hasPrefix("./"), !target.hasPrefix("../"), target != ".", target != "..",
      let path = shell.session.text(of: "CDPATH")
    else { return nil }
    for directory in path.split(separator: ":", omittingEmptySubsequences: false) {
      if directory.isEmpty { return shell.isDirectory(target) ? target : nil }
      let candidate = "\(directory)/\(target)"
      if shell.isDirectory(candidate) { return candidate }
    }
    return nil
  }

  static func printDirectory(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let (options, _) = try shell.options(arguments, "LP") else { return 2 }
    var directory = shell.session.directory
    if options["P"] != nil {
      directory = (try? shell.process.files.realPath(directory, by: shell.process.accessor)) ?? directory
    }
    try shell.print("\(directory)\n")
    return 0
  }

  // MARK: - The stack

  static func directories(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    var separator = " "
    var numbered = false
    var long = false
    for argument in arguments.dropFirst() {
      switch argument {
      case "-c":
        shell.session.directoryStack = []
        return 0
      case "-l": long = true
      case "-p": separator = "\n"
      case "-v":
        separator = "\n"
        numbered = true
      default: return try shell.refuseOption(argument)
      }
    }
    let all = [shell.session.directory] + shell.session.directoryStack
    let shown = all.enumerated().map { index, path in
      let text = long ? path : shell.abbreviated(path)
      return numbered ? "\(index < 10 ? " " : "")\(index)  \(text)" : text
    }
    try shell.print("\(shown.joined(separator: separator))\n")
    return 0
  }

  static func pushDirectory(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    guard let target = arguments.dropFirst().first(where: { $0 != "-n" && $0 != "--" }) else {
      guard let top = shell.session.directoryStack.first else {
        try shell.complainBuiltin("no other directory")
        return 1
      }
      let here = shell.session.directory
      guard try shell.enter(top, physically: false, named: top) else { return 1 }
      shell.session.directoryStack[0] = here
      return try directories(shell, ["dirs"])
    }
    if target.hasPrefix("+") || (target.hasPrefix("-") && target.count > 1), let number = Int(target.dropFirst()) {
      let all = [shell.session.directory] + shell.session.directoryStack
      if all.count == 1 {
        try shell.complainBuiltin("directory stack empty")
        return 1
      }
      let index = target.hasPrefix("+") ? number : all.count - 1 - number
      guard all.indices.contains(index) else {
        try shell.complainBuiltin("\(target): directory stack index out of range")
        return 1
      }
      let turned = Array(all[index...] + all[..<index])
      guard try shell.enter(turned[0], physically: false, named: turned[0]) else { return 1 }
      shell.session.directoryStack = Array(turned.dropFirst())
      return try directories(shell, ["dirs"])
    }
    let here = shell.session.directory
    guard try shell.enter(target, physically: false, named: target) else { return 1 }
    shell.session.directoryStack.insert(here, at: 0)
    return try directories(shell, ["dirs"])
  }

  static func popDirectory(_ shell: Interpreter, _ arguments: [String]) throws -> Int32 {
    let argument = arguments.dropFirst().first { $0 != "-n" }
    guard !shell.session.directoryStack.isEmpty else {
      try shell.complainBuiltin("directory stack empty")
      return 1
    }
    var index = 0
    if let argument {
      guard let number = Int(argument.dropFirst()), argument.hasPrefix("+") || argument.hasPrefix("-") else {
        try shell.complainBuiltin("\(argument): invalid argument")
        return try shell.showUsage()
      }
      index = argument.hasPrefix("+") ? number : shell.session.directoryStack.count - number
      guard (0...shell.session.directoryStack.count).contains(index) else {
        try shell.complainBuiltin("\(argument): directory stack index out of range")
        return 1
      }
    }
    if index == 0 {
      let top = shell.session.directoryStack[0]
      guard try shell.enter(top, physically: false, named: top) else { return 1 }
      shell.session.directoryStack.removeFirst()
    } else {
      shell.session.directoryStack.remove(at: index - 1)
    }
    return try directories(shell, ["dirs"])
  }
}

extension Interpreter {
  /// Makes a directory the current one and sets PWD and OLDPWD.
  func enter(_ target: String, physically: Bool, named name: String) throws -> Bool {
    let logical = Self.normalised(target, from: session.directory)
    do throws(FileError) {
      let inode = try process.files.status(target, by: process.accessor)
      guard inode.isDirectory else { throw .notDirectory }
      guard process.files.permits(1, target, by: process.accessor) else { throw .permissionDenied }
    } catch {
      // A directory that was removed can still be left upwards.
      guard error == .noSuchFile, target.hasPrefix(".."), isDirectory(logical) else {
        try complainBuiltin(session.isDash ? "can't cd to \(name)" : "\(name): \(error.text)")
        return false
      }
    }
    var path = logical
    if physically || session.options["physical"] {
      path = (try? process.files.realPath(target, by: process.accessor)) ?? logical
    }
    let old = session.directory
    session.directory = path
    process.directory = path
    session.set("OLDPWD", to: old)
    session.change("OLDPWD") { $0.isExported = true }
    session.set("PWD", to: path)
    session.change("PWD") { $0.isExported = true }
    return true
  }

  /// An absolute path without `.` and `..`, links not looked at.
  static func normalised(_ path: String, from directory: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    var names: [Substring] = []
    for name in whole.split(separator: "/") {
      if name == ".." { _ = names.popLast() } else if name != "." { names.append(name) }
    }
    return "/\(names.joined(separator: "/"))"
  }

  /// With `~` for the home directory.
  func abbreviated(_ path: String) -> String {
    guard let home = session.text(of: "HOME"), home != "/", path == home || path.hasPrefix("\(home)/") else { return path }
    return "~\(path.dropFirst(home.count))"
  }
}
