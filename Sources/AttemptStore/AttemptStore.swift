import Documents
import GRDB
public import Training

/// Attempts in an SQLite file. Every input is written when it happens, so that the end of the process loses nothing.
///
/// Errors are sentences for the user; practice goes on without a store.
public final class AttemptStore {
  private let queue: DatabaseQueue
  public let path: String

  /// Opens the file and makes it where it does not exist. The directory must exist.
  public init(path: String) throws(StoreProblem) {
    self.path = path
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(1)
      configuration.journalMode = .wal
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try Self.migrations.migrate(queue)
    } catch {
      throw StoreProblem(error, path: path)
    }
  }

  private static var migrations: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("attempts and their journal") { database in
      try database.create(table: "attempt") { table in
        table.primaryKey("id", .text)
        table.column("startedAt", .integer).notNull().indexed()
        table.column("state", .text).notNull()
        table.column("document", .text).notNull()
      }
      try database.create(table: "entry") { table in
        table.autoIncrementedPrimaryKey("number")
        table.column("attempt", .text).notNull().indexed().references("attempt", onDelete: .cascade)
        table.column("document", .text).notNull()
      }
    }
    return migrator
  }

  /// Writes an attempt, new or changed.
  public func save(_ attempt: Attempt) throws(StoreProblem) {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO attempt (id, startedAt, state, document) VALUES (?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET state = excluded.state, document = excluded.document
          """,
        arguments: [attempt.id, attempt.startedAt, attempt.state.rawValue, JSON.text(attempt.document)])
    }
  }

  /// Adds what has just happened to the journal of an attempt.
  public func append(_ entries: [JournalEntry], to attempt: String) throws(StoreProblem) {
    try write { database in
      for entry in entries {
        try database.execute(
          sql: "INSERT INTO entry (attempt, document) VALUES (?, ?)", arguments: [attempt, JSON.text(entry.document)])
      }
    }
  }

  /// All attempts, the latest first.
  public func attempts() throws(StoreProblem) -> [Attempt] {
    try read { database in
      try String.fetchAll(database, sql: "SELECT document FROM attempt ORDER BY startedAt DESC, rowid DESC")
        .compactMap { text in (try? JSON.parse(text)).flatMap(Attempt.init(document:)) }
    }
  }

  /// One attempt with its journal; nil where there is none with that id, or with several whose id starts so.
  public func archive(_ id: String) throws(StoreProblem) -> AttemptArchive? {
    try read { database in
      let documents = try String.fetchAll(
        database, sql: "SELECT document FROM attempt WHERE id = ? OR (substr(id, 1, length(?)) = ? AND length(?) >= 4)",
        arguments: [id, id, id, id])
      guard documents.count == 1, let attempt = (try? JSON.parse(documents[0])).flatMap(Attempt.init(document:))
      else { return nil }
      let journal = try String.fetchAll(
        database, sql: "SELECT document FROM entry WHERE attempt = ? ORDER BY number", arguments: [attempt.id])
      return AttemptArchive(
        attempt: attempt, journal: journal.compactMap { (try? JSON.parse($0)).flatMap(JournalEntry.init(document:)) })
    }
  }

  /// Deletes an attempt and its journal for good; false where there is none.
  public func delete(_ id: String) throws(StoreProblem) -> Bool {
    try write { database in
      try database.execute(sql: "DELETE FROM attempt WHERE id = ?", arguments: [id])
      return database.changesCount > 0
    }
  }

  private func write<Result>(_ change: (Database) throws -> Result) throws(StoreProblem) -> Result {
    do {
      return try queue.write(change)
    } catch {
      throw StoreProblem(error, path: path)
    }
  }

  private func read<Result>(_ look: (Database) throws -> Result) throws(StoreProblem) -> Result {
    do {
      return try queue.read(look)
    } catch {
      throw StoreProblem(error, path: path)
    }
  }
}

/// Why attempts cannot be kept or read: what happened, and what to do.
public struct StoreProblem: Error, Equatable, Sendable {
  public var message: String

  public init(message: String) {
    self.message = message
  }

  init(_ error: any Error, path: String) {
    guard let error = error as? DatabaseError else {
      message = "attempts cannot be kept in \(path): \(error)"
      return
    }
    message =
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT:
        "\(path) is damaged (\(error.message ?? "no details")): move it away, and a new one is made"
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        "\(path) is locked by another program: close it, and this one can keep attempts again"
      case .SQLITE_READONLY, .SQLITE_PERM:
        "\(path) cannot be written: make it and its directory writable for you"
      case .SQLITE_FULL: "the disk of \(path) is full: make room, and attempts are kept again"
      case .SQLITE_CANTOPEN: "\(path) cannot be opened: is its directory there, and yours?"
      case .SQLITE_IOERR: "reading or writing \(path) failed (\(error.message ?? "no details")): is its disk full?"
      default: "attempts cannot be kept in \(path): \(error.message ?? error.description)"
      }
  }
}
