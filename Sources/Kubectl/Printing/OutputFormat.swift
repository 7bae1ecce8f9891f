import Documents
import Hosts
import World

/// How objects are printed: what `-o` and `--template` say (cli-runtime, genericclioptions.PrintFlags).
enum OutputFormat {
  /// A table, or a sentence about what was done.
  case human(isWide: Bool)
  case json
  case yaml
  case kyaml
  case name
  case jsonPath(JSONPath, template: String, asJSON: Bool)
  case goTemplate(GoTemplate, template: String)
  case columns(CustomColumns)

  var isHuman: Bool { if case .human = self { true } else { false } }
  var isWide: Bool { if case .human(true) = self { true } else { false } }

  /// What every command with `-o` knows.
  static let plain = [
    "go-template", "go-template-file", "json", "jsonpath", "jsonpath-as-json", "jsonpath-file", "kyaml", "name",
    "template", "templatefile", "yaml",
  ]
  /// What `get` knows.
  static let all = plain + ["custom-columns", "custom-columns-file", "wide"]

  init(_ invocation: Invocation, allowed: [String] = OutputFormat.plain, fallback: String = "") throws {
    let flags = invocation.flags
    var format = flags.isSet("output") ? flags.string("output") : fallback
    var template = flags.string("template")
    if format.isEmpty {
      guard !template.isEmpty else {
        self = .human(isWide: false)
        return
      }
      format = "go-template"
    }
    if let mark = format.firstIndex(of: "="), allowed.contains(String(format[..<mark])), format.hasCustomTemplate {
      template = String(format[format.index(after: mark)...])
      format = String(format[..<mark])
    }
    guard allowed.contains(format) else {
      throw Failure.message(
        "unable to match a printer suitable for the output format \(GoText.quoted(format)), allowed formats are: "
          + allowed.sorted().joined(separator: ","))
    }
    try self.init(format, template, invocation)
  }

  private init(_ format: String, _ template: String, _ invocation: Invocation) throws {
    let allowsMissing = invocation.flags.bool("allow-missing-template-keys")
    switch format {
    case "json": self = .json
    case "yaml": self = .yaml
    case "kyaml": self = .kyaml
    case "name": self = .name
    case "wide": self = .human(isWide: true)
    case "custom-columns", "custom-columns-file":
      guard !template.isEmpty else {
        throw Failure.message("custom-columns format specified but no custom columns given")
      }
      self = .columns(
        format == "custom-columns"
          ? try CustomColumns(template, hasHeaders: !invocation.flags.bool("no-headers"))
          : try CustomColumns(
            file: try Self.content(of: template, invocation), hasHeaders: !invocation.flags.bool("no-headers")))
    default:
      guard !template.isEmpty else { throw Failure.message("template format specified but no template given") }
      let isFile = format.hasSuffix("file")
      let text = isFile ? try Self.content(of: template, invocation) : template
      if format.hasPrefix("jsonpath") {
        self = .jsonPath(
          try Self.path(text, allowsMissing), template: text, asJSON: format == "jsonpath-as-json")
      } else {
        self = .goTemplate(try Self.template(text, allowsMissing), template: text)
      }
    }
  }

  private static func content(of path: String, _ invocation: Invocation) throws -> String {
    do throws(FileError) {
      return try invocation.process.readText(path)
    } catch {
      throw Failure.message("error reading --template \(path), open \(path): \(error.goText)\n")
    }
  }

  private static func path(_ template: String, _ allowsMissing: Bool) throws -> JSONPath {
    do throws(JSONPathError) {
      return try JSONPath(template, allowsMissingKeys: allowsMissing)
    } catch {
      throw Failure.message("error parsing jsonpath \(template), \(error.message)")
    }
  }

  private static func template(_ template: String, _ allowsMissing: Bool) throws -> GoTemplate {
    do throws(TemplateError) {
      return try GoTemplate(template, allowsMissingKeys: allowsMissing)
    } catch {
      throw Failure.message("error parsing template \(template), \(error.message)")
    }
  }
}

extension String {
  /// Whether the text behind `=` may be a template.
  fileprivate var hasCustomTemplate: Bool {
    ["go-template", "template", "jsonpath", "custom-columns"].contains { hasPrefix($0) }
  }
}
