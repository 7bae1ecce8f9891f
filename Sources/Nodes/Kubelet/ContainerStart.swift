import Documents
import Hosts
import KubeModel
import Simulation

// From an image's name to a running container (kuberuntime_container.go, startContainer).
extension Kubelet {
  /// Makes sure that the image is there. False while it is being fetched; where it cannot be had the sync fails.
  mutating func pullImage(_ name: String, of uid: String, in here: inout Surroundings) -> Bool {
    guard let worker = workers[uid], let container = worker.specification(name) else { return true }
    let image = container["image"]?.string ?? ""
    let isInit = worker.initContainers.contains { $0["name"]?.string == name }
    let reference = ImageReference(image)
    let isLatest = reference?.tag == "latest"
    let policy = container["imagePullPolicy"]?.string ?? (isLatest ? "Always" : "IfNotPresent")
    let isPresent = here.runtime.images.present(image) != nil
    if policy == "Never" || (policy == "IfNotPresent" && isPresent) {
      guard isPresent else {
        let text = "Container image \"\(image)\" is not present with pull policy of Never"
        return imageFailed(name, of: uid, "ErrImageNeverPull", text, text, in: &here)
      }
      let message = "Container image \"\(image)\" already present on machine and can be accessed by the pod"
      recordEvent(worker, "Normal", "Pulled", message, container: name, isInit: isInit, in: &here)
      return true
    }
    guard reference != nil else {
      let text =
        "Failed to apply default image tag \"\(image)\": couldn't parse image name \"\(image)\": invalid reference format"
      recordEvent(worker, "Warning", "InspectFailed", text, container: name, isInit: isInit, in: &here)
      return imageFailed(name, of: uid, "InvalidImageName", text, text, in: &here)
    }
    var memory = worker.memory[name] ?? PodWorker.Memory()
    if let back = memory.pull, (here.now - back.since).seconds < back.seconds, memory.pullStarted == nil {
      let text = "Back-off pulling image \"\(image)\""
      recordEvent(worker, "Normal", "BackOff", text, container: name, isInit: isInit, in: &here)
      return imageFailed(name, of: uid, "ImagePullBackOff", "\(text): \(memory.pullError)", nil, in: &here)
    }
    guard let started = memory.pullStarted else {
      recordEvent(worker, "Normal", "Pulling", "Pulling image \"\(image)\"", container: name, isInit: isInit, in: &here)
      memory.pullStarted = here.now
      memory.waiting = ("ContainerCreating", "")
      workers[uid]?.memory[name] = memory
      let seconds = here.runtime.images.isOnline ? here.runtime.images.pullSeconds(image) : 50
      let span = isPresent ? 0.4 : seconds
      workers[uid]?.readyAt = here.now + .seconds(span)
      refreshStatus(uid, in: &here)
      return false
    }
    workers[uid]?.memory[name]?.pullStarted = nil
    do {
      try here.runtime.images.pull(image)
    } catch {
      return pullFailed(name, image, of: uid, error.text, isInit: isInit, in: &here)
    }
    workers[uid]?.memory[name]?.pull = nil
    let took = Self.shortDuration(here.now - started)
    let bytes = here.runtime.images.present(image)?.bytes ?? 0
    let message =
      "Successfully pulled image \"\(image)\" in \(took) (\(took) including waiting). Image size: \(bytes) bytes."
    recordEvent(worker, "Normal", "Pulled", message, container: name, isInit: isInit, in: &here)
    return true
  }

  private mutating func pullFailed(
    _ name: String, _ image: String, of uid: String, _ error: String, isInit: Bool, in here: inout Surroundings
  ) -> Bool {
    guard let worker = workers[uid] else { return false }
    let pairs = [("image", image)]
    logError("remote_image.go:250", "PullImage from image service failed", error, pairs, in: &here)
    logError("kuberuntime_image.go:43", "Failed to pull image", error, pairs, in: &here)
    let old = worker.memory[name]?.pull?.seconds ?? 5
    let seconds = min(old * 2, KubeletTimes.pullBackOffMax)
    workers[uid]?.memory[name]?.pull = PodWorker.BackOff(seconds: seconds, since: here.now)
    workers[uid]?.memory[name]?.pullError = "ErrImagePull: \(error)"
    recordEvent(
      worker, "Warning", "Failed", "Failed to pull image \"\(image)\": \(error)", container: name, isInit: isInit,
      in: &here)
    return imageFailed(name, of: uid, "ErrImagePull", error, nil, in: &here)
  }

