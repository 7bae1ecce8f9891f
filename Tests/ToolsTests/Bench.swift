import Hosts
import Simulation
import Tools
import World

/// A host with files on which one program runs, and what came of it.
struct Bench {
  struct Result: Equatable {
    var status: Int32
    var output: String
    var errors: String
  }

  static let hostName = "node"
  var files = FileSystem()
  var terminal = TerminalFacts(isInteractive: false)
  var inputs: [TimedInput] = []
  var horizon = Instant(seconds: 3600.0)
  var user = "root"
  private(set) var after: World?

  init(_ texts: [String: String] = [:]) {
    for directory in ["/root", "/tmp", "/etc", "/dev", "/home/candidate"] { files.installDirectory(directory, at: .start) }
    for name in ["null", "zero", "urandom"] { files.install("/dev/\(name)", .device(name), mode: 0o666, at: .start) }
    for tool in hostTools { files.install(tool.path, .program(tool.name), mode: 0o755, at: .start) }
    put("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ncandidate:x:1000:1000::/home/candidate:/bin/bash\n")
    put("/etc/group", "root:x:0:\ncandidate:x:1000:\nsudo:x:27:candidate\n")
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      put(name.hasPrefix("/") ? name : "/root/\(name)", text)
    }
  }

  private mutating func put(_ path: String, _ text: String) {
    files.install(path, .bytes(Array(text.utf8)), at: .start)
  }

  mutating func run(_ words: [String], input: String = "") -> Result {
    var world = World(seed: 1)
    world.hosts[Self.hostName] = Host(name: Self.hostName, addresses: ["10.0.0.1"], files: files)
    if let after { world.hosts = after.hosts }
    let stage = Stage(
      world: world, inputs: inputs, horizon: horizon, terminal: terminal, toolbox: Toolbox(hostTools),
      launcher: PlainLauncher())
    let (output, errors) = (BufferSink(), BufferSink())
    let process = Process(
      stage: stage, arguments: words, environment: ["HOME": "/root", "PATH": "/usr/bin"], directory: "/root",
      hostName: Self.hostName, user: user, credentials: user == "root" ? .root : Credentials(user: 1000, group: 1000, groups: [1000]),
      input: InputStream(BytesSource(Array(input.utf8))), output: OutputStream(output), errors: OutputStream(errors),
      processID: 100)
    var status: Int32 = -1
    do {
      status = try stage.launcher.execute(process)
    } catch Suspension.interrupted {
      status = 130
    } catch {
      errors.note("\(error)")
    }
    after = stage.world
    return Result(
      status: status, output: String(decoding: output.bytes, as: UTF8.self),
      errors: String(decoding: errors.bytes, as: UTF8.self))
  }
}

extension BufferSink {
  fileprivate func note(_ text: String) {
    try? write(Array("[\(text)]".utf8), at: .start)
  }
}

/// Runs programs by name, and shell texts that are words, pipes and semicolons.
struct PlainLauncher: Launcher {
  func execute(_ child: Process) throws -> Int32 {
    guard let tool = child.stage.toolbox[child.name.split(separator: "/").last.map { String($0) } ?? ""] else {
      try child.printError("bash: \(child.name): command not found\n")
      return 127
    }
    do {
      return try tool.run(child)
    } catch Suspension.exit(let status) {
      return status
    }
  }

  func runShell(_ text: String, in child: Process) throws -> Int32 {
    var status: Int32 = 0
    for line in text.split(separator: ";") {
      let command = child.child(line.split(separator: " ").map { String($0) })
      status = try execute(command)
    }
    return status
  }
}
