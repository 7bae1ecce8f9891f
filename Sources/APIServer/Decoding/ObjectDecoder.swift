import Documents
import KubeModel
import Simulation

/// Reads a body as the structure of its kind: complains as Go's decoder does, puts quantities and times into their
/// canonical form, drops what the server would not keep, and fills defaults in.
struct ObjectDecoder {
  let schema: Schema
  /// Fields that no type knows, as strict decoding reports them.
  private(set) var unknown: [String] = []
  private let fillsDefaults: Bool
  private let reader: Reader

  init(schema: Schema, fillsDefaults: Bool = true, reader: Reader = .json) {
    self.schema = schema
    self.fillsDefaults = fillsDefaults
    self.reader = reader
  }

  /// Which of Go's two readers complains: they have different words.
  enum Reader {
    /// encoding/json, which reads bodies.
    case json
    /// The converter that makes an object of what a strategic merge patch left (apimachinery, runtime/converter.go).
    case converter
  }

  /// A wrong type: decoding ends at the first.
  struct Failure: Error {
    var message: String
  }

  /// Where decoding is: the structure, the way to it without indices as Go tells it, and with them as strict errors do.
  struct Place {
    var structure: String
    var goPath: String
    var path: String
  }

  mutating func decode(_ value: Value, as typeName: String) throws(Failure) -> Value {
    guard let type = schema[typeName] else { return value }
    guard value.object != nil else {
      throw Failure(message: "json: cannot unmarshal \(Self.name(value)) into Go value of type \(type.goTypeName)")
    }
    return try structure(value.fields, type, Place(structure: type.goName, goPath: "", path: ""))
  }

  private mutating func structure(
    _ fields: Value.Fields, _ type: SchemaType, _ place: Place
  ) throws(Failure) -> Value {
    var result = Value.Fields(minimumCapacity: fields.count)
    for (key, value) in fields {
      guard let field = type.fields[key] else {
        if type.preservesUnknown {
          result[key] = value
        } else {
          unknown.append(Self.join(place.path, key))
        }
        continue
      }
      if value.isNull { continue }
      let embedded = GoTypes.embedded(type.goName, key).map { "\($0)." } ?? ""
      let inner = Place(
        structure: type.goName, goPath: Self.join(place.goPath, "\(embedded)\(key)"), path: Self.join(place.path, key))
      let decoded = try self.value(value, field.shape, inner) { GoTypes.name(field, key, type) }
      if Self.isKept(decoded, key, field, type) { result[key] = decoded }
    }
    if fillsDefaults { Defaults.fill(&result, type) }
    return .object(result)
  }

  private mutating func value(
    _ value: Value, _ shape: SchemaShape, _ place: Place, goType: () -> String
  ) throws(Failure) -> Value {
    switch shape {
    case .anything: return value
    case .object:
      guard value.object != nil else { throw mismatch(value, place, "map[string]interface {}") }
      return value
    case .string:
      guard value.string != nil else { throw mismatch(value, place, goType()) }
      return value
    case .bytes:
      guard let text = value.string else { throw mismatch(value, place, "[]uint8") }
      if let byte = Base64.firstProblem(text) { throw Failure(message: "illegal base64 data at input byte \(byte)") }
      return value
    case .boolean:
      guard value.bool != nil else { throw mismatch(value, place, "bool") }
      return value
    case .number:
      guard value.double != nil else { throw mismatch(value, place, "float64") }
      return value
    case .integer(let bits): return try integer(value, bits, place)
    case .time, .microTime: return try time(value, isMicro: shape == .microTime, place)
    case .quantity: return try quantity(value)
    case .intOrString:
      if value.string != nil { return value }
      if reader == .converter, value.int == nil {
        throw Failure(message: "json: cannot unmarshal \(Self.name(value)) into Go value of type int32")
      }
      return try integer(value, 32, place)
    case .type(let name):
      guard let type = schema[name] else { return value }
      guard value.object != nil else { throw mismatch(value, place, type.goTypeName, isStructure: true) }
      return try structure(value.fields, type, place)
    case .list(let element): return try list(value, element, place, goType: goType)
    case .map(let element):
      guard value.object != nil else { throw mismatch(value, place, "map[string]\(GoTypes.name(element))") }
      return try map(value.fields, element, place)
    }
  }

