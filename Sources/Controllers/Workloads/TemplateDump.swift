import Documents
import KubeModel

/// A Pod template as Go's dump of its structure shows it: the text that template hashes are taken of
/// (k8s.io/apimachinery, util/dump: spew with sorted keys, without methods, addresses and capacities).
enum TemplateDump {
  private struct Field: Sendable {
    var name: String
    var key: String
    var type: String
    var isEmbedded: Bool
  }

  static func text(_ template: Value) -> String {
    var text = ""
    write("v1.PodTemplateSpec", template, isTyped: true, to: &text)
    return text
  }

  /// Within lists, maps and pointers the type is not said again.
  private static func write(_ type: String, _ value: Value?, isTyped: Bool, to text: inout String) {
    if isTyped { text += "(\(type))" }
    if type.hasPrefix("*") {
      guard let value else { return text += "<nil>" }
      return write(String(type.dropFirst()), value, isTyped: false, to: &text)
    }
    if type.hasPrefix("[]") {
      guard let elements = value?.array else { return text += "<nil>" }
      text += "["
      for (place, element) in elements.enumerated() {
        if place > 0 { text += " " }
        write(String(type.dropFirst(2)), element, isTyped: false, to: &text)
      }
      return text += "]"
    }
    switch type {
    case "map[string]string": writeMap(value) { $0 += $1.string ?? "" }
    case "v1.ResourceList": writeMap(value) { $0 += quantity($1) }
    case "resource.Quantity": text += quantity(value)
    case "intstr.IntOrString": text += intOrString(value)
    default:
      if let fields = structures[type] {
        writeStructure(fields, value, to: &text)
      } else {
        text += scalar(type, value)
      }
    }

    func writeMap(_ value: Value?, _ writeElement: (inout String, Value) -> Void) {
      guard let fields = value?.object else { return text += "<nil>" }
      text += "map["
      for (place, key) in fields.keys.sorted().enumerated() {
        text += place > 0 ? " \(key):" : "\(key):"
        writeElement(&text, fields[key] ?? .null)
      }
      text += "]"
    }
  }

  private static func writeStructure(_ fields: [Field], _ value: Value?, to text: inout String) {
    text += "{"
    for (place, field) in fields.enumerated() {
      text += place > 0 ? " \(field.name):" : "\(field.name):"
      let own = field.isEmbedded ? value : value?[field.key]
      write(field.type, own?.isNull == true ? nil : own, isTyped: true, to: &text)
    }
    text += "}"
  }

  private static func scalar(_ type: String, _ value: Value?) -> String {
    guard let value else {
      switch type {
      case "bool": return "false"
      case "int32", "int64", "uint64": return "0"
      default: return ""
      }
    }
    return GoPrint.text(value)
  }

  private static func intOrString(_ value: Value?) -> String {
    if let text = value?.string { return "{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)\(text)}" }
    return "{Type:(intstr.Type)0 IntVal:(int32)\(value?.int ?? 0) StrVal:(string)}"
  }

  // MARK: Quantities

  /// An amount as ParseQuantity leaves it (apimachinery, api/resource): the number, the power of ten, and its text
  /// where that was seen to be in canonical form.
  private static func quantity(_ value: Value?) -> String {
    let text = value?.string ?? value?.int.map(String.init) ?? ""
    func shown(_ number: String, _ scale: Int, _ cached: String, _ format: String) -> String {
      "{i:(resource.int64Amount){value:(int64)\(number) scale:(resource.Scale)\(scale)} "
        + "d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)\(cached) Format:(resource.Format)\(format)}"
    }
    if text == "0" || text.isEmpty { return shown("0", 0, text, "") }
    let number = text.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
    let suffix = String(text.dropFirst(number.count))
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    let whole = Int64(parts[0]) ?? 0
    if suffix.hasSuffix("i"), let power = "KMGTPE".firstIndex(of: suffix.first ?? " "), parts.count == 1 {
      let exponent = 10 * ("KMGTPE".distance(from: "KMGTPE".startIndex, to: power) + 1)
      return shown(String(whole << exponent), 0, whole & 7 != 0 ? text : "", "BinarySI")
    }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    let shifted = parts[0] + fraction
    let isExponent = suffix.first == "e" || suffix.first == "E" && suffix.count > 1
    let exponent = isExponent ? Int(suffix.dropFirst()) ?? 0 : decimalSuffixes[suffix] ?? 0
    let scale = exponent - fraction.utf8.count
    let isCanonical = scale % 3 == 0 && !shifted.hasSuffix("000") && shifted.first != "0"
    return shown(
      String(Int64(shifted) ?? 0), scale, isCanonical ? text : "", isExponent ? "DecimalExponent" : "DecimalSI")
  }

  private static let decimalSuffixes = [
    "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
  ]

  // MARK: Structures

  private static let structures: [String: [Field]] = {
    var structures: [String: [Field]] = [:]
    for line in "\(TemplateStructures.pods)\n\(TemplateStructures.volumes)".split(separator: "\n") {
      let halves = line.split(separator: "=", maxSplits: 1)
      let name = halves[0].contains(".") ? String(halves[0]) : "v1.\(halves[0])"
      structures[name] = halves[1].split(separator: " ").map(field)
    }
    return structures
  }()

  private static func field(_ word: Substring) -> Field {
    let isEmbedded = word.first == "&"
    let halves = word.drop { $0 == "&" }.split(separator: ":", maxSplits: 1)
    let name = String(halves[0])
    return Field(name: name, key: GoFieldName.key(name), type: String(halves[1]), isEmbedded: isEmbedded)
  }
}
