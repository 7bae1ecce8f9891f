import Documents
public import Simulation

extension EtcdServer {
  /// What it logs when it is told to end (SIGTERM). Its files have to be brought up to date before it goes.
  public func shutdownLog(at now: Instant, wall: WallTime) -> [EtcdLogLine] {
    var log = EtcdLog(dialect: version.dialect, now: now) { wall + ($0 - now) }
    let me = String(store.memberID, radix: 16)
    log.event(
      .info, .init("osutil/interrupt_unix.go:65", "osutil/interrupt_unix.go:64"), "received signal; shutting down",
      ["signal": "terminated"], plain: "pkg/osutil: received terminated signal, shutting down...")
    closing("closing", "426", "375", &log)
    if store.members.filter({ !$0.isLearner }).count == 1 {
      log.event(
        .info, .init("etcdserver/server.go:1297", "etcdserver/server.go:1516"),
        "skipped leadership transfer for single voting member cluster",
        ["local-member-id": .string(me), "current-leader-member-id": .string(String(store.leader, radix: 16))],
        plain: "etcdserver: skipped leadership transfer for single voting member cluster")
    }
    log.now += .milliseconds(2)
    for (verb, line36, line35) in [("stopping", "621", "613"), ("stopped", "626", "618")] {
      for url in configuration.listenPeerURLs {
        log.event(
          .info, .init("embed/etcd.go:\(line36)", "embed/etcd.go:\(line35)"), "\(verb) serving peer traffic",
          ["address": .string(url.address)])
      }
    }
    closing("closed", "428", "377", &log)
    return log.lines
  }

  private func closing(_ verb: String, _ line36: String, _ line35: String, _ log: inout EtcdLog) {
    log.event(
      .info, .init("embed/etcd.go:\(line36)", "embed/etcd.go:\(line35)"), "\(verb) etcd server",
      [
        "name": .string(configuration.name), "data-dir": .string(configuration.dataDirectory),
        "advertise-peer-urls": .array(configuration.advertisePeerURLs.map { .string($0.text) }),
        "advertise-client-urls": .array(configuration.advertiseClientURLs.map { .string($0.text) }),
      ])
  }
}
