/// The rules for names, with the sentences of apimachinery's util/validation. Each function answers what is wrong;
/// nothing means valid.
public enum Names {
  static let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
  static let subdomain = #"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"#

  /// A part of a DNS name, such as a namespace or a container.
  public static func label(_ text: String) -> [String] {
    var problems: [String] = []
    if text.utf8.count > 63 { problems.append(tooLong(63)) }
    if isLabel(text) { return problems }
    let message =
      isSubdomain(text)
      ? "must not contain dots"
      : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
        + "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '\(label)')"
    return problems + [message]
  }

  /// A DNS name, as most objects have.
  public static func subdomain(_ text: String) -> [String] {
    var problems: [String] = []
    if text.utf8.count > 253 { problems.append(tooLong(253)) }
    if isSubdomain(text) { return problems }
    return problems + [
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '\(subdomain)')"
    ]
  }

  /// A label that begins with a letter, as Services had to.
  public static func label1035(_ text: String) -> [String] {
    var problems: [String] = []
    if text.utf8.count > 63 { problems.append(tooLong(63)) }
    if isLabel(text), let first = text.utf8.first, isLower(first) { return problems }
    return problems + [
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
        + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
        + "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    ]
  }

  /// A name that only has to fit into a path, as those of RBAC objects.
  public static func pathSegment(_ text: String) -> [String] {
    if text == "." || text == ".." { return ["may not be '\(text)'"] }
    return ["/", "%"].filter { text.contains($0) }.map { "may not contain '\($0)'" }
  }

  /// The key of a label or annotation.
  public static func qualified(_ text: String) -> [String] {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
    let namePart = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
    let rule =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
      + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '\(namePart)')"
    guard parts.count <= 2, let name = parts.last else {
      return ["a valid label key \(rule) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
    }
    var problems: [String] = []
    if parts.count == 2 {
      if parts[0].isEmpty {
        problems.append("prefix part must be non-empty")
      } else {
        problems += subdomain(String(parts[0])).map { "prefix part \($0)" }
      }
    }
    if name.isEmpty {
      problems.append("name part must be non-empty")
    } else if name.utf8.count > 63 {
      problems.append("name part \(tooLong(63))")
    }
    if !isQualifiedName(name) { problems.append("name part \(rule)") }
    return problems
  }

  /// The value of a label.
  public static func labelValue(_ text: String) -> [String] {
    var problems: [String] = []
    if text.utf8.count > 63 { problems.append(tooLong(63)) }
    if text.isEmpty || isQualifiedName(text[...]) { return problems }
    return problems + [
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
        + "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    ]
  }

  /// The key of an entry of a ConfigMap or Secret.
  public static func configKey(_ text: String) -> [String] {
    var problems: [String] = []
    if text.utf8.count > 253 { problems.append(tooLong(253)) }
    if text.isEmpty || !text.utf8.allSatisfy({ isAlphanumeric($0) || "-_.".utf8.contains($0) }) {
      problems.append(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
          + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
    } else if text == "." || text == ".." {
      problems.append("must not be '\(text)'")
    } else if text.hasPrefix("..") {
      problems.append("must not start with '..'")
    }
    return problems
  }

  /// The name of a port.
  public static func port(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var problems: [String] = []
    if bytes.count > 15 { problems.append(tooLong(15)) }
    if bytes.isEmpty || !bytes.allSatisfy({ isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }) {
      problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    }
    if !bytes.contains(where: isLower) { problems.append("must contain at least one letter (a-z)") }
    if text.contains("--") { problems.append("must not contain consecutive hyphens") }
    if bytes.first == UInt8(ascii: "-") || bytes.last == UInt8(ascii: "-") {
      problems.append("must not begin or end with a hyphen")
    }
    return problems
  }

  public static func portNumber(_ number: Int) -> [String] {
    (1...65535).contains(number) ? [] : ["must be between 1 and 65535, inclusive"]
  }

  /// The name of an environment variable: anything printable but `=`.
  public static func environment(_ text: String) -> [String] {
    if !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 <= 0x7e && $0 != UInt8(ascii: "=") }) { return [] }
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
  }

  /// The name of an environment variable as clients have it, who are stricter (validation.IsEnvVarName).
  public static func clientEnvironment(_ text: String) -> [String] {
    func isInner(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || [0x2d, 0x5f, 0x2e].contains(byte) }
    if let first = text.utf8.first, isInner(first), !isDigit(first), text.utf8.allSatisfy(isInner) { return [] }
    return [
      "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not "
        + "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is "
        + "'[-._a-zA-Z][-._a-zA-Z0-9]*')"
    ]
  }

  static func tooLong(_ limit: Int) -> String { "must be no more than \(limit) characters" }

  static func isLabel(_ text: String) -> Bool { isLabel(text.utf8[...]) }

  private static func isLabel(_ bytes: Substring.UTF8View) -> Bool {
    guard let first = bytes.first, let last = bytes.last, first != UInt8(ascii: "-"), last != UInt8(ascii: "-") else {
      return false
    }
    return bytes.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  static func isSubdomain(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
  }

  private static func isQualifiedName(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
      return false
    }
    return bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLower(byte) || isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
