import Hosts
import World

/// dir: ls in columns, with C escapes.
enum DirectoryList: HostTool {
  static let manual = variant("dir")
  static func run(_ process: Process) throws -> Int32 {
    process.arguments.insert(contentsOf: ["-C", "-b"], at: 1)
    return try runParsed(process)
  }
  static func main(_ call: Call) throws -> Int32 { try List.main(call) }
}

/// vdir: ls -l, with C escapes.
enum LongDirectoryList: HostTool {
  static let manual = variant("vdir")
  static func run(_ process: Process) throws -> Int32 {
    process.arguments.insert(contentsOf: ["-l", "-b"], at: 1)
    return try runParsed(process)
  }
  static func main(_ call: Call) throws -> Int32 { try List.main(call) }
}

private func variant(_ name: String) -> Manual {
  var manual = List.manual
  manual.name = name
  return manual
}

/// link: another name for a file.
enum PlainLink: HostTool {
  static let manual = Manual("link", "give a file another name", usage: ["FILE1 FILE2"])

  static func main(_ call: Call) throws -> Int32 {
    guard let source = call.operands.first else { throw call.missingOperand() }
    guard call.operands.count > 1 else { throw call.missingOperand(after: source) }
    if call.operands.count > 2 { throw call.extraOperand(call.operands[2]) }
    let target = call.operands[1]
    do throws(FileError) {
      try call.change { (files, who) throws(FileError) in try files.makeHardLink(target, to: source, by: who, at: call.process.now) }
    } catch {
      throw ToolFailure("cannot create link \(Quoted.always(target)) to \(Quoted.always(source)): \(error.text)")
    }
    return 0
  }
}
