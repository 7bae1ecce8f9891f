import Hosts
import Simulation

// How processes are told to leave.
extension ContainerRuntime {
  /// How a process that the world knows takes SIGTERM: it leaves after so long, or (nil) not at all.
  mutating func setStop(_ id: String, after: Span?, code: Int) {
    update(id) {
      $0.workload.stopsAfter = after
      $0.workload.stopCode = code
    }
  }

  /// As `stopContainer`, where a hook comes first and takes its part of the grace period.
  mutating func stopContainer(_ id: String, grace: Span, at now: Instant, hookTakes: Span) {
    guard hookTakes > .zero else { return stopContainer(id, grace: grace, at: now) }
    update(id) { container in
      guard container.state == .running else { return }
      container.isStopping = true
      // A process gets at least two seconds after its hook.
      let kill = max(now + grace, now + hookTakes + .seconds(2))
      var end = PlannedEnd(at: kill, code: 137)
      if let time = container.workload.stopsAfter, now + hookTakes + time < kill {
        end = PlannedEnd(at: now + hookTakes + time, code: container.workload.stopCode)
      }
      container.ends = end
    }
  }
}
