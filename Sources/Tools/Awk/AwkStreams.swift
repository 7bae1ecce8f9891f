import Hosts
import World

/// Files and commands that a program writes to and reads from.
final class AwkStreams {
  private let call: Call
  private var sinks: [String: FileSink] = [:]
  private var held: [String: [UInt8]] = [:]
  private var pipes: [(command: String, bytes: [UInt8])] = []
  private var readers: [String: AwkReader] = [:]

  init(_ call: Call) {
    self.call = call
  }

  func write(_ bytes: [UInt8], to name: String, appends: Bool) throws {
    let process = call.process
    switch name {
    case "/dev/stdout", "-": return try call.write(bytes)
    case "/dev/stderr":
      try call.flush()
      return try process.errors.write(bytes, at: process.now)
    default: break
    }
    if sinks[name] == nil {
      do {
        let inode = try process.changeFiles { (files) throws(FileError) in
          try files.open(name, by: process.accessor, at: process.now, mode: appends ? .append : .replace)
        }
        sinks[name] = FileSink(process.stage, hostName: process.hostName, inode: inode)
      } catch {
        throw ToolFailure("cannot open \"\(name)\" for output (\(error.text))", status: 2)
      }
    }
    held[name, default: []] += bytes
    if (held[name]?.count ?? 0) > 65_536 { try flush(name) }
  }

  private func flush(_ name: String) throws {
    guard let bytes = held[name], !bytes.isEmpty else { return }
    held[name] = []
    try sinks[name]?.write(bytes, at: call.process.now)
  }

  func pipe(_ bytes: [UInt8], to command: String) throws {
    if let index = pipes.firstIndex(where: { $0.command == command }) {
      pipes[index].bytes += bytes
    } else {
      pipes.append((command, bytes))
    }
  }

  /// Runs a command on what was written to it.
  private func finish(_ pipe: (command: String, bytes: [UInt8])) throws -> Int32 {
    try call.flush()
    let child = call.process.child(["sh"])
    child.input = InputStream(BytesSource(pipe.bytes))
    return try call.process.runShell(pipe.command, in: child)
  }

  func run(_ command: String) throws -> Int32 {
    try call.flush()
    return try call.process.runShell(command, in: call.process.child(["sh"]))
  }

  func reader(_ name: String, isCommand: Bool) throws -> AwkReader? {
    let key = isCommand ? "|\(name)" : name
    if let known = readers[key] { return known }
    if isCommand {
      try flush()
      let sink = BufferSink()
      let child = call.process.child(["sh"])
      child.output = OutputStream(sink)
      _ = try call.process.runShell(name, in: child)
      readers[key] = AwkReader(ByteReader(call, bytes: sink.bytes))
    } else {
      try flush(name)
      guard let reader = try? ByteReader(call, name) else { return nil }
      readers[key] = AwkReader(reader)
    }
    return readers[key]
  }

  func close(_ name: String) throws -> Int32 {
    var result: Int32 = -1
    if sinks[name] != nil {
      try flush(name)
      sinks[name] = nil
      held[name] = nil
      result = 0
    }
    if let index = pipes.firstIndex(where: { $0.command == name }) { result = try finish(pipes.remove(at: index)) }
    for key in [name, "|\(name)"] where readers[key] != nil {
      readers[key] = nil
      result = 0
    }
    return result
  }

  func flush() throws {
    try call.flush()
    for name in held.keys.sorted() { try flush(name) }
  }

  func closeAll() throws {
    try flush()
    for pipe in pipes { _ = try finish(pipe) }
    pipes = []
  }
}
