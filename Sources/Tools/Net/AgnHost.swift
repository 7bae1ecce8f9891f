import Etcd
import Hosts
import Networking
import Simulation
import World

/// agnhost: of the many programs in it, the one with which Kubernetes' own tests look whether something can be reached.
enum AgnHost: HostTool {
  static let manual = Manual(
    "agnhost", "the program of Kubernetes' end-to-end tests", usage: ["connect HOST:PORT [--timeout=5s] [--protocol=tcp]"],
    options: [
      Option("--timeout=SPAN", "give up after so long"), Option("--protocol=NAME", "tcp, udp or sctp"),
      Option("--udp-data=TEXT", "accepted"),
    ], package: "agnhost", version: "2.53", hint: .none)

  static func main(_ call: Call) throws -> Int32 {
    guard call.operands.first == "connect", call.operands.count == 2 else {
      throw ToolFailure("not simulated: agnhost \(call.operands.first ?? "")")
    }
    let text = call.operands[1]
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
      try call.process.printError("OTHER: address \(text): missing port in address\n")
      return 1
    }
    let transports: [String: TransportProtocol] = ["tcp": .tcp, "udp": .udp, "sctp": .sctp]
    let process = call.process
    var opening = Opening(process: process, host: String(text[..<colon]), port: port)
    opening.transport = transports[call["protocol"]?.lowercased() ?? "tcp"] ?? .tcp
    let span = call["timeout"] ?? "5s"
    guard let limit = GoDuration.parse(span) else {
      try process.printError("Error: \(CobraFlag("timeout", .duration, "5s", "").problem(with: span) ?? "")\n")
      return 1
    }
    opening.limit = process.now + limit
    let word: String
    switch try opening.run() {
    case .connected: return 0
    case .refused: word = "REFUSED"
    case .noSuchName, .noNameServer: word = "DNS: lookup \(opening.host): no such host"
    case .timedOut, .givenUp: word = "TIMEOUT"
    case .noRoute: word = "OTHER: dial \(text): connect: no route to host"
    }
    try process.printError("\(word)\n")
    return 1
  }
}
