import Testing

/// The routes to a restored cluster, held against the recordings of a real control plane (kubelet v1.36.2).
@Suite struct EtcdRestoreTests {
  @Test func `all manifests out, restored to a new directory, and back`() {
    var drill = EtcdDrill()
    #expect(drill.saveSnapshot().output == "Snapshot saved at /tmp/etcd-backup.db\n")
    #expect(drill.terminal("kubectl run test --image=nginx").output == "pod/test created\n")
    drill.wait(5)
    drill.mark()
    drill.stopAll()
    let hanging = drill.terminal("kubectl get pods")
    #expect(hanging.exit == 1)
    #expect(
      hanging.errors.hasSuffix(
        ": dial tcp 192.168.100.31:6443: connect: connection refused - error from a previous attempt: unexpected EOF\n"),
      "\(hanging)")
    #expect((29...32).contains(hanging.seconds))
    let refused = drill.terminal("kubectl get pods")
    #expect(
      refused.errors
        == "The connection to the server 192.168.100.31:6443 was refused - did you specify the right host or port?\n")
    drill.wait(2)
    #expect(drill.root("crictl ps -a | grep -c kube-system").output == "2\n", "only coredns and kube-proxy are left")
    #expect(drill.root("etcdctl snapshot restore \(EtcdDrill.backup) --data-dir /var/lib/etcd-backup").exit == 0)
    drill.root("sed -i 's#path: /var/lib/etcd$#path: /var/lib/etcd-backup#' /etc/kubernetes/etcd.yaml")
    drill.mark()
    drill.startAll()
    let up = drill.seconds(until: 10) { drill in
      ["etcd", "kube-apiserver", "kube-scheduler", "kube-controller-manager"].allSatisfy(drill.isRunning)
    }
    #expect(up.map { $0 < 2 } ?? false, "\(up ?? -1)")
    let forbidden = drill.terminal("kubectl get pods")
    #expect(
      forbidden.errors
        == "Error from server (Forbidden): pods is forbidden: User \"kubernetes-admin\" cannot list resource \"pods\" in "
        + "API group \"\" in the namespace \"default\"\n")
    drill.wait(1)
    #expect(drill.terminal("kubectl get pod test").errors == "Error from server (NotFound): pods \"test\" not found\n")
    #expect(drill.elapsed < 5)
    drill.wait(60)
    #expect(!drill.terminal("kubectl get pods -A").output.contains("Pending"))
    #expect(drill.grade == [2, 1, 3, 1])
    #expect(drill.terminal("kubectl get pods -n kube-system | grep -c '1/1     Running   0 '").output == "8\n")
  }

  @Test func `what ran in a Pod that vanished runs on until its kubelet restarts`() {
    var drill = EtcdDrill()
    drill.prepare()
    let node = drill.terminal("kubectl get pod test -o jsonpath='{.spec.nodeName}'").output
    drill.stopAll()
    drill.wait(40)
    drill.root("etcdutl snapshot restore \(EtcdDrill.backup) --data-dir /var/lib/etcd-backup")
    drill.root("sed -i 's#path: /var/lib/etcd$#path: /var/lib/etcd-backup#' /etc/kubernetes/etcd.yaml")
    drill.startAll()
    drill.wait(60)
    #expect(drill.world.runningContainers(named: "test", on: node) == 1)
    _ = drill.onNode(node, "systemctl restart kubelet")
    drill.wait(8)
    #expect(drill.world.runningContainers(named: "test", on: node) == 0)
    #expect(drill.grade == [2, 1, 3, 1])
  }

  @Test func `etcd alone is replaced under a running API server, whose lists go stale`() {
    var drill = EtcdDrill()
    drill.prepare()
    drill.root("etcdutl snapshot restore \(EtcdDrill.backup) --data-dir /var/lib/etcd-r3")
    drill.mark()
    drill.root("sed -i 's#path: /var/lib/etcd$#path: /var/lib/etcd-r3#' \(EtcdDrill.manifests)/etcd.yaml")
    let short = drill.terminal("kubectl get pods --request-timeout=5s")
    #expect(short.exit == 1)
    #expect(short.errors.hasPrefix("Unable to connect to the server: "))
    #expect((5...5.3).contains(short.seconds))
    let gone = drill.seconds(until: 20) { !$0.isRunning("etcd") }
    #expect(gone.map { (6.5...8.5).contains($0) } ?? false, "\(gone ?? -1)")
    let back = drill.seconds(until: 90) { $0.isRunning("etcd") }
    #expect(back.map { (40...60).contains($0) } ?? false, "\(back ?? -1)")
    drill.wait(5)
    #expect(drill.terminal("kubectl get pods").output.contains("test "), "the watch cache still lists it")
    #expect(drill.terminal("kubectl get pod test").errors == "Error from server (NotFound): pods \"test\" not found\n")
    #expect(drill.terminal("kubectl delete pod test").exit == 1)
    drill.root("mv \(EtcdDrill.manifests)/kube-apiserver.yaml /root/")
    drill.wait(40)
    drill.root("mv /root/kube-apiserver.yaml \(EtcdDrill.manifests)/")
    drill.wait(100)
    #expect(!drill.terminal("kubectl get pods").output.contains("test "))
    #expect(drill.grade == [2, 1, 3, 1])
  }

  @Test func `a stopped etcd takes writes and reads with it, in the words of the real client`() {
    var drill = EtcdDrill()
    drill.root("mv \(EtcdDrill.manifests)/etcd.yaml /root/")
    drill.wait(10)
    let write = drill.terminal("kubectl create configmap x")
    #expect(
      write.errors
        == "error: failed to create configmap: Timeout: request did not complete within requested timeout - context "
        + "deadline exceeded\n", "\(write)")
    #expect((34...36).contains(write.seconds))
  }

  @Test func `the same steps lead to the same world`() {
    func run() -> String {
      var drill = EtcdDrill()
      drill.prepare()
      drill.stopAll()
      drill.wait(40)
      drill.root("mv /var/lib/etcd /var/lib/etcd.old")
      drill.root("etcdutl snapshot restore \(EtcdDrill.backup) --data-dir /var/lib/etcd")
      drill.startAll()
      drill.wait(30)
      #expect(drill.grade == [2, 1, 3, 1])
      return drill.state
    }
    #expect(run() == run())
  }
}

extension EtcdDrill {
  mutating func onNode(_ node: String, _ text: String) -> Int32 {
    if node == Self.host { return root(text).exit }
    return terminal("ssh \(node) sudo \(text)").exit
  }
}
