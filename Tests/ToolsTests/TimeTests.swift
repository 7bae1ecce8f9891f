import Hosts
import Simulation
import Testing
import World

@Suite("Programs that wait")
struct TimeTests {
  @Test("timeout ends a program at its moment, and says so by 124")
  func timeout() {
    var bench = Bench()
    let result = bench.run(["timeout", "2", "sleep", "10"])
    #expect(result == Bench.Result(status: 124, output: "", errors: ""))
    #expect(bench.after?.now == Instant(seconds: 2.0))
  }

  @Test("a program that ends in time keeps its status")
  func inTime() {
    var bench = Bench()
    #expect(bench.run(["timeout", "5", "false"]).status == 1)
  }

  @Test("sleep passes simulated time, Ctrl-C ends it")
  func sleep() {
    var bench = Bench()
    bench.inputs = [TimedInput(at: Instant(seconds: 3.0), .interrupt)]
    #expect(bench.run(["sleep", "60"]).status == 130)
    #expect(bench.after?.now == Instant(seconds: 3.0))
  }

  @Test("an editor without a terminal says what to do instead")
  func editor() {
    var bench = Bench()
    let result = bench.run(["vim", "x.yaml"])
    #expect(result.status == 1)
    #expect(result.errors.contains("\"files\""))
  }

  @Test("every program has a help that begins with its usage, and a page")
  func manuals() {
    var bench = Bench()
    for name in ["cat", "ls", "grep", "sed", "sort", "find", "curl", "systemctl", "ps"] {
      let help = bench.run([name, "--help"])
      #expect(help.output.hasPrefix("Usage: \(name)"), "\(name)")
      let page = bench.run(["man", name])
      #expect(page.output.contains("NAME\n       \(name) - "), "\(name)")
    }
  }

  @Test("ssh to a name that nobody has")
  func unknownHost() {
    var bench = Bench()
    let result = bench.run(["ssh", "nowhere", "true"])
    #expect(result == Bench.Result(status: 255, output: "", errors: "ssh: Could not resolve hostname nowhere: Name or service not known\n"))
  }
}
