import Documents
import KubeModel

/// The Pods behind a Service, and the ports that they have for it.
struct EndpointsOfService {
  struct Port: Hashable {
    var name: String
    var number: Int
    var transport: String
    var application: Value?

    var value: Value {
      var value: Value = ["name": .string(name), "port": .count(number), "protocol": .string(transport)]
      if let application { value["appProtocol"] = application }
      return value
    }

    /// What the ports of Endpoints are sorted by: FNV-1a in 128 bits over the dump of the Go structure.
    var hash: UInt128 {
      let application = application?.string ?? "<nil>"
      let dump =
        "(v1.EndpointPort){Name:(string)\(name) Port:(int32)\(number) Protocol:(v1.Protocol)\(transport) "
        + "AppProtocol:(*string)\(application)}"
      return dump.utf8.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) {
        ($0 ^ UInt128($1)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
      }
    }
  }

  struct Member {
    var pod: Value
    var address: String
    var isReady: Bool
    var ports: [Port]
  }

  let service: Value
  let members: [Member]

  /// Nil where a Service chooses no Pods by itself.
  init?(_ service: Value, reading cluster: any ClusterReader) {
    let selector = service["spec", "selector"]?.fields ?? [:]
    if selector.isEmpty || service["spec", "type"]?.string == "ExternalName" { return nil }
    self.service = service
    let wanted = LabelSelector(labels: selector)
    let publishes = service["spec", "publishNotReadyAddresses"]?.bool ?? false
    members = cluster.pods(service.meta.namespace).compactMap { pod in
      guard wanted.matches(pod.meta.labels), !pod.podHasEnded, let address = pod["status", "podIP"]?.string,
        !address.isEmpty
      else { return nil }
      let isReady = publishes || (pod.podIsReady && !pod.meta.isBeingDeleted)
      return Member(pod: pod, address: address, isReady: isReady, ports: Self.ports(service, pod))
    }
  }

  var hasNoPorts: Bool { (service["spec", "ports"]?.elements ?? []).isEmpty }
  var isHeadless: Bool { service["spec", "clusterIP"]?.string == "None" }

  /// The host name of a Pod where the Service is the one that its names come from.
  func hostname(_ pod: Value) -> String? {
    guard pod["spec", "subdomain"]?.string == service.meta.name, pod.meta.namespace == service.meta.namespace
    else {
      return nil
    }
    return pod["spec", "hostname"]?.string
  }

  static func reference(_ pod: Value) -> Value {
    [
      "kind": "Pod", "name": .string(pod.meta.name), "namespace": .string(pod.meta.namespace),
      "uid": .string(pod.meta.uid),
    ]
  }

  /// When the newest change of the Pods or the Service happened, as the annotation tells it.
  var lastChange: String {
    let ready = members.compactMap { $0.pod.condition("Ready")?["lastTransitionTime"]?.string }
    return (ready + [service["metadata", "creationTimestamp"]?.string ?? ""]).max() ?? ""
  }

  /// A port of the Service that names no port of the Pod's containers is left out.
  private static func ports(_ service: Value, _ pod: Value) -> [Port] {
    (service["spec", "ports"]?.elements ?? []).compactMap { port in
      let transport = port["protocol"]?.string ?? "TCP"
      let number: Int?
      switch IntOrString(port["targetPort"]) {
      case .int(let target)?: number = target == 0 ? port["port"]?.int : target
      case .string(let name)?: number = containerPort(name, transport, pod)
      case nil: number = port["port"]?.int
      }
      return number.map {
        Port(
          name: port["name"]?.string ?? "", number: $0, transport: transport, application: port["appProtocol"]
        )
      }
    }
  }

  private static func containerPort(_ name: String, _ transport: String, _ pod: Value) -> Int? {
    let sidecars = (pod["spec", "initContainers"]?.elements ?? []).filter {
      $0["restartPolicy"]?.string == "Always"
    }
    let ports = ((pod["spec", "containers"]?.elements ?? []) + sidecars).flatMap {
      $0["ports"]?.elements ?? []
    }
    let found = ports.first { $0["name"]?.string == name && $0["protocol"]?.string ?? "TCP" == transport }
    return found?["containerPort"]?.int
  }

  /// The Services to look at after a Service, a Pod or one of what is made for them has changed.
  static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    switch object.kind {
    case "Service": return [ObjectRef(object)]
    case "Pod":
      let services = cluster.objects(WatchedKind("Service"), namespace: object.meta.namespace)
      return services.filter { service in
        let selector = service["spec", "selector"]?.fields ?? [:]
        return !selector.isEmpty && LabelSelector(labels: selector).matches(object.meta.labels)
      }.map { ObjectRef($0) }
    default:
      let name = object.meta.label("kubernetes.io/service-name") ?? object.meta.name
      return [ObjectRef(kind: "Service", namespace: object.meta.namespace, name: name)]
    }
  }
}
