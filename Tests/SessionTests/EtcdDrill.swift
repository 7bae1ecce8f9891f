import Simulation
import Training
import World

/// A session of the exercise on etcd, at its start: the world is made once, and each test works on a copy.
struct EtcdDrill {
  static let host = "cluster3-controlplane1"
  static let backup = "/tmp/etcd-backup.db"
  static let manifests = "/etc/kubernetes/manifests"
  private static let flags =
    "--cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt "
    + "--key /etc/kubernetes/pki/etcd/server.key"

  private static let start: (exercise: Exercise, session: Session) = {
    do {
      guard let exercise = try Library.embedded().exercise("etcd-backup-restore", seed: 1) else {
        preconditionFailure("the exercise is missing")
      }
      let world = try exercise.startWorld(seed: 1, catalogue: .full)
      var session = Session(world: world, catalogue: .full)
      _ = session.run("kubectl config use-context k8s-c3-CCC")
      return (exercise, session)
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  private(set) var session = Self.start.session
  /// When `mark()` was called last.
  private var origin = Instant.start

  var world: World { session.world }

  /// Counts seconds from now on.
  mutating func mark() { origin = session.clock }

  var elapsed: Double { (session.clock - origin).seconds }

  mutating func wait(_ seconds: Double) { session.advance(to: session.clock + .seconds(seconds)) }

  /// Runs a command at the learner's terminal.
  @discardableResult
  mutating func terminal(_ text: String, timeout: Double = 120) -> CommandResult {
    session.run(text, timeout: .seconds(timeout))
  }

  /// Runs a command as root on the control plane host.
  @discardableResult
  mutating func root(_ text: String, timeout: Double = 120) -> CommandResult {
    session.run(text, host: Self.host, timeout: .seconds(timeout))
  }

  mutating func saveSnapshot() -> CommandResult { root("etcdctl snapshot save \(Self.backup) \(Self.flags)") }

  /// Saves the snapshot, makes a Pod, and lets it come up.
  mutating func prepare() {
    _ = saveSnapshot()
    terminal("kubectl run test --image=nginx")
    wait(5)
  }

  mutating func stopAll() { root("mv \(Self.manifests)/*.yaml /etc/kubernetes/") }
  mutating func startAll() { root("mv /etc/kubernetes/*.yaml \(Self.manifests)/") }

  func isRunning(_ name: String) -> Bool { world.runningContainers(named: name, on: Self.host) > 0 }

  /// Seconds since the mark at which something becomes true, looked at every tenth of a second.
  mutating func seconds(until limit: Double, _ condition: (EtcdDrill) -> Bool) -> Double? {
    while elapsed < limit {
      if condition(self) { return elapsed }
      wait(0.1)
    }
    return nil
  }

  var grade: [Int] { Judge.grade(Self.start.exercise, in: world).results.map(\.earned) }

  /// What the learner sees of the whole run; for comparing two runs.
  var state: String {
    var copy = self
    let pods = copy.terminal("kubectl get pods -A -o yaml").output
    let journal = copy.root("journalctl -u kubelet --no-pager").output
    return "\(pods)\(journal)\(copy.root("crictl ps -a").output)"
  }
}
