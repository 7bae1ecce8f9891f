/// Which field values are wanted, in the form of `--field-selector`: `status.phase=Running,spec.nodeName!=node1`.
public struct FieldSelector: Sendable, Hashable {
  public struct Requirement: Sendable, Hashable {
    public var field: String
    public var isEqual: Bool
    public var value: String
  }

  public var requirements: [Requirement]

  public static let everything = FieldSelector(requirements: [])

  public init(requirements: [Requirement]) {
    self.requirements = requirements
  }

  /// Reads the text; `\` escapes `,`, `=` and itself in values.
  public init(parsing text: String) throws(SelectorError) {
    requirements = []
    for term in Self.terms(text) where !term.isEmpty {
      guard let (field, isEqual, value) = Self.split(term) else {
        throw SelectorError("invalid selector: '\(text)'; can't understand '\(term)'")
      }
      requirements.append(Requirement(field: field, isEqual: isEqual, value: Self.unescaped(value)))
    }
  }

  public var isEmpty: Bool { requirements.isEmpty }

  /// - Parameter value: The text of a field of the object; empty where it is not set.
  public func matches(_ value: (String) -> String) -> Bool {
    requirements.allSatisfy { (value($0.field) == $0.value) == $0.isEqual }
  }

  private static func terms(_ text: String) -> [String] {
    var terms: [String] = []
    var term = ""
    var isEscaped = false
    for character in text {
      if character == ",", !isEscaped {
        terms.append(term)
        term = ""
      } else {
        term.append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    return terms + [term]
  }

  private static func split(_ term: String) -> (String, Bool, String)? {
    let characters = Array(term)
    for index in characters.indices {
      let rest = characters[index...]
      for (symbol, isEqual) in [("!=", false), ("==", true), ("=", true)] where rest.starts(with: symbol) {
        return (String(characters[..<index]), isEqual, String(rest.dropFirst(symbol.count)))
      }
    }
    return nil
  }

  private static func unescaped(_ text: String) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        result.append(character)
        isEscaped = false
      }
    }
    return result
  }
}

extension FieldSelector: CustomStringConvertible {
  public var description: String {
    requirements.map { "\($0.field)\($0.isEqual ? "=" : "!=")\($0.value)" }.joined(separator: ",")
  }
}
