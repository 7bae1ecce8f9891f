import Hosts
import Simulation
import World

/// How the entries of a listing stand on the page.
struct ListLayout {
  let style: ListStyle
  let call: Call
  private let accounts: Accounts

  init(style: ListStyle, call: Call) {
    self.style = style
    self.call = call
    accounts = Accounts(call.process)
  }

  static func time(_ inode: Inode, _ kind: String) -> Instant {
    switch kind {
    case "ctime", "status": inode.changed
    case "atime", "access", "use": inode.accessed
    case "birth", "creation": inode.born
    default: inode.modified
    }
  }

  func print(_ entries: [ListEntry]) throws {
    guard !entries.isEmpty else { return }
    let prefixes = prefixes(entries)
    switch style.format {
    case .long: try printLong(entries, prefixes)
    case .single: for (entry, prefix) in zip(entries, prefixes) { try call.write("\(prefix)\(name(entry))\n") }
    case .commas: try printCommas(zip(entries, prefixes).map { "\($1)\(name($0))" })
    case .vertical, .across: try printColumns(entries, prefixes)
    }
  }

  /// Inode numbers and blocks before the names, aligned.
  private func prefixes(_ entries: [ListEntry]) -> [String] {
    let inodes = entries.map { $0.isUnknown ? "?" : String($0.number) }
    let blocks = entries.map { entry in
      let bytes = DiskUse.bytes(entry.inode)
      return style.isHuman ? SizeText.human(bytes, base: style.humanBase) : "\(SizeText.blocks(bytes, of: style.totalBlock))\(style.blockSuffix)"
    }
    let inodeWidth = inodes.map(\.count).max() ?? 0
    let blockWidth = blocks.map(\.count).max() ?? 0
    return zip(inodes, blocks).map { inode, block in
      var prefix = ""
      if style.showsInodes { prefix += "\(style.format == .commas ? inode : inode.padded(to: inodeWidth)) " }
      if style.showsBlocks { prefix += "\(style.format == .commas ? block : block.padded(to: blockWidth)) " }
      return prefix
    }
  }

  private func name(_ entry: ListEntry, withTarget: Bool = false) -> String {
    var text = coloured(style.shown(entry.name), entry.inode, isBroken: entry.isLink && entry.targetInode == nil)
    switch style.mark {
    case .none: break
    case .slash: if entry.isDirectory { text += "/" }
    case .type: if entry.mark != "*" && !(withTarget && entry.isLink) { text += entry.mark }
    case .all: if !(withTarget && entry.isLink) { text += entry.mark }
    }
    if withTarget, let target = entry.linkTarget { text += " -> \(style.shown(target))" }
    return text
  }

  private func coloured(_ text: String, _ inode: Inode, isBroken: Bool) -> String {
    guard style.colours else { return text }
    let code: String
    if inode.isDirectory {
      code = inode.mode & 0o1002 == 0o1002 ? "30;42" : inode.mode & 0o1000 != 0 ? "37;44" : "01;34"
    } else if inode.isLink {
      code = isBroken ? "40;31;01" : "01;36"
    } else if inode.isDevice {
      code = "40;33;01"
    } else if inode.mode & 0o4000 != 0 {
      code = "37;41"
    } else if inode.mode & 0o111 != 0 {
      code = "01;32"
    } else {
      return text
    }
    return "\u{1b}[0m\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  private func width(_ entry: ListEntry, _ prefix: String) -> Int {
    var text = style.shown(entry.name)
    if style.mark == .slash && entry.isDirectory || style.mark == .all { text += entry.mark }
    return TextWidth.columns(text) + prefix.count
  }

  private func printCommas(_ names: [String]) throws {
    var line = ""
    for (index, name) in names.enumerated() {
      let piece = index + 1 < names.count ? "\(name)," : name
      if !line.isEmpty && TextWidth.columns(line) + 1 + TextWidth.columns(piece) >= style.columns {
        try call.write("\(line)\n")
        line = piece
      } else {
        line += line.isEmpty ? piece : " \(piece)"
      }
    }
    try call.write("\(line)\n")
  }

