import Documents
import Hosts
import KubeModel

/// Entries of ConfigMaps and Secrets from literals and files.
struct DataEntries {
  let invocation: Invocation
  /// `ConfigMap` or `Secret`.
  let noun: String
  let name: String
  private(set) var entries: [(key: String, bytes: [UInt8])] = []

  init(_ invocation: Invocation, _ noun: String, _ name: String) throws {
    self.invocation = invocation
    self.noun = noun
    self.name = name
    let flags = invocation.flags
    if !flags.list("from-env-file").isEmpty, !flags.list("from-file").isEmpty || !flags.list("from-literal").isEmpty {
      throw Failure.message("from-env-file cannot be combined with from-file or from-literal")
    }
    for source in flags.list("from-literal") { try addLiteral(source) }
    for source in flags.list("from-file") { try addFile(source) }
    for path in flags.list("from-env-file") { try addEnvironment(path) }
    entries.sort { $0.key < $1.key }
  }

  private mutating func addLiteral(_ source: String) throws {
    guard let mark = source.firstIndex(of: "="), mark != source.startIndex else {
      throw Failure.message("invalid literal source \(source), expected key=value")
    }
    try add(String(source[..<mark]), Array(source[source.index(after: mark)...].utf8))
  }

  private mutating func addFile(_ source: String) throws {
    let parts = source.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else { throw Failure.message("key names or file paths cannot contain '='") }
    if parts.count == 2 {
      if parts[0].isEmpty { throw Failure.message("key name for file path \(parts[1]) missing") }
      if parts[1].isEmpty { throw Failure.message("file path for key name \(parts[0]) missing") }
    }
    let path = parts[parts.count - 1]
    let process = invocation.process
    let status: Inode
    do throws(FileError) {
      status = try process.files.status(path, by: process.accessor)
    } catch {
      throw Failure.message("error reading \(path): \(error.goText)")
    }
    guard status.isDirectory else {
      let key = parts.count == 2 ? parts[0] : path.split(separator: "/").last.map(String.init) ?? path
      return try add(key, try FileInput.bytes(path, by: process) { "open \(path): \($0)" })
    }
    guard parts.count == 1 else { throw Failure.message("cannot give a key name for a directory path") }
    for name in ((try? process.files.list(path, by: process.accessor)) ?? []).sorted() {
      let inner = path.hasSuffix("/") ? "\(path)\(name)" : "\(path)/\(name)"
      guard (try? process.files.status(inner, by: process.accessor))?.isFile == true else { continue }
      try add(name, try FileInput.bytes(inner, by: process) { "open \(inner): \($0)" })
    }
  }

  private mutating func addEnvironment(_ path: String) throws {
    let process = invocation.process
    let text = try FileInput.text(path, by: process) { "error reading \(path): \($0)" }
    for line in text.split(separator: "\n") {
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if let problem = Names.clientEnvironment(parts[0]).first {
        throw Failure.message("\(GoText.quoted(parts[0])) is not a valid key name: \(problem)")
      }
      let value = parts.count == 2 ? parts[1] : process.environment[parts[0]] ?? ""
      try add(parts[0], Array(value.utf8))
    }
  }

  private mutating func add(_ key: String, _ bytes: [UInt8]) throws {
    let problems = Names.configKey(key)
    guard problems.isEmpty else {
      throw Failure.message(
        "\(GoText.quoted(key)) is not a valid key name for a \(noun): \(problems.joined(separator: ","))")
    }
    guard !entries.contains(where: { $0.key == key }) else {
      throw Failure.message(
        noun == "ConfigMap"
          ? "cannot add key \(GoText.quoted(key)), another key by that name already exists in Data for ConfigMap "
            + GoText.quoted(name)
          : "cannot add key \(key), another key by that name already exists")
    }
    entries.append((key, bytes))
  }
}

