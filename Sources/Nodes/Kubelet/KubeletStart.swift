import Documents
import Hosts
import KubeModel
public import Simulation

/// What becomes of the kubelet's process right after its start.
public enum KubeletStart: Sendable {
  case running(Kubelet)
  /// The process ends with that exit code after so long; the journal says why.
  case failed(code: Int, after: Span)
}

extension Kubelet {
  /// Starts a kubelet with a command line, reading its files from the host. What it says goes to the journal.
  ///
  /// - Parameter seed: Of the world; jitter is drawn from it.
  public static func start(
    arguments: [String], pid: Int, unit: String = "kubelet.service", seed: UInt64, in here: inout Surroundings
  ) -> KubeletStart {
    let log = Klog(pid: pid, unit: unit)
    do {
      let configuration = try load(arguments: arguments, log: log, in: &here)
      log.write(.info, "server.go:545", "Kubelet version", [("kubeletVersion", "\"v1.36.2\"")], in: &here)
      let connection = try connect(configuration, log: log, in: &here)
      try check(configuration, in: &here)
      let name = configuration.hostNameOverride.isEmpty ? here.host.name : configuration.hostNameOverride
      var kubelet = Kubelet(
        nodeName: name.lowercased(), configuration: configuration, connection: connection, log: log, seed: seed,
        at: here.now)
      kubelet.announce(in: &here)
      return .running(kubelet)
    } catch {
      log.write(.error, "run.go:72", "command failed", [("err", GoQuote.quoted(error.text))], in: &here)
      return .failed(code: 1, after: .milliseconds(120))
    }
  }

