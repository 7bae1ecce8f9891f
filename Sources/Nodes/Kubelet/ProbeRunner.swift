import Hosts
import Simulation

/// Answers probes from what the runtime knows of its containers.
enum ProbeRunner {
  static func answer(_ probe: ProbeRequest, _ here: Surroundings) -> ProbeAnswer {
    switch probe {
    case .http(let scheme, let host, let port, let path, _):
      guard let server = server(host, port, here) else { return refused(host, port) }
      if scheme == "https" {
        return .failed("http: server gave HTTP response to HTTPS client")
      }
      let reply = ContainerService.reply(to: path, from: server.container, server.port, here.host)
      return .status(reply.code, body: reply.body)
    case .tcp(let host, let port, _), .grpc(let port, _, let host, _):
      return server(host, port, here) == nil ? refused(host, port) : .connected
    case .exec(let command, let container):
      let result = ContainerCommand.run(command, in: container, host: here.host, runtime: here.runtime, at: here.now)
      return .exit(result.code, output: result.output)
    }
  }

  /// What is wrong, in the words of the event; nil for a success.
  static func problem(_ answer: ProbeAnswer, _ request: ProbeRequest) -> String? {
    switch answer {
    case .status(let code, _): return (200..<400).contains(code) ? nil : "HTTP probe failed with statuscode: \(code)"
    case .connected: return nil
    case .exit(let code, let output):
      guard code != 0 else { return nil }
      return code == 126 || code == 127 ? "\(output)" : output
    case .failed(let text):
      if case .http(let scheme, let host, let port, let path, _) = request {
        let bare = path.hasPrefix("/") ? path : "/\(path)"
        return "Get \"\(scheme)://\(host):\(port)\(bare)\": \(text)"
      }
      return text
    case .timedOut:
      if case .http(let scheme, let host, let port, let path, _) = request {
        return "Get \"\(scheme)://\(host):\(port)\(path)\": context deadline exceeded "
          + "(Client.Timeout exceeded while awaiting headers)"
      }
      return "command timed out"
    }
  }

  private static func refused(_ host: String, _ port: Int) -> ProbeAnswer {
    .failed("dial tcp \(host):\(port): connect: connection refused")
  }

  private static func server(
    _ host: String, _ port: Int, _ here: Surroundings
  ) -> (container: Container, port: ServedPort)? {
    if let found = here.runtime.server(at: host, port: port, now: here.now) { return found }
    guard host == "127.0.0.1" || host == "localhost" || here.host.addresses.contains(host) else { return nil }
    for sandbox in here.runtime.sandboxes where sandbox.hostNetwork && sandbox.state == .ready {
      for container in here.runtime.containers where container.sandboxID == sandbox.id && container.isRunning {
        guard let started = container.started, started + container.workload.readyAfter <= here.now else { continue }
        if let served = container.workload.ports.first(where: { $0.port == port }) { return (container, served) }
      }
    }
    return nil
  }
}
