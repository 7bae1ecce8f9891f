import Documents
import Hosts
import KubeModel

/// Descriptions of ConfigMaps, Secrets and ServiceAccounts.
enum DataDescription {
  static func configMap(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.head(object)
    writer.raw("\nData\n====\n")
    let data = object["data"]?.fields ?? [:]
    for key in data.keys.sorted() { writer.raw("\(key):\n----\n\(data[key]?.string ?? "")\n\n") }
    writer.raw("\nBinaryData\n====\n")
    let binary = object["binaryData"]?.fields ?? [:]
    for key in binary.keys.sorted() {
      let count = Base64.decode((binary[key]?.string ?? "").utf8)?.count ?? 0
      writer.raw("\(key): \(count) bytes\n")
    }
    writer.raw("\n")
    writer.events(try context.events())
    return writer.formatted
  }

  static func secret(_ context: DescribeContext) throws -> String {
    let object = context.object
    let type = object["type"]?.string ?? ""
    var writer = context.writer
    writer.head(object)
    writer.line(0, "")
    writer.field("Type", type)
    writer.raw("\nData\n====\n")
    let data = object["data"]?.fields ?? [:]
    for key in data.keys.sorted() {
      let bytes = Base64.decode((data[key]?.string ?? "").utf8) ?? []
      if key == "token", type == "kubernetes.io/service-account-token" {
        writer.field(key, String(decoding: bytes, as: UTF8.self))
      } else {
        writer.field(key, "\(bytes.count) bytes")
      }
    }
    return writer.formatted
  }

  static func serviceAccount(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.head(object)
    func names(_ key: String) -> [String] { (object[key]?.elements ?? []).map { $0["name"]?.string ?? "" } }
    list("Image pull secrets", names("imagePullSecrets"), &writer)
    // Secrets are only shown where the account still names some.
    if !names("secrets").isEmpty { list("Mountable secrets", names("secrets"), &writer) }
    writer.events(try context.events())
    return writer.formatted
  }

  private static func list(_ title: String, _ names: [String], _ writer: inout DescribeWriter) {
    if names.isEmpty { return writer.field(title, "<none>") }
    for (index, name) in names.enumerated() { writer.line(0, "\(index == 0 ? "\(title):" : "")\t\(name)") }
  }
}
