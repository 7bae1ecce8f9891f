import Documents
import Hosts

/// `openssl rand`, `dgst` and `base64`.
struct SmallCommands {
  private let openssl: OpenSSLCall

  init(_ openssl: OpenSSLCall) {
    self.openssl = openssl
  }

  func drawn(_ words: [String]) throws -> Int32 {
    let options = try openssl.options(words, values: ["out"], flags: ["hex", "base64"])
    guard let text = options.operands.first, let count = Int(text), (0...1_000_000).contains(count) else {
      throw OpenSSLCall.Stop(text: "rand: Can't parse \"\(options.operands.first ?? "")\" as a number\n")
    }
    let bytes = openssl.draw { chance in (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next()) } }
    if options.has("hex") {
      try openssl.put("\(hexadecimal(bytes))\n", to: options["out"])
    } else if options.has("base64") {
      try openssl.put(Self.wrapped(Base64.encode(bytes)), to: options["out"])
    } else {
      try openssl.call.write(bytes)
    }
    return 0
  }

  func digest(_ words: [String]) throws -> Int32 {
    let options = try openssl.options(words, values: ["out", "sign", "verify", "signature"], flags: ["r", "hex", "binary", "c"])
    if options["sign"] != nil || options["verify"] != nil { throw OpenSSLCall.Stop(text: "not simulated: openssl dgst -sign\n") }
    let kinds = ["sha256", "sha1", "md5", "sha512"]
    let kind = kinds.first { openssl.verb == $0 || options.has($0) } ?? "sha256"
    let title = ["sha256": "SHA2-256", "sha1": "SHA1", "md5": "MD5", "sha512": "SHA2-512"][kind] ?? kind
    for path in options.operands.isEmpty ? ["-"] : options.operands {
      let raw = try bytes(path == "-" ? nil : path)
      let digits: String
      switch kind {
      case "sha1": digits = hexadecimal(SHA1.digest(raw))
      case "sha256": digits = hexadecimal(SHA256.digest(raw))
      case "md5": digits = Digest.md5.hex(raw)
      default: digits = Digest.sha512.hex(raw)
      }
      let name = path == "-" ? "stdin" : path
      try openssl.put(options.has("r") ? "\(digits) *\(name)\n" : "\(title)(\(name))= \(digits)\n", to: options["out"])
    }
    return 0
  }

  func letters(_ words: [String]) throws -> Int32 {
    let options = try openssl.options(words, values: ["in", "out", "k", "pass"], flags: ["d", "e", "A", "a", "base64"])
    if openssl.verb == "enc", !options.has("base64"), !options.has("a") {
      throw OpenSSLCall.Stop(text: "not simulated: ciphers of openssl enc\n")
    }
    let raw = try bytes(options["in"])
    if options.has("d") {
      guard let bytes = Base64.decode(raw.filter { $0 != 10 && $0 != 13 }) else {
        throw OpenSSLCall.Stop(text: "error reading input file\n")
      }
      try openssl.call.write(bytes)
      return 0
    }
    let encoded = Base64.encode(raw)
    try openssl.put(options.has("A") ? encoded : Self.wrapped(encoded), to: options["out"])
    return 0
  }

  private func bytes(_ path: String?) throws -> [UInt8] {
    guard let path else { return try ByteReader(openssl.call, "-").all() }
    _ = try openssl.plainText(path, end: "")
    return try openssl.call.process.readFile(path)
  }

  private static func wrapped(_ letters: String) -> String {
    var text = ""
    let all = Array(letters)
    for start in stride(from: 0, to: all.count, by: 64) { text += String(all[start..<min(start + 64, all.count)]) + "\n" }
    return text
  }
}
