import Documents
import KubeModel
import Simulation

extension Tables {
  static let network: [String: Row] = [
    "networkpolicies.networking.k8s.io": { object, now in
      [name(object), selector(object["spec"]?["podSelector"]), age(object, now)]
    },
    "ingresses.networking.k8s.io": { object, now in
      let spec = object["spec"] ?? .null
      let hosts = (spec["rules"]?.elements ?? []).compactMap { $0["host"]?.string }.filter { !$0.isEmpty }
      let addresses = (object["status"]?["loadBalancer"]?["ingress"]?.elements ?? [])
        .compactMap { $0["ip"]?.string ?? $0["hostname"]?.string }
      let isSecure = !(spec["tls"]?.elements ?? []).isEmpty
      return [
        name(object), text(spec["ingressClassName"]), some(hosts, or: "*"), .string(addresses.joined(separator: ",")),
        .string(isSecure ? "80, 443" : "80"), age(object, now),
      ]
    },
    "ingressclasses.networking.k8s.io": { object, now in
      let parameters = object["spec"]?["parameters"]
      var text = "<none>"
      if let parameters {
        text = parameters["kind"]?.string ?? ""
        if let group = parameters["apiGroup"]?.string { text += ".\(group)" }
        text += "/\(parameters["name"]?.string ?? "")"
      }
      let isDefault = object.meta.annotation("ingressclass.kubernetes.io/is-default-class") == "true"
      return [
        .string(isDefault ? "\(object.meta.name) (default)" : object.meta.name),
        Tables.text(object["spec"]?["controller"], or: ""), .string(text), age(object, now),
      ]
    },
    "endpointslices.discovery.k8s.io": { object, now in
      let ports = (object["ports"]?.elements ?? []).map { $0["port"]?.int.map { String($0) } ?? "*" }
      let addresses = (object["endpoints"]?.elements ?? []).flatMap { endpoint in
        (endpoint["addresses"]?.elements ?? []).compactMap(\.string)
      }
      return [
        name(object), text(object["addressType"], or: ""), some(ports, or: "<unset>"), some(addresses, or: "<unset>"),
        age(object, now),
      ]
    },
    "servicecidrs.networking.k8s.io": { object, now in
      [name(object), list((object["spec"]?["cidrs"]?.elements ?? []).compactMap(\.string)), age(object, now)]
    },
    "ipaddresses.networking.k8s.io": { object, now in
      let reference = object["spec"]?["parentRef"] ?? .null
      let parts = ["resource", "namespace", "name"].compactMap { reference[$0]?.string }
      return [name(object), .string(parts.joined(separator: "/"))]
    },
  ]
}
