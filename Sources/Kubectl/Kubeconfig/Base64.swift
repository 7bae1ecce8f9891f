import Documents
import Hosts

/// What Go's encoding/base64 says of a text that it cannot read.
enum GoBase64 {
  /// Nil where the text is well formed.
  static func problem(_ text: String) -> String? {
    guard Base64.decode(text.utf8) == nil else { return nil }
    var count = 0
    var padding = 0
    var offset = 0
    for byte in text.utf8 {
      defer { offset += 1 }
      if byte == 10 || byte == 13 { continue }
      let isLetter =
        (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte) || byte == 43 || byte == 47
      if byte == UInt8(ascii: "="), count % 4 >= 2 {
        padding += 1
      } else if !isLetter || padding > 0 {
        return "illegal base64 data at input byte \(offset)"
      }
      count += 1
    }
    return "illegal base64 data at input byte \(offset - count % 4 + padding)"
  }
}
