import Documents
import Testing

/// Fields of objects against plain arrays of pairs, which say what is right.
@Suite struct FieldsTests {
  /// The simplest thing that keeps keys in the order in which they came.
  struct Model {
    var pairs: [(key: String, value: Int)] = []

    mutating func set(_ key: String, _ value: Int?) {
      let place = pairs.firstIndex { $0.key == key }
      switch (place, value) {
      case (let place?, let value?): pairs[place].value = value
      case (let place?, nil): pairs.remove(at: place)
      case (nil, let value?): pairs.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// More keys than are looked up one by one, so that the table comes and goes.
  @Test(arguments: [5, 31, 32, 33, 100]) func behavesLikePairs(keys: Int) {
    var model = Model()
    var fields = Value.Fields()
    var copies: [(Value.Fields, Model)] = []
    var state: UInt64 = 7
    func below(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    for turn in 0..<600 {
      let key = "key\(below(keys))"
      let value = below(4) == 0 ? nil : turn
      model.set(key, value)
      fields[key] = value.map { .int(Int64($0)) }
      if turn % 50 == 0 { copies.append((fields, model)) }
    }
    copies.append((fields, model))
    for (fields, model) in copies {
      #expect(Array(fields.keys) == model.pairs.map(\.key))
      #expect(fields.values.compactMap(\.int) == model.pairs.map(\.value))
      for pair in model.pairs { #expect(fields[pair.key]?.int == pair.value) }
      #expect(fields["none"] == nil)
      #expect(fields.count == model.pairs.count)
    }
  }

  @Test func copiesStayAsTheyWere() {
    let first: Value = ["spec": ["replicas": 1, "labels": ["a": "b"]], "list": [1, 2]]
    var second = first
    second["spec"]?["labels"]?["a"] = "c"
    second.set(["spec", "paused"], to: true)
    #expect(first == ["spec": ["replicas": 1, "labels": ["a": "b"]], "list": [1, 2]])
    #expect(second == ["spec": ["replicas": 1, "labels": ["a": "c"], "paused": true], "list": [1, 2]])
    #expect(first["list"].map { second["list"]?.isShared(with: $0) } == true)
    #expect(first["spec"].map { second["spec"]?.isShared(with: $0) } == false)
  }

  @Test func pathsAreMadeAndRemoved() {
    var value: Value = ["a": "text"]
    value.set(["b", "c"], to: 1)
    value.set(["d", "e"], to: nil)
    value.set(["b", "c"], to: nil)
    #expect(value == ["a": "text", "b": [:]])
    value["a"]?["below"] = 1
    #expect(value["a"] == "text")
  }
}