  private static func load(
    arguments: [String], log: Klog, in here: inout Surroundings
  ) throws(KubeletFailure) -> KubeletConfiguration {
    var configuration = KubeletConfiguration()
    if let complaint = configuration.read(flags: Array(arguments.dropFirst())) {
      throw KubeletFailure("failed to parse kubelet flag: \(complaint)")
    }
    let path = configuration.path
    guard !path.isEmpty else { return configuration }
    let start =
      "failed to load kubelet config file, path: \(path), error: failed to load Kubelet config file \(path), error"
    let bytes: [UInt8]
    do {
      bytes = try here.host.files.read(path, by: .root)
    } catch {
      throw KubeletFailure(
        "\(start) failed to read kubelet config file \"\(path)\", error: open \(path): \(error.goText)")
    }
    let document: Value
    do {
      document = try YAML.value(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw KubeletFailure("\(start) failed to decode: \(error.message)")
    }
    guard document.object != nil, document["kind"]?.string != nil else {
      throw KubeletFailure("\(start) failed to decode: Object 'Kind' is missing in '\(JSON.text(document))'")
    }
    let version = document["apiVersion"]?.string ?? ""
    guard document["kind"]?.string == "KubeletConfiguration", version == "kubelet.config.k8s.io/v1beta1" else {
      throw KubeletFailure(
        "\(start) failed to decode: no kind \"\(document["kind"]?.string ?? "")\" is registered for version \"\(version)\" "
          + "in scheme \"pkg/kubelet/apis/config/scheme/scheme.go:33\"")
    }
    let unknown = document.fields.keys.filter { !KubeletConfiguration.knownFields.contains($0) }.sorted()
    if !unknown.isEmpty {
      let list = unknown.map { "unknown field \"\($0)\"" }.joined(separator: ", ")
      let error = GoQuote.quoted("strict decoding error: \(list)")
      log.write(
        .info, "codec.go:102", "Using lenient decoding as strict decoding failed", [("err", error)], in: &here)
    }
    configuration.file = document
    return configuration
  }

  /// Reads the kubeconfig, and checks that its certificate can still be used (kubelet, certificate/bootstrap).
  private static func connect(
    _ configuration: KubeletConfiguration, log: Klog, in here: inout Surroundings
  ) throws(KubeletFailure) -> KubeletConnection? {
    let path = configuration.kubeconfig
    guard !path.isEmpty else { return nil }
    let bootstrap = configuration.bootstrapKubeconfig
    let noBootstrap = KubeletFailure(
      "failed to run Kubelet: unable to load bootstrap kubeconfig: stat \(bootstrap): no such file or directory")
    var connection: KubeletConnection
    do {
      connection = try KubeletConnection(kubeconfig: path, host: here.host)
    } catch {
      guard !bootstrap.isEmpty else { throw KubeletFailure("failed to run Kubelet: \(error.text)") }
      if here.host.files.exists(path, by: .root) {
        let text = GoQuote.quoted("unable to read existing bootstrap client config from \(path): \(error.text)")
        log.write(
          .error, "bootstrap.go:241", "Unhandled Error", [("err", text), ("logger", "\"UnhandledError\"")], in: &here)
      }
      throw noBootstrap
    }
    let current = "/var/lib/kubelet/pki/kubelet-client-current.pem"
    if configuration.rotatesCertificates, let pem = here.host.files.text(current), pem.contains("BEGIN CERTIFICATE") {
      connection.clientCertificate = pem
      connection.clientKey = pem
    }
    if let pem = connection.clientCertificate, let leaf = Certificate.all(in: pem).first, here.wall > leaf.notAfter {
      let end = "\(leaf.notAfter.rfc3339.dropLast())".split(separator: "T").joined(separator: " ")
      let text = "part of the existing bootstrap client certificate in \(path) is expired: \(end) +0000 UTC"
      log.write(
        .error, "bootstrap.go:267", "Unhandled Error",
        [("err", GoQuote.quoted(text)), ("logger", "\"UnhandledError\"")], in: &here)
      throw noBootstrap
    }
    if configuration.rotatesCertificates {
      log.write(.info, "server.go:991", "Client rotation is on, will bootstrap in background", in: &here)
    }
    return connection
  }

  private static func check(
    _ configuration: KubeletConfiguration, in here: inout Surroundings
  ) throws(KubeletFailure) {
    let authority = configuration.clientCAFile
    if !authority.isEmpty {
      do {
        let text = String(decoding: try here.host.files.read(authority, by: .root), as: UTF8.self)
        if Certificate.all(in: text).isEmpty {
          throw KubeletFailure(
            "failed to run Kubelet: unable to load client CA file \(authority): data does not contain any valid RSA or "
              + "ECDSA certificates")
        }
      } catch let error as FileError {
        throw KubeletFailure("failed to run Kubelet: open \(authority): \(error.goText)")
      } catch let error as KubeletFailure {
        throw error
      } catch {
        throw KubeletFailure("failed to run Kubelet: \(error)")
      }
    }
    let endpoint = configuration.endpoint.isEmpty ? "unix://\(ContainerRuntime.socket)" : configuration.endpoint
    let socket = endpoint.hasPrefix("unix://") ? String(endpoint.dropFirst(7)) : endpoint
    let isContainerd = socket == ContainerRuntime.socket || socket == "/var\(ContainerRuntime.socket)"
    guard isContainerd, here.runtime.isRunning else {
      throw KubeletFailure(
        "failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \"\(endpoint)\": "
          + "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: "
          + "dial unix \(socket): connect: no such file or directory\"")
    }
  }

  private mutating func announce(in here: inout Surroundings) {
    logInfo("kubelet.go:496", "Attempting to sync node with API server", in: &here)
    let path = configuration.staticPodPath
    if !path.isEmpty { logInfo("kubelet.go:397", "Adding static pod path", [("path", path)], in: &here) }
    logInfo("kubelet.go:408", "Adding apiserver pod source", in: &here)
    let runtime = [("containerRuntime", "containerd"), ("version", "v\(ContainerRuntime.containerdVersion)")]
    logInfo(
      "kuberuntime_manager.go:308", "Container runtime initialized", runtime + [("apiVersion", "v1")], in: &here)
    logInfo("server.go:1291", "Started kubelet", in: &here)
    log.write(
      .info, "server.go:193", "Starting to listen",
      [("address", "\"0.0.0.0\""), ("port", "\(configuration.port)")], in: &here)
    logInfo("kubelet.go:2637", "Starting kubelet main sync loop", in: &here)
    let reasons =
      "[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"
    logError("kubelet.go:2661", "Skipping pod synchronization", reasons, in: &here)
    for (port, address) in [(configuration.port, "*"), (10248, "127.0.0.1")] {
      let listener = Listener(address: address, port: port, pid: log.pid, program: "kubelet", descriptor: 20)
      _ = here.host.sockets.listen(listener)
    }
  }
}
