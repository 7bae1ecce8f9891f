import Hosts
import Simulation

/// What the programs of usual images do, by name. What is not listed runs on in silence.
enum Programs {
  static func run(_ situation: ProgramSituation) -> Workload {
    switch situation.program {
    case "sh", "bash", "ash", "dash": return shell(situation)
    case "docker-entrypoint.sh", "tini", "dumb-init", "entrypoint.sh": return unwrap(situation)
    case "nginx": return nginx(situation)
    case "httpd", "httpd-foreground": return httpd(situation)
    case "http-echo": return httpEcho(situation)
    case "agnhost": return agnhost(situation)
    case "python", "python3": return python(situation)
    case "redis-server": return redis(situation)
    case "postgres": return postgres(situation)
    case "mysqld", "mariadbd": return mysql(situation)
    case "coredns": return coredns(situation)
    case "kube-proxy": return daemon(stops: 0.2, KiB: 22_000)
    case "pause": return daemon(stops: 0.05, KiB: 700)
    case "hello": return hello()
    // The control plane's own programs, where the world does not say what they do: how long they take to leave is
    // measured (golden recordings of kubelet v1.36.2).
    case "etcd": return daemon(stops: 7.3, KiB: 60_000)
    case "kube-apiserver": return daemon(stops: nil, KiB: 260_000)
    case "kube-controller-manager": return daemon(stops: 0.25, KiB: 92_000)
    case "kube-scheduler": return daemon(stops: 5.4, KiB: 60_000)
    case "memcached": return serving(11_211, KiB: 3_000)
    case "metrics-server": return serving(10_250, KiB: 30_000)
    default: break
    }
    guard ScriptRun.tools.contains(situation.program) else { return daemon(stops: 0.1, KiB: 12_000) }
    // Small tools do what a script of one line would do.
    return ScriptRun.workload(of: [situation.arguments], in: situation)
  }

  private static func serving(_ port: Int, KiB: Int) -> Workload {
    var workload = daemon(stops: 0.1, KiB: KiB)
    workload.ports = [ServedPort(port: port, answer: .silent)]
    return workload
  }

  /// A process that leaves on SIGTERM after some seconds and otherwise runs on.
  static func daemon(stops seconds: Double?, KiB: Int, code: Int = 0) -> Workload {
    var workload = Workload()
    workload.stopsAfter = seconds.map { .seconds($0) }
    workload.stopCode = code
    workload.residentKiB = KiB
    return workload
  }

  private static func shell(_ situation: ProgramSituation) -> Workload {
    var arguments = situation.arguments.dropFirst()
    var readsCommand = false
    while let option = arguments.first, option.hasPrefix("-") {
      if option.hasPrefix("--") == false, option.contains("c") { readsCommand = true }
      arguments.removeFirst()
    }
    guard let first = arguments.first else {
      // A shell whose input is closed is at its end at once; SIGTERM ends none that waits for a line.
      var workload = Workload()
      workload.stopsAfter = nil
      if situation.keepsInput { return workload }
      workload.ends = (after: .milliseconds(20), code: 0)
      return workload
    }
    let words = Array(arguments.dropFirst())
    if readsCommand {
      return ScriptRun.workload(
        script: first, name: words.first ?? "sh", words: Array(words.dropFirst()), in: situation)
    }
    guard let text = situation.files.text(first, by: situation.accessor) else {
      var workload = Workload()
      workload.lines = [
        Workload.Line(
          after: .milliseconds(5), stream: .errors, text: "sh: can't open '\(first)': No such file or directory")
      ]
      workload.ends = (after: .milliseconds(10), code: situation.base == "debian" ? 127 : 2)
      return workload
    }
    return ScriptRun.workload(script: text, name: first, words: words, in: situation)
  }

  /// An entry point that runs its arguments in the end.
  private static func unwrap(_ situation: ProgramSituation) -> Workload {
    var inner = situation
    inner.arguments = Array(situation.arguments.dropFirst().drop { $0 == "--" || $0.hasPrefix("-g") })
    guard let first = inner.arguments.first else { return daemon(stops: 0.05, KiB: 4_000) }
    guard inner.find(first) != nil else {
      var workload = Workload()
      let script = "\(situation.arguments[0]): exec: line 11: \(first): not found"
      workload.lines = [Workload.Line(after: .milliseconds(5), stream: .errors, text: script)]
      workload.ends = (after: .milliseconds(10), code: 127)
      return workload
    }
    return run(inner)
  }

