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
  /// Where decoding is, from the outside in. It becomes text only where there is something to complain of.
  private var way: [Step] = []

  private enum Step {
    case field(of: String, String)
    case key(String)
    case element(Int)
  }

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

  /// - Parameter known: An object that was decoded as this type before. What the value shares with it is taken over.
  mutating func decode(_ value: Value, as typeName: String, knowing known: Value? = nil) throws(Failure) -> Value {
    guard let type = schema[typeName] else { return value }
    guard case .object(let fields) = value else {
      throw Failure(message: "json: cannot unmarshal \(value.jsonTypeName) into Go value of type \(type.goTypeName)")
    }
    return try structure(fields, type, known?.object)
  }

  private mutating func structure(
    _ fields: Value.Fields, _ type: SchemaType, _ known: Value.Fields?
  ) throws(Failure) -> Value {
    var result = Value.Fields(minimumCapacity: fields.count)
    for (key, value) in fields {
      guard let shape = type.shapes[key] else {
        if type.preservesUnknown {
          result.append(key, value)
        } else {
          unknown.append(place(key))
        }
        continue
      }
      if value.isNull { continue }
      let before = known?[key]
      if let before, value.isShared(with: before) {
        result.append(key, value)
        continue
      }
      way.append(.field(of: type.goName, key))
      let decoded = try self.value(value, shape, before) {
        type.fields[key].map { GoTypes.name($0, key, type) } ?? GoTypes.name(shape)
      }
      way.removeLast()
      if Self.isKept(decoded, key, shape, type) { result.append(key, decoded) }
    }
    if fillsDefaults { Defaults.fill(&result, type) }
    return .object(result)
  }

  private mutating func value(
    _ value: Value, _ shape: SchemaShape, _ known: Value? = nil, goType: () -> String
  ) throws(Failure) -> Value {
    switch shape {
    case .anything: return value
    case .object:
      guard value.object != nil else { throw mismatch(value, "map[string]interface {}") }
      return value
    case .string:
      guard case .string = value else { throw mismatch(value, goType()) }
      return value
    case .bytes:
      guard let text = value.string else { throw mismatch(value, "[]uint8") }
      if let byte = Base64.firstProblem(text) { throw Failure(message: "illegal base64 data at input byte \(byte)") }
      return value
    case .boolean:
      guard value.bool != nil else { throw mismatch(value, "bool") }
      return value
    case .number:
      guard value.double != nil else { throw mismatch(value, "float64") }
      return value
    case .integer(let bits): return try integer(value, bits)
    case .time: return try time(value, isMicro: false)
    case .microTime: return try time(value, isMicro: true)
    case .quantity: return try quantity(value)
    case .intOrString:
      if value.string != nil { return value }
      if reader == .converter, value.int == nil {
        throw Failure(message: "json: cannot unmarshal \(value.jsonTypeName) into Go value of type int32")
      }
      return try integer(value, 32)
    case .type(let name):
      guard let type = schema[name] else { return value }
      guard case .object(let fields) = value else { throw mismatch(value, type.goTypeName, isStructure: true) }
      return try structure(fields, type, known?.object)
    case .list(let element): return try list(value, element, goType: goType)
    case .map(let element):
      guard case .object(let fields) = value else { throw mismatch(value, "map[string]\(GoTypes.name(element))") }
      return try map(fields, element)
    }
  }

  private mutating func list(
    _ value: Value, _ element: SchemaShape, goType: () -> String
  ) throws(Failure) -> Value {
    guard let elements = value.array else {
      throw mismatch(value, "[]\(GoTypes.elementName(element, goType()))")
    }
    var result: [Value] = []
    result.reserveCapacity(elements.count)
    for (index, item) in elements.enumerated() {
      if item.isNull {
        result.append(Self.zero(element))
      } else {
        way.append(.element(index))
        result.append(try self.value(item, element) { GoTypes.elementName(element, goType()) })
        way.removeLast()
      }
    }
    return .array(result)
  }

  private mutating func map(_ fields: Value.Fields, _ element: SchemaShape) throws(Failure) -> Value {
    var result = Value.Fields(minimumCapacity: fields.count)
    for (key, item) in fields {
      way.append(.key(key))
      result.append(key, item.isNull ? Self.zero(element) : try value(item, element) { GoTypes.name(element) })
      way.removeLast()
    }
    return .object(result)
  }

  private func integer(_ value: Value, _ bits: Int) throws(Failure) -> Value {
    let goType = bits == 32 ? "int32" : "int64"
    switch value {
    case .int(let number):
      if bits == 32, Int32(exactly: number) == nil { throw mismatch(value, goType, literal: String(number)) }
      return value
    case .double(let number) where reader == .converter && Int64(exactly: number) != nil:
      return .int(Int64(number))
    case .double(let number): throw mismatch(value, goType, literal: GoNumber.json(number))
    default: throw mismatch(value, goType)
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

  private func time(_ value: Value, isMicro: Bool) throws(Failure) -> Value {
    guard let text = value.string else {
      if reader == .converter {
        throw Failure(message: "json: cannot unmarshal \(value.jsonTypeName) into Go value of type string")
      }
      throw mismatch(value, isMicro ? "v1.MicroTime" : "v1.Time")
    }
    guard let time = WallTime(rfc3339: text) else {
      let layout = isMicro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
      throw Failure(message: "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(text)\" as \"2006\"")
    }
    let shown = isMicro ? time.rfc3339Micro : time.rfc3339
    // Years that simulated clocks do not reach, such as Go's zero time, stay as they were written.
    return .string(shown.prefix(4) == text.prefix(4) ? shown : text)
  }

  private func mismatch(
    _ value: Value, _ goType: String, literal: String? = nil, isStructure: Bool = false
  ) -> Failure {
    if reader == .converter {
      return Failure(message: ConversionWords.problem(value, goType, isStructure: isStructure))
    }
    let found = literal.map { "number \($0)" } ?? value.jsonTypeName
    var structure = ""
    var names: [String] = []
    for case .field(let owner, let key) in way {
      structure = owner
      names.append(GoTypes.embedded(owner, key).map { "\($0).\(key)" } ?? key)
    }
    let path = names.joined(separator: ".")
    return Failure(
      message: "json: cannot unmarshal \(found) into Go struct field \(structure).\(path) of type \(goType)")
  }

  /// The way to a field with the places in lists, as strict errors tell it.
  private func place(_ key: String) -> String {
    var path = ""
    for step in way + [.key(key)] {
      switch step {
      case .field(_, let name), .key(let name): path += path.isEmpty ? name : ".\(name)"
      case .element(let index): path += "[\(index)]"
      }
    }
    return path
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

  /// Whether an empty value survives being stored: Go leaves `omitempty` fields out that are no pointers.
  private static func isKept(_ value: Value, _ key: String, _ shape: SchemaShape, _ type: SchemaType) -> Bool {
    switch value {
    case .array(let elements): !elements.isEmpty || type.required.contains(key)
    case .object(let fields):
      if case .map = shape { !fields.isEmpty } else { true }
    case .string(let text): !text.isEmpty || type.required.contains(key) || GoTypes.isPointer(key, type)
    case .bool(let flag): flag || type.required.contains(key) || GoTypes.isPointer(key, type)
    case .int(let number): number != 0 || type.required.contains(key) || GoTypes.isPointer(key, type)
    default: true
    }
  }
}
