import Assets
import Controllers
import Documents
import Etcd
import Hosts
import KubeModel
import Simulation

/// How the start of a program of the control plane went.
struct ProgramStart {
  enum Outcome {
    case running(listeners: [(address: String, port: Int)])
    /// It ends by itself after so long.
    case ends(after: Span, status: Int)
  }

  var outcome: Outcome
  /// What it printed, each line so long after the start.
  var log: [(after: Span, text: String)]
}

/// Who runs a program: with which arguments, and how it sees its host's files.
struct ProgramPlace {
  var arguments: [String]
  var environment: [String: String] = [:]
  var accessor: Accessor
  var host: String
  var pid: Int
  /// The version of its image.
  var tag = ""
}

extension World {
  /// The programs whose work the world does itself.
  static let componentNames = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]

  /// Starts a program of the control plane as the process `place.pid`. Where it runs, it is a member from now on.
  mutating func start(_ place: ProgramPlace) -> ProgramStart {
    let name = place.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    return switch name {
    case "etcd": startEtcd(place)
    case "kube-apiserver": startAPIServer(place)
    default: startLoop(place, program: name)
    }
  }

  private mutating func startEtcd(_ place: ProgramPlace) -> ProgramStart {
    let id = MemberID(host: place.host, pid: place.pid)
    let locked = members.values.compactMap { member -> InodeID? in
      if case .etcd(let server) = member.program { server.databaseInode } else { nil }
    }
    let version = EtcdVersion(place.tag.isEmpty ? settings.etcd : String(place.tag.prefix { $0 != "-" })) ?? .v36
    let launch = EtcdLaunch(
      arguments: place.arguments, environment: place.environment, version: version, accessor: place.accessor, now: now,
      seed: seed, lockedDatabases: Set(locked))
    guard var host = hosts[place.host] else { preconditionFailure("no host \(place.host)") }
    let result = EtcdServer.start(launch, on: &host)
    hosts[place.host] = host
    let log = result.log.map { (after: $0.at - now, text: $0.text) }
    switch result.outcome {
    case .exited(let status, let at): return ProgramStart(outcome: .ends(after: at - now, status: Int(status)), log: log)
    case .running(let server):
      let listeners = server.listeners.map { (address: $0.host, port: $0.port) }
      members[id] = Member(program: .etcd(server), started: now, accessor: place.accessor)
      return ProgramStart(outcome: .running(listeners: bind(listeners, id, "etcd")), log: log)
    }
  }

  private mutating func startAPIServer(_ place: ProgramPlace) -> ProgramStart {
    let id = MemberID(host: place.host, pid: place.pid)
    let start = APIServerStart(
      arguments: place.arguments, accessor: place.accessor, files: files(of: place.host), now: now, wall: wall)
    switch start.run() {
    case .failure(let failure):
      return ProgramStart(outcome: .ends(after: failure.after, status: 1), log: startLog(failure, place))
    case .success(let process):
      let address = process.flags["bind-address"] ?? "*"
      let port = process.server.options.securePort
      if let problem = listenProblem(address, port, on: place.host) {
        let text = MemberLog.failed(problem, at: wall)
        return ProgramStart(outcome: .ends(after: .milliseconds(100), status: 1), log: [(.milliseconds(100), text)])
      }
      members[id] = Member(program: .apiServer(process), started: now, accessor: place.accessor)
      let listeners = bind([(address: address, port: port)], id, "kube-apiserver")
      wake(.member(id), at: process.nextAttempt)
      let log = MemberLog.started(
        "kube-apiserver", wall: wall, port: port, address: process.server.options.advertiseAddress)
      return ProgramStart(outcome: .running(listeners: listeners), log: log)
    }
  }

  private mutating func startLoop(_ place: ProgramPlace, program: String) -> ProgramStart {
    let id = MemberID(host: place.host, pid: place.pid)
    let start = ControlLoopStart(
      program: program, arguments: place.arguments, accessor: place.accessor, files: files(of: place.host), now: now,
      wall: wall, host: place.host, identity: draw("leases") { $0.uuid() })
    switch start.run() {
    case .failure(let failure):
      return ProgramStart(
        outcome: .ends(after: failure.after, status: 1), log: failure.lines.map { (failure.after, $0) })
    case .success(let loop):
      let isScheduler = program == "kube-scheduler"
      let wanted = Int(start.flags["secure-port"] ?? "") ?? (isScheduler ? 10259 : 10257)
      if let problem = listenProblem(start.flags["bind-address"] ?? "*", wanted, on: place.host) {
        let first = "\(KlogHeader.info(wall, "serving.go:411"))] Generated self-signed cert in-memory"
        let log = [first, MemberLog.failed(problem, at: wall)].map { (after: Span.milliseconds(240), text: $0) }
        return ProgramStart(outcome: .ends(after: .milliseconds(240), status: 1), log: log)
      }
      members[id] = Member(
        program: isScheduler ? .scheduler(loop) : .controllerManager(loop), started: now, accessor: place.accessor)
      let listeners = bind([(address: start.flags["bind-address"] ?? "*", port: wanted)], id, program)
      wake(.member(id), after: .milliseconds(1100))
      let log = MemberLog.started(program, wall: wall, port: wanted, address: "")
      return ProgramStart(outcome: .running(listeners: listeners), log: log)
    }
  }

  /// What an API server that gives up has printed: before its files are read it has said which version it is.
  private func startLog(_ failure: APIServerStart.Failure, _ place: ProgramPlace) -> [MemberLog.Line] {
    guard failure.after > .milliseconds(200) else { return [(failure.after, failure.line)] }
    let address = hosts[place.host]?.addresses.first ?? "127.0.0.1"
    let start = MemberLog.started("kube-apiserver", wall: wall, port: 6443, address: address)
    return start.filter { $0.after < failure.after && $0.after < .milliseconds(100) } + [(failure.after, failure.line)]
  }

  /// Why a component cannot listen there; nil where it can.
  private func listenProblem(_ address: String, _ port: Int, on hostName: String) -> String? {
    let own = address == "*" ? "0.0.0.0" : address
    let place = "\(own):\(port)"
    let start = "failed to create listener: failed to listen on \(place): listen tcp \(place): bind: "
    let isLocal = own == "0.0.0.0" || own == "::" || own.hasPrefix("127.")
    if !isLocal, hosts[hostName]?.addresses.contains(own) != true { return "\(start)cannot assign requested address" }
    return hosts[hostName]?.sockets.listener(at: own, port: port) == nil ? nil : "\(start)address already in use"
  }

  private mutating func bind(
    _ listeners: [(address: String, port: Int)], _ id: MemberID, _ program: String
  ) -> [(address: String, port: Int)] {
    for listener in listeners {
      _ = hosts[id.host]?.sockets.listen(
        Listener(address: listener.address, port: listener.port, pid: id.pid, program: program))
    }
    return listeners
  }

  /// A process of the control plane gets SIGTERM: what it prints about that.
  ///
  /// It answers no more, but for an API server whose etcd is away: that one cannot end what it has begun, and keeps its
  /// port open until it is killed (recorded: requests hang for the 30 s of grace).
  mutating func tellToStop(_ id: MemberID) -> [String] {
    guard let program = members[id]?.program else { return [] }
    switch program {
    case .etcd(let server):
      stopMember(id)
      return server.shutdownLog(at: now, wall: wall).map(\.text)
    case .apiServer(var process):
      let port = process.server.options.securePort
      guard case .serving = process.phase, !hasEtcd(process, id) else {
        stopMember(id)
        return MemberLog.stopped("kube-apiserver", wall: wall, port: port)
      }
      process.isDraining = true
      process.etcdLost = process.etcdLost ?? now
      setProgram(.apiServer(process), of: id)
      wake(.member(id), after: .seconds(1))
      return []
    case .scheduler(let loop):
      stopMember(id)
      giveLeaseBack(loop, from: id.host)
      return MemberLog.stopped("kube-scheduler", wall: wall, port: 10259)
    case .controllerManager, .busy:
      stopMember(id)
      return []
    }
  }

  /// Whether something that may be its etcd listens where the API server looks for it.
  func hasEtcd(_ process: APIServerProcess, _ id: MemberID) -> Bool {
    process.etcdServers.contains { endpoint in
      guard case .success = etcdMember(endpoint.host, endpoint.port, from: id.host) else { return false }
      return true
    }
  }

  /// The process was told to end, or was killed: it answers no more.
  mutating func stopMember(_ id: MemberID) {
    flushEtcd(id)
    members[id] = nil
    schedule.forget(.member(id))
    hosts[id.host]?.sockets.close(pid: id.pid)
  }

  /// Brings the files of an etcd up to date before it goes, or before somebody looks.
  mutating func flushEtcd(_ id: MemberID) {
    guard case .etcd(var server)? = members[id]?.program, hosts[id.host] != nil else { return }
    server.writeFiles(to: &hosts[id.host]!.files, at: now)
    setProgram(.etcd(server), of: id)
  }
}
