import AttemptStore
import Training

/// Which seed a new attempt gets that nobody has chosen one for.
enum Seeds {
  /// The author's names at the first go at an exercise or exam, so that it is as its text elsewhere says; then others
  /// each time, so that nothing can be learnt by heart. The attempt keeps its seed: a replay needs no chance.
  static func fresh(for subject: String, in store: Result<AttemptStore, StoreProblem>) -> UInt64 {
    guard case .success(let store) = store, let past = try? store.attempts(),
      past.contains(where: { $0.subject == subject || $0.tasks.contains { $0.exercise == subject } })
    else { return 1 }
    return Composition.randomSeed()
  }
}
