import APIServer
import Etcd
import Hosts
import Simulation

/// A process of a control plane that the simulation itself stands for.
///
/// It is started with a command line and what it sees of its host's files, by whoever runs it: the kubelet's
/// container runtime, a systemd unit, or the world's plan.
struct Member: Sendable {
  /// Boxed, so that a copy of the table of members costs little.
  indirect enum Program: Sendable {
    case etcd(EtcdServer)
    case apiServer(APIServerProcess)
    case controllerManager(ControlLoop)
    case scheduler(ControlLoop)
    /// Taken out while it answers.
    case busy
  }

  var program: Program
  var started: Instant
  /// How it sees the files of its host.
  var accessor: Accessor
}

extension World {
  /// Takes a member's program out, or puts it back, where it lies: through the table's subscript everything would be
  /// copied on the way.
  mutating func setProgram(_ program: Member.Program, of id: MemberID) {
    if let place = members.index(forKey: id) { members.values[place].program = program }
  }

  /// The same for a node.
  mutating func changeNode(_ name: String, _ change: (inout NodeEntry) -> Void) {
    if let place = nodes.index(forKey: name) { change(&nodes.values[place]) }
  }
}

/// Which process it is: the host and the number that it has there.
struct MemberID: Hashable, Comparable, Sendable {
  var host: String
  var pid: Int

  static func < (left: MemberID, right: MemberID) -> Bool { (left.host, left.pid) < (right.host, right.pid) }
}
