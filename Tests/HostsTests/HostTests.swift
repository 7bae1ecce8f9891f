import Hosts
import Simulation
import Testing

private let epoch = WallTime(year: 2026, month: 11, day: 25, hour: 8)

private func host() -> Host {
  Host.furnished(
    HostPlan(
      name: "node1", addresses: ["192.168.100.41"], epoch: epoch,
      programs: [HostPlan.Programs(names: ["bash", "ls", "kubelet", "true"])]))
}

private let now = Instant(seconds: 10)

@Suite struct AccountTests {
  @Test func readsAccountsFromTheFiles() throws {
    var host = host()
    let candidate = try #require(host.account(named: "candidate"))
    #expect(candidate.id == 1000)
    #expect(candidate.home == "/home/candidate")
    #expect(host.groups(of: candidate).map(\.name) == ["candidate", "adm", "sudo"])
    #expect(host.sudoRight(of: candidate) == SudoRight(needsPassword: false))
    let text = try #require(host.files.text("/etc/passwd"))
    host.install("/etc/passwd", text: "\(text)eve:x:1001:1001::/home/eve:/bin/sh\n", at: now)
    let eve = try #require(host.account(id: 1001))
    #expect(eve.name == "eve")
    #expect(host.sudoRight(of: eve) == nil)
    #expect(host.credentials(of: eve).groups == [1001])
    host.install("/etc/sudoers.d/eve", text: "eve ALL=(ALL) ALL\n", mode: 0o440, at: now)
    #expect(host.sudoRight(of: eve) == SudoRight(needsPassword: true))
  }

  @Test func knowsItsRelease() {
    #expect(host().releaseField("PRETTY_NAME") == "Ubuntu 24.04.2 LTS")
  }
}

@Suite struct ServiceTests {
  private let unit = """
    [Unit]
    Description=kubelet: The Kubernetes Node Agent

    [Service]
    ExecStart=/usr/bin/kubelet
    Restart=always
    StartLimitInterval=0
    RestartSec=10

    [Install]
    WantedBy=multi-user.target
    """
  private let dropIn = """
    [Service]
    Environment="A=--bootstrap-kubeconfig=/b --kubeconfig=/etc/k.conf"
    EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
    ExecStart=
    ExecStart=/usr/bin/kubelet $A $KUBELET_KUBEADM_ARGS $NOTHING --name=${HOSTNAME}x
    """

  private func withKubelet() -> Host {
    var host = host()
    host.install("/usr/lib/systemd/system/kubelet.service", text: unit, at: .start)
    host.install("/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", text: dropIn, at: .start)
    host.install("/var/lib/kubelet/kubeadm-flags.env", text: "KUBELET_KUBEADM_ARGS=\"--x=1 --y\"\n", at: .start)
    return host
  }

