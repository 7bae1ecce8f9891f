import Documents
import KubeModel
import Simulation

/// `kubectl wait`.
enum WaitCommand {
  static func run(_ invocation: Invocation) throws {
    let flags = invocation.flags
    let condition = try WaitCondition(flags.isSet("for") ? flags.string("for") : nil)
    var query = try ResourceQuery(invocation)
    query.allowsEmptySelector = false
    var span = Span(nanoseconds: flags.duration("timeout").nanoseconds)
    if span < .zero { span = .seconds(7 * 24 * 3600) }
    let limit = invocation.process.now + span
    let items = try targets(invocation, query, condition, limit)
    var failures: [Failure] = []
    for item in items {
      do {
        try wait(for: condition, on: item, invocation, limit)
        try invocation.print("\(item.printedName) condition met\n")
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    if let failure = Failure.joined(failures) { throw failure }
  }

  private static func targets(
    _ invocation: Invocation, _ query: ResourceQuery, _ condition: WaitCondition, _ limit: Instant
  ) throws -> [ResourceItem] {
    let selection = try invocation.select(query)
    if let failure = Failure.joined(selection.failures) { throw failure }
    if case .create = condition {
      let named = selection.items.filter { !$0.name.isEmpty }
      if named.count == selection.items.count { return named }
    }
    let result = try invocation.fetch(selection, query)
    if case .deletion = condition {
      let others = result.failures.filter { !$0.isNotFound }
      if let failure = Failure.joined(others) { throw failure }
      return result.items
    }
    if let failure = Failure.joined(result.failures) { throw failure }
    guard !result.items.isEmpty else { throw Failure.message("no matching resources found") }
    return result.items
  }

  private static func wait(
    for condition: WaitCondition, on item: ResourceItem, _ invocation: Invocation, _ limit: Instant
  ) throws {
    var uid = item.object.meta.uid
    while true {
      var object: Value?
      do {
        object = try invocation.get(item)
      } catch let failure as Failure {
        guard failure.isNotFound else { throw failure }
        switch condition {
        case .deletion: return
        case .create: break
        default: throw failure
        }
      }
      if let object {
        if uid.isEmpty { uid = object.meta.uid }
        if case .deletion = condition {
          if object.meta.uid != uid { return }
        } else if try condition.holds(for: object) {
          return
        }
      }
      guard invocation.process.now < limit else {
        throw Failure.message("timed out waiting for the condition on \(item.kind.name)/\(item.name)")
      }
      try invocation.process.waitForChange(until: limit)
    }
  }
}

/// What `--for` says.
enum WaitCondition {
  case deletion
  case create
  case condition(name: String, value: String)
  case path(JSONPath, value: String?)

  init(_ text: String?) throws {
    guard let text, !text.isEmpty else { throw Failure.message("unrecognized condition: []") }
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch parts[0].lowercased() {
    case "delete" where parts.count == 1: self = .deletion
    case "create" where parts.count == 1: self = .create
    case "condition" where parts.count == 2:
      let sides = parts[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      self = .condition(name: sides[0], value: sides.count > 1 ? sides[1] : "true")
    case "jsonpath" where parts.count == 2: self = try Self.path(parts[1])
    default: throw Failure.message("unrecognized condition: \(GoText.quoted(text))")
    }
  }

  private static func path(_ text: String) throws -> WaitCondition {
    var expression = text
    var value: String?
    if let end = text.lastIndex(of: "}"), let mark = text[end...].firstIndex(of: "=") {
      expression = String(text[...end])
      value = String(text[text.index(after: mark)...])
    } else if !text.hasPrefix("{"), let mark = text.firstIndex(of: "=") {
      expression = String(text[..<mark])
      value = String(text[text.index(after: mark)...])
    }
    if let given = value, given.count >= 2, given.hasPrefix("\""), given.hasSuffix("\"") {
      value = String(given.dropFirst().dropLast())
    }
    if value == "" { throw Failure.message("jsonpath wait value cannot be empty") }
    let template = try RelaxedPath.template(expression)
    do throws(JSONPathError) {
      return .path(try JSONPath(template), value: value)
    } catch {
      throw Failure.message("jsonpath expression \(expression): \(error.message)")
    }
  }

  func holds(for object: Value) throws -> Bool {
    switch self {
    case .deletion: return false
    case .create: return true
    case .condition(let name, let value):
      let found = (object["status"]?["conditions"]?.elements ?? []).first {
        $0["type"]?.string?.lowercased() == name.lowercased()
      }
      guard let found else { return false }
      let observed = found["observedGeneration"]?.int ?? object["status"]?["observedGeneration"]?.int
      if let observed, observed < object.meta.generation { return false }
      return found["status"]?.string?.lowercased() == value.lowercased()
    case .path(let path, let value):
      guard let results = try? path.results(in: object).flatMap({ $0 }), let first = results.first else { return false }
      guard results.count == 1 else {
        throw Failure.message("given jsonpath expression matches more than one value")
      }
      guard let value else { return true }
      if first.object != nil || first.array != nil {
        throw Failure.message("jsonpath leads to a nested object or list which is not supported for value comparison")
      }
      return GoPrint.text(first) == value
    }
  }
}
