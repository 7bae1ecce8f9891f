#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import ArgumentParser
import AttemptStore
import Training

/// What the subcommands share: the exercises, the store of attempts, and what only the machine knows.
struct Composition {
  let workshop: Workshop

  init() {
    workshop = Workshop(library: Library.embedded())
  }

  /// Seconds since 1970 on the learner's clock.
  static var wall: Int64 { Int64(time(nil)) }

  /// A name for a new attempt that no other one has.
  static func birth() -> Workshop.Birth {
    var bytes = [UInt8](repeating: 0, count: 5)
    let file = open("/dev/urandom", O_RDONLY)
    if file >= 0 {
      _ = read(file, &bytes, bytes.count)
      close(file)
    }
    let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")
    let id = String(bytes.flatMap { [letters[Int($0 & 31)], letters[Int($0 >> 3)]] })
    return Workshop.Birth(id: id, time: wall)
  }

  /// A seed that nobody has chosen.
  static func randomSeed() -> UInt64 { UInt64(birth().id.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) } % 9_998) + 2 }

  /// `$XDG_DATA_HOME/cka-trainer`, usually `~/.local/share/cka-trainer`; nil where the user has no home.
  static var dataFolder: String? {
    func variable(_ name: String) -> String? {
      guard let value = getenv(name), value[0] != 0 else { return nil }
      return String(cString: value)
    }
    if let folder = variable("XDG_DATA_HOME") { return "\(folder)/cka-trainer" }
    let home = variable("HOME") ?? getpwuid(getuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
    return home.map { "\($0)/.local/share/cka-trainer" }
  }

  /// Opens the store and makes its folder; a problem is a sentence, and the program goes on without a store.
  static func openStore() -> Result<AttemptStore, StoreProblem> {
    guard let folder = dataFolder else {
      return .failure(StoreProblem(message: "attempts cannot be kept: neither HOME nor XDG_DATA_HOME is set"))
    }
    var made = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && part.isEmpty ? "/" : made.hasSuffix("/") || made.isEmpty ? "\(part)" : "/\(part)"
      if mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR, made == folder {
        return .failure(
          StoreProblem(message: "attempts cannot be kept: \(folder): \(String(cString: strerror(errno)))"))
      }
    }
    return Result { () throws(StoreProblem) in try AttemptStore(path: "\(folder)/attempts.db") }
  }

  /// Ends the program with what is wrong with exercises.
  static func fail(_ problems: ExerciseProblems) -> ExitCode {
    for problem in problems.problems { MachineFiles.write("cka-trainer: \(problem)\n", to: 2) }
    return ExitCode(1)
  }
}

/// Writes the journal of a live attempt as it grows. The first problem is told once; the attempt goes on.
final class JournalWriter {
  private let store: AttemptStore?
  private(set) var problem: String?

  init(_ store: Result<AttemptStore, StoreProblem>) {
    switch store {
    case .success(let store): self.store = store
    case .failure(let failure):
      self.store = nil
      problem = failure.message
    }
  }

  func save(_ attempt: Attempt) {
    attemptTo { (store) throws(StoreProblem) in try store.save(attempt) }
  }

  func append(_ entries: [JournalEntry], to attempt: String) {
    guard !entries.isEmpty else { return }
    attemptTo { (store) throws(StoreProblem) in try store.append(entries, to: attempt) }
  }

  private func attemptTo(_ action: (AttemptStore) throws(StoreProblem) -> Void) {
    guard let store, problem == nil else { return }
    do {
      try action(store)
    } catch {
      problem = error.message
    }
  }

  /// The problem, the first time that somebody asks.
  func takeProblem() -> String? {
    defer { told = true }
    return told ? nil : problem
  }

  private var told = false
}
