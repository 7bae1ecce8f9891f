import Documents
import KubeModel
import World

/// Prints objects one after another in one of the formats for programs.
struct ObjectPrinter {
  let format: OutputFormat
  let showsManagedFields: Bool
  /// Whether the fields of objects keep their order; objects that kubectl made itself are Go structures.
  var keepsOrder = false
  private var count = 0
  private var columnWriter = TabWriter.table

  init(_ format: OutputFormat, _ invocation: Invocation) {
    self.format = format
    showsManagedFields = invocation.flags.bool("show-managed-fields")
  }

  /// - Parameter kind: What `-o name` calls it; nil for lists, whose items are named.
  mutating func print(_ object: Value, item: ResourceItem? = nil, by process: Process) throws {
    count += 1
    switch format {
    case .human: break
    case .json:
      try process.print("\(JSON.text(shown(object), indent: 4, sortKeys: !keepsOrder, escapeHTML: true))\n")
    case .yaml:
      let separator = count > 1 ? "---\n" : ""
      try process.print("\(separator)\(YAML.text(shown(object)))")
    case .kyaml: try process.print(KYAML.text(shown(object)))
    case .name:
      if let elements = object["items"]?.array, object.kind.hasSuffix("List") {
        for element in elements { try process.print("\(Self.name(of: element, item))\n") }
      } else {
        try process.print("\(Self.name(of: object, item))\n")
      }
    case .jsonPath(let path, let template, let asJSON): try print(path, template, asJSON, object, process)
    case .goTemplate(let template, let text): try print(template, text, object, process)
    case .columns(let columns):
      let elements = object.kind.hasSuffix("List") ? object["items"]?.array ?? [object] : [object]
      try process.print(columns.text(elements, isFirst: count == 1))
    }
  }

  private func shown(_ object: Value) -> Value {
    guard !showsManagedFields else { return object }
    var object = object
    if object.kind.hasSuffix("List"), let elements = object["items"]?.array {
      object["items"] = .array(elements.map { Self.withoutManagedFields($0) })
    }
    return Self.withoutManagedFields(object)
  }

  static func withoutManagedFields(_ object: Value) -> Value {
    guard object["metadata"]?["managedFields"] != nil else { return object }
    var object = object
    object.set(["metadata", "managedFields"], to: nil)
    return object
  }

  private static func name(of object: Value, _ item: ResourceItem?) -> String {
    let group = GroupVersion(object.apiVersion).group
    let kind = object.kind.isEmpty ? item?.kind.kind ?? "" : object.kind
    let lower = kind.lowercased()
    return "\(group.isEmpty ? lower : "\(lower).\(group)")/\(object.meta.name)"
  }

  private func print(
    _ path: JSONPath, _ template: String, _ asJSON: Bool, _ object: Value, _ process: Process
  ) throws {
    let text: String
    do throws(JSONPathError) {
      text = asJSON ? try path.json(for: object) : try path.text(for: object)
    } catch {
      throw Failure.message(
        """
        error executing jsonpath \(GoText.quoted(template)): Error executing template: \(error.message). Printing more \
        information for debugging the template:
        \ttemplate was:
        \t\t\(template)
        \tobject given to jsonpath engine was:
        \t\t\(GoValue.syntax(object))


        """ + "\n")
    }
    try process.print(text)
  }

  private func print(_ template: GoTemplate, _ text: String, _ object: Value, _ process: Process) throws {
    do throws(TemplateError) {
      let output = try template.text(for: object)
      do {
        try process.print(output)
      } catch {
        throw TemplateError(message: "")
      }
    } catch {
      if error.message.isEmpty { return }
      try process.print(
        """
        Error executing template: \(error.message). Printing more information for debugging the template:
        \ttemplate was:
        \t\t\(text)
        \traw data was:
        \t\t\(JSON.text(object))
        \tobject given to template engine was:
        \t\t\(GoPrint.text(object))


        """)
      throw Failure.message("error executing template \(GoText.quoted(text)): \(error.message)")
    }
  }
}
