import Testing
import World

@testable import Shell

private struct Cluster: Completer {
  let commands = ["kubectl"]

  func candidates(words: [String], index: Int, process: Process) -> [CompletionCandidate]? {
    if index == 1 { return ["get", "describe", "delete"].map { .init($0) } }
    if words[1] == "apply" { return nil }
    return ["pods", "services"].map { .init($0) }
  }
}

@Test("what words can become", arguments: [
  ("ec", ["echo"]), ("cat /etc/hostn", ["/etc/hostname"]), ("cd /et", ["/etc/"]), ("echo $HOSTNA", ["$HOSTNAME"]),
  ("ssh o", ["other"]), ("ssh root@no", ["root@node"]), ("kubectl de", ["delete", "describe"]), ("k get p", ["pods"]),
  ("sudo kubectl get s", ["services"]), ("x=1 kubectl g", ["get"]), ("ls; kubectl g", ["get"]), ("kubectl apply /etc/hostn", ["/etc/hostname"]),
  ("cat < /etc/hostn", ["/etc/hostname"]), ("echo \"/etc/hostn", ["\"/etc/hostname"]), ("cat /tmp/a", ["/tmp/a\\ b"]),
  ("kk get p", ["pods"]), ("pick o", ["one"]), ("etcdctl --data=/etc/hostn", ["--data=/etc/hostname"]),
])
func completion(_ line: String, _ expected: [String]) {
  var shelf = Shelf()
  shelf.runner.completers = ["kubectl": Cluster()]
  _ = shelf.run("alias k=kubectl; complete -F __start_kubectl kk; complete -W 'one two' pick; echo > '/tmp/a b'")
  let answer = shelf.runner.complete(line, cursor: line.count, on: shelf.stack, in: shelf.world)
  #expect(answer.candidates.map(\.text) == expected)
}
