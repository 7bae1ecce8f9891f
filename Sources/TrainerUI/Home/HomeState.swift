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

  /// The last attempt at the selected exercise.
  var lastAttempt: AttemptID? {
    if case .exercise(let exercise)? = entry { return exercise.lastAttempt }
    return nil
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
    var isUnderWay = false
    if case .resumable? = entry { isUnderWay = true }
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
        [.character("a")], "again", .again, help: "the last attempt once more, with the same names and ports",
        rank: lastAttempt == nil ? -1 : 3, disabled: reason ?? (lastAttempt == nil ? "there is no attempt yet" : nil)),
      Binding(
        [.character("x"), .delete], "discard", .discard, help: "give up what is under way, without a grade",
        rank: isUnderWay ? 6 : -1, disabled: isUnderWay ? nil : "select what is under way first"),
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

extension ResumableAttempt {
  fileprivate var discardDialog: DialogState {
    DialogState(
      title: "Discard?", text: "\(title), \(mode.rawValue), \(detail): it is given up without a grade.",
      choices: [(.character("y"), "discard", .discard(id)), (.escape, "keep", .stay)])
  }
}

extension Trainer {
  /// Reads the catalog again, where Home is in sight.
  mutating func reloadHome() {
    guard case .home(var home)? = model.screens.last else { return }
    home.catalog = backend.catalog()
    home.clamp()
    model.screens[model.screens.count - 1] = .home(home)
  }

  mutating func performHome(_ action: Action) {
    guard case .home(var home)? = model.screens.last else { return }
    if let row = action.moved(from: home.selected, count: home.entries.count, page: model.body.rows / 2) {
      home.selected = row
      model.screens[model.screens.count - 1] = .home(home)
      return
    }
    switch action {
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
    case .again:
      if let id = home.lastAttempt { open(.again(id)) }
      return
    case .discard:
      if case .resumable(let attempt)? = home.entry { model.overlays.append(.dialog(attempt.discardDialog)) }
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
