import Hosts
import World

/// tee: to files and on.
enum Tee: HostTool {
  static let manual = Manual(
    "tee", "copy the standard input to files and to the standard output",
    options: [
      Option("-a, --append", "add to the files"),
      Option("-i, --ignore-interrupts", "accepted"),
      Option("-p", "accepted"),
      .missing("--output-error[=MODE]"),
    ])

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    var sinks: [FileSink] = []
    for name in call.operands {
      do {
        let inode = try process.changeFiles { (files) throws(FileError) in
          try files.open(name, by: process.accessor, at: process.now, mode: call.has("a") ? .append : .replace)
        }
        sinks.append(FileSink(process.stage, hostName: process.hostName, inode: inode))
      } catch {
        try call.complain("\(Quoted.ifNeeded(name)): \(error.text)")
      }
    }
    let reader = try ByteReader(call, "-")
    while let piece = try reader.read() {
      try call.write(piece)
      try call.flush()
      for sink in sinks { try sink.write(Array(piece), at: process.now) }
    }
    return call.status
  }
}
