import Hosts
import ShellLanguage
import Simulation
import World

/// What a file descriptor is open on.
struct Descriptor {
  var input: InputStream?
  var output: OutputStream?
}

/// The open file descriptors of a shell by their numbers.
struct DescriptorTable {
  private var open: [Int: Descriptor] = [:]

  init(input: InputStream, output: OutputStream, errors: OutputStream) {
    open = [
      0: Descriptor(input: input), 1: Descriptor(output: output), 2: Descriptor(output: errors),
    ]
  }

  subscript(_ number: Int) -> Descriptor? {
    get { open[number] }
    set { open[number] = newValue }
  }

  var input: InputStream { open[0]?.input ?? InputStream(ClosedSource()) }
  var output: OutputStream { open[1]?.output ?? OutputStream(ClosedSink()) }
  var errors: OutputStream { open[2]?.output ?? OutputStream(ClosedSink()) }

  /// The first free number from 10 on, as `{name}>` takes it.
  var free: Int {
    var number = 10
    while open[number] != nil { number += 1 }
    return number
  }

  /// The numbers that are open on something else than in an earlier table, in order.
  func changes(since earlier: DescriptorTable) -> [Int] {
    Set(open.keys).union(earlier.open.keys).sorted().filter { number in
      let (old, new) = (earlier.open[number], open[number])
      return (old == nil) != (new == nil) || old?.input !== new?.input || old?.output !== new?.output
    }
  }

  /// Takes back the given numbers, as when the redirections of one command end.
  mutating func restore(_ numbers: [Int], from earlier: DescriptorTable) {
    for number in numbers { open[number] = earlier.open[number] }
  }
}

/// Writing to, or reading from, a descriptor that is not open.
struct BadDescriptor: Error {}

final class ClosedSink: OutputSink {
  var isTerminal: Bool { false }
  func write(_ bytes: [UInt8], at moment: Instant) throws { throw BadDescriptor() }
}

final class ClosedSource: InputSource {
  var isTerminal: Bool { false }
  func next(for process: Process) throws -> [UInt8]? { throw BadDescriptor() }
}

/// `/dev/full`
final class FullSink: OutputSink {
  var isTerminal: Bool { false }
  func write(_ bytes: [UInt8], at moment: Instant) throws { throw FileError.noSpace }
}

/// Nothing to read: `/dev/null`, and what background jobs get.
final class EmptySource: InputSource {
  var isTerminal: Bool { false }
  func next(for process: Process) throws -> [UInt8]? { nil }
}

/// `/dev/zero` and `/dev/urandom`, which never end.
final class EndlessSource: InputSource {
  private let isRandom: Bool

  init(isRandom: Bool) {
    self.isRandom = isRandom
  }

  var isTerminal: Bool { false }

  func next(for process: Process) throws -> [UInt8]? {
    try process.stage.step()
    try process.wait(for: .microseconds(10))
    guard isRandom else { return Array(repeating: 0, count: 4096) }
    return process.stage.world.draw("urandom") { chance in
      (0..<512).flatMap { _ in
        let bits = chance.next()
        return (0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
      }
    }
  }
}

/// Remembers what was read from a stream, so that a pipeline that is evaluated again reads the same once more.
final class RecordedInput {
  private let base: InputStream
  private var log: [[UInt8]] = []

  init(_ base: InputStream) {
    self.base = base
  }

  func replayed() -> InputStream { InputStream(Replay(self)) }

  private final class Replay: InputSource {
    let record: RecordedInput
    var next = 0

    init(_ record: RecordedInput) {
      self.record = record
    }

    var isTerminal: Bool { record.base.isTerminal }

    func next(for process: Process) throws -> [UInt8]? {
      if next >= record.log.count {
        guard let bytes = try record.base.read(by: process) else { return nil }
        record.log.append(bytes)
      }
      defer { next += 1 }
      return record.log[next]
    }
  }
}
