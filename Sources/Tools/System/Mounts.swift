import Hosts
import World

/// A line of /proc/mounts.
struct MountEntry {
  var source: String
  var target: String
  var type: String
  var options: String

  static func all(_ process: Process) -> [MountEntry] {
    ((try? process.readText("/proc/mounts")) ?? "").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map { String($0) }
      return words.count < 4 ? nil : MountEntry(source: words[0], target: words[1], type: words[2], options: words[3])
    }
  }

  static func write(_ entries: [MountEntry], _ process: Process) throws(FileError) {
    let text = entries.map { "\($0.source) \($0.target) \($0.type) \($0.options) 0 0\n" }.joined()
    try process.writeFile("/proc/mounts", text)
  }
}

/// mount: file systems. What is mounted here is only listed: the tree of files stays one.
enum Mount: HostTool {
  static let manual = Manual(
    "mount", "list and mount file systems", usage: ["[-l] [-t <type>]", "[options] <source> <directory>"],
    options: [
      Option("-a, --all", "what /etc/fstab lists"), Option("-t, --types=LIST", "of this type"), Option("-o, --options=LIST", "with these options"),
      Option("-l, --show-labels", "accepted"), Option("-r, --read-only", "read-only"), Option("-w, --rw, --read-write", "accepted"),
      Option("-v, --verbose", "accepted"), Option("-n, --no-mtab", "accepted"), Option("-f, --fake", "do nothing"), Option("-B, --bind", "a directory at another place"),
      .missing("-M, --move"), .missing("--make-shared"),
    ],
    notes: "The list changes, the tree of files does not: what is mounted shows no files of its own.",
    package: "util-linux", version: "2.38.1", section: 1)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    var entries = MountEntry.all(process)
    guard !call.operands.isEmpty else {
      if call.has("a") { return 0 }
      for entry in entries where call["t"].map({ $0.split(separator: ",").contains { String($0) == entry.type } }) ?? true {
        try call.write("\(entry.source) on \(entry.target) type \(entry.type) (\(entry.options))\n")
      }
      return 0
    }
    let target = Paths.withoutTrailingSlashes(process.absolute(call.operands.last ?? ""))
    guard process.credentials.user == 0 else {
      throw ToolFailure("\(call.operands.last ?? ""): must be superuser to use mount.", status: 1)
    }
    var options = call.has("r") ? "ro,relatime" : "rw,relatime"
    if let given = call["o"] {
      let words = given.split(separator: ",").map { String($0) }
      if words.contains("remount") {
        guard let index = entries.lastIndex(where: { $0.target == target }) else {
          throw ToolFailure("\(target): mount point not mounted or bad option.", status: 32)
        }
        let rest = words.filter { $0 != "remount" }
        entries[index].options = (rest + ["relatime"]).joined(separator: ",")
        try MountEntry.write(entries, process)
        return 0
      }
      options = ((words.contains("ro") ? [] : ["rw"]) + words + ["relatime"]).joined(separator: ",")
    }
    guard call.operands.count > 1 else {
      throw ToolFailure("\(call.operands[0]): can't find in /etc/fstab.", status: 1)
    }
    guard call.isDirectory(target) || call.has("B") else { throw ToolFailure("\(target): mount point does not exist.", status: 32) }
    let source = call.operands[0]
    let type = call["t"] ?? (call.has("B") || call["o"]?.contains("bind") == true ? "ext4" : "auto")
    if type == "auto" || source.hasPrefix("/dev/") && type != "tmpfs" {
      if call.status(source) == nil { throw ToolFailure("\(target): special device \(source) does not exist.", status: 32) }
      if type == "auto" { throw ToolFailure("not simulated: mounting \(source)", status: 32) }
    }
    if !call.has("f") {
      entries.append(MountEntry(source: type == "ext4" ? "/dev/vda1" : source, target: target, type: type, options: options))
      try MountEntry.write(entries, process)
    }
    return 0
  }
}

