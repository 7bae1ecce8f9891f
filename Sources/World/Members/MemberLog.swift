import KubeModel
import Simulation

/// What components of a control plane print when they start and when they are told to end, a selection of the lines of
/// v1.36.2 in their order (recordings of healthy starts and of SIGTERM).
enum MemberLog {
  typealias Line = (after: Span, text: String)

  static func started(_ program: String, wall: WallTime, port: Int, address: String) -> [Line] {
    switch program {
    case "kube-apiserver":
      return lines(
        wall,
        [
          (3, .info("options.go:263"), "external host was not specified, using \(address)"),
          (6, .info("server.go:187"), "Version: v1.36.2"),
          (6, .info("server.go:189"), "\"Golang settings\" GOGC=\"\" GOMAXPROCS=\"\" GOTRACEBACK=\"\""),
          (130, .error("options.go:205"), "The manifest file is empty, ignoring."),
          (132, .info("shared_informer.go:381"), "\"Waiting for caches to sync\" controller=\"node_authorizer\""),
        ])
    case "kube-scheduler":
      return lines(
        wall,
        [
          (60, .info("serving.go:411"), "Generated self-signed cert in-memory"),
          (80, .error("options.go:205"), "The manifest file is empty, ignoring."),
          (90, .info("server.go:183"), "\"Starting Kubernetes Scheduler\" version=\"v1.36.2\""),
          (90, .info("server.go:185"), "\"Golang settings\" GOGC=\"\" GOMAXPROCS=\"\" GOTRACEBACK=\"\""),
          (105, .info("secure_serving.go:214"), "Serving securely on 127.0.0.1:\(port)"),
        ])
    default:
      return lines(
        wall,
        [
          (60, .info("serving.go:411"), "Generated self-signed cert in-memory"),
          (127, .error("options.go:205"), "The manifest file is empty, ignoring."),
          (146, .info("controllermanager.go:211"), "\"Starting\" version=\"v1.36.2\""),
          (146, .info("controllermanager.go:213"), "\"Golang settings\" GOGC=\"\" GOMAXPROCS=\"\" GOTRACEBACK=\"\""),
          (167, .info("secure_serving.go:214"), "Serving securely on 127.0.0.1:\(port)"),
          (
            186, .info("leaderelection.go:258"),
            "\"Attempting to acquire leader lease...\" lock=\"kube-system/kube-controller-manager\""
          ),
        ])
    }
  }

  /// The last line of a component that cannot go on.
  static func failed(_ problem: String, at wall: WallTime) -> String {
    "\(KlogHeader.error(wall, "run.go:72"))] \"command failed\" err=\(quoted(problem.replacing("\n", with: "\\n")))"
  }

  /// The lease could not be asked for.
  static func leaseProblem(_ program: String, _ problem: String, at wall: WallTime) -> String {
    "\(KlogHeader.error(wall, "leaderelection.go:461"))] \"Error retrieving lease lock\" err=\(quoted(problem)) "
      + "lock=\"kube-system/\(program)\""
  }

  /// The last lines of a component that has led and cannot renew its lease.
  static func leaseLost(_ program: String, _ problem: String, at wall: WallTime) -> [String] {
    let lock = "lock=\"kube-system/\(program)\""
    let failed = "\(KlogHeader.info(wall, "leaderelection.go:304"))] \"Failed to renew lease\" \(lock) "
      + "err=\"context deadline exceeded\""
    if program == "kube-scheduler" {
      let resource = "\(KlogHeader.error(wall, "leaderelection.go:323"))] \"error retrieving resource lock\" err=\(quoted(problem))"
      let end = "\(KlogHeader.error(wall, "server.go:338"))] \"Leaderelection lost\""
      return [failed, resource] + stopped(program, wall: wall, port: 10259).dropLast() + [end]
    }
    let limited = "client rate limiter Wait returned an error: rate: Wait(n=1) would exceed context deadline"
    return [leaseProblem(program, limited, at: wall), failed, managerEnd(wall)]
  }

  /// A controller-manager leads and one of its controllers cannot be made: it ends.
  static func stumbled(_ controller: String, _ problem: String, at wall: WallTime) -> [String] {
    let lock = "lock=\"kube-system/kube-controller-manager\""
    return [
      "\(KlogHeader.error(wall, "controllermanager.go:683"))] \"Error initializing a controller\" "
        + "err=\(quoted(problem)) controller=\"\(controller)\"",
      "\(KlogHeader.error(wall, "controllermanager.go:296"))] \"Error building controllers\" err=\(quoted(problem))",
      "\(KlogHeader.info(wall, "leaderelection.go:304"))] \"Failed to renew lease\" \(lock) err=\"context canceled\"",
      managerEnd(wall),
    ]
  }

  private static func managerEnd(_ wall: WallTime) -> String {
    "\(KlogHeader.error(wall, "controllermanager.go:440"))] \"leaderelection lost/stopped\""
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// The API server has found its etcd and begins to answer.
  static func serving(wall: WallTime, port: Int) -> [String] {
    [
      "\(KlogHeader.info(wall, "instance.go:240"))] Using reconciler: lease",
      "\(KlogHeader.info(wall, "secure_serving.go:214"))] Serving securely on [::]:\(port)",
    ]
  }

  /// The last lines before a component leaves by itself.
  static func stopped(_ program: String, wall: WallTime, port: Int) -> [String] {
    let header = { (place: String) in "\(KlogHeader.info(wall, place))] " }
    switch program {
    case "kube-apiserver":
      return ["\(header("secure_serving.go:262"))Stopped listening on [::]:\(port)"]
    case "kube-scheduler":
      return [
        "\(header("secure_serving.go:262"))Stopped listening on 127.0.0.1:\(port)",
        "\(header("server.go:282"))\"[graceful-termination] secure server has stopped listening\"",
        "\(header("server.go:284"))\"[graceful-termination] secure server is exiting\"",
        "\(header("server.go:334"))\"Requested to terminate, exiting\"",
      ]
    default: return []
    }
  }

  private enum Header {
    case info(String)
    case error(String)
  }

  private static func lines(_ wall: WallTime, _ all: [(Int, Header, String)]) -> [Line] {
    all.map { milliseconds, header, text in
      let span = Span.milliseconds(milliseconds)
      let start =
        switch header {
        case .info(let place): KlogHeader.info(wall + span, place)
        case .error(let place): KlogHeader.error(wall + span, place)
        }
      return (span, "\(start)] \(text)")
    }
  }
}
