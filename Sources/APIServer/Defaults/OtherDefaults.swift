import Documents

extension Defaults {
  static let others: [String: Rule] = [
    "core.v1.ServiceSpec": { spec in
      set(&spec, "sessionAffinity", "None")
      set(&spec, "type", "ClusterIP")
      if spec["sessionAffinity"] == "None" { spec["sessionAffinityConfig"] = nil }
      if spec["sessionAffinity"] == "ClientIP" {
        let seconds = spec["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"]
        if seconds?.int == nil { spec["sessionAffinityConfig"] = ["clientIP": ["timeoutSeconds": 10800]] }
      }
      let type = spec["type"]?.string
      let hasExternalAddress = type == "ClusterIP" && !(spec["externalIPs"]?.elements ?? []).isEmpty
      if type == "NodePort" || type == "LoadBalancer" || hasExternalAddress {
        set(&spec, "externalTrafficPolicy", "Cluster")
      }
      if type != "ExternalName" { set(&spec, "internalTrafficPolicy", "Cluster") }
      if type == "LoadBalancer" { set(&spec, "allocateLoadBalancerNodePorts", true) }
      each(&spec, "ports") { port in
        set(&port, "protocol", "TCP")
        if port["targetPort"] == nil || port["targetPort"] == 0 || port["targetPort"] == "" {
          port["targetPort"] = port["port"] ?? 0
        }
      }
    },
    "core.v1.PersistentVolumeSpec": { spec in
      set(&spec, "persistentVolumeReclaimPolicy", "Retain")
      set(&spec, "volumeMode", "Filesystem")
    },
    "core.v1.PersistentVolumeClaimSpec": { spec in set(&spec, "volumeMode", "Filesystem") },
    "core.v1.EndpointPort": { port in set(&port, "protocol", "TCP") },
    "core.v1.Secret": { secret in set(&secret, "type", "Opaque") },
    "core.v1.NamespaceSpec": { _ in },
    "core.v1.Namespace": { namespace in
      set(&namespace, "spec", .emptyObject)
      set(&namespace, "status", ["phase": "Active"])
      guard let name = namespace["metadata"]?["name"]?.string, !name.isEmpty else { return }
      change(&namespace, "metadata") { metadata in
        var labels = metadata["labels"]?.object ?? [:]
        labels["kubernetes.io/metadata.name"] = .string(name)
        metadata["labels"] = .object(labels)
      }
    },
    "core.v1.LimitRangeItem": { item in
      guard item["type"] == "Container" else { return }
      var limits = item["default"]?.object ?? [:]
      for (name, most) in item["max"]?.fields ?? [:] where limits[name] == nil { limits[name] = most }
      if !limits.isEmpty { item["default"] = .object(limits) }
      var requests = item["defaultRequest"]?.object ?? [:]
      for (name, limit) in limits where requests[name] == nil { requests[name] = limit }
      for (name, least) in item["min"]?.fields ?? [:] where requests[name] == nil { requests[name] = least }
      if !requests.isEmpty { item["defaultRequest"] = .object(requests) }
    },
    "networking.v1.NetworkPolicy": { policy in
      set(&policy, "spec", ["podSelector": .emptyObject, "policyTypes": ["Ingress"]])
    },
    "networking.v1.NetworkPolicySpec": { spec in
      if spec["podSelector"] == nil { spec["podSelector"] = .emptyObject }
      if spec["policyTypes"] == nil {
        spec["policyTypes"] = (spec["egress"]?.elements ?? []).isEmpty ? ["Ingress"] : ["Ingress", "Egress"]
      }
    },
    "networking.v1.NetworkPolicyPort": { port in set(&port, "protocol", "TCP") },
    "networking.v1.HTTPIngressPath": { _ in },
    "networking.v1.IngressClassParametersReference": { reference in set(&reference, "scope", "Cluster") },
    "rbac.v1.Subject": { subject in
      switch subject["kind"]?.string {
      case "User", "Group": set(&subject, "apiGroup", "rbac.authorization.k8s.io")
      default: break
      }
    },
    "rbac.v1.RoleRef": { reference in set(&reference, "apiGroup", "rbac.authorization.k8s.io") },
    "storage.v1.StorageClass": { storageClass in
      set(&storageClass, "reclaimPolicy", "Delete")
      set(&storageClass, "volumeBindingMode", "Immediate")
    },
    "discovery.v1.EndpointPort": { port in
      set(&port, "protocol", "TCP")
      set(&port, "name", "")
    },
    "scheduling.v1.PriorityClass": { priorityClass in set(&priorityClass, "preemptionPolicy", "PreemptLowerPriority") },
    "certificates.v1.CertificateSigningRequestSpec": { _ in },
  ]
}
