import Testing
import Training

/// Tab at the prompt of an exercise.
struct CompletionTests {
  @Test(arguments: [
    ("kube", "kubectl "), ("kubectl conf", "kubectl config "), ("kubectl get networkpol", "kubectl get networkpolicies"),
    ("kubectl config use-context k8s-c3", "kubectl config use-context k8s-c3-CCC "),
    ("kubectl --context k8s-c3-CCC -n project-snake get pod vau", "kubectl --context k8s-c3-CCC -n project-snake get pod vault-0 "),
    ("kubectl --context k8s-c3-CCC get pod -n project-sn", "kubectl --context k8s-c3-CCC get pod -n project-snake "),
    ("k get po --all-n", "k get po --all-namespaces"), ("kubectl apply -f /etc/host", "kubectl apply -f /etc/host"),
    ("ssh cluster3-contr", "ssh cluster3-controlplane1 "), ("cat /etc/hostn", "cat /etc/hostname "),
  ])
  func wordsGoOn(_ typed: String, _ expected: String) {
    let answer = Starts.policy.tasks[0].session.complete(typed, cursor: typed.count)
    let first = answer.candidates.first.map { "\(typed.prefix(answer.start))\($0.text)\($0.ending)" } ?? "nothing"
    #expect(first.hasPrefix(expected), "\(answer)")
  }
}
