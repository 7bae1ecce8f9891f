import Shell
import Simulation
public import World

extension Exercise {
  /// The world in which the learner begins: the plan's, with the exercise's manifests applied, its commands run, and
  /// some time passed. Throws what went wrong on the way.
  public func startWorld(seed: UInt64, catalogue: ProgramCatalogue) throws(ExerciseProblems) -> World {
    guard let plan = WorldPlan.named(world) else {
      throw problem("there is no world `\(world)`", "choose one of: \(WorldPlan.names.joined(separator: ", "))")
    }
    var settings = WorldSettings()
    for setting in self.settings {
      do {
        try settings.set(setting.name, setting.value)
      } catch {
        throw problem("set: \(error.message)", "correct it under `set`")
      }
    }
    let cluster = context.flatMap { context in plan.clusters.first { $0.context == context } } ?? plan.clusters.first
    if let context, cluster?.context != context {
      let names = plan.clusters.map(\.context).joined(separator: ", ")
      throw problem("the world has no context `\(context)`", "choose one of: \(names)")
    }
    var session = Session(
      world: World.make(plan, settings: settings, seed: seed, toolbox: catalogue.toolbox, launcher: ShellLauncher()), catalogue: catalogue)
    let host = plan.hosts.first { $0.cluster == cluster?.name && $0.role == .controlPlane }?.name ?? plan.startHost
    for manifest in start.apply {
      let result = session.run("kubectl apply -f -", standardInput: Array(manifest.utf8), host: host)
      guard result.exit == 0 else {
        throw problem("start: kubectl apply failed: \(result.errors.trimmed)", "correct the manifest")
      }
      // Controllers make what the next manifest may need, such as the service account of a namespace.
      session.advance(to: session.clock + .seconds(2))
    }
    for action in start.run {
      if let result = session.perform(action, defaultHost: host), result.exit != 0 {
        throw problem("start: a command failed with status \(result.exit): \(result.errors.trimmed)", "correct it")
      }
    }
    var world = session.world
    world.advance(to: world.now + .seconds(start.settle))
    return world
  }

  private func problem(_ message: String, _ remedy: String) -> ExerciseProblems {
    ExerciseProblems([ExerciseProblem(file: id, line: 0, message: message, remedy: remedy)])
  }

  /// Changes when the exercise does, so that a replay can tell that it meets another version.
  public var fingerprint: String {
    var parts = [task, world, criteria.map { "\($0.name) \($0.points)" }.joined()] + start.apply
    parts += files.keys.sorted().map { "\($0)\(files[$0] ?? "")" }
    return String(Fingerprint.of(parts.joined(separator: "\n").utf8), radix: 16)
  }
}

extension Session {
  /// Does what an exercise writes down; answers what a command came to.
  mutating func perform(_ action: Action, defaultHost: String? = nil) -> CommandResult? {
    switch action {
    case .wait(let seconds):
      advance(to: clock + .seconds(seconds))
      return nil
    case .write(let path, let text, let host):
      if let problem = writeFiles([(path: path, text: text)], host: host ?? defaultHost) {
        return CommandResult(exit: 1, errors: problem)
      }
      return nil
    case .command(let line, let host, let interrupt):
      return run(line, host: host ?? defaultHost, timeout: .seconds(interrupt ?? 600))
    }
  }
}
