/// One element of a DER encoding (X.690): a tag and what is in it.
struct DERElement {
  var tag: UInt8
  var content: ArraySlice<UInt8>
  /// With its tag and length.
  var whole: ArraySlice<UInt8>

  static let integer: UInt8 = 0x02
  static let bitString: UInt8 = 0x03
  static let octetString: UInt8 = 0x04
  static let objectIdentifier: UInt8 = 0x06
  static let utcTime: UInt8 = 0x17
  static let generalizedTime: UInt8 = 0x18
  static let sequence: UInt8 = 0x30
  static let set: UInt8 = 0x31

  /// The elements in this one.
  var children: [DERElement] { DERElement.read(content) ?? [] }

  /// All elements of a run of bytes; nil where they are damaged.
  static func read(_ bytes: ArraySlice<UInt8>) -> [DERElement]? {
    var elements: [DERElement] = []
    var rest = bytes
    while !rest.isEmpty {
      guard let (element, after) = one(rest) else { return nil }
      elements.append(element)
      rest = after
    }
    return elements
  }

  private static func one(_ bytes: ArraySlice<UInt8>) -> (DERElement, ArraySlice<UInt8>)? {
    guard bytes.count >= 2 else { return nil }
    var place = bytes.startIndex
    let tag = bytes[place]
    place += 1
    var length = Int(bytes[place])
    place += 1
    if length >= 0x80 {
      let count = length & 0x7f
      guard count >= 1, count <= 4, bytes.endIndex - place >= count else { return nil }
      length = bytes[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) }
      place += count
    }
    guard bytes.endIndex - place >= length else { return nil }
    let end = place + length
    return (
      DERElement(tag: tag, content: bytes[place..<end], whole: bytes[bytes.startIndex..<end]), bytes[end...]
    )
  }

  /// `2.5.29.17` for an object identifier.
  var identifier: String {
    guard tag == Self.objectIdentifier, let first = content.first else { return "" }
    var numbers = [Int(first) / 40, Int(first) % 40]
    var number = 0
    for byte in content.dropFirst() {
      number = number << 7 | Int(byte & 0x7f)
      if byte & 0x80 == 0 {
        numbers.append(number)
        number = 0
      }
    }
    return numbers.map(String.init).joined(separator: ".")
  }

  /// The bytes of an integer without the zero that marks it as positive.
  var magnitude: [UInt8] {
    content.first == 0 && content.count > 1 ? Array(content.dropFirst()) : Array(content)
  }

  var text: String { String(decoding: content, as: UTF8.self) }
}
