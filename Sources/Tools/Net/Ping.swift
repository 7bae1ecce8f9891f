import Hosts
import Networking
import Simulation
import World

/// ping of iputils: whether somebody answers.
enum Ping: HostTool {
  static let manual = Manual(
    "ping", "see whether a host answers", usage: ["[options] <destination>"],
    options: [
      Option("-c COUNT", "stop after COUNT answers"), Option("-i INTERVAL", "seconds between packets"), Option("-W TIMEOUT", "wait so long for the last answer"),
      Option("-w DEADLINE", "stop after so many seconds"), Option("-q", "only the summary"), Option("-n", "no names"), Option("-4", "accepted"), Option("-6", "accepted"),
      Option("-s SIZE", "accepted"),
    ], package: "iputils", version: "20221126", hint: .help, usageStatus: 2)

  static func main(_ call: Call) throws -> Int32 {
    guard let target = call.operands.last else { throw ToolFailure("usage error: Destination address required", status: 1) }
    var pinging = Pinging(call, target, isSmall: false)
    return try pinging.run()
  }
}

/// BusyBox's ping.
enum SmallPing: HostTool {
  static let name = "busybox-ping"
  static let manual = Manual(
    "ping", "see whether a host answers", usage: ["[OPTIONS] HOST"],
    options: [
      Option("-c CNT", "send so many packets"), Option("-W SEC", "wait so long for the first answer"), Option("-w SEC", "stop after so many seconds"),
      Option("-q", "only the summary"), Option("-i SEC", "seconds between packets"), Option("-4", "accepted"), Option("-6", "accepted"),
      Option("-s SIZE", "accepted"), Option("-I IFACE", "accepted"), Option("-A", "accepted"), Option("-t TTL", "accepted"),
    ], package: "BusyBox", version: "1.36.1", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    guard let target = call.operands.last else {
      try call.process.printError(SmallUsage.text(manual))
      return 1
    }
    var pinging = Pinging(call, target, isSmall: true)
    return try pinging.run()
  }
}

/// One run of either ping. A packet gets through where a connection without a port of its own would: to Pods and hosts,
/// not to the virtual addresses of Services.
private struct Pinging {
  let call: Call
  let target: String
  let isSmall: Bool
  private var process: Process { call.process }
  private var sent = 0
  private var received = 0
  private var times: [Int] = []

  init(_ call: Call, _ target: String, isSmall: Bool) {
    self.call = call
    self.target = target
    self.isSmall = isSmall
  }

  mutating func run() throws -> Int32 {
    let names = NameService(process)
    let (name, address): (String, String)
    switch names.addresses(of: target) {
    case .found(let found, let addresses): (name, address) = (found, addresses[0])
    case .unknown:
      if isSmall { throw ToolFailure("bad address '\(target)'") }
      throw ToolFailure("\(target): Name or service not known", status: 2)
    case .unreachable(let atOnce):
      if !atOnce { try process.wait(for: names.patience) }
      if isSmall { throw ToolFailure("bad address '\(target)'") }
      throw ToolFailure("\(target): Temporary failure in name resolution", status: 2)
    }
    let begin = process.now
    let title = isSmall ? target : name
    try call.write("PING \(title) (\(address))\(isSmall ? ": 56 data bytes" : " 56(84) bytes of data.")\n")
    let sender = isSmall || IPAddress(target) != nil || call.has("n") ? address : "\(names.name(of: address) ?? address) (\(address))"
    do {
      try send(to: address, as: sender, begin)
    } catch Suspension.interrupted {
      try summary(title, begin)
      throw Suspension.interrupted
    }
    try summary(title, begin)
    return received > 0 ? 0 : 1
  }

  private mutating func send(to address: String, as sender: String, _ begin: Instant) throws {
    let count = call["c"].flatMap { Int($0) } ?? .max
    // iputils lets nobody be faster than 2 ms.
    let interval = max(Span.milliseconds(2), .seconds(call["i"].flatMap { Double($0) } ?? 1))
    let deadline = call["w"].flatMap { Double($0) }.map { begin + .seconds($0) } ?? .never
    while sent < count && process.now < deadline {
      sent += 1
      switch NetworkAccess.connect(process, to: address, port: 9) {
      case .connected, .refused:
        received += 1
        let time = process.stage.world.draw("ping") { 35 + $0.below(40) }
        times.append(time)
        if !call.has("q") { try call.write(answer(sender, time)) }
      case .noRoute where !isSmall:
        let own = HostName.Nodes.addresses(of: process).first ?? "127.0.0.1"
        if !call.has("q") { try call.write("From \(own) icmp_seq=\(sent) Destination Host Unreachable\n") }
      case .noRoute, .silent: break
      }
      try call.flush()
      if sent < count {
        try process.wait(until: min(deadline, process.now + interval))
      } else if received < sent {
        try process.wait(until: min(deadline, process.now + .seconds(call["W"].flatMap { Double($0) } ?? 10)))
      }
    }
  }

  private func answer(_ sender: String, _ time: Int) -> String {
    isSmall
      ? "64 bytes from \(sender): seq=\(sent - 1) ttl=63 time=0.0\(time) ms\n"
      : "64 bytes from \(sender): icmp_seq=\(sent) ttl=63 time=0.0\(time) ms\n"
  }

  private func summary(_ title: String, _ begin: Instant) throws {
    let lost = sent == 0 ? 0 : (sent - received) * 100 / sent
    let packets = isSmall ? "\(received) packets received" : "\(received) received"
    let spent = isSmall ? "" : ", time \(Int((process.now - begin).seconds * 1000))ms"
    try call.write(
      "\n--- \(title) ping statistics ---\n\(sent) packets transmitted, \(packets), \(lost)% packet loss\(spent)\n")
    func number(_ microseconds: Double) -> String { NumberFormat.fixed(microseconds / 1000, 3) }
    if let least = times.min(), let most = times.max() {
      let mean = Double(times.reduce(0, +)) / Double(times.count)
      let square = times.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(times.count)
      let three = "\(number(Double(least)))/\(number(mean))/\(number(Double(most)))"
      try call.write(
        isSmall
          ? "round-trip min/avg/max = \(three) ms\n"
          : "rtt min/avg/max/mdev = \(three)/\(number(square.squareRoot())) ms\n")
    } else if !isSmall {
      try call.write("\n")
    }
    try call.flush()
  }
}
