import Documents
import Hosts
import KubeModel
import Simulation

/// The Node as its kubelet describes it.
struct NodeObject {
  let kubelet: Kubelet
  let here: Surroundings

  init(_ kubelet: Kubelet, _ here: Surroundings) {
    self.kubelet = kubelet
    self.here = here
  }

  /// Why the node is not ready; nil where it is.
  var problem: String? {
    if let since = kubelet.main.runtimeDownSince, here.now - since >= .seconds(KubeletTimes.runtimeDown - 2) {
      return "container runtime is down"
    }
    return nil
  }

  /// What is sent to register it.
  func initial() -> Value {
    var labels: Value.Fields = [:]
    let architecture = here.host.machine.debianArchitecture
    for (key, value) in [
      ("beta.kubernetes.io/arch", architecture), ("beta.kubernetes.io/os", "linux"),
      ("kubernetes.io/arch", architecture),
      ("kubernetes.io/hostname", kubelet.nodeName), ("kubernetes.io/os", "linux"),
    ] {
      labels[key] = .string(value)
    }
    for (key, value) in kubelet.configuration.nodeLabels.sorted(by: { $0.key < $1.key }) {
      labels[key] = .string(value)
    }
    return [
      "apiVersion": "v1", "kind": "Node",
      "metadata": [
        "annotations": ["volumes.kubernetes.io/controller-managed-attach-detach": "true"], "labels": .object(labels),
        "name": .string(kubelet.nodeName),
      ], "spec": .emptyObject, "status": status(previous: .null),
    ]
  }

  func status(previous: Value) -> Value {
    let machine = here.host.machine
    let pods = "\(kubelet.configuration.maxPods)"
    let disk = here.host.files.capacity / 1024
    // Written as the API server keeps them: what only differs in form would be sent again and again.
    func canonical(_ text: String) -> Value { .string((try? Quantity(parsing: text))?.description ?? text) }
    func resources(memory: Int, storage: String) -> Value {
      [
        "cpu": canonical("\(machine.processors)"), "ephemeral-storage": canonical(storage), "hugepages-1Gi": "0",
        "hugepages-2Mi": "0", "memory": canonical("\(memory)Ki"), "pods": canonical(pods),
      ]
    }
    return [
      "addresses": [
        ["address": .string(here.host.address), "type": "InternalIP"],
        ["address": .string(kubelet.nodeName), "type": "Hostname"],
      ],
      // 100 MiB and a tenth of the disk are kept back for evictions; the kubelet holds that tenth in 32 bits.
      "allocatable": resources(
        memory: machine.memoryKiB - 102_400, storage: "\(disk * 1024 - Int(Double(Float(0.1)) * Double(disk * 1024)))"),
      "capacity": resources(memory: machine.memoryKiB, storage: "\(disk)Ki"),
      "conditions": .array(conditions(previous)),
      "daemonEndpoints": ["kubeletEndpoint": ["Port": .int(Int64(kubelet.configuration.port))]],
      "features": ["supplementalGroupsPolicy": true], "images": .array(images), "nodeInfo": nodeInfo,
      "runtimeHandlers": [
        ["features": ["recursiveReadOnlyMounts": true, "userNamespaces": true], "name": ""],
        ["features": ["recursiveReadOnlyMounts": true, "userNamespaces": true], "name": "runc"],
      ],
    ]
  }

  private var images: [Value] {
    here.runtime.images.present.sorted { ($0.bytes, $1.name) > ($1.bytes, $0.name) }.prefix(50).map { image in
      ["names": [.string(image.digest), .string(image.name)], "sizeBytes": .int(Int64(image.bytes))]
    }
  }

  private var nodeInfo: Value {
    let machine = here.host.machine
    return [
      "architecture": .string(machine.debianArchitecture), "bootID": .string(machine.bootID),
      "containerRuntimeVersion": .string("containerd://\(ContainerRuntime.containerdVersion)"),
      "kernelVersion": .string(machine.kernelRelease), "kubeProxyVersion": "", "kubeletVersion": "v1.36.2",
      "machineID": .string(machine.machineID), "operatingSystem": "linux",
      "osImage": .string(here.host.releaseField("PRETTY_NAME") ?? "Linux"), "systemUUID": .string(machine.systemUUID),
    ]
  }

  private func conditions(_ previous: Value) -> [Value] {
    let isFull = here.host.files.used > here.host.files.capacity / 10 * 9
    return [
      condition(
        "MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available", previous),
      condition(
        "DiskPressure", isFull, isFull ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
        isFull ? "kubelet has disk pressure" : "kubelet has no disk pressure", previous),
      condition("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available", previous),
      condition(
        "Ready", problem == nil, problem == nil ? "KubeletReady" : "KubeletNotReady",
        problem ?? "kubelet is posting ready status", previous),
    ]
  }

  private func condition(
    _ type: String, _ holds: Bool, _ reason: String, _ message: String, _ previous: Value
  ) -> Value {
    let now = here.wall.rfc3339
    let status = holds ? "True" : "False"
    let earlier = previous["conditions"]?.elements.first { $0["type"]?.string == type }
    let since = earlier?["status"]?.string == status ? earlier?["lastTransitionTime"]?.string ?? now : now
    return [
      "lastHeartbeatTime": .string(now), "lastTransitionTime": .string(since), "message": .string(message),
      "reason": .string(reason), "status": .string(status), "type": .string(type),
    ]
  }
}
