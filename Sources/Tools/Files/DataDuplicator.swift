import Hosts
import Simulation
import World

/// dd: copies in blocks.
enum DataDuplicator: HostTool {
  static let manual = Manual(
    "dd", "copy and convert a file", usage: ["[OPERAND]...", "OPTION"],
    notes: """
      Operands: if=FILE of=FILE bs=BYTES ibs=BYTES obs=BYTES count=N skip=N seek=N
      conv=ucase,lcase,notrunc,sync,fsync status=none|noxfer|progress
      """)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    var values: [String: String] = [:]
    for operand in call.operands {
      let parts = operand.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let known = ["if", "of", "bs", "ibs", "obs", "cbs", "count", "skip", "seek", "conv", "status", "iflag", "oflag"]
      guard parts.count == 2, known.contains(String(parts[0])) else {
        throw call.usage("unrecognized operand \(Quoted.curly(operand))")
      }
      values[String(parts[0])] = String(parts[1])
    }
    func number(_ key: String, _ fallback: Int) throws -> Int {
      guard let text = values[key] else { return fallback }
      guard let value = SizeNumber.parse(text) else { throw ToolFailure("invalid number: \(Quoted.curly(text))") }
      return value
    }
    let block = try number("bs", try number("ibs", 512))
    let outBlock = try number("bs", try number("obs", 512))
    guard block > 0, outBlock > 0 else { throw ToolFailure("invalid number: \(Quoted.curly(values["bs"] ?? "0"))") }
    let count = try number("count", .max)
    let (skip, seek) = (try number("skip", 0), try number("seek", 0))
    let start = process.now
    let input = try readBlocks(values["if"], block, count, skip, call)
    var data = input.bytes
    let conversions = (values["conv"] ?? "").split(separator: ",").map { String($0) }
    if conversions.contains("ucase") { data = data.map(ASCII.upper) }
    if conversions.contains("lcase") { data = data.map(ASCII.lower) }
    try writeOut(data, values["of"], seek * outBlock, conversions.contains("notrunc"), call)
    try process.wait(for: .microseconds(100 + data.count / 1000))
    let outFull = values["bs"] != nil ? input.full : data.count / outBlock
    let outPart = values["bs"] != nil ? input.part : data.count % outBlock == 0 ? 0 : 1
    let status = values["status"]
    guard status != "none" else { return 0 }
    try call.flush()
    try process.printError("\(input.full)+\(input.part) records in\n\(outFull)+\(outPart) records out\n")
    guard status != "noxfer" else { return 0 }
    let seconds = (process.now - start).seconds
    var line = "\(data.count) byte\(data.count == 1 ? "" : "s")"
    if data.count >= 1000 {
      let decimal = human(data.count, 1000, ["kB", "MB", "GB"])
      line += data.count >= 1024 ? " (\(decimal), \(human(data.count, 1024, ["KiB", "MiB", "GiB"])))" : " (\(decimal))"
    }
    let rate = seconds > 0 ? human(Int(Double(data.count) / seconds), 1000, ["kB", "MB", "GB"]) : "Infinity B"
    try process.printError("\(line) copied, \(NumberFormat.general(seconds, precision: 6)) s, \(rate)/s\n")
    return 0
  }

  private static func readBlocks(
    _ name: String?, _ block: Int, _ count: Int, _ skip: Int, _ call: Call
  ) throws -> (bytes: [UInt8], full: Int, part: Int) {
    do {
      let reader = try ByteReader(call, name ?? "-")
      let isEndless = call.status(name ?? "")?.isDevice == true
      var bytes: [UInt8] = []
      var left = count == .max ? Int.max : (count + skip) * block
      if isEndless && count == .max && name != "/dev/null" { left = 1 << 26 }
      while left > 0, let piece = try reader.read() {
        bytes += piece.prefix(left)
        left -= piece.count
      }
      bytes.removeFirst(min(bytes.count, skip * block))
      return (bytes, bytes.count / block, bytes.count % block == 0 ? 0 : 1)
    } catch let error as FileError {
      if error == .isDirectory { throw ToolFailure("error reading \(Quoted.always(name ?? "-")): \(error.text)") }
      throw ToolFailure("failed to open \(Quoted.always(name ?? "-")): \(error.text)")
    }
  }

  private static func writeOut(_ data: [UInt8], _ name: String?, _ offset: Int, _ keeps: Bool, _ call: Call) throws {
    guard let name else { return try call.write(data) }
    do {
      var whole = offset > 0 || keeps ? (try? call.process.readFile(name)) ?? [] : []
      if whole.count < offset { whole += [UInt8](repeating: 0, count: offset - whole.count) }
      if !keeps { whole.removeLast(max(0, whole.count - offset)) }
      let end = min(whole.count, offset + data.count)
      whole.replaceSubrange(offset..<end, with: data)
      try call.process.writeFile(name, whole)
    } catch {
      throw ToolFailure("failed to open \(Quoted.always(name)): \(error.text)")
    }
  }

  private static func human(_ bytes: Int, _ base: Int, _ units: [String]) -> String {
    guard bytes >= base else { return "\(bytes) B" }
    var value = Double(bytes) / Double(base)
    var unit = 0
    while value >= Double(base) && unit + 1 < units.count {
      value /= Double(base)
      unit += 1
    }
    return "\(value < 9.95 ? NumberFormat.fixed(value, 1) : String(Int(value.rounded()))) \(units[unit])"
  }
}

/// sync: nothing is left to write here.
enum Sync: HostTool {
  static let manual = Manual("sync", "write what is cached to disk", usage: ["[OPTION] [FILE]..."], options: [Option("-d, --data", "accepted"), Option("-f, --file-system", "accepted")])

  static func main(_ call: Call) throws -> Int32 { 0 }
}
