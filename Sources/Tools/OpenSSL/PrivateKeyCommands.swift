import Documents
import Hosts

/// `openssl genrsa`, `genpkey`, `rsa` and `pkey`: makes and shows private keys.
struct PrivateKeyCommands {
  private let openssl: OpenSSLCall

  init(_ openssl: OpenSSLCall) {
    self.openssl = openssl
  }

  func make(_ bits: Int) throws -> RSAKey {
    guard bits >= 512 else { throw OpenSSLCall.Stop(text: "\(openssl.verb): Error generating RSA key\n") }
    guard let key = openssl.draw({ RSAKey(bits: bits, chance: &$0) }) else {
      throw OpenSSLCall.Stop(text: "not simulated: keys of \(bits) bits; 1024, 2048, 3072 or 4096\n")
    }
    return key
  }

  func generate(_ words: [String]) throws -> Int32 {
    let options = try openssl.options(
      words, values: ["out", "passout", "rand"], flags: ["traditional", "verbose", "f4", "F4", "3", "quiet"])
    let text = options.operands.first ?? "2048"
    guard let bits = Int(text) else { throw OpenSSLCall.Stop(text: "genrsa: Can't parse \"\(text)\" as a number\n") }
    let key = try make(bits)
    try openssl.put((options.has("traditional") ? key.traditional : key.general).text, to: options["out"], mode: 0o600)
    return 0
  }

  func generateAny(_ words: [String]) throws -> Int32 {
    let options = try openssl.options(
      words, values: ["algorithm", "out", "pkeyopt", "outform", "pass"], flags: ["quiet", "text", "aes256"])
    guard let algorithm = options["algorithm"] else {
      throw OpenSSLCall.Stop(text: "genpkey: Option -algorithm or -paramfile is needed\ngenpkey: Use -help for summary.\n")
    }
    guard algorithm.uppercased() == "RSA" else { throw OpenSSLCall.Stop(text: "not simulated: keys other than RSA\n") }
    let wanted = (options.values["pkeyopt"] ?? []).last { $0.hasPrefix("rsa_keygen_bits:") }
    let key = try make(wanted.flatMap { Int($0.dropFirst(16)) } ?? 2048)
    if !options.has("quiet") { try openssl.showSearch() }
    try openssl.put(key.general.text, to: options["out"], mode: 0o600)
    return 0
  }

  func show(_ words: [String]) throws -> Int32 {
    let options = try openssl.options(
      words, values: ["in", "out", "passin", "inform", "outform"],
      flags: ["check", "text", "noout", "modulus", "pubout", "pubin", "traditional", "text_pub", "RSAPublicKey_out"])
    if options.has("pubin") { return try showPublic(options) }
    let key = try openssl.key(options["in"])
    var text = options.has("text") ? Self.text(key) : ""
    if options.has("modulus") { text += "Modulus=\(hexadecimal(key.numbers[0].bytes).uppercased())\n" }
    if options.has("check") {
      text += openssl.verb == "rsa" ? "RSA key \(key.isConsistent ? "ok" : "not ok")\n" : "Key is \(key.isConsistent ? "valid" : "invalid")\n"
    }
    guard !options.has("noout") else {
      try openssl.put(text, to: options["out"])
      return 0
    }
    try openssl.call.flush()
    if openssl.verb == "rsa" { try openssl.call.process.printError("writing RSA key\n") }
    var block = options.has("traditional") ? key.traditional : key.general
    if options.has("pubout") { block = PEMBlock(label: "PUBLIC KEY", bytes: key.publicKey.info) }
    try openssl.put(
      block, before: text, form: options["outform"], to: options["out"], mode: options.has("pubout") ? nil : 0o600)
    return 0
  }

  private func showPublic(_ options: OpenSSLCall.Options) throws -> Int32 {
    let text = try openssl.text(options["in"], what: "public key")
    guard let key = PEMBlock.all(in: text).lazy.compactMap({ PublicKey(pem: $0) }).first,
      case .rsa(let modulus, _) = key
    else { throw OpenSSLCall.Stop(text: "Could not read public key from \(options["in"] ?? "<stdin>")\n") }
    var shown = ""
    if options.has("text") {
      shown += "Public-Key: (\(key.bits) bit)\nModulus:\n\(CertificateText.dump(CertificateText.signed(modulus), indent: 4))"
      shown += "Exponent: 65537 (0x10001)\n"
    }
    if options.has("modulus") { shown += "Modulus=\(hexadecimal(modulus).uppercased())\n" }
    guard !options.has("noout") else {
      try openssl.put(shown, to: options["out"])
      return 0
    }
    try openssl.call.flush()
    if openssl.verb == "rsa" { try openssl.call.process.printError("writing RSA key\n") }
    try openssl.put(
      PEMBlock(label: "PUBLIC KEY", bytes: key.info), before: shown, form: options["outform"], to: options["out"])
    return 0
  }

  private static func text(_ key: RSAKey) -> String {
    var text = "Private-Key: (\(key.publicKey.bits) bit, 2 primes)\n"
    for (name, bytes) in key.numbers {
      if name == "publicExponent" {
        text += "publicExponent: 65537 (0x10001)\n"
      } else {
        text += "\(name):\n\(CertificateText.dump(CertificateText.signed(bytes), indent: 4))"
      }
    }
    return text
  }
}
