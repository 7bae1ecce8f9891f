import Documents
import Hosts
import Nodes
import Simulation
import World

/// crictl: what the container runtime of a node has.
enum Crictl: HostTool {
  static let manual = Manual(
    "crictl", "look at and control the containers of a node", usage: ["[global options] command [command options] [arguments...]"],
    notes: """
      Global options: -r, --runtime-endpoint ENDPOINT; -i, --image-endpoint ENDPOINT; -c, --config FILE; -t, --timeout; -D
      ps [-a] [-q] [--name N] [--state S] [-p POD] [--pod POD] [--image I] [-o json] [--no-trunc] [-l] [-n N]
      pods [-q] [--name N] [--namespace N] [--state S] [--label K=V] [-o json] [--no-trunc]
      images [-q] [-v] [--digests]; pull IMAGE; rmi IMAGE
      logs [-f] [--tail N] [--since D] [-t] [-p] ID; inspect ID; inspectp ID; inspecti ID
      exec [-i] [-t] [-s] ID COMMAND...; stop [-t N] ID; start ID; rm [-f] [-a] ID; stopp ID; rmp [-f] ID
      info; version; stats
      """, parsing: .raw, hint: .none)

  static func main(_ call: Call) throws -> Int32 {
    var words = call.operands[...]
    var endpoint = call.process.environment["CONTAINER_RUNTIME_ENDPOINT"]
    while let word = words.first, word.hasPrefix("-") {
      words.removeFirst()
      switch word {
      case "--version", "-v":
        try call.write("crictl version v1.36.0\n")
        return 0
      case "--help", "-h":
        try call.write(manual.help(calledAs: call.process.name))
        return 0
      case "-r", "--runtime-endpoint": endpoint = words.popFirst()
      case "-i", "--image-endpoint", "-c", "--config", "-t", "--timeout": _ = words.popFirst()
      case "-D", "--debug": continue
      default:
        if word.hasPrefix("--runtime-endpoint=") {
          endpoint = String(word.dropFirst(19))
        } else if !word.contains("=") {
          try call.process.printError("Incorrect Usage: flag provided but not defined: \(word.drop { $0 == "-" })\n")
          return 1
        }
      }
    }
    guard let verb = words.popFirst() else {
      try call.write(manual.help(calledAs: call.process.name))
      return 0
    }
    return try CrictlCommand(call, endpoint: endpoint).run(verb, Array(words))
  }
}

/// One command of crictl.
struct CrictlCommand {
  let call: Call
  private let endpoint: String?
  private static let defaults = [
    "unix:///run/containerd/containerd.sock", "unix:///run/crio/crio.sock", "unix:///var/run/cri-dockerd.sock",
  ]

  init(_ call: Call, endpoint: String?) {
    self.call = call
    self.endpoint = endpoint
  }

  /// A line of logrus on the errors.
  func log(_ level: String, _ message: String) throws {
    try call.flush()
    let escaped = message.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    try call.process.printError("time=\"\(call.process.wall.rfc3339)\" level=\(level) msg=\"\(escaped)\"\n")
  }

  func fatal(_ message: String) throws -> Int32 {
    try log("fatal", message)
    return 1
  }

  func run(_ verb: String, _ words: [String]) throws -> Int32 {
    let known: [String: String] = [
      "ps": "ps", "pods": "pods", "images": "images", "image": "images", "img": "images", "logs": "logs", "inspect": "inspect",
      "inspectp": "inspectp", "inspecti": "inspecti", "exec": "exec", "stop": "stop", "start": "start", "rm": "rm",
      "stopp": "stopp", "rmp": "rmp", "rmi": "rmi", "pull": "pull", "info": "info", "version": "version", "stats": "stats",
    ]
    guard let command = known[verb] else {
      if ["config", "completion", "runp", "run", "create", "attach", "port-forward", "statsp", "update", "events", "checkpoint"].contains(verb) {
        throw ToolFailure("not simulated: crictl \(verb)")
      }
      try call.process.printError("No help topic for '\(verb)'\n")
      return 3
    }
    guard try connect(needsImages: ["ps", "images", "inspecti", "pull", "rmi"].contains(command)) else { return 1 }
    try call.process.wait(for: .milliseconds(40))
    let listing = CrictlListing(self)
    switch command {
    case "ps": return try listing.containers(words)
    case "pods": return try listing.pods(words)
    case "images": return try listing.images(words)
    case "version":
      try call.write("Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v\(ContainerRuntime.containerdVersion)\nRuntimeApiVersion:  v1\n")
      return 0
    case "info", "inspect", "inspectp", "inspecti": return try CrictlInspection(self).run(command, words)
    case "stats": return try listing.stats()
    default: return try CrictlChange(self).run(command, words)
    }
  }

