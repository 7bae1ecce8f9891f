import Documents
import KubeModel

/// `--sort-by` (kubectl, cmd/get/sorter.go).
enum ObjectSorter {
  /// Sorts rows by a field of their objects; nil where the field cannot be read.
  static func sorted(_ rows: [ServerTable.Row], by field: String) throws -> [ServerTable.Row]? {
    guard let template = try? RelaxedPath.template(field), let path = try? JSONPath(template) else { return nil }
    let keys = rows.map { (try? path.results(in: $0.object))?.first?.first }
    if !rows.isEmpty, keys.allSatisfy({ $0 == nil }) {
      throw Failure.message("couldn't find any field with path \(GoText.quoted(template)) in the list of objects")
    }
    return order(keys).map { rows[$0] }
  }

  static func sorted(_ items: [ResourceItem], by field: String) throws -> [ResourceItem] {
    let template = try RelaxedPath.template(field)
    let path: JSONPath
    do throws(JSONPathError) {
      path = try JSONPath(template)
    } catch {
      throw Failure.message(error.message)
    }
    let keys = items.map { (try? path.results(in: $0.object))?.first?.first }
    if !items.isEmpty, keys.allSatisfy({ $0 == nil }) {
      throw Failure.message("couldn't find any field with path \(GoText.quoted(template)) in the list of objects")
    }
    return order(keys).map { items[$0] }
  }

  /// The order that Go's sort gives. Up to twelve elements it is an insertion sort, which shows where keys are
  /// missing: such an element is less than every other.
  private static func order(_ keys: [Value?]) -> [Int] {
    func isLess(_ left: Int, _ right: Int) -> Bool {
      guard let first = keys[left] else { return true }
      guard let second = keys[right] else { return false }
      return precedes(first, second)
    }
    var order = Array(keys.indices)
    guard order.count > 12 else {
      for index in order.indices.dropFirst() {
        var place = index
        while place > 0, isLess(order[place], order[place - 1]) {
          order.swapAt(place, place - 1)
          place -= 1
        }
      }
      return order
    }
    let missing = order.filter { keys[$0] == nil }
    let present = order.filter { keys[$0] != nil }.sorted { isLess($0, $1) }
    return missing + present
  }

  private static func precedes(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.int(let first), .int(let second)): return first < second
    case (.string(let first), .string(let second)):
      if let small = try? Quantity(parsing: first), let large = try? Quantity(parsing: second) { return small < large }
      return NaturalText.isLess(first, second)
    case (.bool(let first), .bool(let second)): return !first && second
    default: return (left.double ?? 0) < (right.double ?? 0)
    }
  }
}

/// Texts in which numbers count as numbers (fvbommel/sortorder).
enum NaturalText {
  static func isLess(_ left: String, _ right: String) -> Bool {
    var first = Array(left.utf8)[...]
    var second = Array(right.utf8)[...]
    func digits(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> { text.prefix { (48...57).contains($0) } }
    while let a = first.first, let b = second.first {
      let numberA = digits(first)
      let numberB = digits(second)
      if !numberA.isEmpty, !numberB.isEmpty {
        let plainA = numberA.drop { $0 == 48 }
        let plainB = numberB.drop { $0 == 48 }
        if plainA.count != plainB.count { return plainA.count < plainB.count }
        if !plainA.elementsEqual(plainB) { return plainA.lexicographicallyPrecedes(plainB) }
        if numberA.count != numberB.count { return numberA.count < numberB.count }
        first = first.dropFirst(numberA.count)
        second = second.dropFirst(numberB.count)
      } else {
        if a != b { return a < b }
        first = first.dropFirst()
        second = second.dropFirst()
      }
    }
    return first.isEmpty && !second.isEmpty
  }
}
