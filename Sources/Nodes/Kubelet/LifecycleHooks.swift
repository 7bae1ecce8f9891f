import Documents
import Hosts
import KubeModel
import Simulation

// What a container asks for right after its start and before its end (pkg/kubelet/lifecycle/handlers.go).
extension Kubelet {
  /// Runs a hook in a container; nil where it succeeds, else why it failed.
  func runHook(_ hook: Value, in container: Container, _ worker: PodWorker, in here: inout Surroundings) -> String? {
    let pod = "\(worker.pod.meta.name)_\(worker.pod.meta.namespace)(\(worker.uid))"
    let place = "for Container \"\(container.name)\" in Pod \"\(pod)\" failed - error: "
    if let words = hook["exec", "command"]?.elements {
      let command = words.compactMap(\.string)
      let workload = ContainerCommand.workload(
        command, in: container, host: here.host, runtime: here.runtime, at: here.now)
      let result = ContainerCommand.result(of: workload)
      here.runtime.change(workload.changes, by: container.id, at: here.now, host: &here.host)
      if result.code == 0 { return nil }
      let why = "command '\(command.joined(separator: " "))' exited with \(result.code): \(result.output)"
      return "Exec lifecycle hook ([\(command.joined(separator: " "))]) \(place)\(why), message: "
        + GoQuote.quoted(result.output)
    }
    guard let http = hook["httpGet"] else { return nil }
    let request = probeRequest(["httpGet": http], container, in: here)
    let answer = here.link.probe(request, in: &here) ?? ProbeRunner.answer(request, here)
    // Any answer will do.
    if case .status = answer { return nil }
    return "HTTP lifecycle hook (\(http["path"]?.string ?? "/")) \(place)\(ProbeRunner.problem(answer, request) ?? "")"
  }

  /// The hook after the start: where it fails, the container is stopped and its start counts as failed.
  mutating func runPostStart(_ name: String, _ id: String, of uid: String, in here: inout Surroundings) {
    guard let worker = workers[uid], let hook = worker.specification(name)?["lifecycle", "postStart"],
      let container = here.runtime.container(id),
      let problem = runHook(hook, in: container, worker, in: &here)
    else { return }
    let isInit = worker.initContainers.contains { $0["name"]?.string == name }
    recordEvent(
      worker, "Warning", "FailedPostStartHook", "PostStartHook failed", container: name, isInit: isInit, in: &here)
    recordEvent(worker, "Normal", "Killing", "FailedPostStartHook", container: name, isInit: isInit, in: &here)
    let grace = worker.pod["spec", "terminationGracePeriodSeconds"]?.int ?? 30
    stop(container, worker, grace: grace, in: &here)
    workers[uid]?.memory[name]?.probes = ContainerProbes()
    workers[uid]?.memory[name]?.waiting = ("PostStartHookError", problem)
    workers[uid]?.operations.removeAll { $0 == .start(name) }
    if workers[uid]?.operations.isEmpty == true {
      let text = "failed to \"StartContainer\" for \"\(name)\" with PostStartHookError: \(GoQuote.quoted(problem))"
      failSync(uid, text, in: &here)
    }
  }
}
