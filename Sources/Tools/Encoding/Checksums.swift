import Documents
import Hosts
import World

/// md5sum and its kin: digests of files.
enum MD5Sum: HostTool {
  static let manual = Checksums.manual("md5sum", "MD5")
  static func main(_ call: Call) throws -> Int32 { try Checksums(call, .md5, "MD5").run() }
}

/// sha1sum: SHA-1 digests.
enum SHA1Sum: HostTool {
  static let manual = Checksums.manual("sha1sum", "SHA1")
  static func main(_ call: Call) throws -> Int32 { try Checksums(call, .sha1, "SHA1").run() }
}

/// sha256sum: SHA-256 digests.
enum SHA256Sum: HostTool {
  static let manual = Checksums.manual("sha256sum", "SHA256")
  static func main(_ call: Call) throws -> Int32 { try Checksums(call, .sha256, "SHA256").run() }
}

/// sha512sum: SHA-512 digests.
enum SHA512Sum: HostTool {
  static let manual = Checksums.manual("sha512sum", "SHA512")
  static func main(_ call: Call) throws -> Int32 { try Checksums(call, .sha512, "SHA512").run() }
}

/// Printing and checking digests.
struct Checksums {
  static func manual(_ name: String, _ label: String) -> Manual {
    Manual(
      name, "print or check \(label) digests",
      options: [
        Option("-b, --binary", "a * before names"), Option("-c, --check", "check the digests in FILEs"),
        Option("--tag", "the BSD form"), Option("-t, --text", "as without options"),
        Option("-z, --zero", "NUL instead of newlines"), Option("--ignore-missing", "with -c, no complaint of missing files"),
        Option("--quiet", "with -c, no OK"), Option("--status", "with -c, no output"),
        Option("--strict", "with -c, fail on wrong lines"), Option("-w, --warn", "with -c, complain of wrong lines"),
      ])
  }

  private let call: Call
  private let digest: Digest
  private let label: String

  init(_ call: Call, _ digest: Digest, _ label: String) {
    self.call = call
    self.digest = digest
    self.label = label
  }

  func run() throws -> Int32 {
    if call.has("c") { return try check() }
    try call.forEachInput { name, reader in
      let hex = digest.hex(try reader.all())
      let end = call.has("z") ? "\0" : "\n"
      if call.has("tag") {
        try call.write("\(label) (\(name)) = \(hex)\(end)")
      } else {
        let escaped = name.contains("\n") || name.contains("\\")
        let shown = escaped ? name.replacing("\\", with: "\\\\").replacing("\n", with: "\\n") : name
        try call.write("\(escaped ? "\\" : "")\(hex) \(call.has("b") ? "*" : " ")\(shown)\(end)")
      }
    }
    return call.status
  }

  private func check() throws -> Int32 {
    for list in call.operands.isEmpty ? ["-"] : call.operands {
      do {
        try check(list, try ByteReader(call, list).lines().map(\.text))
      } catch let error as FileError {
        try call.complain("\(Quoted.ifNeeded(list)): \(error.text)")
      }
    }
    return call.status
  }

  private func check(_ list: String, _ lines: [String]) throws {
    let shownList = list == "-" ? "'standard input'" : Quoted.ifNeeded(list)
    var (good, bad, unread, wrong) = (0, 0, 0, 0)
    for (number, line) in lines.enumerated() where !line.hasPrefix("#") {
      guard let (hex, name) = entry(line) else {
        wrong += 1
        if call.has("w") { try call.warn("\(list): \(number + 1): improperly formatted \(label) checksum line") }
        continue
      }
      do {
        let isSame = digest.hex(try ByteReader(call, name).all()) == hex.lowercased()
        if isSame { good += 1 } else { bad += 1 }
        if !call.has("status") && !(isSame && call.has("quiet")) { try call.write("\(name): \(isSame ? "OK" : "FAILED")\n") }
      } catch let error as FileError {
        if call.has("ignore-missing") && error == .noSuchFile { continue }
        unread += 1
        try call.complain("\(Quoted.ifNeeded(name)): \(error.text)")
        if !call.has("status") { try call.write("\(name): FAILED open or read\n") }
      }
    }
    if good + bad + unread == 0 {
      return try call.complain("\(shownList): no properly formatted checksum lines found")
    }
    if bad > 0 || unread > 0 { call.status = 1 }
    guard !call.has("status") else { return }
    func plural(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
    if wrong > 0 { try call.warn("WARNING: \(plural(wrong, "line is", "lines are")) improperly formatted") }
    if unread > 0 { try call.warn("WARNING: \(plural(unread, "listed file", "listed files")) could not be read") }
    if bad > 0 { try call.warn("WARNING: \(plural(bad, "computed checksum", "computed checksums")) did NOT match") }
    if call.has("strict") && wrong > 0 { call.status = 1 }
  }

  private func entry(_ line: String) -> (String, String)? {
    if line.hasPrefix("\(label) ("), let close = line.range(of: ") = ") {
      return (String(line[close.upperBound...]), String(line[line.index(line.startIndex, offsetBy: label.count + 2)..<close.lowerBound]))
    }
    let hex = line.prefix { $0.isHexDigit }
    guard hex.count == digest.hexLength, line.count > hex.count + 2 else { return nil }
    let rest = line.dropFirst(hex.count)
    guard rest.first == " ", let kind = rest.dropFirst().first, kind == " " || kind == "*" else { return nil }
    return (String(hex), String(rest.dropFirst(2)))
  }
}

extension String {
  /// Where a text first stands.
  func range(of wanted: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(wanted) { return index..<self.index(index, offsetBy: wanted.count) }
      index = self.index(after: index)
    }
    return nil
  }
}

/// cksum: the CRC of POSIX.
enum CheckCRC: HostTool {
  static let manual = Manual(
    "cksum", "print CRC checksums and sizes", usage: ["[OPTION]... [FILE]..."], options: [.missing("-a, --algorithm=TYPE")])

  static func main(_ call: Call) throws -> Int32 {
    try call.forEachInput { name, reader in
      let bytes = try reader.all()
      var crc: UInt32 = 0
      func add(_ byte: UInt8) {
        crc ^= UInt32(byte) << 24
        for _ in 0..<8 { crc = crc & 0x8000_0000 != 0 ? crc << 1 ^ 0x04c1_1db7 : crc << 1 }
      }
      for byte in bytes { add(byte) }
      var length = bytes.count
      while length > 0 {
        add(UInt8(length & 255))
        length >>= 8
      }
      try call.write("\(~crc) \(bytes.count)\(name == "-" && call.operands.isEmpty ? "" : " \(name)")\n")
    }
    return call.status
  }
}
