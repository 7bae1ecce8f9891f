import Documents
import KubeModel
import Testing

@Suite("Refusals, word for word")
struct RefusalTests {
  /// Bodies and the messages of a real kube-apiserver v1.36.2.
  private static let cases: [(String, String)] = [
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, imagee: x}]}}",
      #"Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagee""#
    ),
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: 5}]}}",
      #"Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string"#
    ),
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: x}], restartPolicy: never}}",
      #"Pod "p" is invalid: spec.restartPolicy: Unsupported value: "never": supported values: "Always", "OnFailure", "Never""#
    ),
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: nonsuch}, spec: {containers: [{name: c, image: x}]}}",
      #"namespaces "nonsuch" not found"#
    ),
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {serviceAccountName: nope, containers: [{name: c, image: x}]}}",
      #"pods "p" is forbidden: error looking up service account default/nope: serviceaccount "nope" not found"#
    ),
    (
      "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: NodePort, ports: [{port: 80, nodePort: 8080}]}}",
      #"Service "s" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767"#
    ),
    (
      "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}}",
      #"Service "s" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated"#
    ),
    (
      "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: cGxhaW4}}",
      #"Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4"#
    ),
    (
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {schedule: '* * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: x}]}}}}}}",
      #"CronJob.batch "c" is invalid: spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]"#
    ),
    (
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.44.0.25/24}}], ports: [{port: '1111', protocol: tcp}]}]}}",
      #"NetworkPolicy.networking.k8s.io "np" is invalid: [spec.ingress[0].ports[0].protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP", spec.ingress[0].ports[0].port: Invalid value: "1111": must contain at least one letter (a-z), spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.44.0.25/24": must not have bits set beyond the prefix length]"#
    ),
  ]

  @Test("bodies that a real server refuses", arguments: cases)
  func refused(_ yaml: String, _ message: String) throws {
    var cluster = try TestCluster()
    _ = cluster.ask(.post, "/api/v1/namespaces/default/serviceaccounts", ["metadata": ["name": "default"]])
    #expect(try cluster.create(yaml).status?.message == message)
  }
}

@Suite("Tables")
struct TableTests {
  @Test("rows of Pods tell what their containers do")
  func pods() throws {
    var cluster = try TestCluster()
    _ = cluster.ask(.post, "/api/v1/namespaces/default/serviceaccounts", ["metadata": ["name": "default"]])
    try cluster.create("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: x}]}}")
    let path = "/api/v1/namespaces/default/pods"
    #expect(cluster.table(path) == [["p", "0/1", "Pending", "0", "0s", "<none>", "<none>", "<none>", "<none>"]])
    let status: Value = [
      "status": [
        "phase": "Running", "podIP": "10.44.1.2",
        "containerStatuses": [
          [
            "name": "c", "ready": false, "restartCount": 3,
            "state": ["waiting": ["reason": "CrashLoopBackOff"]],
            "lastState": ["terminated": ["exitCode": 1, "finishedAt": "2026-11-25T07:59:00Z"]],
          ]
        ],
      ]
    ]
    _ = cluster.ask(.patch, "\(path)/p/status", status, type: APIRequest.mergePatch)
    #expect(cluster.table(path).first?[1...3] == ["0/1", "CrashLoopBackOff", "3 (60s ago)"])
  }

  @Test("other kinds have their own columns")
  func others() throws {
    var cluster = try TestCluster()
    #expect(
      cluster.table("/api/v1/namespaces/default/services")
        == [["kubernetes", "ClusterIP", "10.96.0.1", "<none>", "443/TCP", "0s", "<none>"]])
    try cluster.create(
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np}, spec: {podSelector: {matchLabels: {app: web}}}}"
    )
    let path = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies"
    #expect(cluster.table(path) == [["np", "app=web", "0s"]])
  }
}
