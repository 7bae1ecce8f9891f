import Documents
import Hosts
import KubeModel
import Nodes
import Simulation
import Testing

private let directory = "/etc/kubernetes/manifests"

/// Within 20 % of a recorded time, and half a second for the gaps between the recorder's looks.
private func near(_ time: Double?, _ recorded: Double) -> Bool {
  guard let time else { return false }
  return abs(time - recorded) <= max(recorded * 0.2, 0.6)
}

/// A control plane that has been running for a while.
private func settled() -> Drill {
  let drill = Drill()
  drill.startKubelet()
  drill.run(60)
  drill.mark()
  return drill
}

@Suite struct StaticPodTests {
  @Test func startFromNothing() {
    let drill = Drill()
    drill.startKubelet()
    drill.run(40)
    for name in Drill.components { #expect(near(drill.time("\(name) 0 running"), 2.1), "\(name): \(drill.trace)") }
    for name in Drill.components {
      let pod = drill.pod("\(name)-\(Drill.name)", namespace: "kube-system")
      #expect(pod?["status", "phase"]?.string == "Running", "\(name)")
      #expect(pod?["status", "containerStatuses"]?[0]?["ready"]?.bool == true, "\(name)")
      #expect(pod?.meta.annotation("kubernetes.io/config.mirror") != nil)
    }
    #expect(drill.objects["/nodes/\(Drill.name)"]?["status", "conditions"]?[3]?["status"]?.string == "True")
  }

  @Test func allManifestsOutAndBack() {
    let drill = settled()
    drill.shell { files, now in
      for name in Drill.components {
        try files.rename("\(directory)/\(name).yaml", to: "/etc/kubernetes/\(name).yaml", by: .root, at: now)
      }
    }
    drill.run(40)
    #expect(near(drill.time("kube-controller-manager 0 exited"), 0.3))
    #expect(near(drill.time("kube-scheduler 0 exited"), 5.5))
    #expect(near(drill.time("etcd 0 exited"), 7.4))
    #expect(near(drill.time("kube-apiserver 0 exited"), 30.5))
    #expect(near(drill.time("etcd 0 removed"), 30.34), "\(drill.trace)")
    #expect(near(drill.time("kube-apiserver 0 removed"), 31.4), "\(drill.trace)")
    #expect(drill.runtime.containers.isEmpty)
    #expect(drill.runtime.sandboxes.isEmpty)
    drill.mark()
    drill.shell { files, now in
      for name in Drill.components {
        try files.rename("/etc/kubernetes/\(name).yaml", to: "\(directory)/\(name).yaml", by: .root, at: now)
      }
    }
    drill.run(40)
    for name in Drill.components { #expect(near(drill.time("\(name) 0 running"), 1.2), "\(name): \(drill.trace)") }
  }

  @Test func etcdEditedInPlace() {
    let drill = settled()
    drill.shell { files, now in
      let text = String(decoding: try files.read("\(directory)/etcd.yaml", by: .root), as: UTF8.self)
      let changed = text.split(separator: "path: /var/lib/etcd\n", omittingEmptySubsequences: false)
        .joined(separator: "path: /var/lib/etcd-r3\n")
      try files.write("\(directory)/etcd.yaml", Array(changed.utf8), by: .root, at: now)
    }
    drill.run(75)
    #expect(near(drill.time("etcd 0 exited"), 7.3))
    #expect(near(drill.time("etcd 0 removed"), 8.2), "\(drill.trace)")
    let start = drill.time("etcd 0 running", last: true)
    #expect(near(start, 49.4), "\(drill.trace)")
    #expect(drill.journal("Failed deleting a mirror pod").count >= 1)
    #expect(drill.host.files.exists("/var/lib/etcd-r3", by: .root))
  }

  @Test func changedScheduler() {
    let drill = settled()
    drill.shell { files, now in
      let text = String(decoding: try files.read("\(directory)/kube-scheduler.yaml", by: .root), as: UTF8.self)
      try files.write(
        "\(directory)/kube-scheduler.yaml", Array("\(text)# a comment changes nothing\n".utf8), by: .root, at: now)
    }
    drill.run(25)
    #expect(drill.trace.isEmpty, "\(drill.trace)")
    drill.shell { files, now in
      let text = String(decoding: try files.read("\(directory)/kube-scheduler.yaml", by: .root), as: UTF8.self)
      let changed = text.split(separator: "cpu: 100m", omittingEmptySubsequences: false).joined(separator: "cpu: 150m")
      try files.write("\(directory)/kube-scheduler.yaml", Array(changed.utf8), by: .root, at: now)
    }
    drill.mark()
    drill.run(40)
    let start = drill.time("kube-scheduler 0 running", last: true) ?? 0
    #expect((10...16).contains(start), "\(drill.trace)")
    #expect(near(drill.time("kube-scheduler 0 exited"), 5.4))
    #expect(
      drill.pod("kube-scheduler-\(Drill.name)", namespace: "kube-system")?["status", "phase"]?.string == "Running")
  }

  @Test func etcdAwayForLong() {
    let drill = settled()
    // A server without etcd gives up after 20 s; one that had one keeps on.
    drill.launchOverride = { container in
      guard container.name == "kube-apiserver",
        drill.runtime.containers.allSatisfy({ $0.name != "etcd" || !$0.isRunning })
      else { return nil }
      var workload = Workload()
      workload.ends = (after: .seconds(20.2), code: 1)
      workload.stopsAfter = nil
      return workload
    }
    drill.shell { files, now in
      try files.rename("\(directory)/etcd.yaml", to: "/etc/kubernetes/etcd.yaml", by: .root, at: now)
    }
    drill.run(150)
    #expect(near(drill.time("kube-apiserver 0 exited"), 106.4), "\(drill.trace)")
    #expect(near(drill.time("kube-apiserver 1 running"), 107), "\(drill.trace)")
    #expect(near(drill.time("kube-apiserver 1 exited"), 127), "\(drill.trace)")
    #expect(near(drill.time("kube-apiserver 2 running"), 127.2), "\(drill.trace)")
    #expect(drill.journal("Housekeeping took longer than expected").count >= 2)
  }

  @Test func brokenManifest() {
    let drill = settled()
    drill.shell { files, now in
      try files.write("\(directory)/kube-scheduler.yaml", Array("  x: [\n".utf8), by: .root, at: now, mode: .append)
    }
    drill.run(0.5)
    #expect(drill.journal("Unable to process watch event").count == 1)
    #expect(drill.runtime.containers.contains { $0.name == "kube-scheduler" && $0.isRunning })
    drill.run(30)
    #expect(drill.journal("Could not process manifest file").count >= 1)
    #expect(drill.runtime.containers.allSatisfy { $0.name != "kube-scheduler" })
    #expect(drill.pod("kube-scheduler-\(Drill.name)", namespace: "kube-system") == nil)
  }

  @Test(arguments: [
    ("", "couldn't parse as pod(Object 'Kind' is missing in 'null'), please check config file"),
    (
      "apiVersion: apps/v1\nkind: Deployment\n",
      #"no kind \"Deployment\" is registered for version \"apps/v1\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""#
    ),
    (
      "just text\n",
      #"couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct"#
    ),
  ])
  func filesThatAreNoPods(content: String, complaint: String) {
    let drill = settled()
    drill.shell { files, now in try files.write("\(directory)/x.txt", Array(content.utf8), by: .root, at: now) }
    drill.run(0.5)
    #expect(drill.journal(complaint).count == 1, "\(drill.journal("file.go"))")
    drill.shell { files, now in try files.write("\(directory)/.x.swp", Array(content.utf8), by: .root, at: now) }
    drill.run(1)
    #expect(drill.journal(".x.swp").isEmpty)
  }

  @Test func missingDirectory() {
    let drill = settled()
    drill.shell { files, now in
      let text = String(decoding: try files.read("\(directory)/kube-controller-manager.yaml", by: .root), as: UTF8.self)
      let changed = text.split(
        separator: "path: /etc/kubernetes/pki\n      type: DirectoryOrCreate", omittingEmptySubsequences: false
      )
      .joined(separator: "path: /etc/kubernetes/pki-missing\n      type: Directory")
      try files.write("\(directory)/kube-controller-manager.yaml", Array(changed.utf8), by: .root, at: now)
    }
    drill.run(45)
    let events = drill.events("FailedMount").map { $0["message"]?.string ?? "" }
    #expect(
      events == [
        "MountVolume.SetUp failed for volume \"k8s-certs\" : hostPath type check failed: /etc/kubernetes/pki-missing is not "
          + "a directory"
      ])
    let pod = drill.pod("kube-controller-manager-\(Drill.name)", namespace: "kube-system")
    #expect(pod?["status", "containerStatuses"]?[0]?["state", "waiting", "reason"]?.string == "ContainerCreating")
    drill.shell { files, now in try files.makeDirectory("/etc/kubernetes/pki-missing", by: .root, at: now) }
    drill.run(40)
    #expect(drill.runtime.containers.contains { $0.name == "kube-controller-manager" && $0.isRunning })
  }

