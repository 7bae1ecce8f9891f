import Hosts
import Simulation
import World

/// stat: what the file system knows of files.
enum Stat: HostTool {
  static let manual = Manual(
    "stat", "print what the file system knows of files", usage: ["[OPTION]... FILE..."],
    options: [
      Option("-L, --dereference", "follow links"),
      Option("-c, --format=FORMAT", "in this form: %n %s %a %A %U %G %u %g %h %i %F %N %x %y %z %Y"),
      Option("--printf=FORMAT", "the same with escapes and no newline at the end"),
      Option("-t, --terse", "in one line"),
      .missing("-f, --file-system"), .missing("--cached=MODE"),
    ])

  private static let standard = """
      File: %\u{1}
      Size: %-10s\tBlocks: %-10b IO Block: %-6o %F
    Device: 254,1\tInode: %-11i Links: %h
    Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
    Access: %x
    Modify: %y
    Change: %z
     Birth: %w

    """

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if call.operands.isEmpty { throw call.missingOperand() }
    var format = "\(call["c"] ?? "")\n"
    if let text = call["printf"] {
      format = EscapedText.read(text)
    } else if !call.has("c") {
      format = call.has("t") ? "%n %s %b %f %u %g fe01 %i %h 0 0 %X %Y %Z %W %o\n" : standard
    }
    let accounts = Accounts(process)
    for name in call.operands {
      do {
        let inode = try process.files.status(name, by: process.accessor, following: call.has("L"))
        let number = try process.files.identify(name, by: process.accessor, following: call.has("L"))?.number ?? 0
        try call.write(Facts(name: name, inode: inode, number: number, accounts: accounts, world: process.stage.world).text(format))
      } catch let error as FileError {
        try call.complain("cannot statx \(Quoted.always(name)): \(error.text)")
      }
    }
    return call.status
  }

  private struct Facts {
    let name: String
    let inode: Inode
    let number: Int
    let accounts: Accounts
    let world: World

    func text(_ format: String) -> String {
      var result = ""
      var rest = format[...]
      while let character = rest.popFirst() {
        guard character == "%" else {
          result.append(character)
          continue
        }
        let flags = rest.prefix { "-0#+ ".contains($0) }
        rest = rest.dropFirst(flags.count)
        let width = Int(rest.prefix { $0.isNumber }) ?? 0
        rest = rest.drop { $0.isNumber || $0 == "." }
        guard let letter = rest.popFirst() else {
          result.append("%")
          break
        }
        let value = letter == "%" ? "%" : field(letter)
        result += value.padded(to: width, left: flags.contains("-"), with: flags.contains("0") ? "0" : " ")
      }
      return result
    }

    private func field(_ letter: Character) -> String {
      switch letter {
      case "a": return String(inode.mode, radix: 8)
      case "A": return FileModes.text(inode)
      case "b": return String(DiskUse.bytes(inode) / 512)
      case "B": return "512"
      case "d": return "65025"
      case "f": return String(kindBits | inode.mode, radix: 16)
      case "F": return kind
      case "g": return String(inode.group)
      case "G": return accounts.groupName(inode.group) ?? "UNKNOWN"
      case "h": return String(inode.links)
      case "i": return String(number)
      case "m": return "/"
      case "n": return name
      case "N":
        if case .link(let target) = inode.kind { return "\(Quoted.always(name)) -> \(Quoted.always(target))" }
        return Quoted.always(name)
      case "\u{1}":
        // The block of facts shows names plainly where only -c shows them between quotes.
        if case .link(let target) = inode.kind { return "\(name) -> \(target)" }
        return name
      case "o": return "4096"
      case "t", "T": return "0"
      case "C": return "?"
      case "s": return String(inode.isDevice ? 0 : inode.size)
      case "u": return String(inode.user)
      case "U": return accounts.userName(inode.user) ?? "UNKNOWN"
      case "w": return clock(inode.born)
      case "W": return seconds(inode.born)
      case "x": return clock(inode.accessed)
      case "X": return seconds(inode.accessed)
      case "y": return clock(inode.modified)
      case "Y": return seconds(inode.modified)
      case "z": return clock(inode.changed)
      case "Z": return seconds(inode.changed)
      default: return "?"
      }
    }

    private var kindBits: Int {
      switch inode.kind {
      case .directory: 0o040000
      case .link: 0o120000
      case .file(.device): 0o020000
      case .file: 0o100000
      }
    }

    private var kind: String {
      switch inode.kind {
      case .directory: "directory"
      case .link: "symbolic link"
      case .file(.device): "character special file"
      case .file: inode.size == 0 ? "regular empty file" : "regular file"
      }
    }

    private func clock(_ instant: Instant) -> String { Calendar.format("%F %T.%N %z", world.wall(at: instant)) }
    private func seconds(_ instant: Instant) -> String { String(world.wall(at: instant).unixSeconds) }
  }
}

/// Backslash escapes as `printf`, `echo -e` and `stat --printf` read them.
enum EscapedText {
  static func read(_ text: String) -> String {
    var result: [UInt8] = []
    var rest = ArraySlice(text.utf8)
    while let byte = rest.popFirst() {
      guard byte == 92 else {
        result.append(byte)
        continue
      }
      guard let escape = escape(&rest, octalNeedsZero: false) else { break }
      result += escape
    }
    return result.text
  }

  /// The bytes that the escape after a backslash stands for; nil for `\c`, which ends all output.
  static func escape(_ rest: inout ArraySlice<UInt8>, octalNeedsZero: Bool) -> [UInt8]? {
    guard let letter = rest.popFirst() else { return [92] }
    switch letter {
    case 97: return [7]
    case 98: return [8]
    case 99: return nil
    case 101, 69: return [27]
    case 102: return [12]
    case 110: return [10]
    case 114: return [13]
    case 116: return [9]
    case 118: return [11]
    case 92: return [92]
    case 34 where !octalNeedsZero: return [34]
    case 48...55:
      var value = 0
      var digits = 0
      if !octalNeedsZero || letter != 48 {
        if octalNeedsZero { return [92, letter] }
        value = Int(letter - 48)
        digits = 1
      }
      while digits < 3, let next = rest.first, next >= 48, next <= 55 {
        value = value * 8 + Int(next - 48)
        digits += 1
        rest.removeFirst()
      }
      return [UInt8(truncatingIfNeeded: value)]
    case 120:
      let digits = rest.prefix(2).prefix { Character(UnicodeScalar($0)).isHexDigit }
      guard let value = UInt8(digits.text, radix: 16) else { return [92, 120] }
      rest = rest.dropFirst(digits.count)
      return [value]
    case 117, 85:
      let digits = rest.prefix(letter == 117 ? 4 : 8).prefix { Character(UnicodeScalar($0)).isHexDigit }
      guard let value = UInt32(digits.text, radix: 16), let scalar = UnicodeScalar(value) else { return [92, letter] }
      rest = rest.dropFirst(digits.count)
      return Array(String(Character(scalar)).utf8)
    default: return [92, letter]
    }
  }
}
