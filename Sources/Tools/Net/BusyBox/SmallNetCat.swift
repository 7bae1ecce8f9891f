import Hosts
import Networking
import Simulation
import World

/// BusyBox's nc, with the options that Alpine and the busybox image build in.
enum SmallNetCat: HostTool {
  static let name = "busybox-nc"
  static let manual = Manual(
    "nc", "open plain connections", usage: ["[OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen"],
    options: [
      Option("-n", "accepted"), Option("-u", "UDP"), Option("-v", "say what happens"), Option("-w SEC", "give up after so long"),
      Option("-z", "only look whether somebody listens"), Option("-i SEC", "accepted"), Option("-s ADDR", "accepted"),
      Option("-o FILE", "accepted"), .missing("-l"), .missing("-p PORT"), .missing("-e PROG"), .missing("-f FILE"),
    ], package: "BusyBox", version: "1.36.1", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    guard call.operands.count >= 2, let port = Int(call.operands[1]) else {
      try call.process.printError(SmallUsage.text(manual))
      return 1
    }
    let host = call.operands[0]
    let process = call.process
    let isUDP = call.has("u")
    var opening = Opening(process: process, host: host, port: port, transport: isUDP ? .udp : .tcp)
    opening.limit = call["w"].flatMap { Double($0) }.map { process.now + .seconds($0) } ?? .never
    func fail(_ text: String, isSaid: Bool = true) throws -> Int32 {
      if isSaid { try process.printError("nc: \(text)\n") }
      return 1
    }
    func place(_ address: String) -> String { "\(host) (\(address):\(port))" }
    switch try opening.run() {
    case .connected(let peer, let address):
      if call.has("v") { try process.printError("\(place(address)) open\n") }
      return call.has("z") ? 0 : try PlainTalk.run(peer, host, port, call)
    case .noSuchName, .noNameServer: return try fail("bad address '\(host)'")
    case .refused(let address): return try fail("\(place(address)): Connection refused", isSaid: call.has("v"))
    case .noRoute(let address): return try fail("\(place(address)): Host is unreachable", isSaid: call.has("v"))
    case .givenUp(let address): return try fail("\(place(address)): Operation timed out", isSaid: call.has("v"))
    case .timedOut(let address?):
      if isUDP {
        if call.has("v") { try process.printError("\(place(address)) open\n") }
        return 0
      }
      return try fail("\(place(address)): Connection timed out", isSaid: call.has("v"))
    case .timedOut(nil): return try fail("timed out")
    }
  }
}
