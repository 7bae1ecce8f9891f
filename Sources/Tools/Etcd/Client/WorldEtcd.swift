import Etcd
import Hosts
import World

extension Process {
  /// Sends a request to whatever listens at an address, as seen from this process's host.
  func callEtcd(
    _ request: EtcdRequest, host: String, port: Int, over connection: EtcdConnection
  ) -> Result<EtcdResponse, EtcdError> {
    .failure(.refused("\(host):\(port)"))
  }

  /// The version of etcd's tools where this process runs.
  var etcdToolVersion: EtcdVersion { .v36 }
}

extension Process {
  /// Whether a running etcd holds that database open.
  func isDatabaseLocked(_ inode: InodeID) -> Bool { false }
}
