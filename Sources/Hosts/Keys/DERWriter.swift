/// Writes DER (X.690), element by element.
public enum DERWriter {
  public static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    var rest = content.count
    while rest > 0 {
      length.insert(UInt8(rest & 0xff), at: 0)
      rest >>= 8
    }
    let head: [UInt8] = content.count < 0x80 ? [UInt8(content.count)] : [0x80 | UInt8(length.count)] + length
    return [tag] + head + content
  }

  public static func sequence(_ parts: [[UInt8]]) -> [UInt8] { element(DERElement.sequence, parts.flatMap { $0 }) }
  public static func set(_ parts: [[UInt8]]) -> [UInt8] { element(DERElement.set, parts.flatMap { $0 }) }
  public static func octets(_ bytes: [UInt8]) -> [UInt8] { element(DERElement.octetString, bytes) }
  public static func bits(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] {
    element(DERElement.bitString, [unused] + bytes)
  }
  public static func boolean(_ value: Bool) -> [UInt8] { element(0x01, [value ? 0xff : 0]) }
  public static var null: [UInt8] { [0x05, 0] }

  /// A number that is not negative, most significant byte first.
  public static func integer(_ magnitude: [UInt8]) -> [UInt8] {
    let short = Array(magnitude.drop { $0 == 0 })
    guard let first = short.first else { return element(DERElement.integer, [0]) }
    return element(DERElement.integer, first & 0x80 == 0 ? short : [0] + short)
  }

  /// `2.5.29.17`.
  public static func identifier(_ text: String) -> [UInt8] {
    let numbers = text.split(separator: ".").compactMap { Int($0) }
    guard numbers.count >= 2 else { return element(DERElement.objectIdentifier, []) }
    var content: [UInt8] = [UInt8(numbers[0] * 40 + numbers[1])]
    for number in numbers.dropFirst(2) {
      var bytes = [UInt8(number & 0x7f)]
      var rest = number >> 7
      while rest > 0 {
        bytes.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
        rest >>= 7
      }
      content += bytes
    }
    return element(DERElement.objectIdentifier, content)
  }
}