/// `create configmap`.
enum CreateConfigmapCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let entries = try DataEntries(invocation, "ConfigMap", generator.name).entries
    var data = Value.Fields()
    var binary = Value.Fields()
    for (key, bytes) in entries {
      if let text = String(validating: bytes, as: UTF8.self) {
        data[key] = .string(text)
      } else {
        binary[key] = .string(Base64.encode(bytes))
      }
    }
    var object: Value = ["kind": "ConfigMap", "apiVersion": "v1", "metadata": try generator.metadata()]
    if !data.isEmpty { object["data"] = .object(data) }
    if !binary.isEmpty { object["binaryData"] = .object(binary) }
    if invocation.flags.bool("append-hash") { ContentHash.append(to: &object, named: generator.name) }
    try generator.submit(object, failing: "failed to create configmap:")
  }
}

/// `create secret generic`.
enum CreateSecretGenericCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let entries = try DataEntries(invocation, "Secret", generator.name).entries
    var data = Value.Fields()
    for (key, bytes) in entries { data[key] = .string(Base64.encode(bytes)) }
    try generator.submit(
      try SecretObject.value(generator, data, type: invocation.flags.string("type")),
      failing: "failed to create secret")
  }
}

enum SecretObject {
  static func value(_ generator: Generator, _ data: Value.Fields, type: String) throws -> Value {
    var object: Value = ["kind": "Secret", "apiVersion": "v1", "metadata": try generator.metadata()]
    if !data.isEmpty { object["data"] = .object(data) }
    if !type.isEmpty { object["type"] = .string(type) }
    if generator.invocation.flags.bool("append-hash") { ContentHash.append(to: &object, named: generator.name) }
    return object
  }
}

/// `create secret tls`.
enum CreateSecretTlsCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let flags = invocation.flags
    guard !flags.string("cert").isEmpty, !flags.string("key").isEmpty else {
      throw Failure.message("key and cert must be specified")
    }
    let certificate = try read(flags.string("cert"), invocation)
    let key = try read(flags.string("key"), invocation)
    if !PEMBlock.all(in: String(decoding: certificate, as: UTF8.self)).contains(where: { $0.label == "CERTIFICATE" }) {
      throw Failure.message("tls: failed to find any PEM data in certificate input")
    }
    if PEMBlock.all(in: String(decoding: key, as: UTF8.self)).isEmpty {
      throw Failure.message("tls: failed to find any PEM data in key input")
    }
    let data: Value.Fields = [
      "tls.crt": .string(Base64.encode(certificate)), "tls.key": .string(Base64.encode(key)),
    ]
    try generator.submit(
      try SecretObject.value(generator, data, type: "kubernetes.io/tls"), failing: "failed to create secret")
  }

  private static func read(_ path: String, _ invocation: Invocation) throws -> [UInt8] {
    try FileInput.bytes(path, by: invocation.process) { "Cannot read file \(path), open \(path): \($0)" }
  }
}

/// `create secret docker-registry`.
enum CreateSecretDockerRegistryCommand {
  static func run(_ invocation: Invocation) throws {
    let generator = try Generator(invocation)
    let flags = invocation.flags
    var data = Value.Fields()
    if flags.list("from-file").isEmpty {
      guard !flags.string("docker-username").isEmpty, !flags.string("docker-password").isEmpty,
        !flags.string("docker-server").isEmpty
      else {
        throw Failure.message(
          "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required")
      }
      data[".dockerconfigjson"] = .string(Base64.encode(Array(login(flags).utf8)))
    } else {
      let entries = try DataEntries(invocation, "Secret", generator.name).entries
      for (key, bytes) in entries { data[key] = .string(Base64.encode(bytes)) }
      // A file of another name is taken for the one that the type of Secret asks for.
      if entries.count == 1, data[".dockerconfigjson"] == nil {
        data = [".dockerconfigjson": .string(Base64.encode(entries[0].bytes))]
      }
    }
    try generator.submit(
      try SecretObject.value(generator, data, type: "kubernetes.io/dockerconfigjson"),
      failing: "failed to create secret")
  }

  private static func login(_ flags: ParsedFlags) -> String {
    let (user, password) = (flags.string("docker-username"), flags.string("docker-password"))
    var entry: Value = ["username": .string(user), "password": .string(password)]
    if !flags.string("docker-email").isEmpty { entry["email"] = .string(flags.string("docker-email")) }
    entry["auth"] = .string(Base64.encode(Array("\(user):\(password)".utf8)))
    let document: Value = ["auths": .object([flags.string("docker-server"): entry])]
    return JSON.text(document, sortKeys: false)
  }
}
