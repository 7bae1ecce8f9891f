import Hosts
import World

/// grep: lines that match.
enum Grep: HostTool {
  static let manual = GrepManual.make("grep")

  static func run(_ process: Process) throws -> Int32 {
    process.arguments = process.arguments.map { word in
      let digits = word.dropFirst()
      return word.hasPrefix("-") && !digits.isEmpty && digits.allSatisfy(\.isNumber) ? "-C\(digits)" : word
    }
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 { try GrepRun(call).run() }
}

/// egrep: grep -E.
enum ExtendedGrep: HostTool {
  static let manual = GrepManual.make("egrep")
  static func main(_ call: Call) throws -> Int32 { try GrepRun(call, syntax: .extended).run() }
}

/// fgrep: grep -F.
enum FixedGrep: HostTool {
  static let manual = GrepManual.make("fgrep")
  static func main(_ call: Call) throws -> Int32 { try GrepRun(call, syntax: .fixed).run() }
}

enum GrepManual {
  static func make(_ name: String) -> Manual {
    Manual(
      name, "print lines that match patterns", usage: ["[OPTION]... PATTERNS [FILE]..."],
      options: [
        Option("-E, --extended-regexp", "PATTERNS are extended regular expressions"),
        Option("-F, --fixed-strings", "PATTERNS are plain strings"),
        Option("-G, --basic-regexp", "PATTERNS are basic regular expressions, as without options"),
        Option("-P, --perl-regexp", "PATTERNS are Perl expressions, as far as they can be told in POSIX's words"),
        Option("-e, --regexp=PATTERNS", "match these"),
        Option("-f, --file=FILE", "match what is in FILE"),
        Option("-i, -y, --ignore-case", "without regard to case"),
        Option("--no-ignore-case", "with regard to case"),
        Option("-w, --word-regexp", "match whole words"),
        Option("-x, --line-regexp", "match whole lines"),
        Option("-z, --null-data", "lines end in NUL"),
        Option("-s, --no-messages", "no complaints of files"),
        Option("-v, --invert-match", "lines that do not match"),
        Option("-m, --max-count=NUM", "stop after NUM lines"),
        Option("-b, --byte-offset", "where each line begins"),
        Option("-n, --line-number", "line numbers"),
        Option("--line-buffered", "send on each line"),
        Option("-H, --with-filename", "file names"),
        Option("-h, --no-filename", "no file names"),
        Option("--label=LABEL", "a name for the standard input"),
        Option("-o, --only-matching", "only what matches"),
        Option("-q, --quiet, --silent", "no output, only the status"),
        Option("--binary-files=TYPE", "binary, text or without-match"),
        Option("-a, --text", "treat all files as text"),
        Option("-I", "skip binary files"),
        Option("-d, --directories=ACTION", "read, recurse or skip"),
        Option("-D, --devices=ACTION", "accepted"),
        Option("-r, --recursive", "directories with all that is in them"),
        Option("-R, --dereference-recursive", "the same, following links"),
        Option("--include=GLOB", "only files that match"),
        Option("--exclude=GLOB", "no files that match"),
        Option("--exclude-from=FILE", "no files that match a line of FILE"),
        Option("--exclude-dir=GLOB", "no directories that match"),
        Option("-L, --files-without-match", "only names of files without a match"),
        Option("-l, --files-with-matches", "only names of files with a match"),
        Option("-c, --count", "only how many lines match"),
        Option("-T, --initial-tab", "a tab before lines"),
        Option("-Z, --null", "NUL after file names"),
        Option("-B, --before-context=NUM", "NUM lines before each match"),
        Option("-A, --after-context=NUM", "NUM lines after each match"),
        Option("-C, --context=NUM", "NUM lines before and after each match"),
        Option("--group-separator=SEP", "between groups of lines instead of --"),
        Option("--no-group-separator", "nothing between groups of lines"),
        Option("--color[=WHEN]", "colours: always, auto or never"),
        Option("--colour[=WHEN]", "the same"),
        Option("-U, --binary", "does nothing"),
        Option("-u, --unix-byte-offsets", "does nothing"),
      ],
      notes: "The status is 0 where a line matched, 1 where none did, 2 after an error. -NUM alone is short for -C NUM.",
      package: "GNU grep", version: "3.8", hint: .usageThenTryHelp, usageStatus: 2)
  }
}
