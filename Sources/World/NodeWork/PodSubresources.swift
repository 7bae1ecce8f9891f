import APIServer
import Documents
import Hosts
import KubeModel
import Nodes
import Simulation

// What the API server does not answer itself but asks the kubelet of the Pod's node for: logs, and running programs.
extension World {
  /// The answer to a request for a Pod's `log`, `exec` or `attach`; nil for every other request.
  ///
  /// `exec` is answered with 101 and the container's place: what follows is a stream, which `Process.execute` runs.
  mutating func podSubresource(_ request: APIRequest, by id: MemberID) -> Exchange? {
    guard let path = APIPath(request.path), path.resource == "pods", path.group.isEmpty, !path.name.isEmpty,
      ["log", "exec", "attach"].contains(path.subresource)
    else { return nil }
    // The server authorizes, and answers with the Pod.
    switch outcome(of: request, by: id) {
    case .answered(let response) where response.isSuccess:
      return .answered(kubeletAnswer(request, path, pod: response.value))
    case let other: return other
    }
  }

  private func kubeletAnswer(_ request: APIRequest, _ path: APIPath, pod: Value) -> APIResponse {
    let containers = (pod["spec", "containers"]?.elements ?? []) + (pod["spec", "initContainers"]?.elements ?? [])
    let names = containers.compactMap { $0["name"]?.string }
    let chosen = request.queryValue("container") ?? names.first ?? ""
    guard names.contains(chosen) else {
      return APIResponse(.badRequest("container \(chosen) is not valid for pod \(path.name)"))
    }
    let node = pod["spec", "nodeName"]?.string ?? ""
    guard !node.isEmpty else {
      return APIResponse(.badRequest("pod \(path.name) does not have a host assigned"))
    }
    if path.subresource == "log" { return log(request, path, pod: pod, container: chosen, node: node) }
    if let problem = kubeletProblem(of: node) {
      return APIResponse(.internalError("error dialing backend: \(problem)"))
    }
    guard let address = container(chosen, ofPod: runtimeUID(of: pod), on: node), self.container(at: address)?.isRunning == true
    else { return APIResponse(APIStatus(code: 404, reason: "NotFound", message: "container not found (\"\(chosen)\")")) }
    return APIResponse(
      code: 101, ["host": .string(address.hostName), "container": .string(address.containerID)])
  }

  /// The UID under which the runtime knows a Pod: that of its manifest for a static one.
  private func runtimeUID(of pod: Value) -> String {
    pod.meta.annotation("kubernetes.io/config.mirror") ?? pod.meta.uid
  }

  private func log(
    _ request: APIRequest, _ path: APIPath, pod: Value, container name: String, node: String
  ) -> APIResponse {
    let place = "\(path.namespace)/\(path.name)/\(name)"
    if let problem = kubeletProblem(of: node) {
      let host = hosts[node]?.addresses.first ?? node
      return APIResponse(.internalError("Get \"https://\(host):10250/containerLogs/\(place)\": \(problem)"))
    }
    let isPrevious = request.queryValue("previous") == "true"
    guard let address = container(name, ofPod: runtimeUID(of: pod), on: node, previous: isPrevious) else {
      if isPrevious {
        return APIResponse(.badRequest("previous terminated container \"\(name)\" in pod \"\(path.name)\" not found"))
      }
      let statuses = (pod["status", "containerStatuses"]?.elements ?? []) + (pod["status", "initContainerStatuses"]?.elements ?? [])
      let waiting = statuses.first { $0["name"]?.string == name }?["state", "waiting"]?["reason"]?.string
      let why = waiting.map { "waiting to start: \($0)" } ?? "not available"
      if ["ErrImagePull", "ImagePullBackOff"].contains(waiting) {
        let text = "container \"\(name)\" in pod \"\(path.name)\" is waiting to start: trying and failing to pull image"
        return APIResponse(.badRequest(text))
      }
      return APIResponse(.badRequest("container \"\(name)\" in pod \"\(path.name)\" is \(why)"))
    }
    return APIResponse(body: .text(text(of: log(of: address), request)))
  }

  /// The lines that the options of the request leave, as the kubelet writes them.
  private func text(of lines: [LogLine], _ request: APIRequest) -> String {
    var lines = lines
    if let seconds = request.queryValue("sinceSeconds").flatMap(Int.init) {
      lines.removeAll { $0.time < now + .seconds(-seconds) }
    }
    if let time = request.queryValue("sinceTime").flatMap({ WallTime(rfc3339: $0) }) {
      lines.removeAll { wall(at: $0.time) < time }
    }
    if let count = request.queryValue("tailLines").flatMap(Int.init) { lines = Array(lines.suffix(count)) }
    let hasTimes = request.queryValue("timestamps") == "true"
    var text = lines.map { hasTimes ? "\(wall(at: $0.time).rfc3339Nano) \($0.text)\n" : "\($0.text)\n" }.joined()
    if let limit = request.queryValue("limitBytes").flatMap(Int.init) {
      text = String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    }
    return text
  }
}
