public import Documents

extension Attempt {
  /// All that another machine needs to replay and show the attempt, but for the journal.
  public var document: Value {
    let tasks = self.tasks.map { task -> Value in
      [
        "exercise": .string(task.exercise), "fingerprint": .string(task.fingerprint),
        "weight": .int(Int64(task.weight)), "flagged": .bool(task.flagged), "seconds": .double(task.seconds),
        "grade": task.grade?.document ?? .null,
      ]
    }
    let settings = self.settings.map { setting -> Value in
      ["name": .string(setting.name), "value": .string(setting.value)]
    }
    return [
      "id": .string(id), "mode": .string(mode.rawValue), "subject": .string(subject), "title": .string(title),
      "seed": .string(String(seed)), "settings": .array(settings), "startedAt": .int(startedAt),
      "endedAt": endedAt.map(Value.int) ?? .null, "state": .string(state.rawValue),
      "limitSeconds": limitSeconds.map { .int(Int64($0)) } ?? .null, "notes": .string(notes),
      "plain": .bool(isPlain),
      "tasks": .array(tasks), "percent": percent.map { .int(Int64($0)) } ?? .null,
    ]
  }

  public init?(document: Value) {
    guard let id = document["id"]?.string, let mode = document["mode"]?.string.flatMap(Mode.init(rawValue:)),
      let subject = document["subject"]?.string, let seed = document["seed"]?.string.flatMap({ UInt64($0) }),
      let startedAt = document["startedAt"]?.int,
      let state = document["state"]?.string.flatMap(State.init(rawValue:)), let tasks = document["tasks"]?.array
    else { return nil }
    self.init(
      id: id, mode: mode, subject: subject, title: document["title"]?.string ?? subject, seed: seed,
      settings: (document["settings"]?.elements ?? []).map {
        Exercise.Setting(name: $0["name"]?.string ?? "", value: $0["value"]?.string ?? "")
      },
      startedAt: Int64(startedAt), limitSeconds: document["limitSeconds"]?.int,
      tasks: tasks.map { entry in
        var task = Task(
          exercise: entry["exercise"]?.string ?? "", fingerprint: entry["fingerprint"]?.string ?? "",
          weight: entry["weight"]?.int ?? 0)
        task.flagged = entry["flagged"]?.bool ?? false
        task.seconds = entry["seconds"]?.double ?? 0
        task.grade = entry["grade"].flatMap(Grade.init(document:))
        return task
      })
    self.state = state
    endedAt = document["endedAt"]?.int.map(Int64.init)
    notes = document["notes"]?.string ?? ""
    isPlain = document["plain"]?.bool ?? false
  }
}

/// An attempt with its journal: what `attempts export` writes and `attempts replay` reads.
public struct AttemptArchive: Sendable, Equatable {
  public static let format = "cka-trainer attempt 1"

  public var attempt: Attempt
  public var journal: [JournalEntry]

  public init(attempt: Attempt, journal: [JournalEntry]) {
    self.attempt = attempt
    self.journal = journal
  }

  public var document: Value {
    [
      "format": .string(Self.format), "attempt": attempt.document,
      "journal": .array(journal.map(\.document)),
    ]
  }

  /// Reads an export; throws a sentence that says what is wrong with it.
  public init(text: String) throws(ArchiveProblem) {
    let document: Value
    do {
      document = try JSON.parse(text)
    } catch {
      throw ArchiveProblem("this is no JSON: \(error.message)")
    }
    guard document["format"]?.string == Self.format else {
      throw ArchiveProblem("this is no exported attempt of this version (format \(Self.format))")
    }
    guard let attempt = document["attempt"].flatMap(Attempt.init(document:)) else {
      throw ArchiveProblem("the field `attempt` is incomplete")
    }
    var journal: [JournalEntry] = []
    for (index, entry) in (document["journal"]?.elements ?? []).enumerated() {
      guard let read = JournalEntry(document: entry) else {
        throw ArchiveProblem("entry \(index) of the journal cannot be understood")
      }
      journal.append(read)
    }
    self.init(attempt: attempt, journal: journal)
  }
}

public struct ArchiveProblem: Error, Equatable, Sendable {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }
}
