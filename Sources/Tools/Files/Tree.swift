import Hosts
import World

/// tree: directories as a drawing.
enum Tree: HostTool {
  static let manual = Manual(
    "tree", "draw what is below directories", usage: ["[options] [directory ...]"],
    options: [
      Option("-a", "also names that begin with a dot"), Option("-d", "only directories"), Option("-f", "whole paths"), Option("-i", "no lines"),
      Option("-L LEVEL", "down to this level"), Option("-P PATTERN", "only files that match"), Option("-I PATTERN", "nothing that matches"),
      Option("-p", "permissions"), Option("-u", "owners"), Option("-g", "groups"), Option("-s", "sizes"), Option("-h", "sizes such as 4.0K"), Option("-F", "a mark behind names"),
      Option("-l", "accepted"), Option("-x", "accepted"), Option("-C", "colours"), Option("-n", "no colours"), Option("-r", "the other way round"), Option("-t", "the newest last"),
      Option("--noreport", "no sums"), Option("--dirsfirst", "directories first"), Option("--prune", "accepted"), Option("-Q", "names between quotes"), Option("-N", "accepted"), Option("-D", "accepted"),
    ], package: "tree", version: "2.1.0")

  private struct Counts {
    var directories = 0
    var files = 0
  }

  static func main(_ call: Call) throws -> Int32 {
    if let text = call["L"], (Int(text) ?? 0) < 1 { throw ToolFailure("Invalid level, must be greater than 0.") }
    var counts = Counts()
    for name in call.operands.isEmpty ? ["."] : call.operands {
      guard let inode = call.status(name) else {
        try call.write("\(name)  [error opening dir]\n")
        call.status = 2
        continue
      }
      try call.write("\(try label(name, name, inode, call))\(inode.isDirectory ? "" : "  [error opening dir]")\n")
      if inode.isDirectory {
        counts.directories += 1
        try show(name, "", 1, &counts, call)
      }
    }
    if !call.has("noreport") {
      let directories = "\(counts.directories) director\(counts.directories == 1 ? "y" : "ies")"
      let files = "\(counts.files) file\(counts.files == 1 ? "" : "s")"
      try call.write("\n\(directories)\(call.has("d") ? "" : ", \(files)")\n")
    }
    return call.status
  }

  private static func label(_ name: String, _ path: String, _ inode: Inode, _ call: Call) throws -> String {
    var facts: [String] = []
    let accounts = Accounts(call.process)
    if call.has("p") { facts.append(FileModes.text(inode)) }
    if call.has("u") { facts.append((accounts.userName(inode.user) ?? String(inode.user)).padded(to: 8, left: true)) }
    if call.has("g") { facts.append((accounts.groupName(inode.group) ?? String(inode.group)).padded(to: 8, left: true)) }
    if call.has("h") { facts.append(SizeText.human(inode.size).padded(to: 4)) } else if call.has("s") { facts.append(String(inode.size).padded(to: 11)) }
    var text = call.has("Q") ? "\"\(name)\"" : name
    if call.has("C") || call.process.output.isTerminal && !call.has("n") {
      if inode.isDirectory { text = "\u{1b}[01;34m\(text)\u{1b}[0m" } else if inode.isLink { text = "\u{1b}[01;36m\(text)\u{1b}[0m" } else if inode.mode & 0o111 != 0 { text = "\u{1b}[01;32m\(text)\u{1b}[0m" }
    }
    if call.has("F"), inode.isDirectory, name != "/" { text += "/" }
    if case .link(let target) = inode.kind { text += " -> \(target)" }
    return facts.isEmpty ? text : "[\(facts.joined(separator: " "))]  \(text)"
  }

  private static func show(_ directory: String, _ prefix: String, _ level: Int, _ counts: inout Counts, _ call: Call) throws {
    if let most = call["L"].flatMap({ Int($0) }), level > most { return }
    let process = call.process
    try process.stage.step()
    var entries: [(name: String, inode: Inode)] = []
    for name in (try? process.files.list(directory, by: process.accessor)) ?? [] where call.has("a") || !name.hasPrefix(".") {
      guard let inode = call.status(Paths.join(directory, name), following: false) else { continue }
      if call.has("d") && !inode.isDirectory { continue }
      if let pattern = call["I"], pattern.split(separator: "|").contains(where: { Glob(String($0)).matches(name) }) { continue }
      if let pattern = call["P"], !inode.isDirectory, !pattern.split(separator: "|").contains(where: { Glob(String($0)).matches(name) }) { continue }
      entries.append((name, inode))
    }
    if call.has("t") { entries.sort { ($0.inode.modified, $0.name) < ($1.inode.modified, $1.name) } }
    if call.has("r") { entries.reverse() }
    if call.has("dirsfirst") { entries = entries.filter(\.inode.isDirectory) + entries.filter { !$0.inode.isDirectory } }
    for (index, entry) in entries.enumerated() {
      let isLast = index + 1 == entries.count
      let path = Paths.join(directory, entry.name)
      let branch = call.has("i") ? "" : "\(prefix)\(isLast ? "└── " : "├── ")"
      try call.write("\(branch)\(try label(call.has("f") ? path : entry.name, path, entry.inode, call))\n")
      if entry.inode.isDirectory {
        counts.directories += 1
        try show(path, "\(prefix)\(isLast ? "    " : "│   ")", level + 1, &counts, call)
      } else {
        counts.files += 1
      }
    }
  }
}
