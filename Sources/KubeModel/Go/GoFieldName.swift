/// How the API names a field of Go's structures.
public enum GoFieldName {
  /// `dnsPolicy` for `DNSPolicy`, `tty` for `TTY`, `name` for `Name`.
  public static func key(_ name: String) -> String {
    if let known = keys[name] { return known }
    let capitals = name.prefix { $0.isUppercase }
    if capitals.count == name.count { return name.lowercased() }
    let head = capitals.count > 1 ? capitals.dropLast() : capitals
    return head.lowercased() + name.dropFirst(head.count)
  }

  /// Fields whose name in the API does not follow from the Go name.
  private static let keys = [
    "FSGroupChangePolicy": "fsGroupChangePolicy", "HostPID": "hostPID", "HostIPC": "hostIPC", "FSGroup": "fsGroup",
    "SetHostnameAsFQDN": "setHostnameAsFQDN", "PodIPs": "podIPs", "GCEPersistentDisk": "gcePersistentDisk",
    "AWSElasticBlockStore": "awsElasticBlockStore", "SELinuxOptions": "seLinuxOptions", "HostIP": "hostIP",
    "SELinuxChangePolicy": "seLinuxChangePolicy", "ISCSI": "iscsi", "ScaleIO": "scaleIO", "StorageOS": "storageos",
    "CephFS": "cephfs", "VolumeID": "volumeID", "PdName": "pdName", "PDName": "pdName", "WWIDs": "wwids",
    "TargetWWNs": "targetWWNs", "IQN": "iqn", "ObjectMeta": "metadata", "DeprecatedServiceAccount": "serviceAccount",
    "DownwardAPI": "downwardAPI", "GMSACredentialSpecName": "gmsaCredentialSpecName",
    "GMSACredentialSpec": "gmsaCredentialSpec",
  ]
}
