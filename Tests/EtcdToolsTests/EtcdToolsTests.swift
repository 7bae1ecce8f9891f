import Etcd
import Hosts
import Simulation
import Testing

/// The expected texts are those of the real etcdctl and etcdutl 3.4.23, 3.5.33 and 3.6.14.
@Suite("etcdctl and etcdutl")
struct EtcdToolsTests {
  static let versions: [EtcdVersion] = [.v34, .v35, .v36]

  @Test("save a snapshot and restore it: what was written later is gone", arguments: versions)
  func drill(_ version: EtcdVersion) throws {
    let bench = EtcdBench(version)
    let flags = EtcdBench.flags
    #expect(try bench.run(["etcdctl"] + flags + ["put", "/registry/a", "1"]).output == "OK\n")
    let saved = try bench.run(["etcdctl"] + flags + ["snapshot", "save", "/opt/b.db"])
    #expect(saved.status == 0)
    let serverLine = version.dialect == .v36 ? "Server version 3.6.0\n" : ""
    #expect(saved.output == "Snapshot saved at /opt/b.db\n\(serverLine)")
    #expect(saved.errors.contains(#""msg":"created temporary db file","path":"/opt/b.db.part""#))
    #expect(try bench.files.status("/opt/b.db", by: .root).mode == 0o600)
    #expect(!bench.files.exists("/opt/b.db.part", by: .root))
    _ = try bench.run(["etcdctl"] + flags + ["put", "/registry/late", "2"])
    let tool = version.dialect == .v36 ? "etcdutl" : "etcdctl"
    let status = try bench.run(tool, "snapshot", "status", "/opt/b.db")
    let keys = [EtcdVersion.Dialect.v34: 5, .v35: 7, .v36: 1][version.dialect] ?? 0
    #expect(status.output.contains(", 2, \(keys), 20 kB"))
    let restored = try bench.run(tool, "snapshot", "restore", "/opt/b.db", "--data-dir", "/var/lib/etcd-new")
    #expect(restored.status == 0)
    #expect(restored.output.isEmpty)
    bench.start(dataDirectory: "/var/lib/etcd-new")
    bench.world.advance(to: bench.world.now + .seconds(2))
    let found = try bench.run(["etcdctl"] + flags + ["get", "/registry", "--prefix"])
    #expect(found.output == "/registry/a\n1\n")
    let again = try bench.run(tool, "snapshot", "restore", "/opt/b.db", "--data-dir", "/var/lib/etcd-new")
    #expect(again.status == 1)
    let complaint = version.dialect == .v34 ? "exists" : "not empty or could not be read"
    #expect(again.errors.hasSuffix("Error: data-dir \"/var/lib/etcd-new\" \(complaint)\n"))
  }

