/// A program that can be run on a simulated host. One file or folder each.
public protocol Tool: Sendable {
  /// The name under which it is found, `kubectl`.
  static var name: String { get }
  /// Where it lies on a host, unless a world says otherwise.
  static var path: String { get }
  /// What it is for, in a few words, as `whatis` says it.
  static var summary: String { get }
  /// Runs to the end and returns the exit status. Lets every `Suspension` pass.
  static func run(_ process: Process) throws -> Int32
}

extension Tool {
  public static var path: String { "/usr/bin/\(name)" }
}

/// The programs that exist, by name. The list is explicit: a new tool is one file and one line.
public struct Toolbox: Sendable {
  private var tools: [String: any Tool.Type] = [:]

  public init(_ tools: [any Tool.Type]) {
    for tool in tools {
      precondition(self.tools[tool.name] == nil, "two tools are named \(tool.name)")
      self.tools[tool.name] = tool
    }
  }

  public subscript(_ name: String) -> (any Tool.Type)? { tools[name] }
  /// All names, sorted.
  public var names: [String] { tools.keys.sorted() }
}

/// Starts programs and shell texts; the shell implements it, so that tools need not know the shell.
public protocol Launcher: Sendable {
  /// Finds `child.arguments[0]` as the shell does and runs it. 127 and 126, with the shell's message on
  /// `child.errors`, where it is not there or cannot be run.
  func execute(_ child: Process) throws -> Int32
  /// Runs a text as `sh -c` does; `child.arguments` are `$0` and the positional parameters.
  func runShell(_ text: String, in child: Process) throws -> Int32
}
