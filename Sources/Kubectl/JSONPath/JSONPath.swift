import Documents
import KubeModel

/// A JSONPath template, ready to be used on objects.
struct JSONPath: Sendable {
  private let nodes: [JSONPathNode]
  let allowsMissingKeys: Bool

  init(_ template: String, allowsMissingKeys: Bool = true) throws(JSONPathError) {
    nodes = try JSONPathParser.parse(template)
    self.allowsMissingKeys = allowsMissingKeys
  }

  /// What the template makes of a value: one list of results for each of its parts.
  func results(in value: Value) throws(JSONPathError) -> [[Value]] {
    var run = Run(allowsMissingKeys: allowsMissingKeys)
    return try run.block(nodes[...], [value]).results
  }

  /// The text of the results; those of one part with blanks between them.
  func text(for value: Value) throws(JSONPathError) -> String {
    try results(in: value).map { part in part.map(GoValue.printed).joined(separator: " ") }.joined()
  }

  /// The results of each part as a JSON array, for `jsonpath-as-json`.
  func json(for value: Value) throws(JSONPathError) -> String {
    try results(in: value).map { "\(JSON.text(.array($0), indent: 4))\n" }.joined()
  }

  /// Walks the nodes of a template.
  private struct Run {
    let allowsMissingKeys: Bool
    /// How many ranges are open around the current node.
    var depth = 0
    private var beginsRange = false
    private var endsRange = false

    init(allowsMissingKeys: Bool) {
      self.allowsMissingKeys = allowsMissingKeys
    }

    /// Evaluates nodes up to the `end` of the range that is open; `next` is the index behind it.
    mutating func block(
      _ nodes: ArraySlice<JSONPathNode>, _ input: [Value]
    ) throws(JSONPathError) -> (results: [[Value]], next: Int) {
      var all: [[Value]] = []
      var index = nodes.startIndex
      while index < nodes.endIndex {
        let found = try walk(input, nodes[index])
        index += 1
        if endsRange {
          endsRange = false
          return (all, index)
        }
        guard beginsRange else {
          all.append(found)
          continue
        }
        beginsRange = false
        depth += 1
        var next = nodes.endIndex
        // Without anything to go through, the nodes are still passed over to find the end.
        for value in found.isEmpty ? [Value.null] : found {
          let inner = try block(nodes[index...], [value])
          if !found.isEmpty { all += inner.results }
          next = inner.next
        }
        depth -= 1
        index = next
      }
      return (all, index)
    }

    private mutating func walk(_ input: [Value], _ node: JSONPathNode) throws(JSONPathError) -> [Value] {
      switch node {
      case .action(let nodes): return try list(input, nodes)
      case .text(let text): return [.string(text)]
      case .int(let number): return input.map { _ in .int(Int64(number)) }
      case .double(let number): return input.map { _ in .double(number) }
      case .bool(let flag): return input.map { _ in .bool(flag) }
      case .field(let name): return try field(input, name)
      case .slice(let slice): return try elements(input, slice)
      case .filter(let left, let right, let comparison): return try filter(input, left, right, comparison)
      case .wildcard: return input.flatMap(Self.children)
      case .recursive: return Self.descendants(input)
      case .union(let lists):
        var all: [Value] = []
        for nodes in lists { all += try list(input, nodes) }
        return all
      case .word(let name): return try word(input, name)
      }
    }

    private mutating func list(_ input: [Value], _ nodes: [JSONPathNode]) throws(JSONPathError) -> [Value] {
      var current = input
      for node in nodes { current = try walk(current, node) }
      return current
    }

    private mutating func word(_ input: [Value], _ name: String) throws(JSONPathError) -> [Value] {
      switch name {
      case "range":
        beginsRange = true
        return input
      case "end":
        guard depth > 0 else { throw JSONPathError(message: "not in range, nothing to end") }
        endsRange = true
        return []
      default: throw JSONPathError(message: "unrecognized identifier \(name)")
      }
    }

    private func field(_ input: [Value], _ name: String) throws(JSONPathError) -> [Value] {
      guard !input.isEmpty else { return [] }
      let found = input.compactMap { $0[name] }
      if found.isEmpty, !allowsMissingKeys { throw JSONPathError(message: "\(name) is not found") }
      return found
    }

    private func elements(_ input: [Value], _ slice: JSONPathSlice) throws(JSONPathError) -> [Value] {
      var all: [Value] = []
      for value in input where !value.isNull {
        guard let elements = value.array else {
          throw JSONPathError(message: "\(GoValue.typeName(value)) is not array or slice")
        }
        let count = elements.count
        var start = slice.start ?? 0
        if start < 0 { start += count }
        var end = slice.end ?? count
        if end < 0 || end == 0 && slice.isSingle { end += count }
        if start == end { return all }
        guard start < count, start >= 0 else {
          throw JSONPathError(message: "array index out of bounds: index \(start), length \(count)")
        }
        guard end <= count, end >= 0 else {
          throw JSONPathError(message: "array index out of bounds: index \(end - 1), length \(count)")
        }
        guard start <= end else {
          throw JSONPathError(message: "starting index \(start) is greater than ending index \(end)")
        }
        let step = slice.step ?? 1
        guard step > 0 else { throw JSONPathError(message: "step must be > 0") }
        all += stride(from: start, to: end, by: step).map { elements[$0] }
      }
      return all
    }

    private mutating func filter(
      _ input: [Value], _ left: [JSONPathNode], _ right: [JSONPathNode], _ comparison: String
    ) throws(JSONPathError) -> [Value] {
      var kept: [Value] = []
      for value in input {
        guard let elements = value.array else {
          throw JSONPathError(message: "\(GoPrint.text(value)) is not array or slice and cannot be filtered")
        }
        for element in elements {
          if comparison == "exists" {
            if let found = try? list([element], left), !found.isEmpty { kept.append(element) }
            continue
          }
          let lefts = try list([element], left)
          if lefts.isEmpty { continue }
          let rights = try list([element], right)
          if rights.isEmpty { continue }
          guard lefts.count == 1, rights.count == 1 else {
            throw JSONPathError(message: "can only compare one element at a time")
          }
          if try Self.holds(lefts[0], comparison, rights[0]) { kept.append(element) }
        }
      }
      return kept
    }

    private static func holds(_ left: Value, _ comparison: String, _ right: Value) throws(JSONPathError) -> Bool {
      guard ["<", ">", "==", "!=", "<=", ">="].contains(comparison) else {
        throw JSONPathError(message: "unrecognized filter operator \(comparison)")
      }
      let order = try GoValue.compare(left, right, ordered: comparison != "==" && comparison != "!=")
      switch comparison {
      case "==": return order == 0
      case "!=": return order != 0
      case "<": return order < 0
      case ">": return order > 0
      case "<=": return order <= 0
      default: return order >= 0
      }
    }

    /// What a value holds, fields in the order of their names.
    private static func children(_ value: Value) -> [Value] {
      switch value {
      case .object(let fields): fields.keys.sorted().compactMap { fields[$0] }
      case .array(let elements): elements
      default: []
      }
    }

    private static func descendants(_ input: [Value]) -> [Value] {
      var all: [Value] = []
      for value in input {
        let inside = children(value)
        if inside.isEmpty { continue }
        all.append(value)
        all += descendants(inside)
      }
      return all
    }
  }
}
