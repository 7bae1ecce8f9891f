public import World

/// The request to copy a file out of the simulation to the learner's machine: `:export HOST:PATH FILE`.
///
/// It changes nothing in the world, so it stands in no journal. Where the bytes go is the caller's affair: only the
/// executable writes to the learner's machine, and only when it is asked to by this command.
public struct FileExport: Equatable, Sendable {
  /// A sentence that says what is wrong with the request.
  public struct Problem: Error, Equatable, Sendable {
    public var message: String

    init(_ message: String) {
      self.message = message
    }
  }

  public static let name = ":export"

  public var host: String
  /// Absolute, on the host.
  public var path: String
  /// On the learner's machine, as it was typed.
  public var file: String

  /// Whether a line that was entered is this command, right or wrong.
  public static func isMeant(by line: String) -> Bool {
    line.split(separator: " ", maxSplits: 1).first.map(String.init) == name
  }

  /// Reads a line; throws a sentence where it is not complete.
  public init(_ line: String) throws(Problem) {
    let words = line.split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count == 3, let colon = words[1].firstIndex(of: ":") else {
      throw Problem("write \(Self.name) HOST:PATH FILE, such as \(Self.name) cluster3-controlplane1:/tmp/a.db a.db")
    }
    host = String(words[1][..<colon])
    path = String(words[1][words[1].index(after: colon)...])
    file = String(words[2].drop { $0 == " " }).trimmed
    guard !host.isEmpty, path.hasPrefix("/"), !file.isEmpty else {
      throw Problem("\(words[1]): write HOST:PATH with a path that begins with /")
    }
  }

  /// What the file holds at this moment, read as root; the files of a running etcd are brought up to date for it.
  public func bytes(in world: World) throws(Problem) -> [UInt8] {
    var world = world
    guard let found = world.hosts[host] else {
      throw Problem("there is no host \(host); there are \(world.hosts.keys.joined(separator: ", "))")
    }
    if let bytes = world.fileBytes(path, on: host) { return bytes }
    if let inode = try? found.files.status(path, by: .root) {
      throw Problem("\(host):\(path) is \(inode.isDirectory ? "a directory; files are copied one by one" : "no file")")
    }
    throw Problem("\(host):\(path) does not exist")
  }

  /// What is said when it is done.
  public func report(bytes: Int) -> String { "\(host):\(path) is now in \(file) (\(bytes) bytes)." }
}
