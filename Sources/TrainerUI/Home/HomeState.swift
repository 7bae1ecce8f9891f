import Screen

/// What Home shows: all that can be started.
public struct HomeState: Sendable {
  /// One line that can be selected.
  enum Entry: Equatable, Sendable {
    case resumable(ResumableAttempt)
    case exercise(ExerciseSummary)
    case exam(ExamSummary)
    case sandbox(SandboxSummary)
    case review
  }

  var catalog: Catalog
  /// The place in `entries`.
  var selected = 0
  /// What is looked for; nil when nothing is.
  var filter: String?
  /// Whether keys go into the filter.
  var isFinding = false

  init(catalog: Catalog) {
    self.catalog = catalog
  }

  /// The lines that can be selected, from top to bottom, without those that the filter hides.
  var entries: [Entry] {
    var entries: [Entry] = catalog.resumable.map { .resumable($0) }
    for (_, exercises) in domains { entries += exercises.map { .exercise($0) } }
    entries += catalog.exams.map { .exam($0) }
    entries += catalog.sandboxes.map { .sandbox($0) }
    entries.append(.review)
    guard let filter, !filter.isEmpty else { return entries }
    let wanted = filter.lowercased()
    return entries.filter { $0.searchText.lowercased().contains(wanted) }
  }

  /// The exercises by domain, in the order of the catalog.
  var domains: [(name: String, exercises: [ExerciseSummary])] {
    var groups: [(name: String, exercises: [ExerciseSummary])] = []
    for exercise in catalog.exercises {
      if let index = groups.firstIndex(where: { $0.name == exercise.domain }) {
        groups[index].exercises.append(exercise)
      } else {
        groups.append((exercise.domain, [exercise]))
      }
    }
    return groups
  }

  var entry: Entry? {
    let entries = entries
    return entries.indices.contains(selected) ? entries[selected] : nil
  }

  mutating func clamp() { selected = min(max(0, selected), max(0, entries.count - 1)) }

  var bindings: [Binding] {
    if isFinding {
      return [
        Binding([.enter], "done", .enter, rank: 9),
        Binding([.escape, .ctrl("c")], "all again", .back, rank: 8),
        Binding([.up()], "up", .up, rank: -1),
        Binding([.down()], "down", .down, rank: -1),
      ]
    }
    var isExercise = false
    if case .exercise? = entry { isExercise = true }
    let reason = isExercise ? nil : "select an exercise first"
    let isFiltered = filter?.isEmpty == false
    return [
      Binding([.enter], "start", .enter, help: "start what is selected, in the way shown beside it", rank: 9),
      Binding(
        [.character("g")], "guided", .start(.guided), help: "step by step, explained and checked", rank: 6,
        disabled: reason),
      Binding(
        [.character("p")], "practice", .start(.practice), help: "the task alone, hints on request", rank: 6,
        disabled: reason),
      Binding(
        [.character("e")], "exam", .start(.exam), help: "against the clock, without hints", rank: 6,
        disabled: reason),
      Binding(
        [.character("s")], "sandbox", .sandbox, help: "a cluster with nothing to do", rank: 3,
        disabled: catalog.sandboxes.isEmpty ? "there is none" : nil),
      Binding(
        [.character("r")], "review", .review, help: "what became of earlier attempts", rank: 4,
        disabled: catalog.attemptCount == 0 ? "there is no attempt yet" : nil),
      Binding([.character("/")], "find", .find, help: "show only what contains a word", rank: 2),
      Binding(
        [.escape], "all again", .back, help: "show everything again", rank: isFiltered ? 8 : -1,
        disabled: isFiltered ? nil : "everything is shown"),
      Binding([.character("?"), .function(1)], "help", .help, rank: 8),
      Binding([.character("q"), .function(10), .ctrl("c")], "quit", .quit, rank: 7),
      Binding([.ctrl("z")], "suspend", .suspend, help: "back to your shell; fg returns", rank: -1),
    ] + Binding.movement(lines: "entry")
  }
}

extension HomeState.Entry {
  fileprivate var searchText: String {
    switch self {
    case .resumable(let attempt): attempt.title
    case .exercise(let exercise): "\(exercise.id) \(exercise.title) \(exercise.domain)"
    case .exam(let exam): "\(exam.id) \(exam.title) exam"
    case .sandbox(let sandbox): "\(sandbox.id) \(sandbox.summary) sandbox"
    case .review: "review attempts"
    }
  }
}

extension Trainer {
  mutating func performHome(_ action: Action) {
    guard case .home(var home)? = model.screens.last else { return }
    let page = max(1, model.body.rows / 2)
    switch action {
    case .up: home.selected -= 1
    case .down: home.selected += 1
    case .pageUp: home.selected -= page
    case .pageDown: home.selected += page
    case .first: home.selected = 0
    case .last: home.selected = home.entries.count - 1
    case .find:
      home.isFinding = true
      home.filter = home.filter ?? ""
    case .back:
      home.isFinding = false
      home.filter = nil
    case .enter:
      if home.isFinding {
        home.isFinding = false
      } else {
        startSelected(home)
        return
      }
    case .start(let mode):
      if case .exercise(let exercise)? = home.entry { open(.exercise(id: exercise.id, mode: mode)) }
      return
    case .sandbox:
      let chosen: SandboxSummary? =
        if case .sandbox(let it)? = home.entry { it } else { home.catalog.sandboxes.first }
      if let chosen { open(.sandbox(id: chosen.id)) }
      return
    case .review:
      openAttempts()
      return
    default: return
    }
    home.clamp()
    model.screens[model.screens.count - 1] = .home(home)
  }

  private mutating func startSelected(_ home: HomeState) {
    switch home.entry {
    case .resumable(let attempt): open(.resume(attempt.id))
    case .exercise(let exercise):
      open(.exercise(id: exercise.id, mode: exercise.lastMode ?? .guided))
    case .exam(let exam): open(.exam(id: exam.id))
    case .sandbox(let sandbox): open(.sandbox(id: sandbox.id))
    case .review:
      if home.catalog.attemptCount > 0 {
        openAttempts()
      } else {
        model.say("There is no attempt yet.", .warning)
      }
    case nil: break
    }
  }

  mutating func homeKey(_ key: Key) {
    guard case .home(var home)? = model.screens.last else { return }
    if case .mouse(let mouse) = key {
      if mouse.action == .wheelUp { home.selected -= 1 }
      if mouse.action == .wheelDown { home.selected += 1 }
    } else if home.isFinding {
      switch key {
      case .character(let character): home.filter = "\(home.filter ?? "")\(character)"
      case .backspace: home.filter = String((home.filter ?? "").dropLast())
      case .ctrl("u"): home.filter = ""
      case .paste(let text): home.filter = "\(home.filter ?? "")\(text.prefix { $0 != "\n" })"
      default: return
      }
      home.selected = 0
    } else {
      return
    }
    home.clamp()
    model.screens[model.screens.count - 1] = .home(home)
  }
}
