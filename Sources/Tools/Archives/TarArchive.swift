import Hosts

/// One member of a tar archive.
struct TarMember {
  enum Kind: Equatable {
    case file([UInt8])
    case directory
    case link(String)
    /// Another name of a member that came before.
    case hardLink(String)
  }

  var name: String
  var kind: Kind
  var mode: Int
  var user: Int
  var group: Int
  var userName: String
  var groupName: String
  /// Seconds since 1970.
  var modified: Int

  var size: Int { if case .file(let bytes) = kind { bytes.count } else { 0 } }
}

/// The format of tar: ustar, with GNU's long names.
enum TarArchive {
  enum Problem: Error {
    case notTar
    case truncated
  }

  static func pack(_ members: [TarMember]) -> [UInt8] {
    var output: [UInt8] = []
    for member in members {
      if case .link(let target) = member.kind, target.utf8.count > 100 { output += long("K", target) }
      if member.name.utf8.count > 100 { output += long("L", member.name) }
      output += header(member)
      if case .file(let bytes) = member.kind { output += padded(bytes) }
    }
    output += [UInt8](repeating: 0, count: 1024)
    let rest = output.count % 10_240
    return rest == 0 ? output : output + [UInt8](repeating: 0, count: 10_240 - rest)
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    let rest = bytes.count % 512
    return rest == 0 ? bytes : bytes + [UInt8](repeating: 0, count: 512 - rest)
  }

  private static func long(_ type: Character, _ text: String) -> [UInt8] {
    let bytes = Array(text.utf8) + [0]
    let member = TarMember(
      name: "././@LongLink", kind: .file(bytes), mode: 0, user: 0, group: 0, userName: "root", groupName: "root", modified: 0)
    return header(member, type: type) + padded(bytes)
  }

  private static func header(_ member: TarMember, type: Character? = nil) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at: Int, _ width: Int) {
      for (index, byte) in text.utf8.prefix(width).enumerated() { block[at + index] = byte }
    }
    func number(_ value: Int, at: Int, _ width: Int) {
      put(String(value, radix: 8).padded(to: width - 1, with: "0"), at: at, width)
    }
    put(member.name, at: 0, 100)
    number(member.mode, at: 100, 8)
    number(member.user, at: 108, 8)
    number(member.group, at: 116, 8)
    number(member.size, at: 124, 12)
    number(max(0, member.modified), at: 136, 12)
    put("        ", at: 148, 8)
    var letter: Character
    switch member.kind {
    case .file: letter = "0"
    case .directory: letter = "5"
    case .link(let target):
      letter = "2"
      put(target, at: 157, 100)
    case .hardLink(let target):
      letter = "1"
      put(target, at: 157, 100)
    }
    if let type { letter = type }
    put(String(letter), at: 156, 1)
    put("ustar  ", at: 257, 8)
    put(member.userName, at: 265, 32)
    put(member.groupName, at: 297, 32)
    let sum = block.reduce(0) { $0 + Int($1) }
    put("\(String(sum, radix: 8).padded(to: 6, with: "0"))\0 ", at: 148, 8)
    return block
  }

  static func unpack(_ bytes: [UInt8]) throws(Problem) -> [TarMember] {
    var members: [TarMember] = []
    var at = 0
    var (longName, longLink): (String?, String?)
    while at + 512 <= bytes.count {
      let start = at
      let block = bytes[start..<(start + 512)]
      if block.allSatisfy({ $0 == 0 }) { break }
      func text(_ offset: Int, _ width: Int) -> String {
        Array(block[(start + offset)..<(start + offset + width)].prefix { $0 != 0 }).text
      }
      func number(_ offset: Int, _ width: Int) -> Int {
        max(0, Int(text(offset, width).filter { $0 != " " }, radix: 8) ?? 0)
      }
      let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1 - start) ? 32 : Int(block[$1])) }
      guard sum == number(148, 8) else { throw .notTar }
      guard !text(124, 12).contains("-") else { throw .notTar }
      let size = number(124, 12)
      at += 512
      guard size <= bytes.count - at else { throw .truncated }
      let data = Array(bytes[at..<(at + size)])
      at += (size + 511) / 512 * 512
      let type = Character(UnicodeScalar(block[block.startIndex + 156]))
      if type == "L" || type == "K" {
        let name = Array(data.prefix { $0 != 0 }).text
        if type == "L" { longName = name } else { longLink = name }
        continue
      }
      let prefix = text(257, 6) == "ustar" ? text(345, 155) : ""
      let name = longName ?? (prefix.isEmpty ? text(0, 100) : "\(prefix)/\(text(0, 100))")
      let target = longLink ?? text(157, 100)
      (longName, longLink) = (nil, nil)
      let kind: TarMember.Kind
      switch type {
      case "5": kind = .directory
      case "2": kind = .link(target)
      case "1": kind = .hardLink(target)
      case "0", "\0", "7": kind = .file(data)
      default: continue
      }
      members.append(
        TarMember(
          name: name, kind: kind, mode: number(100, 8), user: number(108, 8), group: number(116, 8),
          userName: text(265, 32), groupName: text(297, 32), modified: number(136, 12)))
    }
    if members.isEmpty, !bytes.isEmpty, !bytes.allSatisfy({ $0 == 0 }) { throw .notTar }
    return members
  }
}
