import Hosts
import Nodes
import OrderedCollections
import Simulation

/// What runs the programs of containers that ask for something: the tools, and who starts them.
struct ContainerPrograms: Sendable {
  var toolbox: Toolbox
  var launcher: any Launcher
}

// Programs of containers' scripts that ask the network (`curl` in a Job, `until nslookup …` in an init container): each
// is run when its time has come, on a copy of the world that goes on for as long as it lasts.
extension World {
  /// How long such a program may last; what lasts longer counts as going on for ever.
  private static let questionLimit = Span.seconds(140)

  /// Sees to it that what containers of a host ask is answered in time.
  mutating func wakeQuestions(of hostName: String) {
    guard programs != nil, let runtime = nodes[hostName]?.runtime else { return }
    for container in runtime.containers where container.isRunning {
      guard let question = container.workload.question, let started = container.started else { continue }
      wake(.program(hostName, container.id), at: started + question.after)
    }
  }

  /// Runs the program that a container waits for.
  mutating func answerQuestion(of hostName: String, _ id: String) {
    let address = ContainerAddress(hostName: hostName, containerID: id)
    guard let container = container(at: address), container.isRunning, let question = container.workload.question,
      let started = container.started
    else { return }
    // The Pod has no address for others before its status says so.
    if !hasAddress(container, on: hostName), now - started < .seconds(3) {
      return wake(.program(hostName, id), after: .milliseconds(100))
    }
    var answer = run(question, in: address)
    answer.lasting = max(now - started - question.after, .zero) + answer.lasting
    _ = lend(hostName) { here in here.runtime.answer(id, answer, host: here.host) }
    wakeQuestions(of: hostName)
    wake(.kubelet(hostName), after: .milliseconds(1))
  }

  private mutating func hasAddress(_ container: Container, on hostName: String) -> Bool {
    guard let node = nodes[hostName], let sandbox = node.runtime.sandbox(container.sandboxID) else { return true }
    let pod = object(kind: "pods", namespace: sandbox.podNamespace, name: sandbox.podName, in: node.cluster)
    return pod.map { $0["status", "podIP"]?.string?.isEmpty == false } ?? true
  }

  private func run(_ question: ProgramQuestion, in address: ContainerAddress) -> ProgramAnswer {
    let name = question.arguments.first ?? ""
    let program = name.split(separator: "/").last.map(String.init) ?? name
    guard let programs, programs.toolbox[program] != nil else {
      return ProgramAnswer(
        output: "", errors: "not simulated: \(program) in a container's script\n", status: 0, lasting: .zero)
    }
    var copy = self
    // What is asked in the copy is not answered there.
    copy.programs = nil
    let stage = Stage(
      world: copy, inputs: [], horizon: now + Self.questionLimit,
      terminal: TerminalFacts(isInteractive: false), toolbox: programs.toolbox, launcher: programs.launcher)
    let (output, errors) = (BufferSink(), BufferSink())
    guard let process = Process(of: address, question, stage, output: output, errors: errors) else {
      return ProgramAnswer(output: "", errors: "", status: 137, lasting: .zero)
    }
    var status: Int?
    do {
      status = Int(try programs.launcher.execute(process))
    } catch Suspension.exit(let code) {
      status = Int(code)
    } catch {
      // It waits for longer, or for somebody who is not there.
      status = nil
    }
    return ProgramAnswer(
      output: String(decoding: output.bytes, as: UTF8.self), errors: String(decoding: errors.bytes, as: UTF8.self),
      status: status, lasting: max(process.now, stage.world.now) - now)
  }
}

extension Process {
  /// A process of a container that nobody types into.
  fileprivate convenience init?(
    of address: ContainerAddress, _ question: ProgramQuestion, _ stage: Stage, output: BufferSink, errors: BufferSink
  ) {
    guard let container = stage.world.container(at: address), let place = stage.world.place(of: address) else { return nil }
    var environment = stage.world.environment(of: address)
    for (name, value) in question.environment.sorted(by: { $0.key < $1.key }) { environment[name] = value }
    self.init(
      stage: stage, arguments: question.arguments, environment: environment, directory: question.directory,
      hostName: address.hostName, user: container.user == 0 ? "root" : "\(container.user)",
      credentials: Credentials(user: container.user, group: container.user, groups: [container.user]), container: place,
      input: InputStream(BytesSource(Array(question.input.utf8))), output: OutputStream(output),
      errors: OutputStream(errors), processID: container.pid)
  }
}