  private func printColumns(_ entries: [ListEntry], _ prefixes: [String]) throws {
    let widths = zip(entries, prefixes).map { width($0, $1) }
    let count = entries.count
    var best = (rows: count, columns: [widths.max() ?? 0])
    let most = max(1, min(count, style.columns / 3))
    for columns in stride(from: most, through: 1, by: -1) {
      let rows = (count + columns - 1) / columns
      let used = style.format == .across ? columns : (count + rows - 1) / rows
      if used != columns && style.format == .vertical { continue }
      var columnWidths = [Int](repeating: 3, count: columns)
      for index in 0..<count {
        let column = style.format == .across ? index % columns : index / rows
        let gap = column + 1 < columns ? 2 : 0
        columnWidths[column] = max(columnWidths[column], widths[index] + gap)
      }
      if columnWidths.reduce(0, +) < style.columns || columns == 1 {
        best = (rows, columnWidths)
        break
      }
    }
    let columns = best.columns.count
    for row in 0..<best.rows {
      var line = ""
      var gap = 0
      for column in 0..<columns {
        let index = style.format == .across ? row * columns + column : column * best.rows + row
        guard index < count else { continue }
        line += String(repeating: " ", count: gap)
        line += "\(prefixes[index])\(name(entries[index]))"
        gap = best.columns[column] - widths[index]
      }
      try call.write("\(line)\n")
    }
  }

  private func printLong(_ entries: [ListEntry], _ prefixes: [String]) throws {
    let numeric = call.has("n")
    let rows: [[String]] = entries.map { entry in
      let inode = entry.inode
      if entry.isUnknown { return ["-?????????", "?", "?", "?", "?", "           ?"] }
      let owner = numeric ? nil : accounts.userName(inode.user)
      let group = numeric ? nil : accounts.groupName(inode.group)
      return [
        FileModes.text(inode), String(inode.links), owner ?? String(inode.user), group ?? String(inode.group),
        size(inode), timeText(inode),
      ]
    }
    func widest(_ column: Int) -> Int { rows.map { $0[column].count }.max() ?? 0 }
    let (links, owners, groups, sizes) = (widest(1), widest(2), widest(3), widest(4))
    for (index, entry) in entries.enumerated() {
      let row = rows[index]
      var line = "\(prefixes[index])\(row[0]) \(row[1].padded(to: links)) "
      if !call.has("g") { line += "\(row[2].padded(to: owners, left: true)) " }
      if !call.has("o") && !call.has("G") { line += "\(row[3].padded(to: groups, left: true)) " }
      if call.has("author") { line += "\(row[2].padded(to: owners, left: true)) " }
      line += "\(row[4].padded(to: sizes)) \(row[5]) \(name(entry, withTarget: true))\n"
      try call.write(line)
    }
  }

  private func size(_ inode: Inode) -> String {
    if case .file(.device(let name)) = inode.kind {
      let (major, minor) = DeviceNumbers.of(name)
      return "\(major), \(String(minor).padded(to: 3))"
    }
    if style.isHuman { return SizeText.human(inode.size, base: style.humanBase) }
    return "\(SizeText.blocks(inode.size, of: style.block))\(style.blockSuffix)"
  }

  private func timeText(_ inode: Inode) -> String {
    let process = call.process
    let moment = process.stage.world.wall(at: Self.time(inode, style.timeKind))
    let format = call["time-style"] ?? (call.has("full-time") ? "full-iso" : "locale")
    let age = (process.wall - moment).seconds
    let isRecent = age >= 0 && age < 31_556_952 / 2
    switch format {
    case "full-iso": return Calendar.format("%Y-%m-%d %H:%M:%S.%N %z", moment)
    case "long-iso": return Calendar.format("%Y-%m-%d %H:%M", moment)
    case "iso": return Calendar.format(isRecent ? "%m-%d %H:%M" : "%Y-%m-%d ", moment)
    case let custom where custom.hasPrefix("+"): return Calendar.format(String(custom.dropFirst()), moment)
    default: return Calendar.format(isRecent ? "%b %e %H:%M" : "%b %e  %Y", moment)
    }
  }
}

/// The numbers of the kernel's character devices.
enum DeviceNumbers {
  static func of(_ name: String) -> (major: Int, minor: Int) {
    let known: [String: (Int, Int)] = [
      "null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0),
    ]
    return known[name] ?? (136, 0)
  }
}

/// How many columns a text takes on the screen.
enum TextWidth {
  static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  static func columns(_ scalar: UnicodeScalar) -> Int {
    switch scalar.value {
    case 0..<32, 127: 0
    case 0x300...0x36f, 0x200b...0x200f, 0xfe00...0xfe0f: 0
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd: 2
    default: 1
    }
  }
}
