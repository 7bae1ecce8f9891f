import Simulation
import Documents
import Hosts
import World

/// openssl: certificates, requests and keys in the words of OpenSSL 3.0 (Debian 12).
enum OpenSSL: HostTool {
  static let manual = Manual(
    "openssl", "look at, make and check certificates and keys", usage: ["command [options]"],
    notes: """
      x509 [-in F] [-noout] [-text] [-subject] [-issuer] [-dates] [-startdate] [-enddate] [-serial] [-ext NAMES] [-fingerprint]
           [-checkend N] [-checkhost H] [-checkip A] [-pubkey] [-modulus] [-hash] [-email] [-purpose] [-out F] [-nameopt O] [-certopt O]
           -req [-CA F -CAkey F [-CAcreateserial] | -signkey F] [-days N] [-set_serial N] [-extfile F [-extensions S]] [-copy_extensions copy]
      req [-new] [-x509] [-key F | -newkey rsa:N] [-nodes] [-keyout F] [-subj S] [-addext E] [-config F] [-days N] [-text] [-verify]
      genrsa [-out F] [-traditional] [N]; genpkey -algorithm RSA; rsa, pkey [-check] [-text] [-modulus] [-pubout] [-pubin]
      verify [-CAfile F] [-untrusted F] [-purpose P] [-verify_hostname H] [-verify_ip A] FILE...
      s_client -connect HOST:PORT [-showcerts] [-CAfile F] [-cert F -key F] [-servername N]
      rand [-hex | -base64] N; dgst [-sha256 | -sha1 | -md5 | -sha512] [FILE...]; base64 [-d] [-A] [-in F]; version [-a]
      """, package: "OpenSSL", version: "3.0.19", parsing: .raw, hint: .none)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands
    guard !words.isEmpty else { throw ToolFailure("not simulated: the prompt of openssl; give a command") }
    let verb = words.removeFirst()
    let run = OpenSSLCall(call, verb)
    do {
      return try run.run(words)
    } catch let stop as OpenSSLCall.Stop {
      try call.flush()
      try call.process.printError(stop.text)
      return stop.status
    }
  }
}

/// One command of openssl.
struct OpenSSLCall {
  let call: Call
  let verb: String

  /// Why it ends: what goes to the errors, as it stands.
  struct Stop: Error {
    var text: String
    var status: Int32 = 1
  }

  init(_ call: Call, _ verb: String) {
    self.call = call
    self.verb = verb
  }

  /// The error queue names the thread; ours has always the same.
  static let thread = "40A7D3C9E57F0000"

  func run(_ words: [String]) throws -> Int32 {
    switch verb {
    case "version", "-v", "--version": return try version(words)
    case "help", "--help", "-help", "-h":
      try call.write(OpenSSL.manual.help(calledAs: "openssl"))
      return 0
    case "x509": return try X509Command(self, words).run()
    case "req": return try RequestCommand(self, words).run()
    case "genrsa": return try PrivateKeyCommands(self).generate(words)
    case "genpkey": return try PrivateKeyCommands(self).generateAny(words)
    case "rsa", "pkey": return try PrivateKeyCommands(self).show(words)
    case "verify": return try VerifyCommand(self, words).run()
    case "s_client": return try ConnectCommand(self, words).run()
    case "rand": return try SmallCommands(self).drawn(words)
    case "dgst", "sha256", "sha1", "md5", "sha512": return try SmallCommands(self).digest(words)
    case "base64", "enc": return try SmallCommands(self).letters(words)
    case "ecparam", "ec", "pkcs12", "ca", "crl", "asn1parse", "pkcs7", "pkcs8", "s_server", "ocsp", "ciphers", "passwd",
      "cms", "smime", "speed", "list", "dhparam", "dsa", "prime", "rehash", "spkac", "ts", "pkeyutl", "pkeyparam",
      "crl2pkcs7", "nseq", "errstr", "engine", "storeutl", "srp", "fipsinstall", "kdf", "mac", "info", "cmp", "gendsa",
      "dsaparam", "rsautl", "sess_id", "s_time", "pkcs8.":
      throw Stop(text: "not simulated: openssl \(verb)\n")
    default: throw Stop(text: "Invalid command '\(verb)'; type \"help\" for a list.\n")
    }
  }

  private func version(_ words: [String]) throws -> Int32 {
    try call.write("OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n")
    if words.contains("-a") || words.contains("-d") { try call.write("OPENSSLDIR: \"/usr/lib/ssl\"\n") }
    return 0
  }

  // MARK: Options

  /// Options with and without a value, as they came; what is no option comes last.
  struct Options {
    var values: [String: [String]] = [:]
    var flags: [String] = []
    var operands: [String] = []

    subscript(_ name: String) -> String? { values[name]?.last }
    func has(_ name: String) -> Bool { flags.contains(name) }
  }