  private mutating func imageFailed(
    _ name: String, of uid: String, _ reason: String, _ text: String, _ message: String?, in here: inout Surroundings
  ) -> Bool {
    guard let worker = workers[uid] else { return false }
    let isInit = worker.initContainers.contains { $0["name"]?.string == name }
    workers[uid]?.memory[name, default: PodWorker.Memory()].waiting = (reason, text)
    recordEvent(worker, "Warning", "Failed", "Error: \(reason)", container: name, isInit: isInit, in: &here)
    abandon(
      name, of: uid, "failed to \"StartContainer\" for \"\(name)\" with \(reason): \(GoQuote.quoted(text))", in: &here)
    return false
  }

  /// Leaves one container out; the others of the Pod go on, and the sync counts as failed.
  private mutating func abandon(_ name: String, of uid: String, _ error: String, in here: inout Surroundings) {
    workers[uid]?.operations.removeAll { $0 == .pull(name) || $0 == .create(name) || $0 == .start(name) }
    if workers[uid]?.operations.isEmpty == true {
      failSync(uid, error, in: &here)
    } else {
      let pause = retryWait(uid, KubeletTimes.backOff)
      workers[uid]?.nextSync = here.now + .seconds(pause)
      refreshStatus(uid, in: &here)
    }
  }

  /// Creates the container; false where that fails, and then the sync is over for it.
  mutating func createContainer(_ name: String, of uid: String, in here: inout Surroundings) -> Bool {
    guard let worker = workers[uid], let container = worker.specification(name),
      let sandbox = here.runtime.sandboxes(ofPod: uid).last(where: { $0.state == .ready })
    else { return true }
    let isInit = worker.initContainers.contains { $0["name"]?.string == name }
    var memory = worker.memory[name] ?? PodWorker.Memory()
    let previous = here.runtime.newest(name, ofPod: uid)
    let attempt = previous.map { $0.plan.attempt + 1 } ?? 0
    do {
      let plan = try containerPlan(container, attempt: attempt, worker, sandbox, in: &here)
      memory.created = try here.runtime.createContainer(plan, in: sandbox.id, at: here.now, host: &here.host)
      memory.attempts = attempt + 1
      workers[uid]?.memory[name] = memory
      recordEvent(worker, "Normal", "Created", "Container created", container: name, isInit: isInit, in: &here)
      return true
    } catch {
      let failure = error as? ContainerConfigFailure
      let reason = failure?.reason ?? "CreateContainerError"
      let text = failure?.text ?? (error as? RuntimeError)?.text ?? "\(error)"
      workers[uid]?.memory[name, default: PodWorker.Memory()].waiting = (reason, text)
      recordEvent(worker, "Warning", "Failed", "Error: \(text)", container: name, isInit: isInit, in: &here)
      abandon(
        name, of: uid, "failed to \"StartContainer\" for \"\(name)\" with \(reason): \(GoQuote.quoted(text))", in: &here)
      return false
    }
  }

  mutating func startContainer(_ name: String, of uid: String, in here: inout Surroundings) {
    guard let worker = workers[uid], let id = worker.memory[name]?.created,
      let container = here.runtime.container(id), let sandbox = here.runtime.sandbox(container.sandboxID)
    else { return }
    let isInit = worker.initContainers.contains { $0["name"]?.string == name }
    let workload =
      here.link.launch(container, in: sandbox, in: &here)
      ?? WorkloadPlanner.plan(container, sandbox, here.runtime, host: here.host, at: here.now)
    workers[uid]?.memory[name]?.probes = ContainerProbes()
    do {
      try here.runtime.startContainer(id, as: workload, at: here.now, host: &here.host)
      workers[uid]?.memory[name]?.waiting = nil
      workers[uid]?.memory[name]?.probes.begin(worker.specification(name) ?? .null, at: here.now, &chance)
      recordEvent(worker, "Normal", "Started", "Container started", container: name, isInit: isInit, in: &here)
      runPostStart(name, id, of: uid, in: &here)
    } catch {
      workers[uid]?.memory[name]?.waiting = ("RunContainerError", error.text)
      recordEvent(worker, "Warning", "Failed", "Error: \(error.text)", container: name, isInit: isInit, in: &here)
      workers[uid]?.operations.removeAll { $0 == .start(name) }
      if workers[uid]?.operations.isEmpty == true {
        failSync(
          uid, "failed to \"StartContainer\" for \"\(name)\" with RunContainerError: \(GoQuote.quoted(error.text))",
          in: &here)
      }
    }
  }

  /// `812ms`, `1.46s`, `14.502s`, as Go prints a rounded duration.
  static func shortDuration(_ span: Span) -> String {
    let milliseconds = Int((span.seconds * 1000).rounded())
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    var text = decimals(Double(milliseconds) / 1000, 3)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return "\(text)s"
  }
}

/// Why a container's configuration cannot be put together: the waiting reason and its message.
struct ContainerConfigFailure: Error {
  var reason = "CreateContainerConfigError"
  var text: String
}
