import Documents
import Hosts
import World

/// diff: what differs between files.
enum Comparison: HostTool {
  static let manual = Manual(
    "diff", "compare files line by line", usage: ["[OPTION]... FILES"],
    options: [
      Option("--normal", "the plain format"),
      Option("-q, --brief", "only whether files differ"),
      Option("-s, --report-identical-files", "say where files are the same"),
      Option("-c", "with 3 lines around"), Option("-C, --context[=NUM]", "with NUM lines around"),
      Option("-u", "the unified format"), Option("-U, --unified[=NUM]", "with NUM lines around"),
      Option("-y, --side-by-side", "in two columns"),
      Option("-W, --width=NUM", "the width for -y"),
      Option("--suppress-common-lines", "with -y only what differs"),
      Option("--left-column", "accepted"),
      Option("--label=LABEL", "a name instead of the file's"),
      Option("-r, --recursive", "directories with all that is in them"),
      Option("-N, --new-file", "missing files are empty"),
      Option("-x, --exclude=PAT", "no files that match"),
      Option("-i, --ignore-case", "without regard to case"),
      Option("-b, --ignore-space-change", "without regard to how many blanks"),
      Option("-w, --ignore-all-space", "without regard to blanks"),
      Option("-Z, --ignore-trailing-space", "without regard to blanks at the end"),
      Option("-B, --ignore-blank-lines", "without regard to empty lines"),
      Option("-a, --text", "accepted"), Option("-d, --minimal", "accepted"), Option("--strip-trailing-cr", "accepted"),
      Option("-t, --expand-tabs", "accepted"), Option("-T, --initial-tab", "a tab before lines"),
      Option("--color[=WHEN]", "colours: always, auto or never"), Option("--no-dereference", "accepted"),
      .missing("-e, --ed"), .missing("-n, --rcs"), .missing("-D, --ifdef=NAME"), .missing("-p, --show-c-function"),
      .missing("-I, --ignore-matching-lines=RE"),
    ], package: "GNU diffutils", version: "3.8", hint: .namedTryHelp, usageStatus: 2)

  static func run(_ process: Process) throws -> Int32 {
    // -C and -U take their number apart, the long names do not.
    var words: [String] = []
    var left = process.arguments[...]
    while let word = left.popFirst() {
      let isShort = word.hasPrefix("-") && !word.hasPrefix("--") && word.count > 1
      if isShort, word.last == "U" || word.last == "C", let number = left.popFirst() { words.append(word + number) } else { words.append(word) }
    }
    process.arguments = words
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    guard call.operands.count >= 2 else {
      let last = call.operands.last ?? call.process.name
      throw call.usage("missing operand after \(Quoted.always(last))")
    }
    if call.operands.count > 2 { throw call.usage("extra operand \(Quoted.always(call.operands[2]))") }
    var (left, right) = (call.operands[0], call.operands[1])
    if left != "-", right != "-" {
      if call.isDirectory(left) && !call.isDirectory(right) && call.status(right) != nil {
        left = Paths.join(left, Paths.base(right))
      } else if call.isDirectory(right) && !call.isDirectory(left) && call.status(left) != nil {
        right = Paths.join(right, Paths.base(left))
      } else if call.isDirectory(left) && call.isDirectory(right) {
        try FileComparison(call).directories(left, right)
        return call.status
      }
    }
    try FileComparison(call).files(left, right, shownCommand: nil)
    return call.status
  }
}

/// Comparing two files or two directories.
struct FileComparison {
  let call: Call

  init(_ call: Call) {
    self.call = call
  }

  func directories(_ left: String, _ right: String) throws {
    let process = call.process
    func names(_ path: String) -> [String] {
      ((try? process.files.list(path, by: process.accessor)) ?? []).filter { name in
        !call.arguments.all("x").contains { Glob($0).matches(name) }
      }
    }
    let (a, b) = (names(left), names(right))
    for name in Set(a + b).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      try process.stage.step()
      let (first, second) = (Paths.join(left, name), Paths.join(right, name))
      if !call.has("N") {
        if !a.contains(name) {
          try only(right, name)
          continue
        }
        if !b.contains(name) {
          try only(left, name)
          continue
        }
      }
      let (x, y) = (call.status(first), call.status(second))
      if x?.isDirectory == true && y?.isDirectory == true {
        if call.has("r") { try directories(first, second) } else { try call.write("Common subdirectories: \(first) and \(second)\n") }
      } else if let x, let y, x.isDirectory != y.isDirectory {
        call.status = max(call.status, 1)
        try call.write("File \(first) is a \(kind(x)) while file \(second) is a \(kind(y))\n")
      } else {
        let flags = call.process.arguments.dropFirst().filter { $0.hasPrefix("-") }
        let command = (["diff"] + flags + [Quoted.ifNeeded(first), Quoted.ifNeeded(second)]).joined(separator: " ")
        try files(first, second, shownCommand: command)
      }
    }
  }

  private func kind(_ inode: Inode) -> String {
    inode.isDirectory ? "directory" : inode.size == 0 ? "regular empty file" : "regular file"
  }

  private func only(_ directory: String, _ name: String) throws {
    call.status = max(call.status, 1)
    try call.write("Only in \(directory): \(name)\n")
  }

  func files(_ left: String, _ right: String, shownCommand: String?) throws {
    var texts: [[UInt8]] = []
    var hasFailed = false
    for name in [left, right] {
      do {
        texts.append(try ByteReader(call, name).all())
      } catch let error as FileError {
        if call.has("N"), error == .noSuchFile {
          texts.append([])
          continue
        }
        try call.complain("\(name): \(error.text)", status: 2)
        hasFailed = true
      }
    }
    guard !hasFailed else { return }
    if texts[0] == texts[1] {
      if call.has("s") { try call.write("Files \(left) and \(right) are identical\n") }
      return
    }
    let isBinary = !call.has("a") && texts.contains { $0.prefix(4096).contains(0) }
    if isBinary {
      call.status = max(call.status, 1)
      return try call.write(call.has("q") ? "Files \(left) and \(right) differ\n" : "Binary files \(left) and \(right) differ\n")
    }
    let comparison = LineComparison(call, DiffText(texts[0]), DiffText(texts[1]))
    guard !comparison.isEmpty else {
      if call.has("s") { try call.write("Files \(left) and \(right) are identical\n") }
      return
    }
    call.status = max(call.status, 1)
    if call.has("q") { return try call.write("Files \(left) and \(right) differ\n") }
    if let shownCommand { try call.write("\(shownCommand)\n") }
    try comparison.print(left, right)
  }
}

/// The lines of one side.
struct DiffText {
  let lines: [String]
  let endsWithNewline: Bool

  init(_ bytes: [UInt8]) {
    var pieces = bytes.split(separator: 10, omittingEmptySubsequences: false).map { $0.text }
    endsWithNewline = bytes.isEmpty || bytes.last == 10
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    lines = pieces
  }
}
