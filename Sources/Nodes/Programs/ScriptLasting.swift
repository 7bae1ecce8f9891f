// Commands of scripts that do not end by themselves: servers, and programs that keep the machine busy.
extension ScriptRun {
  static func listens(_ words: [String]) -> Bool { words.contains { $0.hasPrefix("-") && $0.contains("l") } }

  /// `nc -l`: the port answers with what `-e` or the pipe sends.
  mutating func listen(_ words: [String]) throws(Stop) {
    var port = 0
    var command: [String] = []
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if word.hasPrefix("-"), word.contains("p") || word.contains("l"), index < words.count,
        let number = Int(words[index])
      {
        port = number
        index += 1
      } else if word == "-e" || word == "-c" {
        command = Array(words[index...])
        index = words.count
      } else if let number = Int(word) {
        port = number
      }
    }
    var text = pipedInput ?? ""
    if !command.isEmpty {
      let kept = captured
      captured = ""
      try? self.command(command.count == 1 ? command[0].split(separator: " ").map(String.init) : command)
      text = captured ?? ""
      captured = kept
    }
    // With nothing more to send it closes its side: an HTTP client sees an empty reply.
    workload.ports.append(ServedPort(port: port, answer: .banner(text)))
    throw .forever
  }

  /// A program that keeps a processor busy or takes memory.
  mutating func busy(_ words: [String]) throws(Stop) {
    workload.load = 1
    for (index, word) in words.enumerated() where word == "--vm-bytes" && index + 1 < words.count {
      let scales: [Character: Int] = ["K": 1, "k": 1, "M": 1024, "m": 1024, "G": 1_048_576, "g": 1_048_576]
      let value = words[index + 1]
      let scale = value.last.flatMap { scales[$0] } ?? 0
      workload.residentKiB = min(Int(value.prefix { $0.isNumber }) ?? 0, 1 << 40) * max(scale, 1)
    }
    throw .forever
  }
}
