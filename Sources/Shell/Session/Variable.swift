public import OrderedCollections

/// A shell variable: its value and its attributes.
public struct Variable: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case scalar(String)
    case indexed(IndexedValues)
    case associative(OrderedDictionary<String, String>)
  }

  /// Nil where it was declared but never given a value.
  public var value: Value?
  public var isExported = false
  public var isReadOnly = false
  /// `declare -i`: what is assigned is evaluated.
  public var isInteger = false
  /// `declare -n`: the value names another variable.
  public var isReference = false
  /// `declare -u`, `declare -l`
  public var letterCase: LetterCase?

  public enum LetterCase: Sendable, Equatable {
    case upper
    case lower
  }

  public init(_ text: String? = nil, isExported: Bool = false) {
    value = text.map { .scalar($0) }
    self.isExported = isExported
  }

  init(_ values: [String]) {
    value = .indexed(IndexedValues(values))
  }

  /// The value without an index: element 0 of an array.
  public var text: String? {
    switch value {
    case .scalar(let text): text
    case .indexed(let values): values[0]
    case .associative(let values): values["0"]
    case nil: nil
    }
  }

  public var isArray: Bool {
    switch value {
    case .indexed, .associative: true
    default: false
    }
  }

  /// All elements in order; a scalar is one.
  public var elements: [String] {
    switch value {
    case .scalar(let text): [text]
    case .indexed(let values): values.values
    case .associative(let values): Array(values.values)
    case nil: []
    }
  }

  public var keys: [String] {
    switch value {
    case .scalar: ["0"]
    case .indexed(let values): values.keys.map { String($0) }
    case .associative(let values): Array(values.keys)
    case nil: []
    }
  }
}

/// The elements of an indexed array, which may have gaps, in the order of their indexes.
public struct IndexedValues: Sendable, Equatable {
  public private(set) var keys: [Int] = []
  public private(set) var values: [String] = []

  public init(_ values: [String] = []) {
    self.values = values
    keys = Array(values.indices)
  }

  /// One more than the highest index.
  public var end: Int { (keys.last ?? -1) + 1 }

  private func place(_ key: Int) -> (index: Int, found: Bool) {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return (low, low < keys.count && keys[low] == key)
  }

  public subscript(_ key: Int) -> String? {
    get {
      let (index, found) = place(key)
      return found ? values[index] : nil
    }
    set {
      let (index, found) = place(key)
      if let newValue {
        if found {
          values[index] = newValue
        } else {
          keys.insert(key, at: index)
          values.insert(newValue, at: index)
        }
      } else if found {
        keys.remove(at: index)
        values.remove(at: index)
      }
    }
  }
}
