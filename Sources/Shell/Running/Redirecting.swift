import Hosts
import ShellLanguage
import World

extension Interpreter {
  /// Applies redirections from left to right; false, after a message, where one cannot be made.
  func redirect(_ redirections: [Redirection]) throws -> Bool {
    for redirection in redirections {
      if try !apply(redirection) { return false }
    }
    return true
  }

  /// The descriptors that redirections have changed and that are taken back after the command; what `{name}>` opens
  /// stays open.
  func changed(since saved: DescriptorTable, by redirections: [Redirection]) -> [Int] {
    guard !redirections.isEmpty else { return [] }
    let kept: [Int] = redirections.compactMap { redirection in
      guard case .variable(let name)? = redirection.descriptor else { return nil }
      return Int(session.text(of: name) ?? "")
    }
    return descriptors.changes(since: saved).filter { !kept.contains($0) }
  }

  private func apply(_ redirection: Redirection) throws -> Bool {
    let standard: Int
    switch redirection.operator {
    case .input, .readWrite, .duplicateInput, .hereString, .hereDocument, .hereDocumentWithoutTabs: standard = 0
    default: standard = 1
    }
    var number = standard
    var variable: String?
    switch redirection.descriptor {
    case .number(let given): number = given
    case .variable(let name):
      if redirection.target.text == "-" {
        number = Int(session.text(of: name) ?? "") ?? -1
      } else {
        number = descriptors.free
        variable = name
      }
    case nil: break
    }
    switch redirection.operator {
    case .hereString:
      let text = try expander.text(of: redirection.target)
      descriptors[number] = Descriptor(input: InputStream(BytesSource(Array("\(text)\n".utf8))))
    case .hereDocument, .hereDocumentWithoutTabs:
      let text = try hereText(redirection.target)
      descriptors[number] = Descriptor(input: InputStream(BytesSource(Array(text.utf8))))
    default:
      if try !applyToFile(redirection, number) { return false }
    }
    if let variable { try assign(variable, index: nil, to: String(number), appending: false) }
    return true
  }

  private func hereText(_ word: Word) throws -> String {
    if word.parts.count == 1, case .quoted(let text) = word.parts[0] { return text }
    return try expander.quotedText(of: word)
  }

  private func applyToFile(_ redirection: Redirection, _ number: Int) throws -> Bool {
    let fields = try expander.fields(of: redirection.target)
    guard fields.count == 1 else {
      try complain("\(redirection.target.text): ambiguous redirect")
      return false
    }
    let target = fields[0]
    switch redirection.operator {
    case .duplicateInput, .duplicateOutput:
      let isInput = redirection.operator == .duplicateInput
      if target == "-" {
        descriptors[number] = nil
        return true
      }
      let moves = target.hasSuffix("-")
      if let source = Int(moves ? String(target.dropLast()) : target) {
        guard let found = descriptors[source] else {
          try complain("\(target): Bad file descriptor")
          return false
        }
        descriptors[number] = found
        if moves { descriptors[source] = nil }
        return true
      }
      guard !isInput, redirection.descriptor == nil else {
        try complain("\(redirection.target.text): ambiguous redirect")
        return false
      }
      return try openBoth(target, appends: false)
    case .both: return try openBoth(target, appends: false)
    case .bothAppend: return try openBoth(target, appends: true)
    case .input: return try set(number, try openInput(target))
    case .readWrite: return try set(number, try openReadWrite(target))
    case .append: return try set(number, try openOutput(target, .append))
    case .clobber: return try set(number, try openOutput(target, .replace))
    default:
      let mode: WriteMode = session.options["noclobber"] ? .createOnly : .replace
      return try set(number, try openOutput(target, mode))
    }
  }

  private func set(_ number: Int, _ descriptor: Descriptor?) throws -> Bool {
    guard let descriptor else { return false }
    descriptors[number] = descriptor
    return true
  }

  private func openBoth(_ target: String, appends: Bool) throws -> Bool {
    let mode: WriteMode = appends ? .append : session.options["noclobber"] ? .createOnly : .replace
    guard let descriptor = try openOutput(target, mode) else { return false }
    descriptors[1] = descriptor
    descriptors[2] = descriptor
    return true
  }

  /// What a device file, or one of the names that bash treats itself, is open on; nil for ordinary files.
  private func device(_ path: String) throws -> Descriptor? {
    if path.hasPrefix("/dev/fd/"), let number = Int(path.dropFirst(8)), descriptors[number] != nil {
      return descriptors[number]
    }
    switch path {
    case "/dev/stdin": return Descriptor(input: descriptors.input)
    case "/dev/stdout": return Descriptor(output: descriptors.output)
    case "/dev/stderr": return Descriptor(output: descriptors.errors)
    case "/dev/tty": return terminalDescriptor
    case "/dev/full": return Descriptor(output: OutputStream(FullSink()))
    default: break
    }
    if path.hasPrefix("/dev/tcp/") || path.hasPrefix("/dev/udp/") {
      return try connect(path)
    }
    guard let inode = try? process.files.status(path, by: process.accessor), inode.isDevice,
      case .device(let name) = inode.content
    else { return path == "/dev/null" ? nullDescriptor : nil }
    switch name {
    case "zero": return Descriptor(input: InputStream(EndlessSource(isRandom: false)), output: OutputStream(NullSink()))
    case "random", "urandom":
      return Descriptor(input: InputStream(EndlessSource(isRandom: true)), output: OutputStream(NullSink()))
    case "tty": return terminalDescriptor
    default: return nullDescriptor
    }
  }

  private var nullDescriptor: Descriptor {
    Descriptor(input: InputStream(EmptySource()), output: OutputStream(NullSink()))
  }

  private var terminalDescriptor: Descriptor {
    Descriptor(input: InputStream(TerminalSource(stage)), output: OutputStream(TerminalSink(stage, .output)))
  }

  private func openInput(_ path: String) throws -> Descriptor? {
    if let device = try device(path) { return device.input == nil && device.output == nil ? nil : device }
    do throws(FileError) {
      let status = try process.files.status(path, by: process.accessor)
      if status.isDirectory { return Descriptor(input: InputStream(DirectorySource())) }
      return Descriptor(input: InputStream(BytesSource(try process.readFile(path), isFile: true)))
    } catch {
      try complain("\(path): \(error.text)")
      return nil
    }
  }

  private func openReadWrite(_ path: String) throws -> Descriptor? {
    if let device = try device(path) { return device.input == nil && device.output == nil ? nil : device }
    let bytes = (try? process.readFile(path)) ?? []
    guard var descriptor = try openOutput(path, .append) else { return nil }
    descriptor.input = InputStream(BytesSource(bytes))
    return descriptor
  }

  private func openOutput(_ path: String, _ mode: WriteMode) throws -> Descriptor? {
    if let device = try device(path) { return device.input == nil && device.output == nil ? nil : device }
    do throws(FileError) {
      let accessor = process.accessor
      let now = process.now
      let inode = try process.changeFiles { (files) throws(FileError) in
        try files.open(path, by: accessor, at: now, mode: mode)
      }
      return Descriptor(output: OutputStream(RedirectedFile(stage, hostName: process.hostName, inode: inode)))
    } catch {
      try complain("\(path): \(error == .exists ? "cannot overwrite existing file" : error.text)")
      return nil
    }
  }
}

/// A directory that was opened for reading: programs find out when they read.
final class DirectorySource: InputSource {
  var isTerminal: Bool { false }
  func next(for process: Process) throws -> [UInt8]? { throw FileError.isDirectory }
}