  @Test("without certificates, save says nothing and hangs; everything else gives up after five seconds")
  func withoutCertificates() throws {
    let bench = EtcdBench(.v36)
    let save = try bench.run("etcdctl", "snapshot", "save", "/opt/b.db", limit: 30)
    #expect(save.status == 130)
    #expect(save.seconds == 30)
    #expect(save.errors.split(separator: "\n").count == 1)
    #expect(try bench.files.status("/opt/b.db.part", by: .root).size == 0)
    let list = try bench.run("etcdctl", "member", "list")
    #expect(list.status == 1)
    #expect(list.seconds > 4.9 && list.seconds < 5.1)
    #expect(
      list.errors.contains(
        #"latest balancer error: connection error: desc = \"error reading server preface: EOF\"""#))
    #expect(list.errors.hasSuffix("Error: context deadline exceeded\n"))
  }

  @Test("files that are missing or do not fit end it at once", arguments: [
    (["--cert=/nope.crt", "--key=\(EtcdBench.pki)/server.key"], "open /nope.crt: no such file or directory"),
    (
      ["--cert=\(EtcdBench.pki)/server.crt"],
      "KeyFile and CertFile must both be present[key: , cert: /etc/kubernetes/pki/etcd/server.crt]"
    ),
    (
      ["--cert=\(EtcdBench.pki)/server.crt", "--key=\(EtcdBench.pki)/peer.key"],
      "tls: private key does not match public key"
    ),
  ])
  func files(_ flags: [String], _ complaint: String) throws {
    let answer = try EtcdBench(.v36).run(["etcdctl"] + flags + ["get", "a"])
    #expect(answer.status == 128)
    #expect(answer.errors == "Error: \(complaint)\n")
  }

  @Test("a client certificate of another authority is not let in")
  func foreignCertificate() throws {
    let other = "/etc/kubernetes/pki/apiserver-kubelet-client"
    let answer = try EtcdBench(.v35).run(
      "etcdctl", "--cacert=\(EtcdBench.pki)/ca.crt", "--cert=\(other).crt", "--key=\(other).key", "member", "list")
    #expect(answer.status == 1)
    #expect(answer.errors.contains("remote error: tls: unknown certificate authority"))
  }

  @Test("a wrong authority is told by name")
  func wrongAuthority() throws {
    let answer = try EtcdBench(.v36).run(
      "etcdctl", "--cacert=/etc/kubernetes/pki/ca.crt", "--cert=\(EtcdBench.pki)/server.crt",
      "--key=\(EtcdBench.pki)/server.key", "--endpoints=https://127.0.0.1:2379", "endpoint", "health")
    #expect(answer.errors.contains("x509: certificate signed by unknown authority"))
    #expect(answer.errors.hasSuffix("Error: unhealthy cluster\n"))
  }

  @Test("3.6 has moved status and restore: help and exit 0, or an unknown flag")
  func moved() throws {
    let bench = EtcdBench(.v36)
    let status = try bench.run("etcdctl", "snapshot", "status", "/opt/b.db")
    #expect(status.status == 0)
    #expect(status.output.hasPrefix("NAME:\n  snapshot - Manages etcd node snapshots\n"))
    let restore = try bench.run("etcdctl", "snapshot", "restore", "/opt/b.db", "--data-dir=/x")
    #expect(restore.status == 1)
    #expect(restore.errors == "Error: unknown flag: --data-dir\n\n")
  }

  @Test("members, status and health print as tables and lists")
  func tables() throws {
    let bench = EtcdBench(.v36)
    let list = try bench.run(["etcdctl"] + EtcdBench.flags + ["member", "list", "-w", "table"])
    #expect(
      list.output == """
        +-----------------+---------+------------------------+------------------------+------------------------+------------+
        |       ID        | STATUS  |          NAME          |       PEER ADDRS       |      CLIENT ADDRS      | IS LEARNER |
        +-----------------+---------+------------------------+------------------------+------------------------+------------+
        | a874c87fd42044f | started | cluster3-controlplane1 | https://127.0.0.1:2380 | https://127.0.0.1:2379 |      false |
        +-----------------+---------+------------------------+------------------------+------------------------+------------+

        """)
    let status = try bench.run(["etcdctl"] + EtcdBench.flags + ["endpoint", "status"])
    #expect(
      status.output
        == "https://127.0.0.1:2379, a874c87fd42044f, 3.6.14, 3.6.0, 20 kB, 16 kB, 20%, 2.1 GB, true, false, 2, 4, 4, , , false\n")
  }

  @Test("a setting as variable and as flag is fatal, ETCDCTL_API is no longer known")
  func environment() throws {
    let bench = EtcdBench(.v36)
    let both = try bench.run(
      ["etcdctl"] + EtcdBench.flags + ["get", "a"], environment: ["ETCDCTL_CACERT": "/x"])
    #expect(both.status == 1)
    #expect(both.errors.contains("conflicting environment variable is shadowed by corresponding command-line flag"))
    let api = try bench.run(["etcdctl"] + EtcdBench.flags + ["get", "a"], environment: ["ETCDCTL_API": "3"])
    #expect(api.status == 0)
    #expect(api.errors.contains(#""msg":"unrecognized environment variable","environment-variable":"ETCDCTL_API=3""#))
    #expect(try EtcdBench(.v34).run("etcdctl", "version", environment: ["ETCDCTL_API": "4"]).errors == "unsupported API version 4\n")
  }

  @Test("wrong words and flags are answered as cobra does")
  func usage() throws {
    let bench = EtcdBench(.v36)
    let typo = try bench.run("etcdctl", "snapshott", "save", "/opt/b.db")
    #expect(typo.status == 1)
    #expect(
      typo.errors == """
        Error: unknown command "snapshott" for "etcdctl"

        Did you mean this?
        \tsnapshot

        Run 'etcdctl --help' for usage.

        """)
    #expect(try bench.run("etcdutl", "defrag").errors.hasPrefix("Error: required flag(s) \"data-dir\" not set\nUsage:\n"))
    #expect(try bench.run(["etcdctl"] + EtcdBench.flags + ["member", "list", "-w", "yaml"]).status == 4)
  }

  @Test("etcdutl waits for the lock of a running etcd")
  func lock() throws {
    let answer = try EtcdBench(.v36).run("etcdutl", "defrag", "--data-dir", "/var/lib/etcd", limit: 8)
    #expect(answer.status == 130)
    #expect(answer.errors.contains("waiting for etcd to close and release its lock"))
  }
}
