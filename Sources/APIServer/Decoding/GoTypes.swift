import KubeModel

/// What the schema does not tell about the Go structures behind the API, but what messages and storage show of them.
enum GoTypes {
  /// The type of a field in messages about wrong types.
  static func name(_ field: SchemaField, _ key: String, _ type: SchemaType) -> String {
    let package = type.goTypeName.split(separator: ".").first.map { String($0) } ?? "v1"
    if let named = namedStrings["\(type.goName).\(key)"] ?? namedStrings[key] {
      return named.contains(".") || named == "string" ? named : "\(package).\(named)"
    }
    let isText = field.shape == .string || field.shape == .list(.string)
    if isText, !field.enumeration.isEmpty {
      return "\(package).\(key.prefix(1).uppercased())\(key.dropFirst())"
    }
    return name(field.shape)
  }

  static func name(_ shape: SchemaShape) -> String {
    switch shape {
    case .string: "string"
    case .bytes: "[]uint8"
    case .boolean: "bool"
    case .number: "float64"
    case .integer(let bits): "int\(bits)"
    case .time: "v1.Time"
    case .microTime: "v1.MicroTime"
    case .quantity: "resource.Quantity"
    case .intOrString: "intstr.IntOrString"
    case .object, .anything: "map[string]interface {}"
    case .type(let name): name.split(separator: ".").suffix(2).joined(separator: ".")
    case .list(let element): "[]\(self.name(element))"
    case .map(let element): "map[string]\(self.name(element))"
    }
  }

  /// The type of an element, given the name of the list's type where that is a list of named strings.
  static func elementName(_ shape: SchemaShape, _ listName: String) -> String {
    if shape == .string, !listName.hasPrefix("[]") { return listName }
    return name(shape)
  }

  /// Fields whose Go type is a string with a name; the key may be qualified by its structure.
  private static let namedStrings: [String: String] = [
    "protocol": "v1.Protocol", "policyTypes": "v1.PolicyType", "imagePullPolicy": "v1.PullPolicy",
    "restartPolicy": "v1.RestartPolicy", "dnsPolicy": "v1.DNSPolicy", "ServiceSpec.type": "v1.ServiceType",
    "sessionAffinity": "v1.ServiceAffinity", "Secret.type": "v1.SecretType",
    "accessModes":
      "v1.PersistentVolumeAccessMode", "volumeMode": "v1.PersistentVolumeMode", "phase": "v1.PodPhase",
    "concurrencyPolicy": "v1.ConcurrencyPolicy", "DeploymentStrategy.type": "v1.DeploymentStrategyType",
    "podManagementPolicy": "v1.PodManagementPolicyType", "Toleration.operator": "v1.TolerationOperator",
    "LabelSelectorRequirement.operator": "v1.LabelSelectorOperator",
    "NodeSelectorRequirement.operator":
      "v1.NodeSelectorOperator", "effect": "v1.TaintEffect", "pathType": "v1.PathType", "scheme": "v1.URIScheme",
    "terminationMessagePolicy": "v1.TerminationMessagePolicy", "medium": "v1.StorageMedium", "uid": "types.UID",
    "Capabilities.add": "v1.Capability", "Capabilities.drop": "v1.Capability",
  ]

  /// The structure by which a field is embedded, as it shows in messages.
  static func embedded(_ structure: String, _ key: String) -> String? {
    switch (structure, key) {
    case ("IngressRule", "http"): "IngressRuleValue"
    case ("PersistentVolumeSpec", _): volumeSettings.contains(key) ? nil : "PersistentVolumeSource"
    case ("Volume", "name"): nil
    case ("Volume", _): "VolumeSource"
    case ("Probe", "exec"), ("Probe", "httpGet"), ("Probe", "tcpSocket"), ("Probe", "grpc"): "ProbeHandler"
    case ("EphemeralContainer", "targetContainerName"): nil
    case ("EphemeralContainer", _): "EphemeralContainerCommon"
    case ("ConfigMapKeySelector", "name"), ("SecretKeySelector", "name"), ("ConfigMapEnvSource", "name"),
      ("SecretEnvSource", "name"), ("ConfigMapVolumeSource", "name"), ("ConfigMapProjection", "name"),
      ("SecretProjection", "name"):
      "LocalObjectReference"
    default: nil
    }
  }

  /// What a PersistentVolume says besides where its bytes are.
  private static let volumeSettings: Set<String> = [
    "accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity", "persistentVolumeReclaimPolicy",
    "storageClassName", "volumeAttributesClassName", "volumeMode",
  ]

  /// Whether an empty value is kept, because the field is a pointer or is always written.
  static func isPointer(_ key: String, _ type: SchemaType) -> Bool {
    if type.goName.hasSuffix("Status") || type.goName == "ObjectMeta" { return alwaysInStatus.contains(key) }
    if pointerFields.contains("\(type.goName).\(key)") { return true }
    return !plainFields.contains(key) && !plainFields.contains("\(type.goName).\(key)")
  }

  private static let pointerFields: Set<String> = [
    "NetworkPolicyPort.protocol", "HostPathVolumeSource.type", "EndpointPort.name", "GRPCAction.service",
    "EndpointPort.protocol", "RoleRef.apiGroup", "ClientIPConfig.timeoutSeconds", "ValidatingWebhook.timeoutSeconds",
    "MutatingWebhook.timeoutSeconds",
  ]

  private static let alwaysInStatus: Set<String> = [
    "started", "deletionGracePeriodSeconds", "value", "terminatingReplicas", "collisionCount", "ready", "terminating",
    "currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods",
  ]

  /// Fields that are neither pointers nor always written: empty, they vanish.
  private static let plainFields: Set<String> = [
    "hostNetwork", "hostPID", "hostIPC", "readOnly", "stdin", "stdinOnce", "tty", "publishNotReadyAddresses", "paused",
    "unschedulable", "globalDefault", "hostPort", "nodePort", "minReadySeconds", "initialDelaySeconds",
    "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold", "healthCheckNodePort", "name",
    "namespace", "generateName", "image", "workingDir", "hostIP", "subPath", "subPathExpr", "nodeName", "hostname",
    "subdomain", "schedulerName", "serviceAccountName", "serviceAccount", "priorityClassName", "clusterIP",
    "loadBalancerIP", "externalName", "sessionAffinity", "protocol", "type", "key", "operator", "value", "effect",
    "dnsPolicy", "restartPolicy", "imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy", "path",
    "host", "apiVersion", "kind", "apiGroup", "uid", "resourceVersion", "fieldPath", "selfLink", "reason", "message",
    "description", "volumeName", "fsType", "claimName", "secretName", "configMapName", "provisioner",
    "PersistentVolumeSpec.storageClassName", "persistentVolumeReclaimPolicy", "schedule", "concurrencyPolicy",
    "podManagementPolicy", "serviceName", "containerName", "medium", "count", "note", "action", "reportingComponent",
    "reportingInstance", "reportingController", "externalTrafficPolicy", "topologyKey", "cidr",
    "reinvocationPolicy", "podCIDR", "providerID", "scheme", "component", "ip", "server", "driver",
  ]
}
