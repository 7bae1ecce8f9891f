import Documents
import Hosts
import Simulation
import World

/// file: what files hold.
enum FileKind: HostTool {
  static let manual = Manual(
    "file", "tell what files hold", usage: ["[OPTION...] [FILE...]"],
    options: [
      Option("-b, --brief", "no names"), Option("-i, --mime", "as a type of the net"), Option("--mime-type", "only the type"), Option("--mime-encoding", "only the encoding"), Option("-L, --dereference", "what links point to"), Option("-h, --no-dereference", "accepted"),
      Option("-s, --special-files", "accepted"), Option("-z, --uncompress", "accepted"), Option("-N, --no-pad", "no blanks behind names"), Option("-F, --separator=STRING", "instead of :"), Option("-k, --keep-going", "accepted"), Option("-f, --files-from=FILE", "names from FILE"),
    ], package: "file", version: "5.44", hint: .tryHelp)

  static func main(_ call: Call) throws -> Int32 {
    var names = call.operands
    if let list = call["f"] { names += (try? call.process.readText(list))?.split(separator: "\n").map { String($0) } ?? [] }
    if names.isEmpty {
      try call.process.printError("Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n       file -C [-m <magicfiles>]\n       file [--help]\n")
      return 1
    }
    let separator = call["F"] ?? ":"
    let width = (names.map(\.count).max() ?? 0) + separator.count + 1
    for name in names {
      let answer = try describe(name, call)
      let head = "\(name == "-" ? "/dev/stdin" : name)\(separator)"
      try call.write(call.has("b") ? "\(answer)\n" : "\(call.has("N") ? "\(head) " : head.padded(to: width, left: true))\(answer)\n")
    }
    return call.status
  }

  private static func describe(_ name: String, _ call: Call) throws -> String {
    let inode: Inode
    if name == "-" { return text(try ByteReader(call, "-").all(), "", call) }
    do throws(FileError) {
      inode = try call.process.files.status(name, by: call.process.accessor, following: call.has("L"))
    } catch {
      return "cannot open `\(name)' (\(error.text))"
    }
    let isMime = wantsMime(call)
    switch inode.kind {
    case .directory:
      if isMime { return mime("inode/directory", "binary", call) }
      return inode.mode & 0o1000 != 0 ? "sticky, directory" : "directory"
    case .link(let target):
      if isMime { return mime("inode/symlink", "binary", call) }
      let isBroken = call.status(name) == nil
      return "\(isBroken ? "broken symbolic link" : "symbolic link") to \(target)"
    case .file(.device(let device)):
      if isMime { return mime("inode/chardevice", "binary", call) }
      let (major, minor) = DeviceNumbers.of(device)
      return "character special (\(major)/\(minor))"
    case .file(.program):
      if isMime { return mime("application/x-pie-executable", "binary", call) }
      return "ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, for GNU/Linux 3.2.0, stripped"
    case .file(let content):
      guard call.process.files.permits(4, name, by: call.process.accessor) else {
        return "cannot open `\(name)' (\(FileError.permissionDenied.text))"
      }
      return text(content.bytes, name, call)
    }
  }

  private static func wantsMime(_ call: Call) -> Bool { call.has("i") || call.has("mime-type") || call.has("mime-encoding") }

  private static func mime(_ type: String, _ encoding: String, _ call: Call) -> String {
    if call.has("mime-type") { return type }
    return call.has("mime-encoding") ? encoding : "\(type); charset=\(encoding)"
  }

