import Documents
import Testing
import Training

struct MachineInterfaceTests {
  private static var interface: MachineInterface { MachineInterface(Starts.policy) }

  private func answer(_ request: String) throws -> Value {
    var interface = Self.interface
    return try JSON.parse(interface.answer(request, wall: 0))
  }

  @Test(arguments: [
    ("", "not a request"), ("ls", "not a request"), ("[]", "a request needs `command`"), ("{}", "a request needs `command`"),
    (#"{"command": 1}"#, "a request needs `command`"), (#"{"command": "ls", "stdin": 1}"#, "`stdin` has to be a text"),
    (#"{"command": "ls", "files": []}"#, "`files` has to be texts"), (#"{"command": "ls", "time": 1}"#, "`time` is not known"),
    (#"{"command": "ls", "advance": "1"}"#, "`advance` has to be a number"),
    (#"{"command": "ls", "host": "nowhere"}"#, "there is no host nowhere"), (#"{"command": ":fly"}"#, ":fly is not known"),
    (#"{"command": ":task 9"}"#, ":task 9 is not known"),
  ])
  func badRequestsSayWhatIsWrong(_ request: String, _ message: String) throws {
    let error = try answer(request)["error"]?.string
    #expect(error?.hasPrefix(message) == true, "\(error ?? "no error")")
  }

  @Test func commandsAnswerApart() throws {
    let answer = try answer(#"{"id": 7, "command": "echo out; echo err >&2; exit 3", "advance": 5}"#)
    #expect(answer["id"]?.int == 7)
    #expect(answer["stdout"]?.string == "out\n")
    #expect(answer["stderr"]?.string == "err\n")
    #expect(answer["exit"]?.int == 3)
  }

  @Test func filesInputAndHosts() throws {
    let files = try answer(#"{"command": "cat a.txt -", "files": {"a.txt": "one\n"}, "stdin": "two\n"}"#)
    #expect(files["stdout"]?.string == "one\ntwo\n")
    let host = try answer(#"{"command": "hostname; whoami", "host": "cluster3-node1"}"#)
    #expect(host["stdout"]?.string == "cluster3-node1\nroot\n")
  }

  @Test func whatHangsIsInterruptedInTime() throws {
    let answer = try answer(#"{"command": "sleep 100", "timeout": 5}"#)
    #expect(answer["exit"]?.int == 130)
    #expect(answer["seconds"]?.double ?? 0 >= 5)
  }

  @Test func nothingFollowsTheEnd() throws {
    var interface = Self.interface
    let end = try JSON.parse(interface.answer(#"{"command": ":submit"}"#, wall: 5))
    #expect(end["grade", "score"]?.int == 0)
    #expect(interface.live.attempt.endedAt == 5)
    let after = try JSON.parse(interface.answer(#"{"command": "ls"}"#, wall: 6))
    #expect(after["error"]?.string == "the attempt was submitted")
  }

  @Test func theSameRequestsGiveTheSameBytes() {
    let requests = [
      #"{"command": "kubectl get pods -A -o wide --context k8s-c3-CCC"}"#, #"{"command": "date; echo $RANDOM; ls -la /tmp"}"#,
      #"{"command": ":grade"}"#,
    ]
    func run() -> [String] {
      var interface = Self.interface
      return requests.map { interface.answer($0, wall: 0) }
    }
    #expect(run() == run())
  }
}
