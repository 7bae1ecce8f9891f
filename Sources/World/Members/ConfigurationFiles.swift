import Documents
import Hosts

/// The files that kube-apiserver reads its encryption and its audit policy from: what it says of those it cannot use.
///
/// Source: recordings of v1.36.2. What the files say changes nothing else: objects are stored in plain text, and no
/// audit log is written.
struct ConfigurationFiles {
  let reading: (String) throws(FileError) -> [UInt8]

  func encryptionProblem(_ path: String) -> String? {
    let start = "error while parsing file: "
    let decoding = "\(start)error decoding encryption provider configuration file \"\(path)\": "
    let text: String
    do {
      text = String(decoding: try reading(path), as: UTF8.self)
    } catch {
      return "\(start)error while loading file: error reading encryption provider configuration file \"\(path)\": "
        + "open \(path): \(error.goText)"
    }
    if text.isEmpty { return "\(start)encryption provider configuration file \"\(path)\" is empty" }
    let value: Value
    do {
      value = try YAML.value(text)
    } catch {
      return "\(decoding)\(error.message)"
    }
    guard let version = value["apiVersion"]?.string, let kind = value["kind"]?.string else {
      let missing = value["kind"]?.string == nil ? "Kind" : "apiVersion"
      return "\(decoding)Object '\(missing)' is missing in '\(text)'"
    }
    guard version == "apiserver.config.k8s.io/v1", kind == "EncryptionConfiguration" || kind == "EncryptionConfig" else {
      return "\(decoding)no kind \"\(kind)\" is registered for version \"\(version)\" in scheme "
        + "\"k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go:1101\""
    }
    let entries = value["resources"]?.elements ?? []
    if kind == "EncryptionConfig" || entries.isEmpty {
      return "\(start)resources: Required value: at least one resources is required"
    }
    for (place, entry) in entries.enumerated() {
      if let problem = entryProblem(entry, at: "resources[\(place)]") { return start + problem }
    }
    return nil
  }

  private func entryProblem(_ entry: Value, at path: String) -> String? {
    if (entry["resources"]?.elements ?? []).isEmpty {
      return "\(path).resources: Required value: at least one resource is required"
    }
    let providers = entry["providers"]?.elements ?? []
    if providers.isEmpty { return "\(path).providers: Required value: at least one provider is required" }
    for (place, provider) in providers.enumerated() {
      for (name, lengths) in [("aesgcm", [16, 24, 32]), ("aescbc", [16, 24, 32]), ("secretbox", [32])] {
        guard let settings = provider[name] else { continue }
        let at = "\(path).providers[\(place)].\(name).keys"
        let keys = settings["keys"]?.elements ?? []
        if keys.isEmpty { return "\(at): Required value: keys cannot be empty for a non-identity provider" }
        for (index, key) in keys.enumerated() {
          if let problem = keyProblem(key, lengths, "\(at)[\(index)]") { return problem }
        }
      }
    }
    return nil
  }

  private func keyProblem(_ key: Value, _ lengths: [Int], _ path: String) -> String? {
    guard key["name"]?.string?.isEmpty == false else { return "\(path).name: Required value: key name is required" }
    guard let secret = key["secret"]?.string, !secret.isEmpty else {
      return "\(path).secret: Required value: secret is required"
    }
    let invalid = "\(path).secret: Invalid value: \"REDACTED\": "
    guard let bytes = Base64.decode(secret.utf8) else { return "\(invalid)secrets must be base64 encoded" }
    if lengths.contains(bytes.count) { return nil }
    let sizes = "[\(lengths.map(String.init).joined(separator: " "))]"
    return "\(invalid)secret is not of the expected length, got \(bytes.count), expected one of \(sizes)"
  }

  func auditProblem(_ path: String) -> String? {
    let start = "loading audit policy file: "
    let text: String
    do {
      text = String(decoding: try reading(path), as: UTF8.self)
    } catch {
      return "\(start)failed to read file path \"\(path)\": open \(path): \(error.goText)"
    }
    let end = ": from file \(path)"
    let value: Value
    do {
      value = try YAML.value(text)
    } catch {
      return "\(start)failed decoding: \(error.message)\(end)"
    }
    guard let version = value["apiVersion"]?.string, let kind = value["kind"]?.string else {
      let missing = value["kind"]?.string == nil ? "Kind" : "apiVersion"
      return "\(start)failed decoding: Object '\(missing)' is missing in '\(JSON.text(value))'\(end)"
    }
    guard version == "audit.k8s.io/v1", kind == "Policy" else {
      return "\(start)failed decoding: no kind \"\(kind)\" is registered for version \"\(version)\" in scheme "
        + "\"k8s.io/apiserver/pkg/audit/scheme.go:30\"\(end)"
    }
    let rules = value["rules"]?.elements ?? []
    if rules.isEmpty { return "\(start)loaded illegal policy with 0 rules\(end)" }
    let levels = ["None", "Metadata", "Request", "RequestResponse"]
    for (place, rule) in rules.enumerated() {
      let level = rule["level"]?.string ?? ""
      if level.isEmpty { return "\(start)rules[\(place)].level: Required value\(end)" }
      if !levels.contains(level) {
        let supported = levels.map { "\"\($0)\"" }.joined(separator: ", ")
        return "\(start)rules[\(place)].level: Unsupported value: \"\(level)\": supported values: \(supported)\(end)"
      }
    }
    return nil
  }
}
