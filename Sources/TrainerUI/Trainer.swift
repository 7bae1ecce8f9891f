import Screen

/// The screens with what they work on: messages in, effects and a canvas out.
///
///     var trainer = Trainer(backend: backend, size: terminal.size, glyphs: terminal.glyphs)
///     trainer.start(nil)
///     while true {
///       terminal.draw(trainer.canvas)
///       …wait for an event until trainer.secondsUntilNextEvent have passed…
///       for effect in trainer.send(.tick(seconds: passed)) + trainer.send(.key(key)) { …perform… }
///     }
public struct Trainer {
  public internal(set) var model: Model
  public internal(set) var backend: any TrainerBackend
  var effects: [Effect] = []

  public init(backend: any TrainerBackend, size: Size, glyphs: Glyphs = .unicode) {
    self.backend = backend
    model = Model(size: size, glyphs: glyphs)
  }

  /// Opens the first screen: Home, and over it the attempt if one is asked for.
  public mutating func start(_ attempt: AttemptStart?) -> [Effect] {
    model.screens = [.home(HomeState(catalog: backend.catalog()))]
    if let attempt { open(attempt) }
    return takeEffects()
  }

  /// Opens the list of past attempts, or one of them, over Home.
  public mutating func startReview(_ attempt: AttemptID?) -> [Effect] {
    model.screens = [.home(HomeState(catalog: backend.catalog()))]
    openAttempts()
    if let attempt { openAttempt(attempt) }
    return takeEffects()
  }

  /// One message is one step of everything that is seen.
  public mutating func send(_ message: Message) -> [Effect] {
    switch message {
    case .key(let key): receive(key)
    case .resized(let size):
      model.size = size
      sizeChanged()
    case .tick(let seconds): tick(max(0, seconds))
    case .edited(let outcome): finishEditing(outcome)
    case .editor(let canvas): showEditor(canvas)
    case .editorMissing: openBuiltInEditor()
    }
    return takeEffects()
  }

  /// The terminal pane of the session in front.
  public var paneSize: Size { model.work.map { $0.terminalArea($0.layout(model.body)).size } ?? model.body.size }

  /// Whether an editor in the pane is waited for; it is to be ended where the attempt has ended meanwhile.
  public var awaitsEditor: Bool { model.work?.isPerforming == true }

  /// The screen as it is now.
  public var canvas: Canvas { view(model) }

  /// After how many seconds something changes without a key: then a tick is due.
  public var secondsUntilNextEvent: Double? {
    var next: Double? = model.notice.map { max(0.05, $0.until - model.now) }
    func consider(_ seconds: Double) { next = min(next ?? seconds, seconds) }
    switch model.screens.last {
    case .work(let work):
      let toNextSecond = 1 - work.elapsed.truncatingRemainder(dividingBy: 1)
      consider(max(0.02, toNextSecond))
      if let seconds = backend.secondsUntilNextEvent(work.session) { consider(max(0, seconds / work.rate)) }
    case .replay(let replay): if replay.isPlaying { consider(1.0 / 30) }
    case .home, .attempts, .attempt, nil: break
    }
    return next
  }

  private mutating func takeEffects() -> [Effect] {
    defer { effects = [] }
    return effects
  }

  private mutating func receive(_ key: Key) {
    if model.isTooSmall {
      if [.character("q"), .function(10), .ctrl("c")].contains(key), !isWorking { effects.append(.quit) }
      return
    }
    let depth = model.screens.count
    if key != WorkState.hurryKey { model.work?.isHurrying = false }
    // What was said concerned the screen before.
    defer { if model.screens.count > depth { model.notice = nil } }
    let bindings = bindings(model)
    if let binding = bindings.first(for: key) ?? bindings.first(clicked: key, model) {
      if let reason = binding.disabled {
        model.say("\(binding.label): \(reason)", .warning)
      } else {
        perform(binding.action)
      }
    } else if !model.overlays.isEmpty {
      overlayKey(key)
    } else {
      screenKey(key)
    }
    synchronize()
  }

  private var isWorking: Bool {
    if case .work? = model.screens.last { return true }
    return false
  }

  private mutating func tick(_ seconds: Double) {
    model.now += seconds
    if let notice = model.notice, notice.until <= model.now { model.notice = nil }
    switch model.screens.last {
    case .work(var work):
      work.elapsed += seconds
      work.seconds[work.current] += seconds
      model.work = work
      backend.advance(seconds: seconds, rate: work.rate, front: work.session)
      refreshConnections(work.session)
      warnOfTime()
    case .replay(var replay):
      replay.advance(seconds)
      model.replay = replay
    case .home, .attempts, .attempt, nil: break
    }
    synchronize()
  }

  mutating func perform(_ action: Action) {
    if performOverlay(action) { return }
    switch action {
    case .help: model.overlays.append(.help(HelpState(bindings(model), screen: model.screens.last)))
    case .suspend: effects.append(.suspend)
    case .quit: quit()
    default:
      switch model.screens.last {
      case .home: performHome(action)
      case .work: performWork(action)
      case .attempts: performAttempts(action)
      case .attempt: performAttempt(action)
      case .replay: performReplay(action)
      case nil: break
      }
    }
  }

  /// Leaves the screen for the one below it.
  mutating func pop() {
    if model.screens.count > 1 { model.screens.removeLast() }
    model.notice = nil
    reloadHome()
  }

  mutating func quit() { effects.append(.quit) }

  private mutating func screenKey(_ key: Key) {
    switch model.screens.last {
    case .home: homeKey(key)
    case .work: workKey(key)
    case .attempts, .attempt, .replay: mouseKey(key)
    case nil: break
    }
  }

  /// The wheel moves in lists.
  private mutating func mouseKey(_ key: Key) {
    guard case .mouse(let mouse) = key else { return }
    switch mouse.action {
    case .wheelUp: perform(.up)
    case .wheelDown: perform(.down)
    case .press, .release: break
    }
  }
}

extension Model {
  /// The screen in sight as the attempt under way; nil when it is another one.
  var work: WorkState? {
    get {
      if case .work(let state)? = screens.last { return state }
      return nil
    }
    set { if let newValue, case .work? = screens.last { screens[screens.count - 1] = .work(newValue) } }
  }

  var replay: ReplayState? {
    get {
      if case .replay(let state)? = screens.last { return state }
      return nil
    }
    set { if let newValue, case .replay? = screens.last { screens[screens.count - 1] = .replay(newValue) } }
  }
}

/// The keys that do something now, of the overlay in front or of the screen.
func bindings(_ model: Model) -> [Binding] {
  if let overlay = model.overlays.last { return overlay.bindings }
  switch model.screens.last {
  case .home(let state): return state.bindings
  case .work(let state): return state.bindings(model)
  case .attempts(let state): return state.bindings
  case .attempt(let state): return state.bindings
  case .replay(let state): return state.bindings
  case nil: return []
  }
}
