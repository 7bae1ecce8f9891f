import Hosts
import Simulation
import World

@testable import Shell

/// A few programs in miniature: the shell's tests need something that reads, writes, waits and never ends.
enum MiniCat: Tool {
  static let name = "cat"
  static let summary = "copy files or the input"

  static func run(_ process: Process) throws -> Int32 {
    if process.arguments.count == 1 {
      while let bytes = try process.input.read(by: process) { try process.output.write(bytes, at: process.now) }
    }
    for path in process.arguments.dropFirst() {
      do {
        try process.output.write(try process.readFile(path), at: process.now)
      } catch let error as FileError {
        try process.complain("\(path): \(error.text)")
        return 1
      }
    }
    return 0
  }
}

enum MiniHead: Tool {
  static let name = "head"
  static let summary = "the first lines"

  static func run(_ process: Process) throws -> Int32 {
    let count = process.arguments.last.flatMap { Int($0.drop { $0 == "-" }) } ?? 10
    for _ in 0..<count {
      guard let line = try process.input.readLine(by: process) else { break }
      try process.output.write(line, at: process.now)
    }
    return 0
  }
}

enum MiniYes: Tool {
  static let name = "yes"
  static let summary = "say y for ever"

  static func run(_ process: Process) throws -> Int32 {
    while true {
      try process.stage.step()
      try process.print("y\n")
    }
  }
}

enum MiniSleep: Tool {
  static let name = "sleep"
  static let summary = "wait"

  static func run(_ process: Process) throws -> Int32 {
    try process.wait(for: .seconds(Double(process.arguments[1]) ?? 0))
    return 0
  }
}

/// Writes a line every second.
enum MiniTick: Tool {
  static let name = "tick"
  static let summary = "a line every second"

  static func run(_ process: Process) throws -> Int32 {
    for number in 1... {
      try process.print("tick \(number)\n")
      try process.wait(for: .seconds(1))
    }
    return 0
  }
}

/// Opens an interactive shell on the other host.
enum MiniSSH: Tool {
  static let name = "ssh"
  static let summary = "a shell elsewhere"

  static func run(_ process: Process) throws -> Int32 {
    process.stage.openedSessions.append(SessionRequest(hostName: process.arguments[1], user: "root", directory: "/root"))
    return 0
  }
}

/// A shell on a small machine, line by line.
struct Shelf {
  var runner: ShellRunner
  var world: World
  var stack = ShellStack()

  init(isInteractive: Bool = false) {
    let tools: [any Tool.Type] = [
      MiniCat.self, MiniHead.self, MiniYes.self, MiniSleep.self, MiniTick.self, MiniSSH.self,
    ]
    world = World(seed: 1)
    let names = tools.map { $0.name } + ["bash", "sh"]
    for name in ["node", "other"] {
      var host = Host.furnished(
        HostPlan(name: name, addresses: ["10.0.0.1"], epoch: world.epoch, programs: [.init(names: names)]))
      host.files.install("/root/.bashrc", .bytes(Array("greeting=hello\n".utf8)), at: .start)
      world.hosts[name] = host
    }
    runner = ShellRunner(toolbox: Toolbox(tools), terminal: TerminalFacts(isInteractive: isInteractive))
    _ = runner.open(host: "node", user: "root", on: &stack, in: &world)
  }

  /// Runs a line to its end, or up to so many seconds; what it printed, errors marked with `2> `.
  mutating func run(
    _ line: String, inputs: [(Double, Input)] = [], seconds: Double = 20, input: String? = nil
  ) -> (text: String, status: Int32?) {
    let start = world.now
    let result = runner.run(
      line, on: stack, in: world, inputs: inputs.map { TimedInput(at: start + .seconds($0.0), $0.1) },
      until: start + .seconds(seconds), input: input.map { Array($0.utf8) })
    var text = ""
    for chunk in result.output {
      let piece = String(decoding: chunk.bytes, as: UTF8.self)
      text += chunk.source == .output ? piece : "2> \(piece)"
    }
    guard case .finished(let status) = result.state else { return (text, nil) }
    world = result.world
    stack = result.stack
    return (text, status)
  }
}
