import Etcd
import World

extension EtcdSurroundings {
  /// The world in which the process runs.
  static let world = EtcdSurroundings(
    send: { process, request, host, port, connection in
      process.send(request, to: host, port: port, over: connection)
    },
    isLocked: { process, inode in process.stage.world.isOpenDatabase(inode, on: process.hostName) },
    version: { process in process.stage.world.etcdVersion(of: process) })
}
