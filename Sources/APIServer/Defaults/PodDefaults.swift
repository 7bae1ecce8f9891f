import Documents

extension Defaults {
  static let pods: [String: Rule] = [
    "core.v1.PodSpec": { spec in
      set(&spec, "restartPolicy", "Always")
      set(&spec, "dnsPolicy", "ClusterFirst")
      set(&spec, "schedulerName", "default-scheduler")
      set(&spec, "terminationGracePeriodSeconds", 30)
      set(&spec, "securityContext", .emptyObject)
      if spec["hostNetwork"] == true {
        for key in ["containers", "initContainers"] {
          each(&spec, key) { container in
            each(&container, "ports") { port in set(&port, "hostPort", port["containerPort"] ?? 0) }
          }
        }
      }
      if let account = spec["serviceAccountName"] { spec["serviceAccount"] = account }
      if spec["serviceAccountName"] == nil, let account = spec["serviceAccount"] {
        spec["serviceAccountName"] = account
      }
    },
    "core.v1.Pod": { pod in
      var object = Value.object(pod)
      fillPod(&object)
      pod = object.fields
    },
    "core.v1.PodCondition": { condition in
      if condition["lastProbeTime"] == nil { condition["lastProbeTime"] = Value.null }
    },
    "core.v1.PodTemplateSpec": { template in set(&template, "metadata", .emptyObject) },
    "core.v1.Container": { container(&$0) },
    "core.v1.EphemeralContainer": { container(&$0) },
    "core.v1.ContainerPort": { port in set(&port, "protocol", "TCP") },
    "core.v1.Probe": { probe in
      set(&probe, "timeoutSeconds", 1)
      set(&probe, "periodSeconds", 10)
      set(&probe, "successThreshold", 1)
      set(&probe, "failureThreshold", 3)
    },
    "core.v1.HTTPGetAction": { action in
      set(&action, "path", "/")
      set(&action, "scheme", "HTTP")
    },
    "core.v1.GRPCAction": { action in set(&action, "service", "") },
    "core.v1.SecretVolumeSource": { source in set(&source, "defaultMode", 420) },
    "core.v1.ConfigMapVolumeSource": { source in set(&source, "defaultMode", 420) },
    "core.v1.DownwardAPIVolumeSource": { source in set(&source, "defaultMode", 420) },
    "core.v1.ProjectedVolumeSource": { source in set(&source, "defaultMode", 420) },
    "core.v1.HostPathVolumeSource": { source in set(&source, "type", "") },
    "core.v1.ServiceAccountTokenProjection": { source in set(&source, "expirationSeconds", 3600) },
    "core.v1.ObjectFieldSelector": { selector in set(&selector, "apiVersion", "v1") },
    "core.v1.Volume": { volume in
      if volume.count == 1 { volume["emptyDir"] = .emptyObject }
    },
    "core.v1.ISCSIVolumeSource": { source in set(&source, "iscsiInterface", "default") },
    "core.v1.ResourceRequirements": { resources in
      // A limit without a request asks for as much, in Pods and templates alike once the Pod is made.
      if resources["limits"]?.object?.isEmpty == true { resources["limits"] = nil }
    },
  ]

  private static func container(_ fields: inout Value.Fields) {
    let image = fields["image"]?.string ?? ""
    set(&fields, "imagePullPolicy", .string(pullPolicy(image)))
    set(&fields, "terminationMessagePath", "/dev/termination-log")
    set(&fields, "terminationMessagePolicy", "File")
    set(&fields, "resources", .emptyObject)
  }

  /// Images without a tag, or with `latest`, are always pulled.
  private static func pullPolicy(_ image: String) -> String {
    if image.contains("@") { return "IfNotPresent" }
    let last = image.split(separator: "/").last ?? ""
    guard let colon = last.lastIndex(of: ":") else { return "Always" }
    return last[last.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
  }

  /// Only of Pods, not of templates: requests follow limits.
  static func fillPod(_ pod: inout Value) {
    guard var spec = pod["spec"]?.object else { return }
    set(&spec, "enableServiceLinks", true)
    for key in ["containers", "initContainers"] {
      each(&spec, key) { container in
        guard let limits = container["resources"]?["limits"]?.object, !limits.isEmpty else { return }
        change(&container, "resources") { resources in
          var requests = resources["requests"]?.object ?? [:]
          for (name, limit) in limits where requests[name] == nil { requests[name] = limit }
          resources["requests"] = .object(requests)
        }
      }
    }
    pod["spec"] = .object(spec)
  }
}
