import ArgumentParser
import Training
import World

struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox", abstract: "A cluster with nothing to do.",
    discussion: "Worlds are listed by `cka-trainer list`. Nothing of it is kept.")

  @Argument(help: "The world.")
  var world: String = "kubeadm"

  @Option(name: .customLong("set"), help: "A parameter of the world, KEY=VALUE, such as etcd=3.5.")
  var settings: [String] = []

  @Option(name: .customLong("put"), help: "Copy a file into a host: HOST:PATH=FILE.")
  var files: [String] = []

  @Option(name: .customLong("apply"), help: "Manifests to apply first: a file or a folder.")
  var manifests: [String] = []

  @Option(help: "The seed of what is left to chance.")
  var seed: UInt64 = 1

  @OptionGroup var face: FaceOptions

  func run() throws {
    let composition = Composition()
    let chosen = try settings.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--set \(text): write KEY=VALUE") }
      return Exercise.Setting(name: parts[0], value: parts[1])
    }
    let puts = try files.map(Put.init)
    var problem: String?
    do throws(ExerciseProblems) {
      face.announce("Preparing the cluster…")
      var live = try composition.workshop.startSandbox(
        world, settings: chosen, seed: seed, birth: Composition.birth()
      ) { world in
        for put in puts where problem == nil { problem = put.place(in: &world) }
      }
      if problem == nil { problem = apply(to: &live) }
      face.unannounce()
      if problem == nil { Faces.show(live, composition, face, keeps: false) }
    } catch {
      face.unannounce()
      throw Composition.fail(error)
    }
    if let problem {
      MachineFiles.write("cka-trainer: \(problem)\n", to: 2)
      throw ExitCode(1)
    }
  }

  /// Applies manifests of the learner's machine as the cluster's administrator; the first problem.
  private func apply(to live: inout LiveAttempt) -> String? {
    do throws(MachineFiles.Failure) {
      for path in manifests {
        let names = MachineFiles.isFolder(path) ? try MachineFiles.names(inFolder: path).map { "\(path)/\($0)" } : [path]
        for name in names where path == name || name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json") {
          let text = String(decoding: try MachineFiles.bytes(ofFile: name), as: UTF8.self)
          if let complaint = live.applyManifest(text) { return "\(name): \(complaint)" }
        }
      }
      return nil
    } catch {
      return error.message
    }
  }

  /// `HOST:PATH=FILE`.
  struct Put {
    let host: String
    let path: String
    let file: String

    init(_ text: String) throws {
      guard let colon = text.firstIndex(of: ":"), let equals = text[colon...].firstIndex(of: "=") else {
        throw ValidationError("--put \(text): write HOST:PATH=FILE")
      }
      host = String(text[..<colon])
      path = String(text[text.index(after: colon)..<equals])
      file = String(text[text.index(after: equals)...])
    }

    func place(in world: inout World) -> String? {
      guard world.hosts[host] != nil else {
        return "--put: there is no host \(host); there are \(world.hosts.keys.joined(separator: ", "))"
      }
      guard path.hasPrefix("/") else { return "--put: \(path) is no absolute path" }
      do throws(MachineFiles.Failure) {
        let bytes = try MachineFiles.bytes(ofFile: file)
        let now = world.now
        world.hosts[host]?.files.install(path, .bytes(bytes), at: now)
        return nil
      } catch {
        return "--put: \(error.message)"
      }
    }
  }
}
