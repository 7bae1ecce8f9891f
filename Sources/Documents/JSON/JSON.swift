/// JSON in and out, as Go's encoding/json reads and writes it: that is what clients and servers of Kubernetes use.
public enum JSON {
  /// Reads one JSON value that fills the whole text.
  public static func parse(_ text: String) throws(JSONError) -> Value {
    var text = text
    var outcome: Result<Value, JSONError> = .success(.null)
    text.withUTF8 { bytes in outcome = parsed(bytes) }
    return try outcome.get()
  }

  /// Reads one JSON value from UTF-8 bytes, such as an object out of etcd.
  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> Value {
    var outcome: Result<Value, JSONError> = .success(.null)
    bytes.withUnsafeBufferPointer { outcome = parsed($0) }
    return try outcome.get()
  }

  /// Reads one JSON value from UTF-8 bytes that are somewhere else, such as an embedded file.
  public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> Value {
    try parsed(bytes).get()
  }

  /// Reads values that follow one another, as Go's json.Decoder does with a stream.
  public static func stream(_ text: String) throws(JSONError) -> [Value] {
    var text = text
    var outcome: Result<[Value], JSONError> = .success([])
    text.withUTF8 { bytes in
      var parser = JSONParser(bytes)
      var values: [Value] = []
      do throws(JSONError) {
        while parser.skipSpace() != nil { values.append(try parser.value(depth: 0)) }
        outcome = .success(values)
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome.get()
  }

  /// How many bytes of the text its first value takes, blanks before it included.
  public static func firstLength(_ text: Substring) throws(JSONError) -> Int {
    var text = String(text)
    var outcome: Result<Int, JSONError> = .success(0)
    text.withUTF8 { bytes in
      var parser = JSONParser(bytes)
      do throws(JSONError) {
        _ = try parser.value(depth: 0)
        outcome = .success(parser.position)
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome.get()
  }

  private static func parsed(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<Value, JSONError> {
    var parser = JSONParser(bytes)
    do throws(JSONError) {
      return .success(try parser.document())
    } catch {
      return .failure(error)
    }
  }
}

/// What is wrong with a JSON text, in the words of Go's encoding/json.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Such as `invalid character '}' looking for beginning of value`.
  public var message: String
  /// The number of bytes that were read when it was noticed, as Go counts them: the offending byte is included.
  public var offset: Int

  public init(message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  public var description: String { message }
}
