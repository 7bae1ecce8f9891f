public import Hosts
public import Simulation

/// Where a process's output goes.
public protocol OutputSink: AnyObject {
  /// Takes bytes that were written at `moment`. Throws `Suspension.brokenPipe` where nobody reads any more, and
  /// `FileError` where a file cannot take them.
  func write(_ bytes: [UInt8], at moment: Instant) throws
  var isTerminal: Bool { get }
}

/// What a process writes to.
public final class OutputStream {
  public let sink: any OutputSink

  public init(_ sink: any OutputSink) {
    self.sink = sink
  }

  public var isTerminal: Bool { sink.isTerminal }

  public func write(_ text: String, at moment: Instant) throws {
    if !text.isEmpty { try sink.write(Array(text.utf8), at: moment) }
  }

  public func write(_ bytes: [UInt8], at moment: Instant) throws {
    if !bytes.isEmpty { try sink.write(bytes, at: moment) }
  }
}

/// The terminal in which the line was typed; without one (`--jsonl`) the same, but programs see no terminal.
public final class TerminalSink: OutputSink {
  private unowned let stage: Stage
  public let source: Chunk.Source

  public init(_ stage: Stage, _ source: Chunk.Source) {
    self.stage = stage
    self.source = source
  }

  public var isTerminal: Bool { stage.terminal.isInteractive }

  public func write(_ bytes: [UInt8], at moment: Instant) throws {
    stage.output.append(Chunk(at: moment, source: source, bytes: bytes))
  }
}

/// Keeps what is written, with its times: for command substitution and pipelines.
public final class BufferSink: OutputSink {
  public private(set) var chunks: [(at: Instant, bytes: [UInt8])] = []
  public private(set) var count = 0
  /// How many bytes it takes before a further write throws `Suspension.pipeFull`; nil for any number.
  public let limit: Int?
  /// How many bytes it takes before a further write throws `Suspension.brokenPipe`; nil for any number.
  public let breaksAfter: Int?

  public init(limit: Int? = nil, breaksAfter: Int? = nil) {
    self.limit = limit
    self.breaksAfter = breaksAfter
  }

  public var isTerminal: Bool { false }
  public var bytes: [UInt8] { chunks.flatMap(\.bytes) }

  public func write(_ bytes: [UInt8], at moment: Instant) throws {
    if let breaksAfter, count >= breaksAfter { throw Suspension.brokenPipe }
    if let limit, count >= limit { throw Suspension.pipeFull }
    chunks.append((moment, bytes))
    count += bytes.count
  }
}

/// `/dev/null`.
public final class NullSink: OutputSink {
  public init() {}
  public var isTerminal: Bool { false }
  public func write(_ bytes: [UInt8], at moment: Instant) throws {}
}

/// A file that was opened for writing.
public final class FileSink: OutputSink {
  private unowned let stage: Stage
  private let hostName: String
  private let inode: InodeID

  public init(_ stage: Stage, hostName: String, inode: InodeID) {
    self.stage = stage
    self.hostName = hostName
    self.inode = inode
  }

  public var isTerminal: Bool { false }

  public func write(_ bytes: [UInt8], at moment: Instant) throws {
    try stage.world.withFiles(of: hostName) { (files) throws(FileError) in
      try files.append(bytes, to: inode, at: moment)
    }
  }
}

/// Where a process's input comes from.
public protocol InputSource: AnyObject {
  /// The next bytes, waiting for them where they come later; nil at the end.
  func next(for process: Process) throws -> [UInt8]?
  var isTerminal: Bool { get }
}

/// What a process reads from. It is shared: what one process has read, the next one of the same list does not see.
public final class InputStream {
  private let source: any InputSource
  /// Bytes that were taken from the source and not read yet.
  private var pending: ArraySlice<UInt8> = []
  private var ended = false

  public init(_ source: any InputSource) {
    self.source = source
  }

