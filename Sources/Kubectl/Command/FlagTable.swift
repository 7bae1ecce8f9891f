/// Flags written in short: `f,filename:list output:string=yaml image:list*`.
///
/// A name, with its letter before a comma, then the kind, `=` and the default. `*` marks a flag that has to be given.
/// `%print` and `%files` stand for the flags of output formats and of file arguments, `%generator` for what all
/// generators of `create` know.
enum FlagTable {
  static func flags(_ text: String) -> [Flag] {
    var flags: [Flag] = []
    for word in text.split(separator: " ") {
      switch word {
      case "%print": flags += print
      case "%files": flags += files
      case "%generator": flags += generator
      default: flags.append(flag(word))
      }
    }
    return flags.sorted { $0.name < $1.name }
  }

  private static let print = [
    flag("allow-missing-template-keys:bool=true"), flag("show-managed-fields:bool"), flag("template:string"),
  ]
  private static let generator =
    print + [
      flag("dry-run:optional(unchanged)=none"), flag("field-manager:string=kubectl-create"), flag("o,output:string"),
      flag("save-config:bool"), flag("validate:optional(strict)=strict"),
    ]
  private static let files = [flag("f,filename:list"), flag("k,kustomize:string"), flag("R,recursive:bool")]

  private static func flag(_ word: Substring) -> Flag {
    let parts = word.split(separator: ":", maxSplits: 1)
    let names = parts[0].split(separator: ",")
    let name = String(names[names.count - 1])
    var spec = parts[1]
    let isRequired = spec.hasSuffix("*") && !spec.hasSuffix("=*") && !spec.hasSuffix(".*")
    if isRequired { spec.removeLast() }
    let sides = spec.split(separator: "=", maxSplits: 1)
    let kind: Flag.Kind
    switch sides[0] {
    case "bool": kind = .bool
    case "int": kind = .int(64)
    case "int32": kind = .int(32)
    case "int64": kind = .int(64)
    case "duration": kind = .duration
    case "list": kind = .list
    case "array": kind = .array
    case "string": kind = .string
    default: kind = .optional(without: String(sides[0].dropFirst("optional(".count).dropLast()))
    }
    return Flag(
      name, short: names.count > 1 ? names[0].first : nil, kind, sides.count > 1 ? String(sides[1]) : nil,
      FlagWords.text(name), hidden: deprecations[name] != nil, deprecation: deprecations[name], required: isRequired)
  }

  private static let deprecations: [String: String] = [
    "cpu-percent":
      "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU)."
  ]
}