/// umount: file systems taken away.
enum Unmount: HostTool {
  static let manual = Manual(
    "umount", "unmount file systems", usage: ["[options] <source> | <directory>"],
    options: [
      Option("-f, --force", "accepted"), Option("-l, --lazy", "even when in use"), Option("-r, --read-only", "accepted"), Option("-v, --verbose", "say so"),
      Option("-R, --recursive", "what is below, too"), .missing("-a, --all"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    if call.operands.isEmpty { throw ToolFailure("bad usage", status: 1, showsHint: true) }
    var entries = MountEntry.all(call.process)
    let before = entries.count
    for name in call.operands {
      let target = Paths.withoutTrailingSlashes(call.process.absolute(name))
      guard let index = entries.lastIndex(where: { $0.target == target || $0.source == name }) else {
        try call.complain(
          call.status(name) == nil ? "\(name): no mount point specified." : "\(name): not mounted.", status: 32)
        continue
      }
      guard call.process.credentials.user == 0 else {
        try call.complain("\(name): must be superuser to unmount.", status: 32)
        continue
      }
      if ["/", "/proc", "/dev", "/run", "/sys"].contains(entries[index].target), !call.has("l") {
        try call.complain("\(name): target is busy.", status: 32)
        continue
      }
      if call.has("v") { try call.write("umount: \(entries[index].target) unmounted\n") }
      entries.remove(at: index)
    }
    if entries.count < before { try MountEntry.write(entries, call.process) }
    return call.status
  }
}

/// findmnt: mounts as a tree.
enum FindMount: HostTool {
  static let manual = Manual(
    "findmnt", "show mounts", usage: ["[options] [<device> | <mountpoint>]"],
    options: [
      Option("-l, --list", "as a list"), Option("-n, --noheadings", "no titles"), Option("-t, --types=LIST", "of this type"),
      Option("-o, --output=LIST", "these columns: SOURCE, TARGET, FSTYPE, OPTIONS"), Option("-T, --target=PATH", "the mount on which PATH lies"),
      Option("-r, --raw", "with single blanks"), Option("-D, --df", "accepted"), Option("-a, --ascii", "accepted"),
      .missing("-J, --json"), .missing("-P, --pairs"), .missing("-s, --fstab"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    var entries = MountEntry.all(call.process)
    let isTree = call.operands.isEmpty && call["t"] == nil && call["T"] == nil && !call.has("l") && !call.has("r")
    if let type = call["t"] { entries = entries.filter { entry in type.split(separator: ",").contains { String($0) == entry.type } } }
    if let path = call["T"].map({ call.process.absolute($0) }) {
      let covering = entries.filter { path == $0.target || path.hasPrefix($0.target == "/" ? "/" : "\($0.target)/") }
      entries = covering.max { $0.target.count < $1.target.count }.map { [$0] } ?? []
    }
    if let name = call.operands.first {
      let target = Paths.withoutTrailingSlashes(name)
      entries = entries.filter { $0.target == target || $0.source == target }
    }
    if entries.isEmpty { return 1 }
    let columns = call["o"]?.uppercased().split(separator: ",").map { String($0) } ?? ["TARGET", "SOURCE", "FSTYPE", "OPTIONS"]
    let known = ["TARGET", "SOURCE", "FSTYPE", "OPTIONS"]
    if let strange = columns.first(where: { !known.contains($0) }) { throw ToolFailure("unknown column: \(strange.lowercased())") }
    if isTree { entries = ordered(entries) }
    var rows = call.has("n") ? [] : [columns]
    for (index, entry) in entries.enumerated() {
      rows.append(
        columns.map { column in
          switch column {
          case "TARGET": isTree ? branch(index, entries) + entry.target : entry.target
          case "SOURCE": entry.source
          case "FSTYPE": entry.type
          default: entry.options
          }
        })
    }
    let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      if call.has("r") {
        try call.write("\(row.joined(separator: " "))\n")
      } else {
        let cells = row.enumerated().map { $0 + 1 == row.count ? $1 : $1.padded(to: widths[$0], left: true) }
        try call.write("\(cells.joined(separator: " "))\n")
      }
    }
    return 0
  }

  private static func parent(of entry: MountEntry, _ all: [MountEntry]) -> String {
    all.filter { $0.target != entry.target && entry.target.hasPrefix($0.target == "/" ? "/" : "\($0.target)/") }
      .map(\.target).max { $0.count < $1.count } ?? ""
  }

  private static func ordered(_ all: [MountEntry]) -> [MountEntry] {
    func below(_ parent: String) -> [MountEntry] {
      all.filter { self.parent(of: $0, all) == parent && $0.target != parent }.flatMap { [$0] + below($0.target) }
    }
    return below("")
  }

  private static func branch(_ index: Int, _ all: [MountEntry]) -> String {
    let parent = parent(of: all[index], all)
    if parent.isEmpty { return "" }
    let isLast = !all[(index + 1)...].contains { self.parent(of: $0, all) == parent }
    var prefix = isLast ? "└─" : "├─"
    var above = parent
    while let place = all.firstIndex(where: { $0.target == above }) {
      let higher = self.parent(of: all[place], all)
      if higher.isEmpty { break }
      let more = all[(index + 1)...].contains { self.parent(of: $0, all) == higher }
      prefix = (more ? "│ " : "  ") + prefix
      above = higher
    }
    return prefix
  }
}

/// lsblk: block devices.
enum ListBlocks: HostTool {
  static let manual = Manual(
    "lsblk", "list block devices", usage: ["[options] [<device> ...]"],
    options: [
      Option("-f, --fs", "file systems"), Option("-n, --noheadings", "no titles"), Option("-d, --nodeps", "disks only"), Option("-p, --paths", "whole paths"),
      Option("-b, --bytes", "sizes in bytes"), Option("-l, --list", "as a list"), Option("-a, --all", "accepted"), Option("-o, --output=LIST", "these columns"),
      .missing("-J, --json"), .missing("-P, --pairs"),
    ], package: "util-linux", version: "2.38.1")

  static func main(_ call: Call) throws -> Int32 {
    let size = call.process.files.capacity
    let wanted = call.operands.map { Paths.base($0) }
    for name in wanted where name != "vda" && name != "vda1" {
      try call.complain("\(call.operands[0]): not a block device", status: 32)
      return 32
    }
    let devices: [[String: String]] = [
      ["NAME": "vda", "MAJ:MIN": "254:0", "RM": "0", "RO": "0", "TYPE": "disk", "SIZE": shown(size, call)],
      [
        "NAME": "vda1", "MAJ:MIN": "254:1", "RM": "0", "RO": "0", "TYPE": "part", "SIZE": shown(size, call), "FSTYPE": "ext4",
        "MOUNTPOINTS": "/", "MOUNTPOINT": "/", "FSVER": "1.0", "UUID": "2f6a1c3e-94d0-4f0a-8f63-5b1f0c7de911", "FSAVAIL": shown(size * 8 / 10, call), "FSUSE%": "18%",
      ],
    ]
    let standard = call.has("f")
      ? ["NAME", "FSTYPE", "FSVER", "LABEL", "UUID", "FSAVAIL", "FSUSE%", "MOUNTPOINTS"] : ["NAME", "MAJ:MIN", "RM", "SIZE", "RO", "TYPE", "MOUNTPOINTS"]
    let columns = call["o"]?.uppercased().split(separator: ",").map { String($0) } ?? standard
    var rows = call.has("n") ? [] : [columns]
    for (index, device) in devices.enumerated() {
      if call.has("d"), index > 0 { continue }
      if !wanted.isEmpty, !wanted.contains(device["NAME"] ?? ""), wanted != ["vda"] { continue }
      rows.append(
        columns.map { column in
          guard column == "NAME" else { return device[column] ?? "" }
          let name = (call.has("p") ? "/dev/" : "") + (device["NAME"] ?? "")
          return index > 0 && !call.has("l") && wanted != ["vda1"] ? "└─\(name)" : name
        })
    }
    let right: Set<String> = ["MAJ:MIN", "RM", "SIZE", "RO", "FSAVAIL", "FSUSE%"]
    let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = row.enumerated().map { index, cell in
        index + 1 == row.count ? cell : cell.padded(to: widths[index], left: !right.contains(columns[index]) || columns[index] == "MAJ:MIN")
      }
      try call.write("\(cells.joined(separator: " "))\n")
    }
    return 0
  }

  private static func shown(_ bytes: Int, _ call: Call) -> String {
    if call.has("b") { return String(bytes) }
    let text = SizeText.human(bytes)
    return text.replacing(".0", with: "")
  }
}

/// swapon: swap areas.
enum SwapOn: HostTool {
  static let manual = Manual(
    "swapon", "enable swap areas", usage: ["[options] [<spec>]"],
    options: [
      Option("-a, --all", "those of /etc/fstab"), Option("-s, --summary", "show them"), Option("--show[=COLUMNS]", "show them"), Option("--noheadings", "accepted"),
    ], package: "util-linux", version: "2.38.1", section: 8)

  static func main(_ call: Call) throws -> Int32 {
    if call.has("s") || call.has("show") || call.operands.isEmpty && !call.has("a") { return 0 }
    if call.has("a") { return 0 }
    guard call.status(call.operands[0]) != nil else {
      throw ToolFailure("cannot open \(call.operands[0]): \(FileError.noSuchFile.text)", status: 255)
    }
    throw ToolFailure("\(call.operands[0]): read swap header failed", status: 255)
  }
}

/// swapoff: swap areas switched off; these hosts have none.
enum SwapOff: HostTool {
  static let manual = Manual(
    "swapoff", "disable swap areas", usage: ["[options] [<spec>]"],
    options: [Option("-a, --all", "all of them"), Option("-v, --verbose", "accepted")], package: "util-linux", version: "2.38.1", section: 8)

  static func main(_ call: Call) throws -> Int32 {
    if call.has("a") { return 0 }
    guard let name = call.operands.first else { throw ToolFailure("bad usage", status: 16, showsHint: true) }
    if call.status(name) == nil { throw ToolFailure("\(name): swapoff failed: \(FileError.noSuchFile.text)", status: 4) }
    throw ToolFailure("\(name): swapoff failed: Invalid argument", status: 4)
  }
}