  public var isTerminal: Bool { source.isTerminal }

  /// What is left of fixed bytes; nil where the bytes come from elsewhere.
  public var rest: [UInt8]? {
    guard let fixed = source as? BytesSource else { return nil }
    return Array(pending) + (ended ? [] : fixed.left)
  }

  /// The size of the file that a redirection has opened, as fstat(2) tells it; nil for pipes and terminals.
  public var fileSize: Int? { (source as? BytesSource)?.fileSize }

  /// Whether it reads the keyboard.
  public var isKeyboard: Bool { source is TerminalSource }

  /// Some bytes, at least one; nil at the end.
  public func read(by process: Process) throws -> [UInt8]? {
    guard pending.isEmpty else {
      defer { pending = [] }
      return Array(pending)
    }
    guard !ended else { return nil }
    while let bytes = try source.next(for: process) {
      if !bytes.isEmpty { return bytes }
    }
    ended = true
    return nil
  }

  /// One byte; nil at the end.
  public func readByte(by process: Process) throws -> UInt8? {
    if pending.isEmpty {
      guard let bytes = try read(by: process) else { return nil }
      pending = bytes[...]
    }
    return pending.popFirst()
  }

  /// Bytes up to and with a newline, or up to the end; nil where nothing is left.
  public func readLine(by process: Process) throws -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if pending.isEmpty {
        guard let bytes = try read(by: process) else { return line.isEmpty ? nil : line }
        pending = bytes[...]
      }
      if let newline = pending.firstIndex(of: 10) {
        line += pending[...newline]
        pending = pending[(newline + 1)...]
        return line
      }
      line += pending
      pending = []
    }
  }

  /// All that is left.
  public func readAll(by process: Process) throws -> [UInt8] {
    var all: [UInt8] = []
    while let bytes = try read(by: process) { all += bytes }
    return all
  }
}

/// Fixed bytes: a file, a here-document, the standard input of a request.
public final class BytesSource: InputSource {
  private var bytes: [UInt8]?
  var left: [UInt8] { bytes ?? [] }

  let fileSize: Int?

  /// - Parameter isFile: the bytes are those of a file, whose size programs can ask for.
  public init(_ bytes: [UInt8], isFile: Bool = false) {
    self.bytes = bytes
    fileSize = isFile ? bytes.count : nil
  }

  public var isTerminal: Bool { false }

  public func next(for process: Process) throws -> [UInt8]? {
    defer { bytes = nil }
    return bytes
  }
}

/// What an earlier stage of a pipeline wrote, at the times at which it wrote it.
public final class ChunkSource: InputSource {
  private var chunks: ArraySlice<(at: Instant, bytes: [UInt8])>
  /// Called where the chunks are used up: throws where the writer has not ended but waits, and answers nil at the end.
  private let more: (Process) throws -> [(at: Instant, bytes: [UInt8])]?

  public init(
    _ chunks: [(at: Instant, bytes: [UInt8])],
    more: @escaping (Process) throws -> [(at: Instant, bytes: [UInt8])]? = { _ in nil }
  ) {
    self.chunks = chunks[...]
    self.more = more
  }

  public var isTerminal: Bool { false }

  public func next(for process: Process) throws -> [UInt8]? {
    if chunks.isEmpty {
      guard let further = try more(process), !further.isEmpty else { return nil }
      chunks = further[...]
    }
    guard let chunk = chunks.popFirst() else { return nil }
    try process.catchUp(with: chunk.at)
    return chunk.bytes
  }
}

/// The keyboard: lines that the user types while the program reads.
public final class TerminalSource: InputSource {
  private let stage: Stage

  public init(_ stage: Stage) {
    self.stage = stage
  }

  public var isTerminal: Bool { stage.terminal.isInteractive }

  public func next(for process: Process) throws -> [UInt8]? {
    guard let line = try process.readTerminalLine() else { return nil }
    return Array("\(line)\n".utf8)
  }
}
