import Hosts
import Simulation
import World

/// What becomes of signals that are sent to the processes of a host.
enum SignalDelivery {
  enum Outcome {
    case delivered
    case noSuchProcess
    case notPermitted
  }

  static func send(_ signal: Int, to pid: Int, from process: Process) -> Outcome {
    guard let entry = process.stage.world.hosts[process.hostName]?.processes[pid], isVisible(entry, to: process) else {
      return .noSuchProcess
    }
    let who = process.credentials.user
    guard who == 0 || who == entry.user else { return .notPermitted }
    // Signals that end nothing: existence, children, window size, continuing.
    guard signal != 0, ![17, 18, 23, 28].contains(signal), entry.owner != .kernel, pid != 1 else { return .delivered }
    switch entry.owner {
    case .service(let unit):
      let isMain = process.stage.world.hosts[process.hostName]?.systemd.state(of: unit).mainPID == pid
      process.stage.world.control(process.hostName) { host, now -> [ServiceAction] in
        if isMain { return host.serviceExited(unit, .signal(signal), at: now) }
        host.endProcess(pid)
        return []
      }
    case .container(let id):
      _ = process.stage.world.changeRuntime(of: process.hostName) { runtime, host, now in
        if runtime.container(id)?.pid == pid {
          runtime.containerExited(id, code: 128 + signal, at: now, host: &host)
        } else if runtime.sandbox(id)?.pid == pid {
          runtime.stopSandbox(id, at: now, host: &host)
        } else {
          host.endProcess(pid)
        }
      }
    case .session, .kernel: process.stage.world.hosts[process.hostName]?.endProcess(pid)
    }
    return .delivered
  }

  /// Processes in a container see only those of the container.
  static func isVisible(_ entry: ProcessEntry, to process: Process) -> Bool {
    guard let container = process.container else { return true }
    return entry.owner == .container(container.containerID)
  }
}
