import Hosts

/// Permission bits as text and back.
enum FileModes {
  /// `drwxr-xr-x`.
  static func text(_ inode: Inode) -> String {
    let kind =
      switch inode.kind {
      case .directory: "d"
      case .link: "l"
      case .file(.device): "c"
      case .file: "-"
      }
    return kind + permissions(inode.mode)
  }

  /// `rwxr-xr-x`, with s, S, t, T for the special bits.
  static func permissions(_ mode: Int) -> String {
    var text = ""
    for (shift, special, letter) in [(6, 0o4000, "s"), (3, 0o2000, "s"), (0, 0o1000, "t")] {
      let bits = mode >> shift
      text += bits & 4 != 0 ? "r" : "-"
      text += bits & 2 != 0 ? "w" : "-"
      let runs = bits & 1 != 0
      if mode & special != 0 { text += runs ? letter : letter.uppercased() } else { text += runs ? "x" : "-" }
    }
    return text
  }

  static func octal(_ mode: Int, width: Int = 4) -> String {
    String(mode, radix: 8).padded(to: width, with: "0")
  }

  /// What a mode such as `755`, `u+x,go-w` or `a=rX` makes of another; nil where it is no mode.
  static func apply(_ text: String, to mode: Int, isDirectory: Bool, umask: Int) -> Int? {
    if let first = text.first, first.isNumber {
      guard text.allSatisfy({ ("0"..."7").contains($0) }), let value = Int(text, radix: 8), value <= 0o7777 else {
        return nil
      }
      // Short octal modes keep the set-ID bits of directories.
      return isDirectory && text.count < 5 ? value | (mode & 0o6000) : value
    }
    var result = mode
    for clause in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let next = symbolic(clause, result, isDirectory, umask) else { return nil }
      result = next
    }
    return result
  }

  private static func symbolic(_ clause: Substring, _ mode: Int, _ isDirectory: Bool, _ umask: Int) -> Int? {
    var rest = clause
    var who = 0
    while let letter = rest.first, let bits = ["u": 0o4700, "g": 0o2070, "o": 0o1007, "a": 0o7777][letter] {
      who |= bits
      rest.removeFirst()
    }
    let usesMask = who == 0
    if usesMask { who = 0o7777 }
    var result = mode
    guard !rest.isEmpty else { return nil }
    while let sign = rest.popFirst() {
      guard "+-=".contains(sign) else { return nil }
      var bits = 0
      let digits = rest.prefix { ("0"..."7").contains($0) }
      if !digits.isEmpty {
        guard let value = Int(digits, radix: 8), value <= 0o7777 else { return nil }
        bits = value
        rest = rest.dropFirst(digits.count)
      } else {
        while let letter = rest.first, !"+-=".contains(letter) {
          switch letter {
          case "r": bits |= 0o444
          case "w": bits |= 0o222
          case "x": bits |= 0o111
          case "X": if isDirectory || result & 0o111 != 0 { bits |= 0o111 }
          case "s": bits |= 0o6000
          case "t": bits |= 0o1000
          case "u": bits |= (result >> 6 & 7) * 0o111
          case "g": bits |= (result >> 3 & 7) * 0o111
          case "o": bits |= (result & 7) * 0o111
          default: return nil
          }
          rest.removeFirst()
        }
      }
      var affected = bits & who
      if usesMask { affected &= ~umask }
      switch sign {
      case "+": result |= affected
      case "-": result &= ~affected
      default:
        var cleared = who & 0o777
        if !isDirectory || who != 0o7777 { cleared |= who & 0o7000 & ~(isDirectory ? 0o6000 : 0) }
        result = result & ~cleared | affected
      }
    }
    return result
  }
}
