import Documents
import KubeModel

/// Descriptions of kinds that kubectl has no words for: all their fields.
enum GenericDescription {
  static func text(_ context: DescribeContext) throws -> String {
    let object = context.object
    var writer = context.writer
    writer.field("Name", object.meta.name)
    writer.field("Namespace", object.meta.namespace)
    writer.labels("Labels", object.meta.labels)
    writer.annotations("Annotations", object.meta.annotations)
    var rest = object
    for key in ["name", "namespace", "labels", "annotations", "managedFields"] {
      rest.set(["metadata", key], to: nil)
    }
    fields(rest.fields, 0, &writer)
    if let events = try context.events() { writer.events(events) }
    return writer.formatted
  }

  private static func fields(_ fields: Value.Fields, _ level: Int, _ writer: inout DescribeWriter) {
    for key in fields.keys.sorted() {
      let title = self.title(key)
      switch fields[key] ?? .null {
      case .object(let inner):
        writer.line(level, "\(title):")
        self.fields(inner, level + 1, &writer)
      case .array(let elements):
        writer.line(level, "\(title):")
        for element in elements {
          if let inner = element.object {
            self.fields(inner, level + 1, &writer)
          } else {
            writer.line(level + 1, GoPrint.text(element))
          }
        }
      case let value: writer.field(title, value.isNull ? "<nil>" : GoPrint.text(value), level: level)
      }
    }
  }

  private static let acronyms: Set<String> = ["API", "URL", "UID", "OSB", "GUID"]

  /// `holderIdentity` becomes `Holder Identity`, `apiVersion` becomes `API Version`; other characters than letters
  /// and dashes leave a name as it is.
  static func title(_ key: String) -> String {
    guard key.allSatisfy({ $0.isLetter || $0 == "-" }) else { return key }
    return words(key).map { word in
      let upper = word.uppercased()
      return acronyms.contains(upper) ? upper : "\(upper.prefix(1))\(word.dropFirst())"
    }.joined(separator: " ")
  }

  /// Parts of a name in camel case.
  private static func words(_ key: String) -> [String] {
    var words: [String] = []
    var current = ""
    let letters = Array(key)
    for (index, letter) in letters.enumerated() {
      let previous = index > 0 ? letters[index - 1] : nil
      let next = index + 1 < letters.count ? letters[index + 1] : nil
      let isBoundary =
        letter.isUppercase && (previous?.isLowercase == true || next?.isLowercase == true && previous?.isUppercase == true)
        || (letter == "-") != (previous == "-")
      if isBoundary, !current.isEmpty {
        words.append(current)
        current = ""
      }
      current.append(letter)
    }
    return words + [current]
  }
}