  @Test func backupCopyRunsInstead() {
    let drill = settled()
    drill.shell { files, now in
      let text = try files.read("\(directory)/kube-scheduler.yaml", by: .root)
      try files.write("\(directory)/kube-scheduler.yaml.bak", text, by: .root, at: now)
    }
    drill.run(30)
    #expect(drill.trace.isEmpty, "\(drill.trace)")
    drill.shell { files, now in
      let text = String(decoding: try files.read("\(directory)/kube-scheduler.yaml", by: .root), as: UTF8.self)
      let changed = text.split(separator: "--leader-elect=true", omittingEmptySubsequences: false)
        .joined(separator: "--leader-elect=false")
      try files.write("\(directory)/kube-scheduler.yaml", Array(changed.utf8), by: .root, at: now)
    }
    drill.run(60)
    let container = drill.runtime.containers.last { $0.name == "kube-scheduler" }
    #expect(container?.arguments.contains("--leader-elect=true") == true)
  }

  /// `kubectl delete pod` on a static Pod deletes the mirror only.
  @Test func deletedMirror() {
    let drill = settled()
    let key = "kube-system/pods/etcd-\(Drill.name)"
    let old = drill.objects[key]?.meta.uid
    drill.objects[key]?.set(["metadata", "deletionTimestamp"], to: "2026-11-25T08:01:00Z")
    drill.version += 1
    drill.run(15)
    #expect(drill.trace.isEmpty, "\(drill.trace)")
    #expect(drill.objects[key]?.meta.uid != old)
    #expect(drill.objects[key]?["status", "phase"]?.string == "Running")
  }
}
