public import Documents

/// The structure of API objects: types by name.
public struct Schema: Sendable {
  /// Schema types by name, such as `core.v1.PodSpec`.
  public private(set) var types: [String: SchemaType]
  /// The type of a kind, by `apps/v1, Kind=Deployment`.
  public private(set) var typeNames: [String: String]

  /// The structure of the kinds of Kubernetes v1.36.
  public static let builtIn = SchemaData.load()

  public init(types: [String: SchemaType], typeNames: [String: String]) {
    self.types = types
    self.typeNames = typeNames
  }

  public subscript(_ name: String) -> SchemaType? { types[name] }

  public mutating func add(_ more: [String: SchemaType]) {
    types.merge(more) { $1 }
  }

  /// The type of an object with that `apiVersion` and `kind`.
  public func type(apiVersion: String, kind: String) -> SchemaType? {
    typeNames["\(apiVersion), Kind=\(kind)"].flatMap { types[$0] }
  }

  /// The field at a path such as `spec.template.spec.containers` (list elements are passed through); used by explain.
  public func field(_ path: [String], of type: SchemaType) -> SchemaField? {
    var current = type
    var found: SchemaField?
    for name in path {
      guard let field = current.fields[name] else { return nil }
      found = field
      if let next = self.type(inside: field.shape) { current = next }
    }
    return found
  }

  /// The structured type that a shape holds, through lists and maps.
  public func type(inside shape: SchemaShape) -> SchemaType? {
    switch shape {
    case .type(let name): types[name]
    case .list(let element), .map(let element): type(inside: element)
    default: nil
    }
  }
}

/// A structured type.
public struct SchemaType: Sendable, Hashable {
  /// Such as `core.v1.PodSpec`.
  public var name: String { didSet { goName = Self.goName(of: name) } }
  /// The name of the Go structure, as decoding errors give it: `PodSpec`.
  public private(set) var goName: String
  public var fields: [String: SchemaField] { didSet { collect() } }
  /// What each field may hold: all that most readers want to know of it.
  public private(set) var shapes: [String: SchemaShape] = [:]
  public var required: [String]
  /// Whether fields that are not listed are kept (custom resources only).
  public var preservesUnknown: Bool
  /// What missing fields are set to, where that is more than an empty value.
  public private(set) var defaults: [String: Value] = [:]
  /// The whole OpenAPI schema, for the root of a custom resource; the server checks objects against it.
  public var validation: Value?

  public init(
    name: String, fields: [String: SchemaField], required: [String] = [], preservesUnknown: Bool = false
  ) {
    self.name = name
    goName = Self.goName(of: name)
    self.fields = fields
    self.required = required
    self.preservesUnknown = preservesUnknown
    collect()
  }

  /// Empty defaults only say that a field is always written; a missing one has to stay missing for validation.
  private mutating func collect() {
    shapes = fields.mapValues(\.shape)
    defaults = [:]
    for (key, field) in fields {
      switch field.defaultValue {
      case .string(let text)? where !text.isEmpty: defaults[key] = field.defaultValue
      case .int(let number)? where number != 0: defaults[key] = field.defaultValue
      case .bool(true)?: defaults[key] = field.defaultValue
      case .object?, .array?: if preservesEmpty { defaults[key] = field.defaultValue }
      default: break
      }
    }
  }

  /// Custom resources take their defaults from their definition as they stand there.
  private var preservesEmpty: Bool { validation != nil }

  private static func goName(of name: String) -> String { String(name.split(separator: ".").last ?? "") }

  /// The type with its package, as decoding errors give it: `v1.PodSpec`.
  public var goTypeName: String { name.split(separator: ".").suffix(2).joined(separator: ".") }
}

/// One field of a type.
public struct SchemaField: Sendable, Hashable {
  public var shape: SchemaShape
  public var enumeration: [String] = []
  public var defaultValue: Value?
  /// The keys that tell the elements of a list apart, for server-side apply.
  public var listMapKeys: [String] = []
  /// The key by which strategic merge patches match elements.
  public var mergeKey: String?
  /// Whether a strategic merge patch merges the list instead of replacing it.
  public var mergesList = false
  /// Whether a strategic merge patch drops the fields that it does not name.
  public var retainsKeys = false
  /// Whether the list is a set of scalars.
  public var isSet = false

  public init(shape: SchemaShape) {
    self.shape = shape
  }
}

/// What a field may hold.
public indirect enum SchemaShape: Sendable, Hashable {
  case string
  case boolean
  case number
  case integer(bits: Int)
  /// Base64 text.
  case bytes
  case time
  case microTime
  case quantity
  case intOrString
  /// A JSON object that is not looked into.
  case object
  case anything
  case type(String)
  case list(SchemaShape)
  case map(SchemaShape)
}
