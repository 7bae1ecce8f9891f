public import Documents
import Hosts
import Simulation

extension JournalEvent {
  /// The event as a document: its kind, and what belongs to it.
  public var document: Value {
    switch self {
    case .command(let text): ["kind": "command", "text": .string(text)]
    case .interrupt: ["kind": "interrupt"]
    case .endOfFile: ["kind": "endOfFile"]
    case .suspend: ["kind": "suspend"]
    case .line(let text): ["kind": "line", "text": .string(text)]
    case .key(let key): ["kind": "key", "text": .string(key)]
    case .edited(let bytes, let status):
      ["kind": "edited", "bytes": bytes.map { .string(Base64.encode($0)) } ?? .null, "status": .int(Int64(status))]
    case .paged: ["kind": "paged"]
    case .effectFailed(let text): ["kind": "effectFailed", "text": .string(text)]
    case .files(let files):
      [
        "kind": "files",
        "files": .object(Value.Fields(uniqueKeysWithValues: files.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ]
    case .hostCommand(let host, let text):
      ["kind": "hostCommand", "host": .string(host), "text": .string(text)]
    case .standardInput(let text): ["kind": "standardInput", "text": .string(text)]
    case .timeout(let seconds): ["kind": "timeout", "seconds": .double(seconds)]
    case .advance: ["kind": "advance"]
    case .resize(let columns, let rows):
      ["kind": "resize", "columns": .int(Int64(columns)), "rows": .int(Int64(rows))]
    case .rewind(let command): ["kind": "rewind", "command": .int(Int64(command))]
    case .hint: ["kind": "hint"]
    case .check: ["kind": "check"]
    case .flag(let isSet): ["kind": "flag", "set": .bool(isSet)]
    }
  }

  /// Nil where the document says no event that this version knows.
  public init?(document: Value) {
    let text = document["text"]?.string
    switch (document["kind"]?.string, text) {
    case ("command", let text?): self = .command(text)
    case ("interrupt", _): self = .interrupt
    case ("endOfFile", _): self = .endOfFile
    case ("suspend", _): self = .suspend
    case ("line", let text?): self = .line(text)
    case ("key", let text?): self = .key(text)
    case ("edited", _):
      let encoded = document["bytes"]?.string
      let bytes = encoded.flatMap { Base64.decode($0.utf8) }
      guard encoded == nil || bytes != nil else { return nil }
      self = .edited(bytes, status: document["status"]?.int ?? 0)
    case ("paged", _): self = .paged
    case ("effectFailed", let text?): self = .effectFailed(text)
    case ("files", _): self = .files(document["files"]?.stringMap ?? [:])
    case ("hostCommand", let text?):
      guard let host = document["host"]?.string else { return nil }
      self = .hostCommand(host: host, text)
    case ("standardInput", let text?): self = .standardInput(text)
    case ("timeout", _): self = .timeout(document["seconds"]?.double ?? 60)
    case ("advance", _): self = .advance
    case ("resize", _):
      self = .resize(columns: document["columns"]?.int ?? 80, rows: document["rows"]?.int ?? 24)
    case ("rewind", _):
      guard let command = document["command"]?.int else { return nil }
      self = .rewind(command)
    case ("hint", _): self = .hint
    case ("check", _): self = .check
    case ("flag", _): self = .flag(document["set"]?.bool ?? true)
    default: return nil
    }
  }
}

extension JournalEntry {
  public var document: Value {
    [
      "task": .int(Int64(task)), "at": .int(at.nanoseconds), "elapsed": .double(elapsed), "event": event.document,
    ]
  }

  public init?(document: Value) {
    guard let task = document["task"]?.int, let at = document["at"]?.int, let elapsed = document["elapsed"]?.double,
      let event = document["event"].flatMap(JournalEvent.init(document:))
    else { return nil }
    self.init(task: task, at: Instant(nanoseconds: Int64(at)), elapsed: elapsed, event: event)
  }
}

extension Grade {
  /// As `:grade` answers it and exports hold it.
  public var document: Value {
    let criteria = results.map { result -> Value in
      [
        "name": .string(result.name), "points": .int(Int64(result.points)), "earned": .int(Int64(result.earned)),
        "passed": .bool(result.passed), "evidence": .string(result.evidence),
      ]
    }
    return ["score": .int(Int64(earned)), "points": .int(Int64(points)), "criteria": .array(criteria)]
  }

  public init?(document: Value) {
    guard let criteria = document["criteria"]?.array else { return nil }
    results = criteria.map {
      Result(
        name: $0["name"]?.string ?? "", points: $0["points"]?.int ?? 0, passed: $0["passed"]?.bool ?? false,
        evidence: $0["evidence"]?.string ?? "")
    }
  }
}
