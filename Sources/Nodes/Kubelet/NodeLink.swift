public import Documents
public import Hosts
public import KubeModel
public import Simulation

/// What a kubelet needs of the rest of the world. The owner of the node answers; each call may look at the host and
/// the runtime, which the kubelet lends for the time of the call.
public protocol NodeLink: AnyObject {
  /// Sends a request to the API server that the connection names, as the user that its certificate proves.
  ///
  /// While the server does not answer, the kubelet asks again with the same request and the moment of the first
  /// attempt, so that the link can tell from `since` when the server or the client gives up. A request that hangs has
  /// no effect.
  func send(
    _ request: APIRequest, through connection: KubeletConnection, since: Instant, in here: inout Surroundings
  ) -> LinkAnswer

  /// The Pods that are bound to a node: all of them where `version` is nil, else what changed after that resource
  /// version, as a watch delivers it.
  func pods(
    of node: String, after version: Int?, through connection: KubeletConnection, in here: inout Surroundings
  ) -> PodFeed

  /// What the process of a container does that is about to start; nil for what its image's data say.
  func launch(_ container: Container, in sandbox: Sandbox, in here: inout Surroundings) -> Workload?

  /// A container has been sent SIGTERM. How long its process takes to leave (nil: until it is killed) and its exit
  /// code; nil for what its workload says.
  func stopping(_ container: Container, in here: inout Surroundings) -> (after: Span?, code: Int)?

  /// What comes of a probe; nil where the runtime's own knowledge of served ports and files is enough.
  func probe(_ probe: ProbeRequest, in here: inout Surroundings) -> ProbeAnswer?
}

/// The node around a kubelet for one step.
public struct Surroundings {
  public var now: Instant
  public var host: Host
  public var runtime: ContainerRuntime
  public let link: any NodeLink

  public init(now: Instant, host: Host, runtime: ContainerRuntime, link: any NodeLink) {
    self.now = now
    self.host = host
    self.runtime = runtime
    self.link = link
  }

  var wall: WallTime { host.wallTime(at: now) }
}

public enum LinkAnswer: Sendable {
  case response(APIResponse)
  /// Why there is no answer, in Go's words: `dial tcp 192.168.100.31:6443: connect: connection refused`.
  case failure(String)
  /// No answer yet.
  case hangs
}

public enum PodFeed: Sendable {
  /// All Pods of the node, and the resource version of the list.
  case list([Value], version: Int)
  case changes([PodChange], version: Int)
  /// The server cannot be reached or does not answer, for this reason.
  case unavailable(String)
}

public enum PodChange: Sendable {
  case changed(Value)
  case deleted(Value)
}

/// A question whether a container is well.
public enum ProbeRequest: Sendable {
  case http(scheme: String, host: String, port: Int, path: String, container: Container)
  case tcp(host: String, port: Int, container: Container)
  case exec(command: [String], container: Container)
  case grpc(port: Int, service: String, host: String, container: Container)
}

public enum ProbeAnswer: Sendable, Equatable {
  case status(Int, body: String)
  case connected
  case exit(Int, output: String)
  /// In Go's words, without the `Get "…": ` before it.
  case failed(String)
  /// No answer within the timeout.
  case timedOut
}
