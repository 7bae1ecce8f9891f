import Documents
import Hosts
import KubeModel

// What a Pod can learn of itself.
extension Kubelet {
  /// The value of a `fieldRef`.
  static func field(_ path: String, of pod: Value, address: String, host: Host) -> String {
    let meta = pod.meta
    switch path {
    case "metadata.name": return meta.name
    case "metadata.namespace": return meta.namespace
    case "metadata.uid": return meta.uid
    case "spec.nodeName": return pod["spec", "nodeName"]?.string ?? ""
    case "spec.serviceAccountName": return pod["spec", "serviceAccountName"]?.string ?? ""
    case "status.podIP", "status.podIPs": return address
    case "status.hostIP", "status.hostIPs": return host.address
    case "metadata.labels": return lines(meta.labels)
    case "metadata.annotations": return lines(meta.annotations)
    default:
      guard let open = path.firstIndex(of: "["), path.hasSuffix("']") else { return "" }
      let key = String(path[path.index(open, offsetBy: 2)..<path.index(path.endIndex, offsetBy: -2)])
      return path.hasPrefix("metadata.labels") ? meta.label(key) ?? "" : meta.annotation(key) ?? ""
    }
  }

  private static func lines(_ fields: Value.Fields) -> String {
    fields.keys.sorted().map { "\($0)=\(GoQuote.quoted(fields[$0]?.string ?? ""))" }.joined(separator: "\n")
  }

  /// The value of a `resourceFieldRef`: a limit or request in units of the divisor, rounded up. What the container does
  /// not limit is limited by the node.
  static func resource(_ path: String, _ divisor: Value?, of container: Value, host: Host) -> String {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count == 2 else { return "" }
    let fallback = parts[1] == "cpu" ? "\(host.machine.processors)" : "\(host.machine.memoryKiB - 102_400)Ki"
    let isLimit = parts[0] == "limits"
    let written =
      container["resources", parts[0]]?[parts[1]].map(text) ?? (isLimit ? fallback : "0")
    guard let amount = try? Quantity(parsing: written) else { return "" }
    let unit = (try? Quantity(parsing: divisor.map(text) ?? "1")) ?? Quantity(1)
    let step = unit.nano == 0 ? 1_000_000_000 : unit.nano
    return "\((amount.nano + step - 1) / step)"
  }
}
