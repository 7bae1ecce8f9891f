import Documents
import KubeModel
import Simulation

extension Tables {
  static let storage: [String: Row] = [
    "persistentvolumes": { object, now in
      let spec = object["spec"] ?? .null
      let claim = spec["claimRef"].map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" } ?? ""
      let phase = object.meta.isBeingDeleted ? "Terminating" : object["status"]?["phase"]?.string ?? ""
      return [
        name(object), text(spec["capacity"]?["storage"], or: "0"), modes(spec["accessModes"]),
        text(spec["persistentVolumeReclaimPolicy"], or: ""), .string(phase), .string(claim),
        text(spec["storageClassName"], or: ""), text(spec["volumeAttributesClassName"], or: "<unset>"),
        text(object["status"]?["reason"], or: ""), age(object, now), text(spec["volumeMode"], or: "<unset>"),
      ]
    },
    "persistentvolumeclaims": { object, now in
      let (spec, status) = (object["spec"] ?? .null, object["status"] ?? .null)
      let isBound = !(spec["volumeName"]?.string ?? "").isEmpty
      let phase = object.meta.isBeingDeleted ? "Terminating" : status["phase"]?.string ?? ""
      return [
        name(object), .string(phase), text(spec["volumeName"], or: ""),
        isBound ? text(status["capacity"]?["storage"], or: "0") : "", isBound ? modes(status["accessModes"]) : "",
        text(spec["storageClassName"], or: ""), text(status["currentVolumeAttributesClassName"], or: "<unset>"),
        age(object, now), text(spec["volumeMode"], or: "<unset>"),
      ]
    },
    "storageclasses.storage.k8s.io": { object, now in
      let isDefault = object.meta.annotation("storageclass.kubernetes.io/is-default-class") == "true"
      return [
        .string(isDefault ? "\(object.meta.name) (default)" : object.meta.name), text(object["provisioner"], or: ""),
        text(object["reclaimPolicy"], or: ""), text(object["volumeBindingMode"], or: ""),
        .string(object["allowVolumeExpansion"] == true ? "true" : "false"), age(object, now),
      ]
    },
    "csinodes.storage.k8s.io": { object, now in
      [name(object), .int(Int64(object["spec"]?["drivers"]?.elements.count ?? 0)), age(object, now)]
    },
    "csidrivers.storage.k8s.io": { object, now in
      let spec = object["spec"] ?? .null
      let audiences = (spec["tokenRequests"]?.elements ?? []).compactMap { $0["audience"]?.string }
      let modes = (spec["volumeLifecycleModes"]?.elements ?? []).compactMap(\.string)
      return [
        name(object), .bool(spec["attachRequired"]?.bool ?? true), .bool(spec["podInfoOnMount"] == true),
        .bool(spec["storageCapacity"] == true), list(audiences, or: "<unset>"),
        .bool(spec["requiresRepublish"] == true), list(modes), age(object, now),
      ]
    },
    "volumeattachments.storage.k8s.io": { object, now in
      let spec = object["spec"] ?? .null
      return [
        name(object), text(spec["attacher"], or: ""), text(spec["source"]?["persistentVolumeName"], or: ""),
        text(spec["nodeName"], or: ""), .bool(object["status"]?["attached"] == true), age(object, now),
      ]
    },
    "volumeattributesclasses.storage.k8s.io": { [name($0), text($0["driverName"], or: ""), age($0, $1)] },
  ]

  /// `RWO,ROX`, in a fixed order.
  private static func modes(_ modes: Value?) -> Value {
    let short = [
      ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"),
    ]
    let given = modes?.elements ?? []
    return .string(short.filter { given.contains(.string($0.0)) }.map(\.1).joined(separator: ","))
  }
}