  var runtime: ContainerRuntime? { call.process.stage.world.runtime(of: call.process.hostName) }

  /// Reads the configuration, warns as crictl does, and finds the socket; false after a fatal message.
  private func connect(needsImages: Bool) throws -> Bool {
    var chosen = endpoint
    let configuration = (try? call.process.files.read("/etc/crictl.yaml", by: call.process.accessor))?.text
    if let configuration {
      for line in configuration.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1).map { String($0).trimmingBlanks() }
        if parts.count == 2, parts[0] == "runtime-endpoint", chosen == nil { chosen = parts[1].replacing("\"", with: "") }
      }
    } else if endpoint == nil || call.process.environment["CONTAINER_RUNTIME_ENDPOINT"] != nil {
      try log("warning", "Config \"/etc/crictl.yaml\" does not exist, trying next: \"/usr/bin/crictl.yaml\"")
    }
    if chosen == nil {
      let list = Self.defaults.joined(separator: " ")
      let advice = "As the default settings are now deprecated, you should set the endpoint instead."
      try log("warning", "runtime connect using default endpoints: [\(list)]. \(advice)")
      if needsImages { try log("warning", "Image connect using default endpoints: [\(list)]. \(advice)") }
    }
    let socket = "unix:///run/containerd/containerd.sock"
    let isRoot = call.process.credentials.user == 0
    let isKnown = chosen == nil || chosen?.hasSuffix("/run/containerd/containerd.sock") == true
    if isRoot, isKnown, let runtime, runtime.isRunning { return true }
    func problem(_ name: String, _ why: String) -> String {
      let path = name.replacing("unix://", with: "")
      return "validate service connection: validate CRI v1 runtime API for endpoint \"\(name)\": rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix \(path): connect: \(why)\""
    }
    if let chosen {
      let isContainerd = chosen.hasSuffix("/run/containerd/containerd.sock")
      let why = !isRoot && isContainerd ? "permission denied" : isContainerd && runtime != nil ? "connection refused" : "no such file or directory"
      try log("fatal", problem(chosen, why))
      return false
    }
    for name in Self.defaults {
      let why = name == socket && runtime != nil ? (isRoot ? "connection refused" : "permission denied") : "no such file or directory"
      try log(name == Self.defaults.last ? "fatal" : "error", problem(name, why))
    }
    return false
  }
}

/// Options of a crictl command.
struct CrictlOptions {
  private(set) var values: [String: [String]] = [:]
  private(set) var operands: [String] = []

  /// `flags` take no value; every other option does. Options end at the first operand where `leading`.
  init(_ words: [String], flags: Set<String>, names: [String: String] = [:], leading: Bool = false) {
    var left = words[...]
    while let word = left.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        if leading {
          operands += left
          break
        }
        continue
      }
      var body = String(word.drop { $0 == "-" })
      var value: String?
      if let mark = body.firstIndex(of: "=") {
        value = String(body[body.index(after: mark)...])
        body = String(body[..<mark])
      }
      if !word.hasPrefix("--"), body.count > 1, names[body] == nil, !flags.contains(body), body.allSatisfy({ flags.contains(names[String($0)] ?? String($0)) }) {
        for letter in body { values[names[String(letter)] ?? String(letter), default: []].append("") }
        continue
      }
      let key = names[body] ?? body
      if flags.contains(key) {
        values[key, default: []].append(value ?? "")
      } else {
        values[key, default: []].append(value ?? left.popFirst() ?? "")
      }
    }
  }

  func has(_ key: String) -> Bool { values[key] != nil && values[key]?.last != "false" }
  subscript(_ key: String) -> String? { values[key]?.last }
}