  private static func httpEcho(_ situation: ProgramSituation) -> Workload {
    let listen = situation.flag("-listen", "--listen") ?? ":5678"
    let parts = listen.split(separator: ":", omittingEmptySubsequences: false)
    guard let port = Int(parts.last ?? ""), (1...65535).contains(port) else {
      return failure("listen tcp: address \(listen): invalid port", code: 1)
    }
    let fallback = situation.environment["ECHO_TEXT"]
    guard let text = situation.flag("-text", "--text") ?? fallback else {
      return failure("Missing -text option!", code: 127)
    }
    var workload = daemon(stops: 0.05, KiB: 6_400)
    let address = parts.count > 1 && !parts[0].isEmpty && parts[0] != "0.0.0.0" ? String(parts[0]) : ""
    workload.ports = [ServedPort(port: port, address: address, answer: .text("\(text)\n"))]
    workload.lines = [
      Workload.Line(
        after: .milliseconds(10), stream: .errors,
        text: "\(goTime(situation.wall)) [INFO] server is listening on \(listen)")
    ]
    return workload
  }

  private static func agnhost(_ situation: ProgramSituation) -> Workload {
    guard situation.arguments.count > 1 else { return daemon(stops: 0.05, KiB: 9_000) }
    var workload = daemon(stops: 0.05, KiB: 14_000)
    switch situation.arguments[1] {
    case "netexec":
      let ports = [("--http-port", "8080", "TCP"), ("--udp-port", "8081", "UDP"), ("--sctp-port", "-1", "SCTP")]
      for (name, fallback, transport) in ports {
        guard let port = Int(situation.flag(name) ?? fallback), port > 0 else { continue }
        workload.ports.append(ServedPort(port: port, transport: transport, answer: transport == "TCP" ? .netExec : .silent))
      }
    case "serve-hostname":
      let port = Int(situation.flag("--port") ?? "9376") ?? 9376
      workload.ports = [ServedPort(port: port, answer: .hostName)]
    case "porter":
      // A port for each SERVE_PORT_80 or SERVE_SCTP_PORT_80; the value is what it answers.
      for (name, text) in situation.environment.sorted(by: { $0.key < $1.key }) {
        for (start, transport) in [("SERVE_PORT_", "TCP"), ("SERVE_UDP_PORT_", "UDP"), ("SERVE_SCTP_PORT_", "SCTP")] {
          guard name.hasPrefix(start), let port = Int(name.dropFirst(start.count)) else { continue }
          workload.ports.append(ServedPort(port: port, transport: transport, answer: .text(text)))
        }
      }
    case "pause": break
    default: break
    }
    return workload
  }

  /// `python -m http.server 8000 --directory DIR`; other programs in Python are not simulated and run on in silence.
  private static func python(_ situation: ProgramSituation) -> Workload {
    guard let place = situation.arguments.firstIndex(of: "-m"), situation.arguments.dropFirst(place + 1).first == "http.server"
    else {
      var workload = daemon(stops: 0.1, KiB: 12_000)
      if situation.arguments.count == 1 { workload.ends = (after: .milliseconds(40), code: 0) }
      return workload
    }
    let port = situation.arguments.dropFirst(place + 2).lazy.compactMap { Int($0) }.first ?? 8000
    var workload = daemon(stops: nil, KiB: 18_000)
    let root = situation.flag("-d", "--directory") ?? situation.accessor.directory
    workload.ports = [ServedPort(port: port, answer: .files(root: root, server: "SimpleHTTP/0.6 Python/3.12.7"))]
    return workload
  }

  private static func hello() -> Workload {
    var workload = Workload()
    workload.lines = [
      "", "Hello from Docker!", "This message shows that your installation appears to be working correctly.", "",
    ]
    .enumerated().map { Workload.Line(after: .milliseconds(2 + $0.offset), text: $0.element) }
    workload.ends = (after: .milliseconds(30), code: 0)
    return workload
  }

  /// A program that says why it cannot work, and ends.
  static func failure(_ text: String, code: Int, after milliseconds: Int = 20) -> Workload {
    var workload = Workload()
    workload.lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      Workload.Line(after: .milliseconds(milliseconds / 2), stream: .errors, text: String($0))
    }
    workload.ends = (after: .milliseconds(milliseconds), code: code)
    return workload
  }

  /// `2026/11/25 08:00:00`, as Go's log package writes it.
  static func goTime(_ time: WallTime) -> String {
    let text = time.rfc3339.dropLast()
    return text.split(separator: "T").joined(separator: " ").split(separator: "-").joined(separator: "/")
  }
}
