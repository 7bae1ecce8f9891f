import Documents
import Networking
import Simulation
import Testing
import Training

/// The cases of `Policies/cases.yaml`, played in a cluster: policies are applied with kubectl, and connections tried from
/// Pods. The engine alone is asked about every pair; programs try as many as a second allows.
struct PolicyCaseTests {
  private static let folder = "\(#filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/Policies"
  private static let names = ["x", "y", "z"].flatMap { space in ["a", "b", "c"].map { "\(space)/\($0)" } }

  private static let cases: [Value] = {
    guard let text = TestFile.read("\(folder)/cases.yaml"), let list = try? YAML.documents(text).first?.elements
    else { preconditionFailure("cases.yaml cannot be read") }
    return list
  }()

  /// Three namespaces with three Pods each, ready, and the Pods' addresses.
  private static let start: (session: Session, addresses: [String: String]) = {
    guard let live = try? Starts.sandbox("kubeadm") else { preconditionFailure("there is no sandbox") }
    var session = live.tasks[0].session
    _ = session.run("kubectl config use-context k8s-c3-CCC")
    for space in ["x", "y", "z"] {
      let ports = ["80", "81"].flatMap { port in
        ["TCP", "UDP", "SCTP"].map { "{name: serve-\(port)-\($0.lowercased()), containerPort: \(port), protocol: \($0)}" }
      }
      let environment = ["80", "81"].flatMap { port in
        ["SERVE_PORT_", "SERVE_UDP_PORT_", "SERVE_SCTP_PORT_"].map { "{name: \($0)\(port), value: \"pod\"}" }
      }
      let pods = ["a", "b", "c"].map { name in
        """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), namespace: "\(space)", labels: {pod: \(name)}}
        spec:
          containers:
          - name: c
            image: registry.k8s.io/e2e-test-images/agnhost:2.53
            args: [porter]
            env: [\(environment.joined(separator: ", "))]
            ports: [\(ports.joined(separator: ", "))]

        """
      }
      let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: \"\(space)\", labels: {ns: \"\(space)\"}}\n"
      let applied = session.run("kubectl apply -f - <<'EOF'\n\(namespace)\(pods.joined())EOF")
      precondition(applied.exit == 0, applied.errors)
    }
    session.advance(to: session.clock + .seconds(30))
    let listed = session.run(
      "kubectl get pods -A -l pod -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.status.podIP}{\"\\n\"}{end}'")
    var addresses: [String: String] = [:]
    for line in listed.output.split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      if parts.count == 2 { addresses[parts[0]] = parts[1] }
    }
    precondition(addresses.count == 9, "the Pods do not run: \(listed.output)")
    return (session, addresses)
  }()

  @Test(arguments: cases.indices)
  func connectionsAreAsTheCaseSays(_ index: Int) throws {
    let policyCase = Self.cases[index]
    let name = policyCase["name"]?.string ?? ""
    var session = Self.start.session
    for (number, step) in (policyCase["steps"]?.elements ?? []).enumerated() {
      for action in step["do"]?.elements ?? [] {
        let done = perform(action, &session)
        #expect(done.exit == 0, "\(name), step \(number + 1): \(done.errors)")
      }
      let probes = (step["probes"]?.elements ?? []).compactMap(\.string)
      #expect(probes.count > 0, "\(name): a step looks at something")
      for probe in probes {
        try check(step, probe, "\(name), step \(number + 1), \(probe)", &session)
      }
    }
  }

  @Test func thereAreAsManyAsUpstreamHas() { #expect(Self.cases.count >= 48) }

  private func perform(_ action: Value, _ session: inout Session) -> CommandResult {
    if let command = action["run"]?.string { return session.run(command) }
    let written = action["apply"] ?? .null
    let policy: Value = [
      "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
      "metadata": ["name": written["name"] ?? "", "namespace": written["namespace"] ?? ""], "spec": written["spec"] ?? [:],
    ]
    var text = JSON.text(policy)
    for (title, address) in Self.start.addresses { text = text.replacing("{{\(title)}}", with: address) }
    return session.run("kubectl apply -f - <<'EOF'\n\(text)\nEOF")
  }

  private func check(_ step: Value, _ probe: String, _ place: String, _ session: inout Session) throws {
    var world = session.world
    let cluster = try #require(world.cluster(ofContext: "k8s-c3-CCC"))
    let answer = world.policies(of: cluster)
    let engine = try #require(answer, "\(place): the API server does not answer")
    let matrix = engine.matrix(on: try #require(Probe(probe.replacing(" ", with: "/"))))
    var tried = [true: 0, false: 0]
    for (row, source) in Self.names.enumerated() {
      for (column, destination) in Self.names.enumerated() {
        let isAllowed = allows(step, source, destination)
        let places = try [source, destination].map { try #require(engine.place(of: $0)) }
        let found = matrix.verdict(from: places[0], to: places[1])
        #expect((found == .allowed) == isAllowed, "\(place): the engine on \(source) to \(destination)")
        // A few of each kind, from all over the grid.
        guard (row * 7 + column * 4) % 9 < 3, tried[isAllowed, default: 0] < 4 else { continue }
        tried[isAllowed, default: 0] += 1
        #expect(connects(source, destination, probe, &session) == isAllowed, "\(place): \(source) to \(destination)")
      }
    }
  }

  private func connects(_ source: String, _ destination: String, _ probe: String, _ session: inout Session) -> Bool {
    let parts = probe.split(separator: " ").map { $0.lowercased() }
    let from = source.split(separator: "/")
    let target = "\(Self.start.addresses[destination] ?? ""):\(parts[1])"
    let command = "kubectl exec -n \(from[0]) \(from[1]) -- /agnhost connect \(target) --timeout=1s --protocol=\(parts[0])"
    return session.run(command).exit == 0
  }

  private func allows(_ step: Value, _ source: String, _ destination: String) -> Bool {
    if source == destination { return true }
    func isNamed(_ field: String) -> Bool {
      (step[field]?.elements ?? []).compactMap(\.string).contains { line in
        let sides = line.split(separator: ">").map { $0.split { $0 == "," || $0 == " " }.map(String.init) }
        return zip(sides, [source, destination]).allSatisfy { patterns, title in
          patterns.contains { $0 == "*" || $0 == title || $0.hasSuffix("/*") && title.hasPrefix($0.dropLast()) }
        }
      }
    }
    return !isNamed("refused") || isNamed("but")
  }
}