  private static func text(_ bytes: [UInt8], _ name: String, _ call: Call) -> String {
    let isMime = wantsMime(call)
    if bytes.isEmpty { return isMime ? mime("inode/x-empty", "binary", call) : "empty" }
    if let (words, type) = binary(bytes, call) { return isMime ? mime(type, "binary", call) : words }
    let isASCII = bytes.allSatisfy { $0 < 128 && ($0 >= 32 || [7, 8, 9, 10, 12, 13, 27].contains($0)) }
    let isUTF8 = !isASCII && !bytes.contains { $0 < 32 && ![7, 8, 9, 10, 12, 13, 27].contains($0) } && String(validating: bytes, as: UTF8.self) != nil
    guard isASCII || isUTF8 else { return isMime ? mime("application/octet-stream", "binary", call) : "data" }
    let (kind, type) = subject(bytes.text)
    if isMime { return mime(type, isASCII ? "us-ascii" : "utf-8", call) }
    if type == "application/json" { return kind }
    let encoding = isASCII ? "ASCII text" : "Unicode text, UTF-8 text"
    if kind.hasPrefix("PEM") { return kind }
    var parts = kind.isEmpty ? encoding : "\(kind), \(encoding)"
    if kind.hasSuffix("script") { parts += " executable" }
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    if let longest = lines.map(\.count).max(), longest > 300 { parts += ", with very long lines (\(longest))" }
    let (ends, windows) = (bytes.count { $0 == 10 }, zip(bytes, bytes.dropFirst()).count { $0 == 13 && $1 == 10 })
    if windows > 0 { parts += windows == ends ? ", with CRLF line terminators" : ", with CRLF, LF line terminators" } else if ends == 0 { parts += ", with no line terminators" }
    return parts
  }

  private static func binary(_ bytes: [UInt8], _ call: Call) -> (String, String)? {
    if GzipFormat.isPacked(bytes), bytes.count > 18 {
      let stamp = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int64($1) }
      var words = "gzip compressed data"
      if bytes[3] & 8 != 0 { words += ", was \"\(Array(bytes[10...].prefix { $0 != 0 }).text)\"" }
      if stamp > 0 { words += ", last modified: \(Calendar.format("%a %b %e %H:%M:%S %Y", WallTime(unixSeconds: stamp)))" }
      let size = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      return ("\(words), from Unix, original size modulo 2^32 \(size)", "application/gzip")
    }
    if bytes.count > 262, Array(bytes[257..<262]) == Array("ustar".utf8) {
      return (bytes[262] == 32 ? "POSIX tar archive (GNU)" : "POSIX tar archive", "application/x-tar")
    }
    if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) { return ("ELF 64-bit LSB executable, x86-64, version 1 (SYSV)", "application/x-executable") }
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) { return ("PNG image data", "image/png") }
    if bytes.starts(with: [0x50, 0x4b, 3, 4]) { return ("Zip archive data, at least v2.0 to extract, compression method=deflate", "application/zip") }
    return nil
  }

  private static func subject(_ text: String) -> (String, String) {
    if text.hasPrefix("#!") {
      let line = text.prefix { $0 != "\n" }
      let words = line.dropFirst(2).split(separator: " ").map { Paths.base(String($0)) }
      let name = words.first == "env" ? words.dropFirst().first ?? "" : words.first ?? ""
      if name == "bash" { return ("Bourne-Again shell script", "text/x-shellscript") }
      if name == "sh" || name == "dash" { return ("POSIX shell script", "text/x-shellscript") }
      if name.hasPrefix("python") { return ("Python script", "text/x-script.python") }
      if name.hasPrefix("perl") { return ("Perl script text executable", "text/x-perl") }
      return ("a \(line.dropFirst(2).drop { $0 == " " }) script", "text/plain")
    }
    if text.hasPrefix("-----BEGIN CERTIFICATE-----") { return ("PEM certificate", "text/plain") }
    if text.hasPrefix("-----BEGIN RSA PRIVATE KEY") { return ("PEM RSA private key", "text/plain") }
    if text.hasPrefix("-----BEGIN EC PRIVATE KEY") { return ("PEM EC private key", "text/plain") }
    let first = text.first { !$0.isWhitespace }
    if first == "{" || first == "[", (try? JSON.parse(text)) != nil { return ("JSON text data", "application/json") }
    let lowered = text.prefix(80).lowercased()
    if lowered.hasPrefix("<!doctype html") || lowered.hasPrefix("<html") { return ("HTML document", "text/html") }
    if lowered.hasPrefix("<?xml") { return ("XML 1.0 document", "text/xml") }
    return ("", "text/plain")
  }
}
