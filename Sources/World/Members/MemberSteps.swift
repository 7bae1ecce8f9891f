import APIServer
import Etcd
import Hosts
import KubeModel
import Simulation

/// A program that ended by itself.
struct ProgramEnd {
  var status: Int
  var log: [String]
}

extension World {
  /// Lets a process of the control plane do what is due.
  mutating func stepMember(_ id: MemberID) {
    guard let member = members[id] else { return }
    var end: ProgramEnd?
    switch member.program {
    case .etcd, .busy: break
    case .apiServer(var process):
      setProgram(.busy, of: id)
      end = stepServer(&process, id)
      setProgram(.apiServer(process), of: id)
    case .controllerManager(var loop):
      setProgram(.busy, of: id)
      end = stepLoop(&loop, id)
      setProgram(.controllerManager(loop), of: id)
    case .scheduler(var loop):
      setProgram(.busy, of: id)
      end = stepLoop(&loop, id)
      setProgram(.scheduler(loop), of: id)
    }
    if let end { endMember(id, end) }
  }

  /// How long an API server waits before it tries again to reach etcd (recorded: about 1, 1.7, 2.5, 4, 6, 7 s).
  private static let attemptGaps: [Double] = [1, 1.7, 2.5, 4, 6, 7]

  private mutating func stepServer(_ process: inout APIServerProcess, _ id: MemberID) -> ProgramEnd? {
    guard case .waitingForEtcd(let deadline) = process.phase else { return checkEtcd(&process, id) }
    if now >= deadline {
      let line = "\(KlogHeader.error(wall, "run.go:72"))] \"command failed\" err=\"context deadline exceeded\""
      return ProgramEnd(status: 1, log: [line])
    }
    if now >= process.nextAttempt {
      var link: any EtcdClient = takeEtcd(process.etcdServers, connected: process.connected, from: id.host)
      let time = wall
      let problem = draw("api \(id.host)") { chance -> EtcdError? in
        do throws(EtcdError) {
          try process.server.start(now: time, chance: &chance, etcd: &link)
          return nil
        } catch {
          return error
        }
      }
      process.connected = returnEtcd(link)
      if let problem {
        let attempt = Int((now - process.started).seconds / 4)
        process.nextAttempt = now + .seconds(Self.attemptGaps[min(attempt, Self.attemptGaps.count - 1)])
        logMember(id, [grpcWarning(problem, process)])
      } else {
        // Recorded: 403 until 0.25 s later, /readyz 200 after 1.3 s.
        if process.compactionInterval > .zero { process.nextCompaction = now + process.compactionInterval }
        process.phase = .serving(authorized: now + .milliseconds(250), ready: now + .milliseconds(1350))
        logMember(id, MemberLog.serving(wall: wall, port: process.server.options.securePort))
        noteChange(by: id)
        wake(.member(id), after: .seconds(3))
        return nil
      }
    }
    wake(.member(id), at: min(process.nextAttempt, deadline))
    return nil
  }

  /// Looks every few seconds whether etcd still answers: /readyz and the loops that need it depend on that.
  private mutating func checkEtcd(_ process: inout APIServerProcess, _ id: MemberID) -> ProgramEnd? {
    var link = takeEtcd(process.etcdServers, connected: process.connected, from: id.host)
    let answers = link.server != nil && (try? link.status()) != nil
    if answers, !process.isDraining, let due = process.nextCompaction, now >= due {
      process.nextCompaction = now + process.compactionInterval
      var client: any EtcdClient = link
      process.server.compact(&client)
      link = client as? EtcdLink ?? link
    }
    process.connected = returnEtcd(link)
    if answers, process.isDraining {
      // What had to be told to etcd before the end has been told: the port closes.
      hosts[id.host]?.sockets.close(pid: id.pid)
      return nil
    }
    if answers {
      process.etcdLost = nil
    } else if process.etcdLost == nil {
      process.etcdLost = now
    }
    wake(.member(id), after: answers ? .seconds(3) : .seconds(1))
    return nil
  }

  private func grpcWarning(_ error: EtcdError, _ process: APIServerProcess) -> String {
    let endpoint = process.etcdServers.first
    let address = "\(endpoint?.host ?? ""):\(endpoint?.port ?? 0)"
    let cause = error.message.hasPrefix("connection error: ") ? error.message : "connection error: desc = \"\(error.message)\""
    return "\(KlogHeader.warning(wall, "logging.go:55"))] [core] [Channel #1 SubChannel #3] grpc: "
      + "addrConn.createTransport failed to connect to {Addr: \"\(address)\", ServerName: \"\(address)\", "
      + "BalancerAttributes: {\"<%!p(pickfirstleaf.managedByPickfirstKeyType={})>\": \"<%!p(bool=true)>\" }}. Err: \(cause)"
  }

  /// Something in etcd has changed through this API server: those who watch it have their turn soon.
  ///
  /// - Parameter news: What has changed; nil for everything, when the server has just begun to answer. Leases and
  ///   Events alone hurry nobody: control loops look at them with their next renewal.
  mutating func noteChange(by server: MemberID, news: [APIChange]? = nil) {
    changes += 1
    if let news, news.allSatisfy({ $0.object.kind == "Lease" || $0.object.kind == "Event" }) { return }
    for (id, member) in members {
      switch member.program {
      case .controllerManager(let loop), .scheduler(let loop):
        if loop.server == server || loop.server == nil { wake(.member(id), after: .milliseconds(10)) }
      case .busy where id != server:
        // The loop that has just written this: it hears of it as every other watcher does.
        wake(.member(id), after: .milliseconds(10))
      case .busy, .apiServer, .etcd: break
      }
    }
    wakeKubelets(watching: server, news: news)
  }
}
