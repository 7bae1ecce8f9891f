import Documents
import Hosts
import KubeModel
import Nodes
import Simulation
import Testing

/// A node whose API server always answers.
private func node() -> Drill {
  let drill = Drill(controlPlane: false)
  drill.startKubelet()
  drill.run(3)
  for image in ["nginx:1.27", "busybox:1.36"] { drill.runtime.images.install(image) }
  drill.mark()
  return drill
}

private func state(_ drill: Drill, _ name: String, _ container: Int = 0) -> Value {
  drill.pod(name)?["status", "containerStatuses"]?[container]?["state"] ?? .null
}

private func text(_ drill: Drill, _ name: String) -> [String] {
  drill.runtime.containers.filter { $0.name == name }.last?.log.all.map(\.text) ?? []
}

@Suite struct PodTests {
  @Test func nginxRunsAndAnswers() throws {
    let drill = node()
    drill.bind(
      "{metadata: {name: web}, spec: {containers: [{name: c, image: 'nginx:1.27', ports: [{containerPort: 80}]}]}}")
    drill.run(5)
    let status = drill.pod("web")?["status"] ?? .null
    #expect(status["phase"] == "Running")
    #expect(
      status["conditions"]?.elements.map { $0["type"]?.string } == [
        "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled",
      ])
    #expect(status["conditions"]?[2]?["status"] == "True")
    #expect(status["containerStatuses"]?[0]?["image"] == "docker.io/library/nginx:1.27")
    let address = try #require(status["podIP"]?.string)
    #expect(address == "10.44.0.2")
    let server = try #require(drill.runtime.server(at: address, port: 80, now: drill.now))
    let reply = ContainerService.reply(to: "/", from: server.container, server.port, drill.host)
    #expect(reply.code == 200)
    #expect(reply.body.contains("Welcome to nginx!"))
    #expect(ContainerService.reply(to: "/x", from: server.container, server.port, drill.host).code == 404)
    #expect(drill.runtime.server(at: address, port: 81, now: drill.now) == nil)
    let messages = ["Pulled", "Created", "Started"].flatMap { drill.events($0) }.map { $0["message"]?.string }
    #expect(
      messages == [
        "Container image \"nginx:1.27\" already present on machine and can be accessed by the pod", "Container created",
        "Container started",
      ])
  }

  @Test func echoServersOfTheNetworkTask() throws {
    let drill = node()
    drill.runtime.reservedAddresses["default/db1-0"] = "10.44.0.25"
    drill.bind(
      """
      metadata: {name: db1-0}
      spec: {containers: [{name: c, image: "hashicorp/http-echo:1.0", args: ["-listen=:1111", "-text=database one"]}]}
      """)
    drill.run(5)
    #expect(drill.pod("db1-0")?["status", "podIP"] == "10.44.0.25")
    let server = try #require(drill.runtime.server(at: "10.44.0.25", port: 1111, now: drill.now))
    #expect(ContainerService.reply(to: "/", from: server.container, server.port, drill.host).body == "database one\n")
    #expect(drill.events("Pulled")[0]["message"]?.string?.hasPrefix("Successfully pulled image") == true)
  }

  /// Recorded: starts of attempts at 0.4, 1.4, 16, 44, 102, 184, 345, 656 s.
  @Test func crashLoop() {
    let drill = node()
    drill.bind(
      "{metadata: {name: x}, spec: {containers: [{name: c, image: 'busybox:1.36', command: [sh, -c, 'exit 1']}]}}")
    drill.run(700)
    let waits = [0.0, 10, 20, 40, 80, 160, 300]
    var last = 0.0
    for attempt in 0...7 {
      let start = drill.time("c \(attempt) running") ?? -1
      if attempt > 0 {
        let gap = start - last
        #expect((waits[attempt - 1]...(waits[attempt - 1] + 22)).contains(gap), "attempt \(attempt) after \(gap)")
      }
      last = start
    }
    let status = state(drill, "x")
    #expect(status["waiting", "reason"] == "CrashLoopBackOff")
    #expect(
      status["waiting", "message"]?.string?.hasPrefix("back-off 5m0s restarting failed container=c pod=x_default(")
        == true)
    #expect(drill.runtime.containers.filter { $0.name == "c" }.count <= 2)
    #expect((drill.events("BackOff").first?["count"]?.int ?? 0) > 5)
  }

  @Test func nameTooLongForItsLogs() {
    let drill = node()
    let name = String(repeating: "a", count: 250)
    drill.bind("{metadata: {name: \(name)}, spec: {containers: [{name: c, image: 'nginx:1.27'}]}}")
    drill.run(6)
    #expect(state(drill, name)["waiting", "reason"] == "ContainerCreating")
    let message = drill.events("FailedCreatePodSandBox").first?["message"]?.string ?? ""
    #expect(message.hasPrefix("Failed to create pod sandbox: create pod log directory for pod \"aaa"))
    #expect(message.hasSuffix(": file name too long"))
  }

  @Test func imageThatDoesNotExist() {
    let drill = node()
    drill.bind("{metadata: {name: x}, spec: {containers: [{name: c, image: 'nginx:nope'}]}}")
    // The sandbox's own event soon brings the next look (source: kubelet v1.36.2).
    drill.run(6)
    #expect(state(drill, "x")["waiting", "reason"] == "ImagePullBackOff")
    drill.run(14)
    #expect(["ErrImagePull", "ImagePullBackOff"].contains(state(drill, "x")["waiting", "reason"]?.string))
    let message = drill.events("Failed").compactMap { $0["message"]?.string }
    #expect(
      message.contains(
        "Failed to pull image \"nginx:nope\": rpc error: code = NotFound desc = failed to pull and unpack image "
          + "\"docker.io/library/nginx:nope\": failed to resolve image: docker.io/library/nginx:nope: not found"))
    #expect(message.contains("Error: ErrImagePull"))
    drill.objects["default/pods/x"]?.set(["spec", "containers"], to: [["name": "c", "image": "nginx:1.27"]])
    drill.version += 1
    drill.run(40)
    #expect(drill.pod("x")?["status", "phase"] == "Running")
  }

  @Test func missingConfigMap() {
    let drill = node()
    drill.bind(
      """
      metadata: {name: x}
      spec:
        containers:
        - {name: c, image: "nginx:1.27", env: [{name: A, valueFrom: {configMapKeyRef: {name: cm, key: a}}}]}
      """)
    drill.run(5)
    #expect(state(drill, "x")["waiting", "reason"] == "CreateContainerConfigError")
    #expect(state(drill, "x")["waiting", "message"] == "configmaps \"cm\" not found")
    drill.objects["default/configmaps/cm"] = ["metadata": ["name": "cm", "namespace": "default"], "data": ["a": "1"]]
    drill.run(20)
    #expect(drill.pod("x")?["status", "phase"] == "Running")
    #expect(drill.runtime.containers[0].environment.contains { $0.name == "A" && $0.value == "1" })
  }

  @Test func configMapVolumeIsServed() throws {
    let drill = node()
    drill.objects["default/configmaps/page"] = [
      "metadata": ["name": "page", "namespace": "default"], "data": ["index.html": "hello\n"],
    ]
    drill.bind(
      """
      metadata: {name: x}
      spec:
        volumes: [{name: v, configMap: {name: page}}]
        containers:
        - {name: c, image: "nginx:1.27", volumeMounts: [{name: v, mountPath: /usr/share/nginx/html}]}
      """)
    drill.run(5)
    let address = try #require(drill.pod("x")?["status", "podIP"]?.string)
    let server = try #require(drill.runtime.server(at: address, port: 80, now: drill.now))
    #expect(ContainerService.reply(to: "/", from: server.container, server.port, drill.host).body == "hello\n")
    #expect(throws: FileError.readOnly) {
      try drill.host.files.write("/usr/share/nginx/html/x", [], by: server.container.accessor, at: drill.now)
    }
  }

  @Test func initContainersGoFirst() {
    let drill = node()
    drill.bind(
      """
      metadata: {name: x}
      spec:
        volumes: [{name: v, emptyDir: {}}]
        initContainers:
        - {name: i, image: "busybox:1.36", command: [sh, -c, "sleep 5; echo made > /work/f"], volumeMounts: [{name: v, mountPath: /work}]}
        containers:
        - {name: c, image: "busybox:1.36", command: [sh, -c, "cat /work/f; sleep 1d"], volumeMounts: [{name: v, mountPath: /work}]}
      """)
    drill.run(4)
    #expect(drill.pod("x")?["status", "phase"] == "Pending")
    #expect(state(drill, "x")["waiting", "reason"] == "PodInitializing")
    drill.run(10)
    #expect(drill.pod("x")?["status", "phase"] == "Running")
    #expect(text(drill, "c") == ["made"])
  }

  @Test func logSidecar() {
    let drill = node()
    drill.bind(
      """
      metadata: {name: x}
      spec:
        volumes: [{name: v, emptyDir: {}}]
        containers:
        - {name: c, image: "busybox:1.36", command: [sh, -c, "while true; do echo \\"$(date) INFO\\" >> /var/log/a.log; sleep 5; done"], volumeMounts: [{name: v, mountPath: /var/log}]}
        - {name: s, image: "busybox:1.36", command: [sh, -c, "tail -F /var/log/a.log"], volumeMounts: [{name: v, mountPath: /var/log}]}
      """)
    drill.run(20)
    let lines = text(drill, "s")
    #expect((3...5).contains(lines.count), "\(lines)")
    #expect(lines.first?.hasSuffix("UTC 2026 INFO") == true)
  }

  @Test(arguments: [
    "printf '%%' x", "printf '%' x", "printf '%99999999999d' 1", "shift -1", "x='eval \\\"$x\\\"'; eval \\\"$x\\\"", "sleep nan",
  ])
  func scriptsThatGoTooFarEnd(_ script: String) {
    let drill = node()
    drill.bind(
      """
      {metadata: {name: x}, spec: {restartPolicy: Never, containers: [{name: c, image: 'busybox:1.36', command: [sh, -c, "\(script)"]}]}}
      """)
    drill.run(6)
    #expect(["Succeeded", "Failed"].contains(drill.pod("x")?["status", "phase"]?.string))
  }

  @Test func jobsEnd() {
    let drill = node()
    drill.bind(
      "{metadata: {name: x}, spec: {restartPolicy: Never, containers: [{name: c, image: 'busybox:1.36', command: [echo, hi]}]}}"
    )
    drill.bind(
      "{metadata: {name: z}, spec: {restartPolicy: Never, containers: [{name: d, image: 'busybox:1.36', command: ['false']}]}}"
    )
    drill.run(6)
    #expect(drill.pod("x")?["status", "phase"] == "Succeeded")
    #expect(state(drill, "x")["terminated", "reason"] == "Completed")
    #expect(text(drill, "c") == ["hi"])
    #expect(drill.pod("z")?["status", "phase"] == "Failed")
    #expect(state(drill, "z")["terminated", "exitCode"] == 1)
  }

  /// The example of the documentation: healthy for 30 s.
  @Test func livenessProbe() {
    let drill = node()
    drill.bind(
      """
      metadata: {name: x}
      spec:
        containers:
        - name: c
          image: busybox:1.36
          args: [/bin/sh, -c, "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
          livenessProbe: {exec: {command: [cat, /tmp/healthy]}, initialDelaySeconds: 5, periodSeconds: 5}
      """)
    drill.run(30)
    #expect(drill.events("Unhealthy").isEmpty)
    drill.run(60)
    let message = drill.events("Unhealthy").first?["message"]?.string
    #expect(message == "Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n")
    #expect(drill.events("Killing").first?["message"] == "Container c failed liveness probe, will be restarted")
    drill.run(20)
    #expect(drill.pod("x")?["status", "containerStatuses"]?[0]?["restartCount"] == 1)
  }

  @Test func readinessProbe() {
    let drill = node()
    drill.bind(
      """
      metadata: {name: x}
      spec: {containers: [{name: c, image: "nginx:1.27", readinessProbe: {httpGet: {path: /ready, port: 80}, periodSeconds: 2}}]}
      """)
    drill.run(10)
    #expect(drill.pod("x")?["status", "containerStatuses"]?[0]?["ready"] == false)
    #expect(
      drill.events("Unhealthy").first?["message"] == "Readiness probe failed: HTTP probe failed with statuscode: 404")
    let container = drill.runtime.containers[0]
    try! drill.host.files.write("/usr/share/nginx/html/ready", [], by: container.accessor, at: drill.now)
    drill.run(5)
    #expect(drill.pod("x")?["status", "containerStatuses"]?[0]?["ready"] == true)
  }

  @Test func deletion() {
    let drill = node()
    drill.bind("{metadata: {name: web}, spec: {containers: [{name: c, image: 'nginx:1.27'}]}}")
    drill.bind("{metadata: {name: box}, spec: {containers: [{name: b, image: 'busybox:1.36', command: [sleep, 1d]}]}}")
    drill.run(5)
    drill.delete("web")
    drill.delete("box")
    drill.version += 1
    drill.mark()
    drill.run(10)
    #expect(drill.pod("web") == nil)
    #expect(drill.pod("box") != nil)
    drill.run(30)
    #expect(drill.pod("box") == nil)
    #expect((30...31).contains(drill.time("b 0 exited") ?? 0))
    #expect(drill.runtime.containers.isEmpty)
    #expect(drill.runtime.sandboxes.isEmpty)
  }

  @Test func unknownCommand() {
    let drill = node()
    drill.bind("{metadata: {name: x}, spec: {containers: [{name: c, image: 'nginx:1.27', command: [nope]}]}}")
    drill.run(5)
    let status = drill.pod("x")?["status", "containerStatuses"]?[0] ?? .null
    #expect(["RunContainerError", "CrashLoopBackOff"].contains(status["state", "waiting", "reason"]?.string))
    #expect(status["lastState", "terminated", "reason"] == "StartError")
    #expect(status["lastState", "terminated", "exitCode"] == 128)
    #expect(
      status["lastState", "terminated"]?["message"]?.string?.contains(
        "exec: \"nope\": executable file not found in $PATH") == true)
  }

  @Test func databaseWithoutPassword() {
    let drill = node()
    drill.bind("{metadata: {name: x}, spec: {containers: [{name: c, image: 'mysql:8'}]}}")
    drill.run(25)
    #expect(drill.pod("x")?["status", "containerStatuses"]?[0]?["lastState", "terminated", "exitCode"] == 1)
    #expect(text(drill, "c").contains { $0.contains("You need to specify one of the following") })
  }
}