  func options(_ words: [String], values: Set<String>, flags: Set<String>) throws -> Options {
    var options = Options()
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word.count > 1 else {
        options.operands.append(word)
        continue
      }
      let name = String(word.drop { $0 == "-" })
      if values.contains(name) {
        guard let value = rest.popFirst() else {
          throw Stop(text: "\(verb): Option -\(name) needs a value\n\(verb): Use -help for summary.\n")
        }
        options.values[name, default: []].append(value)
      } else if flags.contains(name) || Self.digests.contains(name) {
        options.flags.append(name)
      } else {
        throw Stop(text: "\(verb): Unknown option: -\(name)\n\(verb): Use -help for summary.\n")
      }
    }
    return options
  }

  private static let digests: Set<String> = ["sha256", "sha1", "sha512", "sha384", "md5", "help"]

  // MARK: Files

  /// Reads a file, or the standard input where none is named; complains as the store of OpenSSL does.
  func text(_ path: String?, what: String) throws -> String {
    guard let path else { return String(decoding: try ByteReader(call, "-").all(), as: UTF8.self) }
    do {
      return String(decoding: try ByteReader(call, path).all(), as: UTF8.self)
    } catch let error as FileError {
      var text = "Could not open file or uri for loading \(what) from \(path)\n"
      text += "\(Self.thread):error:16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:"
      text += "../crypto/store/store_register.c:237:scheme=file\n\(Self.thread):error:\(Self.code(error)):system library:"
      text += "file_open:\(error.text):../providers/implementations/storemgmt/file_store.c:266:calling stat(\(path))\n"
      throw Stop(text: what == "certificate" ? "\(text)Unable to load certificate\n" : text)
    }
  }

  /// Reads a file, and complains as BIO_new_file does.
  func plainText(_ path: String?, end: String) throws -> String {
    guard let path else { return String(decoding: try ByteReader(call, "-").all(), as: UTF8.self) }
    do {
      return String(decoding: try ByteReader(call, path).all(), as: UTF8.self)
    } catch let error as FileError {
      throw Stop(text: "Can't open \"\(path)\" for reading, \(error.text)\n\(Self.queue(error, path))\(end)")
    }
  }

  static func queue(_ error: FileError, _ path: String) -> String {
    "\(thread):error:\(code(error)):system library:BIO_new_file:\(error.text):../crypto/bio/bss_file.c:67:"
      + "calling \("fopen")(\(path), r)\n\(thread):error:10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:\n"
  }

  private static func code(_ error: FileError) -> String {
    switch error {
    case .permissionDenied: "8000000D"
    case .isDirectory: "80000015"
    default: "80000002"
    }
  }

  func certificates(_ path: String?) throws -> [Certificate] {
    let found = Certificate.all(in: try text(path, what: "certificate"))
    guard !found.isEmpty else {
      // A file that holds something else leaves a line in the error queue.
      let hasOther = path.flatMap { try? call.process.readText($0) }.map { !PEMBlock.all(in: $0).isEmpty } ?? false
      let queue = "\(Self.thread):error:1608010C:STORE routines:ossl_store_handle_load_result:unsupported:"
        + "../crypto/store/store_result.c:149:\n"
      throw Stop(
        text: "Could not read certificate from \(path ?? "<stdin>")\n\(hasOther ? queue : "")Unable to load certificate\n")
    }
    return found
  }

  func key(_ path: String?, what: String = "private key") throws -> RSAKey {
    let text = try text(path, what: what)
    if let key = RSAKey(text: text) { return key }
    if PEMBlock.all(in: text).contains(where: { $0.label.hasSuffix("PRIVATE KEY") }) {
      throw Stop(text: "not simulated: keys other than RSA\n")
    }
    throw Stop(text: "Could not read \(what) from \(path ?? "<stdin>")\n")
  }

  /// Writes to the file that `-out` names, or to the standard output.
  func put(_ text: String, to path: String?, mode: Int? = nil) throws {
    guard let path else { return try call.write(text) }
    do {
      try call.process.writeFile(path, text)
      guard let mode else { return }
      let (accessor, now) = (call.process.accessor, call.process.now)
      try call.process.changeFiles { files throws(FileError) in
        try files.changeMode(call.process.absolute(path), to: mode, by: accessor, at: now)
      }
    } catch {
      throw Stop(text: "\(verb): Can't open \"\(path)\" for writing, \(error.text)\n")
    }
  }

  /// Puts out a block in the form that `-outform` names.
  func put(_ block: PEMBlock, before: String = "", form: String?, to path: String?, mode: Int? = nil) throws {
    guard form?.uppercased() == "DER" else { return try put(before + block.text, to: path, mode: mode) }
    try call.write(before)
    guard let path else { return try call.write(block.bytes) }
    do {
      try call.process.writeFile(path, block.bytes)
    } catch {
      throw Stop(text: "\(verb): Can't open \"\(path)\" for writing, \(error.text)\n")
    }
  }

  /// The dots that show how primes are looked for.
  func showSearch() throws {
    try call.flush()
    let plus = String(repeating: "+", count: 65)
    try call.process.printError("..+.....+...\(plus)*..+....+.\(plus)*.+...\(plus)\n.+.....+\(plus)*...+.\(plus)*.....\(plus)\n")
  }

  func draw<Result>(_ make: (inout Chance) -> Result) -> Result {
    call.process.stage.world.draw("openssl", make)
  }
}
