import Etcd
import Hosts
import World

/// What the tools need of the world around their process: the way to servers, and which version of the tools it is.
struct EtcdSurroundings: Sendable {
  /// Sends a request to whatever listens at a host's name or address and a port.
  var send:
    @Sendable (Process, EtcdRequest, _ host: String, _ port: Int, EtcdConnection) -> Result<EtcdResponse, EtcdError>
  /// Whether a running etcd holds that database open.
  var isLocked: @Sendable (Process, InodeID) -> Bool
  var version: @Sendable (Process) -> EtcdVersion
}
