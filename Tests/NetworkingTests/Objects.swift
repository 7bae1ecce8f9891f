import Documents

/// Objects of small clusters, written as briefly as tests want them.
func namespace(_ name: String, _ labels: [String: String] = [:]) -> Value {
  ["kind": "Namespace", "metadata": ["name": .string(name), "labels": text(labels)]]
}

func pod(
  _ title: String, _ labels: [String: String], _ address: String, ports: [(String, Int)] = [],
  node: String = "node1", hostNetwork: Bool = false
) -> Value {
  let (space, name) = split(title)
  let list = ports.map { name, number -> Value in
    ["name": .string(name), "containerPort": .int(Int64(number)), "protocol": "TCP"]
  }
  return [
    "kind": "Pod", "metadata": ["name": .string(name), "namespace": .string(space), "labels": text(labels)],
    "spec": [
      "nodeName": .string(node), "hostNetwork": .bool(hostNetwork),
      "containers": [["name": "c", "ports": .array(list)]],
    ],
    "status": ["podIP": .string(address), "phase": "Running"],
  ]
}

func policy(_ title: String, _ spec: Value) -> Value {
  let (space, name) = split(title)
  return [
    "kind": "NetworkPolicy", "metadata": ["name": .string(name), "namespace": .string(space)], "spec": spec,
  ]
}

func selector(_ labels: [String: String]) -> Value { ["matchLabels": text(labels)] }

private func text(_ labels: [String: String]) -> Value {
  .object(Value.Fields(labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }) { $1 })
}

private func split(_ title: String) -> (String, String) {
  let parts = title.split(separator: "/").map(String.init)
  return parts.count == 2 ? (parts[0], parts[1]) : ("default", title)
}

/// The cluster of the exam task: a backend, two databases and a vault.
let snake: [Value] = [
  namespace("project-snake"),
  pod("project-snake/backend-0", ["app": "backend"], "10.44.0.24"),
  pod("project-snake/db1-0", ["app": "db1"], "10.44.0.25"),
  pod("project-snake/db2-0", ["app": "db2"], "10.44.0.23"),
  pod("project-snake/vault-0", ["app": "vault"], "10.44.0.22"),
]

/// np-backend as the task wants it: db1 on 1111, db2 on 2222.
let rightPolicy = policy(
  "project-snake/np-backend",
  [
    "podSelector": selector(["app": "backend"]), "policyTypes": ["Egress"],
    "egress": [
      ["to": [["podSelector": selector(["app": "db1"])]], "ports": [["protocol": "TCP", "port": 1111]]],
      ["to": [["podSelector": selector(["app": "db2"])]], "ports": [["protocol": "TCP", "port": 2222]]],
    ],
  ])

/// The usual mistake: one rule that holds both Pods and both ports.
let oneRulePolicy = policy(
  "project-snake/np-backend",
  [
    "podSelector": selector(["app": "backend"]), "policyTypes": ["Egress"],
    "egress": [
      [
        "to": [["podSelector": selector(["app": "db1"])], ["podSelector": selector(["app": "db2"])]],
        "ports": [["protocol": "TCP", "port": 1111], ["protocol": "TCP", "port": 2222]],
      ]
    ],
  ])
