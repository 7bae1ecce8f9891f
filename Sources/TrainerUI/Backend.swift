import Screen

/// All that the screens need from the rest of the program: what can be practised, the attempt that is open,
/// and the attempts of the past. The composition root implements it on top of `Training` and `AttemptStore`.
///
/// Everything is synchronous and made of values. The screens never read a clock: real time enters as `tick`
/// messages, and they pass it on through `advance`. At most one attempt is open at a time; an exam is one
/// attempt with several sessions (one for each task), everything else is an attempt with one.
public protocol TrainerBackend {
  // MARK: Home

  /// What can be started, with the best and last results, and what the store has to say. Read on entering
  /// Home.
  mutating func catalog() -> Catalog

  /// Opens an attempt. Throws with a sentence that the screen shows, such as that an exercise file is
  /// damaged.
  mutating func open(_ start: AttemptStart) throws(BackendError) -> OpenAttempt

  // MARK: The open attempt

  /// Real time has passed while `front` was the session on the screen. The backend lets simulated time go on, `rate`
  /// times as fast (in which sessions is its decision), records time per task, and collects output for `takeOutput`.
  mutating func advance(seconds: Double, rate: Double, front: SessionID)

  /// After how many seconds of simulated time `advance` should be called next because something may happen in the
  /// session (output of a running command, a prompt that is due); nil when nothing happens without a key.
  func secondsUntilNextEvent(_ session: SessionID) -> Double?

  /// A key for the session's terminal: line editing, completion (`tab`), history search, Ctrl-C, Ctrl-D,
  /// Ctrl-Z and Ctrl-L are the backend's. `paste` arrives as one key.
  mutating func key(_ key: Key, in session: SessionID)

  /// The size of the terminal pane: what `$COLUMNS` and `$LINES` hold. Called before the first key and
  /// whenever it changes.
  mutating func resize(columns: Int, rows: Int, in session: SessionID)

  /// What the session's terminal printed since the last call, echo of entered lines included (prompt, line,
  /// newline).
  mutating func takeOutput(_ session: SessionID) -> TerminalOutput

  /// The line being edited, which the screen draws below the output. It is not part of `takeOutput` until it
  /// is entered.
  func inputLine(_ session: SessionID) -> InputLine

  /// What the running command needs from outside of the simulation. The screen looks after every key and
  /// every `advance`, performs it, and answers with `finish`; until then the same request is returned.
  func request(_ session: SessionID) -> SessionRequest?

  /// The outcome of the request returned last.
  mutating func finish(_ outcome: RequestOutcome, in session: SessionID)

  /// What stands in the header: where the learner is.
  func place(_ session: SessionID) -> SessionPlace

  /// The guided steps with their states; empty in the other modes.
  func steps(_ session: SessionID) -> [StepState]

  /// Checks the present step (guided) or all criteria (practice) on a copy of the world. Not called in exams.
  mutating func check(_ session: SessionID) -> CheckReport

  /// The hints that are open for the present step or task.
  func hints(_ session: SessionID) -> HintState

  /// Opens the next hint. Not called in exams.
  mutating func openHint(_ session: SessionID)

  /// The commands entered so far, oldest first: moments to which the session can be rewound.
  func rewindPoints(_ session: SessionID) -> [RewindPoint]

  /// Goes back to the moment before the command was entered. `takeOutput` then restarts with the earlier
  /// transcript.
  mutating func rewind(before point: RewindPoint.ID, in session: SessionID)

  /// The cards that F6 shows: allowed reference text, in short.
  func referenceCards(_ session: SessionID) -> [ReferenceCard]

  /// Who reaches whom, for the panel of F2; nil where the session has no use for it.
  mutating func connections(_ session: SessionID, _ question: ConnectionQuestion) -> ConnectionMatrix?

  /// Whether nothing has happened since `connections` was asked last that could change its answer.
  func connectionsAreCurrent(_ session: SessionID) -> Bool

  /// Why the connection at a row and a column of the answer to that question, which was asked last, is as it is.
  mutating func connectionReason(
    _ session: SessionID, _ question: ConnectionQuestion, from row: Int, to column: Int
  ) -> ConnectionReason

  /// Records an exam's flag, so that it survives the end of the process.
  mutating func setFlag(_ flagged: Bool, in session: SessionID)

  /// Records the learner's own notes of the attempt, so that they survive the end of the process.
  mutating func setNotes(_ text: String)

  /// What the learner has to be told now, such as that the attempt cannot be kept; nil for nothing. Each is told once.
  mutating func takeNotice() -> String?

  /// Ends the open attempt, grades and stores it. Throws when it could not be stored: then the message says
  /// so, and `lastResult` holds the grade nevertheless.
  mutating func submit() throws(BackendError) -> AttemptRecord

  /// The graded attempt that was submitted last, stored or not.
  func lastResult() -> AttemptRecord?

  /// Leaves the open attempt without a grade. `keep` leaves it in the store, to be resumed from Home.
  mutating func leave(keep: Bool)

  /// Gives up an attempt under way that is not open, without a grade. The screen has asked before.
  mutating func discard(_ id: AttemptID) throws(BackendError)

  // MARK: Review

  /// Attempts that ended, the latest first.
  mutating func attempts() -> [AttemptSummary]

  /// One attempt with everything that the review shows.
  mutating func attempt(_ id: AttemptID) throws(BackendError) -> AttemptRecord

  /// What the terminal showed during one task of an attempt.
  mutating func replay(_ id: AttemptID, task: Int) throws(BackendError) -> Replay

  /// Writes the attempt to a file for use elsewhere, and answers its path.
  mutating func export(_ id: AttemptID) throws(BackendError) -> String

  /// Deletes the attempt for good. The screen has asked before.
  mutating func delete(_ id: AttemptID) throws(BackendError)
}

/// A failure worth a sentence on the screen.
public struct BackendError: Error, Equatable, Sendable {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }
}
