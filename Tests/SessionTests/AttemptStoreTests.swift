import AttemptStore
import Testing
import Training

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct AttemptStoreTests {
  /// A folder of its own for each test, removed at its end.
  final class Folder {
    let path: String

    init() {
      var template = Array("/tmp/cka-store-XXXXXX".utf8CString)
      path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit {
      for name in TestFile.names(in: path) { unlink("\(path)/\(name)") }
      rmdir(path)
    }

    var file: String { "\(path)/attempts.db" }
  }

  private var attempt: Attempt { Starts.policy.attempt }

  @Test func whatIsWrittenIsThereAfterwards() throws {
    let folder = Folder()
    let entry = JournalEntry(task: 0, at: .init(nanoseconds: 5), elapsed: 1.5, event: .command("ls"))
    do {
      let store = try AttemptStore(path: folder.file)
      try store.save(attempt)
      try store.append([entry], to: attempt.id)
    }
    let store = try AttemptStore(path: folder.file)
    let archive = try #require(try store.archive(String(attempt.id.prefix(4))))
    #expect(archive == AttemptArchive(attempt: attempt, journal: [entry]))
    #expect(try store.archive("t3s") == nil, "three letters are too few for an id")
    #expect(try store.delete(attempt.id))
    #expect(try !store.delete(attempt.id))
    #expect(try store.attempts().isEmpty)
  }

  @Test func aDamagedFileSaysSo() {
    let folder = Folder()
    TestFile.write(String(repeating: "this is no database\n", count: 100), to: folder.file)
    let problem = #expect(throws: StoreProblem.self) { try AttemptStore(path: folder.file) }
    #expect(problem?.message.contains("is damaged") == true, "\(problem?.message ?? "")")
    #expect(problem?.message.contains(folder.file) == true)
  }

  @Test func aMissingFolderSaysSo() {
    let problem = #expect(throws: StoreProblem.self) { try AttemptStore(path: "/nowhere/at/all/attempts.db") }
    #expect(problem?.message.contains("cannot be opened") == true, "\(problem?.message ?? "")")
  }

  @Test func aFileOfAnotherProgramIsLocked() throws {
    let folder = Folder()
    let first = try AttemptStore(path: folder.file)
    try first.save(attempt)
    let second = try AttemptStore(path: folder.file)
    try second.append([JournalEntry(task: 0, at: .init(nanoseconds: 1), elapsed: 0, event: .hint)], to: attempt.id)
    #expect(try first.archive(attempt.id)?.journal.count == 1, "two programs take turns")
  }

  @Test(.disabled(if: geteuid() == 0, "root may write everything"))
  func aReadOnlyFileSaysSo() throws {
    let folder = Folder()
    try AttemptStore(path: folder.file).save(attempt)
    chmod(folder.file, 0o400)
    let problem = #expect(throws: StoreProblem.self) { try AttemptStore(path: folder.file).save(attempt) }
    #expect(problem?.message.contains("cannot be written") == true, "\(problem?.message ?? "")")
  }
}