  private mutating func list(
    _ value: Value, _ element: SchemaShape, _ place: Place, goType: () -> String
  ) throws(Failure) -> Value {
    guard let elements = value.array else {
      throw mismatch(value, place, "[]\(GoTypes.elementName(element, goType()))")
    }
    var result: [Value] = []
    result.reserveCapacity(elements.count)
    for (index, item) in elements.enumerated() {
      let inner = Place(structure: place.structure, goPath: place.goPath, path: "\(place.path)[\(index)]")
      if item.isNull {
        result.append(Self.zero(element))
      } else {
        result.append(try self.value(item, element, inner) { GoTypes.elementName(element, goType()) })
      }
    }
    return .array(result)
  }

  private mutating func map(_ fields: Value.Fields, _ element: SchemaShape, _ place: Place) throws(Failure) -> Value {
    var result = Value.Fields(minimumCapacity: fields.count)
    for (key, item) in fields {
      let inner = Place(structure: place.structure, goPath: place.goPath, path: Self.join(place.path, key))
      result[key] = item.isNull ? Self.zero(element) : try value(item, element, inner) { GoTypes.name(element) }
    }
    return .object(result)
  }

  private func integer(_ value: Value, _ bits: Int, _ place: Place) throws(Failure) -> Value {
    let goType = bits == 32 ? "int32" : "int64"
    switch value {
    case .int(let number):
      if bits == 32, Int32(exactly: number) == nil { throw mismatch(value, place, goType, literal: String(number)) }
      return value
    case .double(let number) where reader == .converter && Int64(exactly: number) != nil:
      return .int(Int64(number))
    case .double(let number): throw mismatch(value, place, goType, literal: GoNumber.json(number))
    default: throw mismatch(value, place, goType)
    }
  }

  private func quantity(_ value: Value) throws(Failure) -> Value {
    let text: String
    switch value {
    case .string(let written): text = written
    case .int(let number): text = String(number)
    case .double(let number): text = GoNumber.json(number)
    default: text = "x"
    }
    do throws(Quantity.ParseError) {
      return .string(try Quantity(parsing: text).description)
    } catch {
      throw Failure(message: error.message)
    }
  }

  private func time(_ value: Value, isMicro: Bool, _ place: Place) throws(Failure) -> Value {
    guard let text = value.string else {
      if reader == .converter {
        throw Failure(message: "json: cannot unmarshal \(Self.name(value)) into Go value of type string")
      }
      throw mismatch(value, place, isMicro ? "v1.MicroTime" : "v1.Time")
    }
    guard let time = WallTime(rfc3339: text) else {
      let layout = isMicro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
      throw Failure(message: "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(text)\" as \"2006\"")
    }
    return .string(isMicro ? time.rfc3339Micro : time.rfc3339)
  }

  private func mismatch(
    _ value: Value, _ place: Place, _ goType: String, literal: String? = nil, isStructure: Bool = false
  ) -> Failure {
    if reader == .converter {
      return Failure(message: ConversionWords.problem(value, goType, isStructure: isStructure))
    }
    let found = literal.map { "number \($0)" } ?? Self.name(value)
    return Failure(
      message:
        "json: cannot unmarshal \(found) into Go struct field \(place.structure).\(place.goPath) of type \(goType)")
  }

  /// Go's names of JSON types.
  static func name(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .int, .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  private static func zero(_ shape: SchemaShape) -> Value {
    switch shape {
    case .string, .bytes: ""
    case .integer, .number, .intOrString: 0
    case .boolean: false
    case .quantity: "0"
    case .type, .map, .object: .emptyObject
    default: .null
    }
  }

  private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Whether an empty value survives being stored: Go leaves `omitempty` fields out that are no pointers.
  private static func isKept(_ value: Value, _ key: String, _ field: SchemaField, _ type: SchemaType) -> Bool {
    switch value {
    case .array(let elements): !elements.isEmpty || type.required.contains(key)
    case .object(let fields):
      if case .map = field.shape { !fields.isEmpty } else { true }
    case .string(let text): !text.isEmpty || type.required.contains(key) || GoTypes.isPointer(key, type)
    case .bool(let flag): flag || type.required.contains(key) || GoTypes.isPointer(key, type)
    case .int(let number): number != 0 || type.required.contains(key) || GoTypes.isPointer(key, type)
    default: true
    }
  }
}
