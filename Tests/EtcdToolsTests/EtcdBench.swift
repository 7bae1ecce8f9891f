import Assets
import Etcd
import Hosts
import OrderedCollections
import Simulation

@testable import Tools
@testable import World

/// A control plane host with kubeadm's certificates and a running etcd, on which etcdctl and etcdutl are run.
final class EtcdBench {
  struct Answer: Equatable {
    var status: Int32
    var output: String
    var errors: String
    var seconds: Double
  }

  private final class Box: @unchecked Sendable {
    var server: EtcdServer?
  }

  static let hostName = "cluster3-controlplane1"
  static let pki = "/etc/kubernetes/pki/etcd"
  static let flags = [
    "--endpoints=https://127.0.0.1:2379", "--cacert=\(pki)/ca.crt", "--cert=\(pki)/server.crt",
    "--key=\(pki)/server.key",
  ]

  var world: World
  private let box = Box()
  private let version: EtcdVersion

  var server: EtcdServer? { box.server }
  var files: FileSystem {
    get { world.hosts[Self.hostName]?.files ?? FileSystem() }
    set { world.hosts[Self.hostName]?.files = newValue }
  }

  init(_ version: EtcdVersion) {
    self.version = version
    world = World(seed: 1)
    var host = Host(name: Self.hostName, addresses: ["192.168.100.31"])
    for directory in ["/var/lib", "/opt", "/root"] { host.files.installDirectory(directory, at: .start) }
    for name in ["ca", "apiserver-kubelet-client", "etcd/ca", "etcd/server", "etcd/peer"] {
      for suffix in ["crt", "key"] {
        let text = Assets.text("Assets/worlds/pki/c3/pki/\(name).\(suffix)")
        host.files.install("/etc/kubernetes/pki/\(name).\(suffix)", .bytes(Array(text.utf8)), at: .start)
      }
    }
    world.hosts[Self.hostName] = host
    start(dataDirectory: "/var/lib/etcd")
    world.advance(to: Instant(seconds: 5))
  }

  /// Starts an etcd with kubeadm's flags, in place of the one that runs.
  func start(dataDirectory: String) {
    guard var host = world.hosts[Self.hostName] else { return }
    let url = "https://127.0.0.1:2380"
    let arguments = [
      "etcd", "--advertise-client-urls=https://127.0.0.1:2379", "--cert-file=\(Self.pki)/server.crt",
      "--client-cert-auth=true", "--data-dir=\(dataDirectory)", "--initial-advertise-peer-urls=\(url)",
      "--initial-cluster=\(Self.hostName)=\(url)", "--key-file=\(Self.pki)/server.key",
      "--listen-client-urls=https://127.0.0.1:2379", "--listen-peer-urls=\(url)", "--name=\(Self.hostName)",
      "--peer-cert-file=\(Self.pki)/peer.crt", "--peer-key-file=\(Self.pki)/peer.key",
      "--trusted-ca-file=\(Self.pki)/ca.crt",
    ]
    let launch = EtcdLaunch(arguments: arguments, version: version, now: world.now)
    box.server = EtcdServer.start(launch, on: &host).server
    world.hosts[Self.hostName] = host
  }

  /// Runs a command line of words; Ctrl-C comes after `limit` seconds.
  func run(_ words: String..., environment: [String: String] = [:], limit: Double = 60) throws -> Answer {
    try run(words, environment: environment, limit: limit)
  }

  func run(_ words: [String], environment: [String: String] = [:], limit: Double = 60) throws -> Answer {
    let start = world.now
    let stage = Stage(
      world: world, inputs: [TimedInput(at: start + .seconds(limit), .interrupt)],
      horizon: start + .seconds(limit + 1), terminal: TerminalFacts(isInteractive: false), toolbox: Toolbox([]),
      launcher: NoLauncher())
    let output = BufferSink()
    let errors = BufferSink()
    var variables: OrderedDictionary<String, String> = [:]
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) { variables[name] = value }
    let process = Process(
      stage: stage, arguments: words, environment: variables, directory: "/root", hostName: Self.hostName,
      user: "root", credentials: .root, input: InputStream(BytesSource([])), output: OutputStream(output),
      errors: OutputStream(errors), processID: 100)
    var status: Int32 = 130
    do {
      status = try words[0] == "etcdutl" ? Etcdutl.run(process, in: around) : Etcdctl.run(process, in: around)
    } catch Suspension.interrupted {
      status = 130
    }
    world = stage.world
    var files = files
    box.server?.writeFiles(to: &files, at: world.now)
    self.files = files
    return Answer(
      status: status, output: String(decoding: output.bytes, as: UTF8.self),
      errors: String(decoding: errors.bytes, as: UTF8.self), seconds: (process.now - start).seconds)
  }

  private var around: EtcdSurroundings {
    let box = box
    let version = version
    return EtcdSurroundings(
      send: { process, request, host, port, connection in
        guard port == 2379, var server = box.server else { return .failure(.refused("\(host):\(port)")) }
        defer { box.server = server }
        return server.handle(
          request, from: connection, files: process.files, wall: process.wall, now: process.now)
      }, isLocked: { _, inode in inode == box.server?.databaseInode }, version: { _ in version })
  }
}

private struct NoLauncher: Launcher {
  func execute(_ child: Process) throws -> Int32 { 127 }
  func runShell(_ text: String, in child: Process) throws -> Int32 { 127 }
}
