import Hosts
import Simulation

/// CoreDNS, as its Corefile has it.
extension Programs {
  static func coredns(_ situation: ProgramSituation) -> Workload {
    let path = situation.flag("-conf", "--conf") ?? "Corefile"
    guard let text = situation.files.text(path, by: situation.accessor) else {
      return failure("open \(path): no such file or directory", code: 1)
    }
    let corefile: Corefile
    do throws(Corefile.Problem) {
      corefile = try Corefile(text, file: path)
    } catch {
      return failure(error.text, code: 1)
    }
    if let loop = loop(corefile, situation) { return loop }
    var workload = daemon(stops: 5.2, KiB: 18_000)
    for port in Set(corefile.blocks.map(\.port)).sorted() {
      for transport in ["TCP", "UDP"] {
        workload.ports.append(ServedPort(port: port, transport: transport, answer: .names(corefile, file: path)))
      }
    }
    let hasPlugin = { (name: String) in corefile.blocks.contains { $0.directive(name) != nil } }
    if hasPlugin("health") { workload.ports.append(ServedPort(port: 8080, answer: .text("OK"))) }
    if hasPlugin("ready") { workload.ports.append(ServedPort(port: 8181, answer: .text("OK"))) }
    if hasPlugin("prometheus") {
      workload.ports.append(ServedPort(port: 9153, answer: .text("# metrics: not simulated\n")))
    }
    workload.readyAfter = .milliseconds(700)
    var lines = corefile.blocks.flatMap { block in block.zones.map { "\($0):\(block.port)" } }
    if hasPlugin("reload") {
      lines.append("[INFO] plugin/reload: Running configuration SHA512 = \(digits(text))")
    }
    lines += ["CoreDNS-1.14.2", "linux/amd64, go1.25.5, "]
    workload.lines = lines.enumerated().map { Workload.Line(after: .milliseconds(200 + 10 * $0.offset), text: $0.element) }
    return workload
  }

  /// Differs: as many digits as SHA512 has, and others.
  private static func digits(_ text: String) -> String {
    (UInt8(0)..<8).map { part in
      let number = String(Fingerprint.of([part] + Array(text.utf8)), radix: 16)
      return String(repeating: "0", count: 16 - number.count) + number
    }.joined()
  }

  /// A server that is its own upstream server sees its own question come back, and ends (plug-in loop).
  private static func loop(_ corefile: Corefile, _ situation: ProgramSituation) -> Workload? {
    for block in corefile.blocks where block.directive("loop") != nil {
      guard let forward = block.directive("forward"), let zone = forward.arguments.first else { continue }
      let servers = forward.arguments.dropFirst().flatMap { target -> [String] in
        guard target.hasPrefix("/") else { return [target] }
        let text = situation.files.text(target, by: situation.accessor) ?? ""
        return text.split(separator: "\n").compactMap { line in
          let words = line.split(separator: " ")
          return words.first == "nameserver" ? words.dropFirst().first.map(String.init) : nil
        }
      }
      guard servers.contains(where: { $0.hasPrefix("127.") || $0 == situation.address }) else { continue }
      return failure(
        "[FATAL] plugin/loop: Loop (127.0.0.1:34536 -> :\(block.port)) detected for zone \"\(zone)\", see "
          + "https://coredns.io/plugins/loop#troubleshooting. Query: \"HINFO 4547991504243258144.3688648895315093531.\"",
        code: 1, after: 400)
    }
    return nil
  }
}
