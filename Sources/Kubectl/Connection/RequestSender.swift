import KubeModel
import World

/// Carries requests to a server: the one door through which kubectl sees a cluster.
protocol RequestSender {
  func send(
    _ request: APIRequest, over connection: APIConnection, by process: Process
  ) throws -> Result<APIResponse, ConnectionFailure>
}

/// The simulated network.
struct NetworkSender: RequestSender {
  func send(
    _ request: APIRequest, over connection: APIConnection, by process: Process
  ) throws -> Result<APIResponse, ConnectionFailure> {
    try process.send(request, over: connection)
  }
}
