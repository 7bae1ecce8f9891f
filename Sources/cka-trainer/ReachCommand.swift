import ArgumentParser
import Documents
import Networking

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `cka-trainer reach`: who reaches whom under the NetworkPolicies in some manifests, and why.
struct ReachCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "reach",
    abstract: "Show who reaches whom under NetworkPolicies, or explain one connection.",
    discussion: """
      Reads Namespaces, Pods, Nodes and NetworkPolicies; the Pod template of a workload counts as one Pod. \
      With --from and --to it explains the connection, rule by rule; else it shows a table. Without --port it \
      looks at every port that the Pods declare. Manifests that the API server would refuse are told with file \
      and line, and end with status 1; what else is worth knowing of them goes to standard error.
      """)

  @Option(
    name: [.customShort("f"), .customLong("filename")],
    help: "A file of YAML or JSON, a folder of such files (without those in it), or - for standard input.")
  var files: [String] = []
  @Option(help: "The source: NAMESPACE/POD or an address.")
  var from: String?
  @Option(help: "The destination: NAMESPACE/POD or an address.")
  var to: String?
  @Option(help: "A port number, or the name of a container port of the destination.")
  var port: String?
  @Option(name: .customLong("protocol"), help: "TCP, UDP or SCTP.")
  var transport: String = "TCP"
  @Option(name: .shortAndLong, help: "table or json.")
  var output: Format = .table
  @Flag(help: "Answer requests on standard input, one JSON object a line.")
  var jsonl = false

  func validate() throws {
    if jsonl == files.isEmpty { return }
    throw ValidationError(
      jsonl ? "--jsonl reads requests and takes no -f" : "say which manifests to read with -f PATH")
  }

  func run() throws {
    if jsonl { answerLines() } else { try show() }
  }

  // MARK: Requests on standard input

  private func answerLines() {
    while let line = readLine() {
      if line.allSatisfy(\.isWhitespace) { continue }
      MachineFiles.write(answer(to: line) + [UInt8(ascii: "\n")])
    }
  }

  private func answer(to line: String) -> [UInt8] {
    var id: Value?
    do {
      let value = try JSON.parse(line)
      id = value["id"]
      let request = try ReachRequest(value)
      var report: ReachReport?
      let seconds = try timed { report = try request.evaluated() }
      var changes: [Double] = []
      if !request.changes.isEmpty {
        var live = try request.live()
        changes = try request.changes.map { policy in try timed { live.apply(policy) } }
        report = ReachReport(live.engine, probes: request.probes)
      }
      return report?.line(id: id, seconds: seconds, changes: changes) ?? []
    } catch let failure as ReachRequest.Failure {
      return error(failure.message, id)
    } catch {
      return self.error("not a request: \(error)", id)
    }
  }

  /// How many seconds of real time something takes.
  private func timed(_ body: () throws -> Void) throws -> Double {
    let clock = ContinuousClock()
    let begin = clock.now
    try body()
    let (seconds, attoseconds) = (clock.now - begin).components
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  private func error(_ message: String, _ id: Value?) -> [UInt8] {
    var answer: Value = [:]
    answer["id"] = id
    answer["error"] = .string(message)
    return Array(JSON.text(answer).utf8)
  }

  // MARK: Manifests

  private func show() throws {
    let manifests = try read()
    var outside: [IPAddress] = []
    for end in [from, to].compactMap({ $0 }) {
      if let address = IPAddress(end), !outside.contains(address) { outside.append(address) }
    }
    let pods = PolicyEngine(objects: manifests.objects)
    let unknown = outside.filter { pods.endpoint(at: $0).kind != .pod }
    let engine = PolicyEngine(objects: manifests.objects, outside: unknown)
    try stop(with: manifests.problems + manifests.messages(for: manifests.refusals + engine.problems))
    if pods.endpoints.isEmpty { try stop(with: ["there are no Pods in these manifests"]) }
    MachineFiles.write(manifests.notes.map { "\($0)\n" }.joined(), to: 2)
    let source = try from.map { try place(of: $0, in: engine) }
    let destination = try to.map { try place(of: $0, in: engine) }
    let probes = try probes(for: engine, destination)
    if let source, let destination {
      explain(
        probes.map {
          engine.explain(from: engine.endpoints[source], to: engine.endpoints[destination], on: $0)
        })
    } else {
      let report = ReachReport(engine, probes: probes, from: source, to: destination)
      let inColor = isatty(1) == 1 && getenv("NO_COLOR") == nil
      let columns = getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? Self.terminalColumns ?? 100
      let table = { Array(report.table(inColor: inColor, columns: columns).utf8) }
      MachineFiles.write(output == .json ? report.json + [10] : table())
    }
  }

  /// How wide the terminal is; nil where the output goes to none.
  private static var terminalColumns: Int? {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  private func explain(_ explanations: [Explanation]) {
    switch output {
    case .json: MachineFiles.write("\(JSON.text(.array(explanations.map(\.document))))\n")
    case .table: MachineFiles.write(explanations.map(\.text).joined(separator: "\n"))
    }
  }

  private func read() throws -> ManifestSet {
    var manifests = ManifestSet()
    var problems: [String] = []
    for path in files {
      do throws(MachineFiles.Failure) {
        for file in try paths(at: path) {
          manifests.add(
            file: file, text: String(decoding: try MachineFiles.bytes(ofFile: file), as: UTF8.self))
        }
      } catch {
        problems.append(error.message)
      }
    }
    try stop(with: problems)
    return manifests
  }

  private func paths(at path: String) throws(MachineFiles.Failure) -> [String] {
    guard path != "-" && MachineFiles.isFolder(path) else { return [path] }
    let names = try MachineFiles.names(inFolder: path)
    let folder = path.hasSuffix("/") ? path : "\(path)/"
    return names.filter { name in [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) } }.map {
      "\(folder)\($0)"
    }
  }

  private func place(of end: String, in engine: PolicyEngine) throws -> Int {
    if let place = engine.place(of: end) { return place }
    if let address = IPAddress(end), let place = engine.place(of: engine.endpoint(at: address).title) {
      return place
    }
    if let place = engine.place(of: "default/\(end)") { return place }
    let names = engine.endpoints.filter { $0.kind == .pod }.map(\.title)
    let all = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
    try stop(with: ["there is no Pod \(end) in these manifests; there are: \(all)"])
    throw ExitCode.failure
  }

  private func probes(for engine: PolicyEngine, _ destination: Int?) throws -> [Probe] {
    guard let transport = TransportProtocol(rawValue: transport.uppercased()) else {
      try stop(with: ["--protocol is TCP, UDP or SCTP"])
      throw ExitCode.failure
    }
    if let port {
      guard let probe = Probe("\(transport.rawValue)/\(port)") else {
        try stop(with: ["--port is a number from 1 to 65535 or a name"])
        throw ExitCode.failure
      }
      return [probe]
    }
    let declared = destination.map { engine.endpoints[$0].ports.map { Probe($0.transport, $0.number) } }
    return declared.map { $0.isEmpty ? [Probe(transport, 80)] : $0 } ?? engine.declaredProbes
  }

  private func stop(with problems: [String]) throws {
    if problems.isEmpty { return }
    MachineFiles.write(problems.map { "\($0)\n" }.joined(), to: 2)
    throw ExitCode.failure
  }
}
