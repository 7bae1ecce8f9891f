/// A part of a JSONPath template, as kubectl knows them (client-go, util/jsonpath).
indirect enum JSONPathNode: Sendable, Equatable {
  case text(String)
  case field(String)
  case slice(JSONPathSlice)
  case filter(left: [JSONPathNode], right: [JSONPathNode], comparison: String)
  case int(Int)
  case double(Double)
  case bool(Bool)
  case wildcard
  case recursive
  case union([[JSONPathNode]])
  /// `range`, `end`, and words that mean nothing.
  case word(String)
  /// What stands between a pair of braces.
  case action([JSONPathNode])
}

/// `[0]`, `[-1:]`, `[*]`, `[0:4:2]`.
struct JSONPathSlice: Sendable, Equatable {
  var start: Int?
  var end: Int?
  /// Whether the end was not written but follows from a single index.
  var isSingle: Bool
  var step: Int?
}

struct JSONPathError: Error, Equatable {
  var message: String
}
