import Testing

/// The usual mistakes of the drill fail as they do in life.
@Suite struct EtcdMistakeTests {
  /// Stops all, restores, edits the manifest with sed, starts again.
  private func restored(editing edit: String, restoring: Bool = true, wait: Double = 30) -> EtcdDrill {
    var drill = EtcdDrill()
    drill.prepare()
    drill.stopAll()
    drill.wait(40)
    if restoring {
      #expect(drill.root("etcdutl snapshot restore \(EtcdDrill.backup) --data-dir /var/lib/etcd-backup").exit == 0)
    }
    drill.root("sed -i '\(edit)' /etc/kubernetes/etcd.yaml")
    drill.startAll()
    drill.wait(wait)
    return drill
  }

  @Test(arguments: [
    ("s#--data-dir=/var/lib/etcd#--data-dir=/var/lib/etcd-backup#", true),
    ("s#path: /var/lib/etcd$#path: /var/lib/etcd-other#", false),
  ])
  func `a data directory that is empty is a new cluster without rights`(edit: String, restoring: Bool) {
    var drill = restored(editing: edit, restoring: restoring)
    #expect(drill.isRunning("etcd"))
    #expect(
      drill.terminal("kubectl get nodes").errors
        == "Error from server (Forbidden): nodes is forbidden: User \"kubernetes-admin\" cannot list resource \"nodes\" in "
        + "API group \"\" at the cluster scope\n")
    #expect(drill.terminal("kubectl auth whoami").exit == 0)
    let all = "kubectl --kubeconfig /etc/kubernetes/super-admin.conf get"
    #expect(drill.root("\(all) nodes").errors == "No resources found\n")
    #expect(drill.root("\(all) ns --no-headers | wc -l").output == "4\n")
    drill.root("systemctl restart kubelet")
    drill.wait(15)
    #expect(drill.root("\(all) nodes --no-headers | awk '{print $1, $2}'").output == "\(EtcdDrill.host) Ready\n")
    #expect(drill.grade == [2, 1, 0, 0])
  }

  @Test func `YAML that cannot be read keeps etcd away, and the journal says why`() {
    var drill = restored(editing: "s#path: /var/lib/etcd$#  path: /var/lib/etcd-backup\\n   type#")
    #expect(!drill.isRunning("etcd"))
    let journal = drill.root("journalctl -u kubelet | grep file.go").output
    #expect(journal.contains("couldn't parse as pod(yaml: line"), "\(journal)")
    #expect(drill.grade == [2, 1, 0, 0])
  }

  @Test func `an unknown flag makes etcd crash, and its log says why`() {
    var drill = restored(editing: "s#--data-dir=#--data-dri=#")
    #expect(!drill.isRunning("etcd"))
    #expect(drill.root("crictl ps -a --name etcd").output.contains("Exited"))
    let log = drill.root("crictl logs $(crictl ps -a --name etcd -q | head -1) 2>&1").output
    #expect(log.contains("flag provided but not defined: -data-dri"), "\(log.prefix(300))")
  }

  @Test func `a directory that does not exist keeps the container from being made`() {
    var drill = restored(
      editing: "s#path: /var/lib/etcd$#path: /var/lib/nowhere#; s#type: DirectoryOrCreate#type: Directory#")
    #expect(!drill.isRunning("etcd"))
    #expect(!drill.root("crictl ps -a").output.contains(" etcd "))
    #expect(
      drill.root("journalctl -u kubelet").output.contains(
        "hostPath type check failed: /var/lib/nowhere is not a directory"))
  }

  @Test func `a copy with the ending bak is a manifest as well, and wins`() {
    var drill = EtcdDrill()
    drill.prepare()
    drill.root("etcdutl snapshot restore \(EtcdDrill.backup) --data-dir /var/lib/etcd-backup")
    let place = "\(EtcdDrill.manifests)/etcd.yaml"
    drill.root("cp \(place) \(place).bak")
    drill.root("sed -i 's#path: /var/lib/etcd$#path: /var/lib/etcd-backup#' \(place)")
    drill.wait(120)
    #expect(drill.isRunning("etcd"))
    #expect(drill.grade == [2, 1, 0, 0])
  }

  @Test func `the port of the peers is not the one of etcd's clients`() {
    var drill = EtcdDrill()
    drill.root("sed -i 's/127.0.0.1:2379/127.0.0.1:2380/' \(EtcdDrill.manifests)/kube-apiserver.yaml")
    drill.wait(44)
    let waiting = drill.terminal("kubectl get nodes")
    let texts = ["net/http: TLS handshake timeout", "connection reset by peer", "was refused"]
    #expect(waiting.exit == 1)
    #expect(texts.contains { waiting.errors.contains($0) }, "\(waiting)")
    drill.wait(30)
    let log = drill.root("crictl logs $(crictl ps -a --name kube-apiserver -q | tail -1) 2>&1").output
    #expect(log.contains("dial tcp 127.0.0.1:2380: connect: connection refused"), "\(log.suffix(600))")
  }

  @Test func `without a kubelet nothing happens to the manifests, and nothing to the containers`() {
    var drill = EtcdDrill()
    drill.root("systemctl stop kubelet")
    drill.stopAll()
    drill.wait(40)
    #expect(drill.isRunning("etcd"))
    #expect(drill.terminal("kubectl get nodes").exit == 0)
    drill.wait(20)
    let status = "kubectl get nodes --no-headers | awk '/controlplane/ {print $2}'"
    #expect(drill.terminal(status).output == "NotReady\n")
    drill.startAll()
    drill.root("systemctl start kubelet")
    drill.wait(5)
    #expect(drill.terminal(status).output == "Ready\n")
    #expect(drill.isRunning("etcd"))
  }

  @Test func `a restore into a directory that exists is refused`() {
    var drill = EtcdDrill()
    _ = drill.saveSnapshot()
    let answer = drill.root("etcdutl snapshot restore \(EtcdDrill.backup) --data-dir /var/lib/etcd")
    #expect(answer.exit == 1)
    #expect(answer.errors.contains("data-dir \"/var/lib/etcd\" not empty or could not be read"), "\(answer.errors)")
  }

  @Test func `without certificates the save hangs and leaves no snapshot`() {
    var drill = EtcdDrill()
    let answer = drill.root("etcdctl snapshot save \(EtcdDrill.backup)", timeout: 20)
    #expect(answer.exit == 130)
    #expect(drill.root("test -e \(EtcdDrill.backup)").exit == 1)
    #expect(drill.grade == [0, 0, 0, 0])
  }
}
