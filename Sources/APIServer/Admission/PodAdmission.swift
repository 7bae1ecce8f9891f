import Documents
import Etcd
import KubeModel
import Simulation

extension APIServer {
  mutating func admitPod(_ pod: inout Value, _ target: Target, _ call: inout APICall) throws(Refusal) {
    try limitPod(&pod, target)
    try mountServiceAccount(&pod, target, &call)
    try setPriority(&pod, target)
    if isOn("DefaultTolerationSeconds") { Self.addTolerations(&pod) }
    if let name = pod["spec"]?["runtimeClassName"]?.string,
      cache[EtcdKey("\(options.etcdPrefix)/runtimeclasses/\(name)")] == nil
    {
      throw .status(.forbidden("pods", name: target.name, "pod rejected: RuntimeClass \"\(name)\" not found"))
    }
    if pod["spec"]?["runtimeClassName"] == nil, pod["spec"]?["overhead"] != nil {
      throw .status(
        .forbidden(
          "pods", name: target.name,
          "pod rejected: Pod's Overhead set without corresponding RuntimeClass defined Overhead"))
    }
  }

  /// ServiceAccount: the account has to exist, and its token is mounted.
  private func mountServiceAccount(
    _ pod: inout Value, _ target: Target, _ call: inout APICall
  ) throws(Refusal) {
    if pod.meta.annotation("kubernetes.io/config.mirror") != nil { return }
    guard isOn("ServiceAccount") else { return }
    let name = pod["spec"]?["serviceAccountName"]?.string ?? "default"
    pod.set(["spec", "serviceAccountName"], to: .string(name))
    pod.set(["spec", "serviceAccount"], to: .string(name))
    guard let account = cache[EtcdKey("\(options.etcdPrefix)/serviceaccounts/\(target.namespace)/\(name)")] else {
      throw .status(
        .forbidden(
          "pods", name: target.name,
          "error looking up service account \(target.namespace)/\(name): serviceaccount \"\(name)\" not found"))
    }
    if (pod["spec"]?["imagePullSecrets"]?.elements ?? []).isEmpty,
      let secrets = account["imagePullSecrets"]?.array, !secrets.isEmpty
    {
      pod.set(["spec", "imagePullSecrets"], to: .array(secrets))
    }
    let mounts =
      pod["spec"]?["automountServiceAccountToken"]?.bool ?? account["automountServiceAccountToken"]?.bool ?? true
    if mounts { mountToken(&pod, &call) }
  }

  private func mountToken(_ pod: inout Value, _ call: inout APICall) {
    let path = "/var/run/secrets/kubernetes.io/serviceaccount"
    let volumes = pod["spec"]?["volumes"]?.elements ?? []
    let existing = volumes.first { ($0["name"]?.string ?? "").hasPrefix("kube-api-access-") }?["name"]?.string
    let name = existing ?? "kube-api-access-\(call.chance.nameSuffix())"
    var isNeeded = false
    for key in ["initContainers", "containers"] {
      guard let containers = pod["spec"]?[key]?.array else { continue }
      let mounted = containers.map { container -> Value in
        var mounts = container["volumeMounts"]?.elements ?? []
        if mounts.contains(where: { $0["mountPath"]?.string == path }) { return container }
        isNeeded = true
        mounts.append(["name": .string(name), "readOnly": true, "mountPath": .string(path)])
        var container = container
        container["volumeMounts"] = .array(mounts)
        return container
      }
      pod.set(["spec", key], to: .array(mounted))
    }
    guard isNeeded, existing == nil else { return }
    pod.set(["spec", "volumes"], to: .array(volumes + [Self.tokenVolume(name)]))
  }

  private static func tokenVolume(_ name: String) -> Value {
    [
      "name": .string(name),
      "projected": [
        "sources": [
          ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
          ["configMap": ["name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]]]],
          [
            "downwardAPI": [
              "items": [
                ["path": "namespace", "fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.namespace"]]
              ]
            ]
          ],
        ], "defaultMode": 420,
      ],
    ]
  }

  /// Priority: the number behind the class, or of the default class.
  private func setPriority(_ pod: inout Value, _ target: Target) throws(Refusal) {
    let folder = EtcdKey("\(options.etcdPrefix)/priorityclasses/")
    var chosen: Value?
    if let name = pod["spec"]?["priorityClassName"]?.string, !name.isEmpty {
      chosen = cache[EtcdKey("\(folder.text)\(name)")]
      if chosen == nil {
        throw .status(.forbidden("pods", name: target.name, "no PriorityClass with name \(name) was found"))
      }
    } else {
      chosen = cache.list(folder).first { $0["globalDefault"] == true }
      if let chosen { pod.set(["spec", "priorityClassName"], to: .string(chosen.meta.name)) }
    }
    let value = chosen?["value"] ?? 0
    if let given = pod["spec"]?["priority"]?.int, .int(Int64(given)) != value {
      throw .status(
        .forbidden(
          "pods", name: target.name,
          "the integer value of priority (\(given)) must not be provided in pod spec; priority admission controller "
            + "computed \(value.int ?? 0) from the given PriorityClass name"))
    }
    pod.set(["spec", "priority"], to: value)
    let policy = chosen?["preemptionPolicy"]?.string ?? "PreemptLowerPriority"
    if let given = pod["spec"]?["preemptionPolicy"]?.string, given != policy {
      throw .status(
        .forbidden(
          "pods", name: target.name,
          "the string value of PreemptionPolicy (\(given)) must not be provided in pod spec; priority admission controller "
            + "computed \(policy) from the given PriorityClass name"))
    }
    if pod["spec"]?["preemptionPolicy"] == nil {
      pod.set(["spec", "preemptionPolicy"], to: chosen?["preemptionPolicy"] ?? "PreemptLowerPriority")
    }
  }

  /// DefaultTolerationSeconds, which looks at changed Pods as well.
  static func addTolerations(_ pod: inout Value) {
    if pod.meta.annotation("kubernetes.io/config.mirror") != nil { return }
    var tolerations = pod["spec"]?["tolerations"]?.elements ?? []
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
      let isTolerated = tolerations.contains { toleration in
        let wanted = toleration["key"]?.string ?? ""
        let effect = toleration["effect"]?.string ?? ""
        return (wanted == key || wanted.isEmpty && toleration["operator"] == "Exists")
          && (effect == "NoExecute" || effect.isEmpty)
      }
      if isTolerated { continue }
      tolerations.append([
        "key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
      ])
    }
    pod.set(["spec", "tolerations"], to: .array(tolerations))
  }
}
