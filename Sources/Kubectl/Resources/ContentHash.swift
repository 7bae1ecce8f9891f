import Documents
import Hosts

/// The end of the name of a ConfigMap or Secret that tells its content (kubectl, util/hash; kustomize, api/hasher).
enum ContentHash {
  /// - Parameter name: The name that goes into the hash; kustomize leaves it empty.
  static func text(_ object: Value, named name: String) -> String {
    var content: Value = ["kind": .string(object.kind), "name": .string(name), "data": object["data"] ?? .null]
    if object.kind == "Secret" { content["type"] = object["type"] ?? "" }
    if let binary = object["binaryData"] { content["binaryData"] = binary }
    let digits = hexadecimal(SHA256.digest(Array(JSON.text(content).utf8)).prefix(5))
    // Vowels and digits that look like letters are avoided, so that no words come out.
    let replaced: [Character: Character] = ["0": "g", "1": "h", "3": "k", "a": "m", "e": "t"]
    return String(digits.map { replaced[$0] ?? $0 })
  }

  static func append(to object: inout Value, named name: String) {
    object.set(["metadata", "name"], to: .string("\(name)-\(text(object, named: name))"))
  }
}
