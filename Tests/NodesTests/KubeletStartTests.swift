import Documents
import Hosts
import KubeModel
import Nodes
import Simulation
import Testing

private func replace(_ drill: Drill, _ path: String, _ old: String, _ new: String) {
  let text = drill.host.files.text(path) ?? ""
  drill.host.install(
    path, text: text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new), at: drill.now)
}

@Suite struct KubeletStartTests {
  @Test func wrongPathOfTheConfiguration() {
    let drill = Drill()
    #expect(
      !drill.startKubelet([
        "kubelet", "--kubeconfig=/etc/kubernetes/kubelet.conf", "--config=/var/lib/kubelet/config.yml",
      ]))
    #expect(
      drill.journal("run.go:72").last?.hasSuffix(
        #"run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yml, error: "#
          + #"failed to load Kubelet config file /var/lib/kubelet/config.yml, error failed to read kubelet config file "#
          + #"\"/var/lib/kubelet/config.yml\", error: open /var/lib/kubelet/config.yml: no such file or directory""#)
        == true)
  }

  @Test func missingAuthority() {
    let drill = Drill()
    replace(drill, "/var/lib/kubelet/config.yaml", "/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/WRONG-CA.crt")
    #expect(!drill.startKubelet())
    #expect(
      drill.journal("run.go:72").last?.hasSuffix(
        #""command failed" err="failed to run Kubelet: open /etc/kubernetes/pki/WRONG-CA.crt: no such file or directory""#
      )
        == true)
  }

  @Test func expiredCertificate() {
    let drill = Drill()
    drill.now = drill.host.instant(of: WallTime(year: 2028, month: 1, day: 1))
    #expect(!drill.startKubelet())
    #expect(
      drill.journal("bootstrap.go:267").last?.contains(
        "part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: "
          + "2027-11-02 09:00:00 +0000 UTC") == true)
    #expect(drill.journal("stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory").count == 1)
  }

  @Test func unknownFieldIsIgnored() {
    let drill = Drill()
    replace(drill, "/var/lib/kubelet/config.yaml", "staticPodPath", "staticPodsPath")
    #expect(drill.startKubelet())
    #expect(drill.journal(#"strict decoding error: unknown field \"staticPodsPath\""#).count == 1)
    drill.run(10)
    #expect(drill.runtime.containers.isEmpty)
  }

  @Test func brokenConfiguration() {
    let drill = Drill()
    replace(drill, "/var/lib/kubelet/config.yaml", "cgroupDriver: systemd", "cgroupDriver systemd")
    #expect(!drill.startKubelet())
    #expect(drill.journal("failed to decode: yaml: line ").count == 1)
  }

  @Test func unknownFlag() {
    let drill = Drill()
    #expect(!drill.startKubelet(Drill.flags + ["--nope=1"]))
    #expect(drill.journal("failed to parse kubelet flag: unknown flag: --nope").count == 1)
  }

  @Test func restartLeavesContainersAlone() {
    let drill = Drill()
    drill.startKubelet()
    drill.run(60)
    drill.mark()
    drill.stopKubelet()
    drill.run(5)
    drill.startKubelet()
    drill.run(60)
    #expect(drill.trace.isEmpty, "\(drill.trace)")
    #expect(drill.journal("Node was previously registered").count == 1)
    for name in Drill.components {
      let pod = drill.pod("\(name)-\(Drill.name)", namespace: "kube-system")
      #expect(pod?["status", "containerStatuses"]?[0]?["ready"] == true)
    }
  }

  /// Recorded: all control plane containers are killed 3.5 s after the start.
  @Test func orphansAreKilledAfterARestart() {
    let drill = Drill()
    drill.startKubelet()
    drill.run(60)
    drill.stopKubelet()
    replace(drill, "/var/lib/kubelet/config.yaml", "/etc/kubernetes/manifests", "/etc/kubernetes/manifest")
    drill.startKubelet()
    drill.mark()
    drill.run(30)
    #expect(drill.runtime.containers.isEmpty)
    #expect(
      (2.8...4.3).contains(drill.time("kube-apiserver removed") ?? drill.time("kube-apiserver 0 removed") ?? 0),
      "\(drill.trace)")
    #expect(drill.journal("path does not exist, ignoring").count >= 1)
  }

  @Test func stoppedRuntime() {
    let drill = Drill(controlPlane: false)
    drill.startKubelet()
    drill.run(30)
    drill.runtime.isRunning = false
    drill.mark()
    drill.run(26)
    func ready() -> Value { drill.objects["/nodes/\(Drill.name)"]?["status", "conditions"]?[3] ?? .null }
    #expect(ready()["status"] == "True")
    drill.run(6)
    #expect(ready()["status"] == "False")
    #expect(ready()["message"] == "container runtime is down")
    drill.runtime.isRunning = true
    drill.run(14)
    #expect(ready()["status"] == "True")
  }

  @Test func leaseIsRenewed() {
    let drill = Drill(controlPlane: false)
    drill.startKubelet()
    drill.run(31)
    let lease = drill.objects["kube-node-lease/leases/\(Drill.name)"] ?? .null
    #expect(lease["spec", "holderIdentity"]?.string == Drill.name)
    #expect(lease["spec", "renewTime"]?.string?.hasPrefix("2026-11-25T08:00:3") == true)
  }
}
