public import Documents
import KubeModel
import Simulation

/// The images that a host has, and those that it could pull.
public struct ImageStore: Sendable {
  /// What the registries offer, by repository.
  var catalogue: [String: CatalogueEntry]
  var shells: [String: BaseImage]
  /// Present on the host, in the order in which they came.
  public private(set) var present: [Image] = []
  /// False where no registry can be reached: pulls end in a DNS error.
  public var isOnline = true

  /// Reads `Assets/images.yaml`.
  public init(catalogue document: Value) {
    catalogue = [:]
    shells = [:]
    for (name, value) in document["bases"]?.fields ?? [:] { shells[name] = BaseImage(value) }
    for (name, value) in document["images"]?.fields ?? [:] { catalogue[name] = CatalogueEntry(value) }
  }

  /// The image of that name, if the host has it.
  public func present(_ name: String) -> Image? {
    guard let reference = ImageReference(name) else { return nil }
    return present.first { image in
      reference.digest.isEmpty
        ? image.repository == reference.repository && image.tag == reference.tag
        : image.digest == reference.text || image.id == reference.digest
    }
  }

  /// The name that a Pod's status shows: that of the image with registry and tag.
  public func fullName(_ name: String) -> String { ImageReference(name)?.text ?? name }

  /// Fetches an image, or says why that fails, as containerd words it. Already present ones are found up to date.
  public mutating func pull(_ name: String) throws(RuntimeError) {
    guard let reference = ImageReference(name) else {
      throw RuntimeError(
        "rpc error: code = InvalidArgument desc = failed to parse image reference \"\(name)\": invalid reference format"
      )
    }
    guard isOnline else {
      let registry = reference.repository.split(separator: "/").first.map(String.init) ?? ""
      throw RuntimeError(
        "rpc error: code = Unknown desc = failed to pull and unpack image \"\(reference.text)\": failed to resolve image: "
          + "failed to do request: Head \"https://\(registry)/v2/\": dial tcp: lookup \(registry): i/o timeout")
    }
    // What is there is what the registry has: tags do not move.
    if present(name) != nil { return }
    guard let image = offered(reference) else {
      let isHub = reference.repository.hasPrefix("docker.io/")
      if isHub, catalogue[reference.repository] == nil {
        throw RuntimeError(
          "rpc error: code = Unknown desc = failed to pull and unpack image \"\(reference.text)\": failed to resolve "
            + "image: pull access denied, repository does not exist or may require authorization: server message: "
            + "insufficient_scope: authorization failed")
      }
      throw RuntimeError(
        "rpc error: code = NotFound desc = failed to pull and unpack image \"\(reference.text)\": failed to resolve "
          + "image: \(reference.text): not found")
    }
    present.append(image)
  }

  /// Puts an image in place without a registry, as a furnished host has it.
  public mutating func install(_ name: String) {
    guard let reference = ImageReference(name), let image = offered(reference), present(name) == nil else { return }
    present.append(image)
  }

  public mutating func remove(_ id: String) {
    present.removeAll { $0.id == id }
  }

  /// How many seconds the download takes: a fast connection, and some time per image.
  public func pullSeconds(_ name: String) -> Double {
    guard let reference = ImageReference(name), let image = present(name) ?? offered(reference) else { return 0.3 }
    return 0.6 + Double(image.bytes) / 40_000_000
  }

  private func offered(_ reference: ImageReference) -> Image? {
    guard let entry = catalogue[reference.repository] else { return nil }
    let tag = reference.tag.isEmpty ? "latest" : reference.tag
    guard entry.offers(tag) else { return nil }
    return entry.image(reference.repository, tag: tag, base: shells[entry.base] ?? BaseImage(.null))
  }
}

/// What all images of a family have in common.
struct BaseImage: Sendable {
  var directories: [String]
  var programs: [Image.Program]
  var links: [(path: String, target: String)]
  var files: [(path: String, text: String)]

  init(_ value: Value) {
    directories = (value["directories"]?.elements ?? []).compactMap(\.string)
    programs = []
    for (directory, names) in value["programs"]?.fields ?? [:] {
      for name in (names.string ?? "").split(separator: " ") {
        let parts = name.split(separator: "=")
        programs.append(Image.Program(path: "\(directory)/\(parts[0])", name: String(parts[parts.count - 1])))
      }
    }
    links = (value["links"]?.fields ?? [:]).map { (path: $0.key, target: $0.value.string ?? "") }
    files = (value["files"]?.fields ?? [:]).map { (path: $0.key, text: $0.value.string ?? "") }
  }
}

/// An image of the catalogue, in all its tags.
struct CatalogueEntry: Sendable {
  var value: Value

  init(_ value: Value) {
    self.value = value
  }

  var base: String { value["base"]?.string ?? "distroless" }

  /// Tags are listed; `*` at the end of one stands for the rest of a version and for the usual variants, so that "1.27*"
  /// covers 1.27.3-alpine, and not 1.27-alpin.
  func offers(_ tag: String) -> Bool {
    (value["tags"]?.elements ?? []).compactMap(\.string).contains { pattern in
      guard pattern.hasSuffix("*") else { return pattern == tag }
      return tag.hasPrefix(pattern.dropLast()) && Self.isVersionRest(tag.dropFirst(pattern.count - 1))
    }
  }

  /// The words that publishers of images put after a version.
  private static let variants: Set<String> = [
    "alpine", "bookworm", "bullseye", "debian", "glibc", "jammy", "musl", "noble", "otel", "perl", "slim", "trixie",
    "uclibc", "build", "k8s", "rc", "alpha", "beta", "eksbuild", "management", "fpm", "apache",
  ]

  /// Digits and dots, then variants with a dash before and perhaps a number behind: `.3-alpine3.20`, `-bookworm-slim`.
  private static func isVersionRest(_ text: Substring) -> Bool {
    func isNumber(_ character: Character) -> Bool { character == "." || ("0"..."9").contains(character) }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, first.allSatisfy(isNumber) else { return false }
    return parts.dropFirst().allSatisfy { part in
      let word = part.prefix { !isNumber($0) }
      let number = part.dropFirst(word.count)
      return (variants.contains(String(word)) || word.isEmpty && !number.isEmpty) && number.allSatisfy(isNumber)
    }
  }

  func image(_ repository: String, tag: String, base: BaseImage) -> Image {
    var chance = Chance(seed: 0, name: "\(repository):\(tag)")
    let id = chance.hex(64)
    let digest = chance.hex(64)
    let own = BaseImage(value)
    func words(_ key: String) -> [String] { (value[key]?.elements ?? []).compactMap(\.string) }
    let serves = (value["serves"]?.elements ?? []).compactMap { entry in
      entry["port"]?.int.map { (port: $0, text: entry["text"]?.string ?? "") }
    }
    return Image(
      repository: repository, tag: tag, id: "sha256:\(id)", digest: "\(repository)@sha256:\(digest)",
      bytes: value["bytes"]?.int ?? 20_000_000, entryPoint: words("entryPoint"), arguments: words("arguments"),
      environment: [(name: "PATH", value: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")]
        + (value["environment"]?.fields ?? [:]).map { (name: $0.key, value: $0.value.string ?? "") },
      directory: value["directory"]?.string ?? "/", user: value["user"]?.int ?? 0,
      directories: base.directories + own.directories, programs: base.programs + own.programs,
      files: base.files + own.files, links: base.links + own.links, base: self.base,
      serves: serves)
  }
}