  @Test func startsWithDropInsAndEnvironmentFiles() throws {
    var host = withKubelet()
    let actions = host.startUnit("kubelet.service", at: now)
    guard case .started(let name, let pid, let arguments, _, let user, let mustNotify)? = actions.first else {
      Issue.record("no service was started")
      return
    }
    #expect(name == "kubelet.service")
    #expect(
      arguments == [
        "/usr/bin/kubelet", "--bootstrap-kubeconfig=/b", "--kubeconfig=/etc/k.conf", "--x=1", "--y", "--name=x",
      ])
    #expect(user == 0)
    #expect(!mustNotify)
    #expect(host.processes[pid]?.name == "kubelet")
    let status = host.unitStatus("kubelet.service", at: now)
    #expect(status.state.activity == .active)
    #expect(status.unit.path == "/lib/systemd/system/kubelet.service")
    #expect(status.unit.dropIns == ["/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"])
    #expect(status.enablement == "disabled")
  }

  @Test func restartsAfterTenSeconds() {
    var host = withKubelet()
    _ = host.startUnit("kubelet.service", at: now)
    #expect(host.serviceExited("kubelet.service", .code(1), at: now).isEmpty)
    #expect(host.systemd.state(of: "kubelet.service").detail == "auto-restart")
    #expect(host.systemd.nextDue == now + .seconds(10))
    #expect(host.workOffServices(at: now + .seconds(9)).isEmpty)
    #expect(host.workOffServices(at: now + .seconds(10)).count == 1)
    let texts = host.journal.entries(of: "kubelet.service").map(\.text)
    #expect(
      texts == [
        "Started kubelet.service - kubelet: The Kubernetes Node Agent.",
        "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
        "kubelet.service: Failed with result 'exit-code'.",
        "kubelet.service: Scheduled restart job, restart counter is at 1.",
        "Stopped kubelet.service - kubelet: The Kubernetes Node Agent.",
        "Started kubelet.service - kubelet: The Kubernetes Node Agent.",
      ])
  }

  @Test func failsWhereTheProgramIsMissing() {
    var host = withKubelet()
    host.install(
      "/etc/systemd/system/kubelet.service.d/20.conf", text: "[Service]\nExecStart=\nExecStart=/usr/bin/kublet\n",
      at: now)
    _ = host.startUnit("kubelet.service", at: now)
    #expect(host.systemd.state(of: "kubelet.service").lastExit == .code(203))
    #expect(host.systemd.state(of: "kubelet.service").detail == "auto-restart")
  }

  @Test func noticesChangedFiles() {
    var host = withKubelet()
    _ = host.startUnit("kubelet.service", at: now)
    #expect(!host.unitStatus("kubelet.service", at: now).needsReload)
    host.install("/etc/systemd/system/kubelet.service.d/20.conf", text: "[Service]\nRestart=no\n", at: now)
    #expect(host.unitStatus("kubelet.service", at: now).needsReload)
    _ = host.serviceExited("kubelet.service", .signal(9), at: now)
    #expect(host.systemd.state(of: "kubelet.service").activity == .activating)
    host.reloadUnits(at: now)
    _ = host.restartUnit("kubelet.service", at: now)
    _ = host.serviceExited("kubelet.service", .signal(9), at: now)
    #expect(host.systemd.state(of: "kubelet.service").activity == .failed)
    #expect(host.systemd.state(of: "kubelet.service").result == "signal")
  }

  @Test func enablesDisablesAndMasks() {
    var host = withKubelet()
    let link = "/etc/systemd/system/multi-user.target.wants/kubelet.service"
    let enabled = host.enableUnit("kubelet.service", at: now)
    #expect(enabled.lines == ["Created symlink \(link) → /lib/systemd/system/kubelet.service."])
    #expect(host.enablement(of: "kubelet.service") == "enabled")
    #expect(host.disableUnit("kubelet.service", at: now).lines == ["Removed \"\(link)\"."])
    _ = host.maskUnit("kubelet.service", at: now)
    #expect(host.enablement(of: "kubelet.service") == "masked")
    #expect(host.startUnit("kubelet.service", at: now).isEmpty)
    _ = host.unmaskUnit("kubelet.service", at: now)
    #expect(host.startUnit("kubelet.service", at: now).count == 1)
  }

  @Test func givesUpAfterFiveStartsInTenSeconds() {
    var host = host()
    host.install(
      "/etc/systemd/system/x.service", text: "[Service]\nExecStart=/bin/true\nRestart=always\n", at: now)
    _ = host.startUnit("x.service", at: now)
    var time = now
    for _ in 0..<10 {
      time += .milliseconds(200)
      _ = host.serviceExited("x.service", .code(1), at: time)
      time += .milliseconds(200)
      _ = host.workOffServices(at: time)
    }
    #expect(host.systemd.state(of: "x.service").activity == .failed)
    #expect(host.systemd.state(of: "x.service").restarts == 5)
  }

  @Test func usualServicesRun() {
    let host = host()
    #expect(host.systemd.state(of: "ssh.service").activity == .active)
    #expect(host.enablement(of: "ssh.service") == "enabled")
    #expect(host.sockets.listener(at: "192.168.100.41", port: 22)?.program == "sshd")
    #expect(host.processes[1]?.name == "systemd")
    #expect(host.listedUnits().contains { $0.unit.name == "cron.service" })
  }
}
