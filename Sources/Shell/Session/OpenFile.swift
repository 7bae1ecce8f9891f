import Hosts
import World

/// What a descriptor that `exec` opened is open on, as data that outlives the line.
enum OpenFile: Sendable {
  /// What is left to read of a file.
  case reading([UInt8])
  case writing(host: String, InodeID)
  /// Both, as `<>` opens a file.
  case both([UInt8], host: String, InodeID)
  case keyboard
  case terminal(Chunk.Source)
  case nothing
}

extension Interpreter {
  /// Notes which descriptors differ from those with which a line begins.
  /// - Parameter lowest: descriptors below this number are not kept.
  func keepOpenFiles(standard: DescriptorTable, from lowest: Int) {
    var kept: [Int: OpenFile?] = [:]
    for number in descriptors.changes(since: standard) where number >= lowest {
      if let descriptor = descriptors[number] {
        if let file = Self.openFile(descriptor) { kept[number] = .some(file) }
      } else {
        kept[number] = .some(nil)
      }
    }
    session.openFiles = kept
  }

  private static func openFile(_ descriptor: Descriptor) -> OpenFile? {
    if let sink = descriptor.output?.sink {
      if let file = sink as? RedirectedFile {
        if let rest = descriptor.input?.rest { return .both(rest, host: file.hostName, file.inode) }
        return .writing(host: file.hostName, file.inode)
      }
      if let terminal = sink as? TerminalSink { return .terminal(terminal.source) }
      return sink is NullSink ? .nothing : nil
    }
    guard let input = descriptor.input else { return nil }
    if input.isKeyboard { return .keyboard }
    return input.rest.map { .reading($0) } ?? .nothing
  }

  /// Opens again what `exec` had opened in earlier lines.
  func reopenFiles() {
    for (number, file) in session.openFiles.sorted(by: { $0.key < $1.key }) {
      descriptors[number] = file.map { descriptor(for: $0) }
    }
  }

  private func descriptor(for file: OpenFile) -> Descriptor {
    switch file {
    case .reading(let rest): Descriptor(input: InputStream(BytesSource(rest)))
    case .writing(let host, let inode): Descriptor(output: OutputStream(RedirectedFile(stage, hostName: host, inode: inode)))
    case .both(let rest, let host, let inode):
      Descriptor(
        input: InputStream(BytesSource(rest)), output: OutputStream(RedirectedFile(stage, hostName: host, inode: inode)))
    case .keyboard: Descriptor(input: InputStream(TerminalSource(stage)))
    case .terminal(let source): Descriptor(output: OutputStream(TerminalSink(stage, source)))
    case .nothing: Descriptor(input: InputStream(EmptySource()), output: OutputStream(NullSink()))
    }
  }
}
