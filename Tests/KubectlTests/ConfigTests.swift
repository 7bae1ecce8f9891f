import Testing
import World

@testable import Kubectl

/// `kubectl config` works on the file in the simulated home.
struct ConfigTests {
  @Test func contexts() throws {
    let bench = try Bench()
    let table = """
      CURRENT   NAME             CLUSTER    AUTHINFO   NAMESPACE
      *         admin@cluster3   cluster3   admin      
                snake            cluster3   admin      project-snake

      """
    #expect(try bench.run("config get-contexts") == Outcome(status: 0, output: table, errors: ""))
    #expect(try bench.run("config use-context snake").output == "Switched to context \"snake\".\n")
    #expect(try bench.run("config current-context").output == "snake\n")
    #expect(
      try bench.run("config use-context nope").errors == "error: no context exists with the name: \"nope\"\n")
    #expect(
      try bench.run("config set-context --current --namespace=x").output == "Context \"snake\" modified.\n")
    #expect(try bench.run(words: ["config", "view", "--minify", "-o", "jsonpath={..namespace}"]).output == "x")
    #expect(
      try bench.run("config delete-context snake")
        == Outcome(
          status: 0, output: "deleted context snake from /root/.kube/config\n",
          errors: "warning: this removed your active context, use \"kubectl config use-context\" to select a different one\n"
        ))
    #expect(
      try bench.run("get pods").errors
        == "Error in configuration: context was not found for specified context: snake\n")
  }

  @Test func values() throws {
    let bench = try Bench()
    #expect(try bench.run("config set-cluster c9 --server=https://1.2.3.4:6443").output == "Cluster \"c9\" set.\n")
    #expect(try bench.run("config set clusters.c9.server https://5.6.7.8").output == "Property \"clusters.c9.server\" set.\n")
    #expect(
      try bench.run(words: ["config", "view", "-o", "jsonpath={.clusters[?(@.name==\"c9\")].cluster.server}"]).output
        == "https://5.6.7.8")
    #expect(try bench.run("config unset contexts.nope.namespace").errors == "error: current map key `nope` is invalid\n")
    #expect(try bench.run("config unset foo").errors == "error: unable to parse foo after [] at api.Config\n")
  }

  @Test func withoutFile() throws {
    let bench = try Bench(config: nil)
    let empty = """
      apiVersion: v1
      clusters: null
      contexts: null
      current-context: ""
      kind: Config
      users: null

      """
    #expect(try bench.run("config view") == Outcome(status: 0, output: empty, errors: ""))
    #expect(try bench.run("config current-context").errors == "error: current-context is not set\n")
    #expect(
      try bench.run("get pods --kubeconfig=/nonexistent/config").errors
        == "error: stat /nonexistent/config: no such file or directory\n")
  }

  @Test func unreachable() throws {
    let bench = try Bench()
    bench.server.failure = ConnectionFailure(.refused, "dial tcp 127.0.0.1:6443: connect: connection refused")
    let cold = try bench.run("get pods").errors.split(separator: "\n")
    #expect(cold.count == 6)
    #expect(
      cold.first?.hasSuffix(
        "memcache.go:265] \"Unhandled Error\" err=\"couldn't get current server API group list: Get "
          + "\\\"https://127.0.0.1:6443/api?timeout=32s\\\": dial tcp 127.0.0.1:6443: connect: connection refused\"") == true)
    bench.server.failure = nil
    _ = try bench.run("get pods")
    bench.server.failure = ConnectionFailure(.refused, "dial tcp 127.0.0.1:6443: connect: connection refused")
    #expect(
      try bench.run("get pods").errors
        == "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\n")
  }
}
