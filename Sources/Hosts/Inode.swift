public import HashTreeCollections
public import Simulation

/// A file's content that is made only when somebody looks at it, such as an etcd snapshot of a store.
public protocol DeferredContent: Sendable {
  /// The bytes, the same at every call.
  func bytes() -> [UInt8]
  /// How many bytes there are; content that knows it without making them says so (a write-ahead log of 64 MB).
  var size: Int { get }
}

extension DeferredContent {
  public var size: Int { bytes().count }
}

public enum FileContent: Sendable {
  case bytes([UInt8])
  indirect case deferred(any DeferredContent)
  /// A simulated executable: the name under which the registry of tools knows it.
  case program(String)
  /// A character device: `null`, `zero`, `random`, `tty`, `stdin`, `stdout`, `stderr`.
  case device(String)

  public var size: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .deferred(let content): content.size
    case .program(let name): 1_048_576 + name.utf8.count * 40_960
    case .device: 0
    }
  }

  public var bytes: [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .deferred(let content): content.bytes()
    case .program(let name): [0x7f] + Array("ELF\u{2}\u{1}\u{1} simulated program \(name)\n".utf8)
    case .device: []
    }
  }
}

/// What a file system knows of one file, directory or link, whatever names it has.
public struct Inode: Sendable {
  public enum Kind: Sendable {
    case file(FileContent)
    case directory(TreeDictionary<String, InodeID>)
    case link(String)
  }

  public var kind: Kind
  public var user: Int
  public var group: Int
  /// Permission bits with set-user-ID, set-group-ID and sticky: 0o0000 to 0o7777.
  public var mode: Int
  public var modified: Instant
  public var changed: Instant
  public var accessed: Instant
  public var born: Instant
  /// Names that refer to it; for a directory, 2 plus its sub-directories.
  public var links: Int

  public var isDirectory: Bool { if case .directory = kind { true } else { false } }
  public var isLink: Bool { if case .link = kind { true } else { false } }
  public var isFile: Bool { if case .file = kind { true } else { false } }
  public var isDevice: Bool { if case .file(.device) = kind { true } else { false } }
  public var program: String? { if case .file(.program(let name)) = kind { name } else { nil } }

  /// Bytes, as `stat` shows them.
  public var size: Int {
    switch kind {
    case .file(let content): content.size
    case .directory: 4096
    case .link(let target): target.utf8.count
    }
  }
}

public struct InodeID: Hashable, Comparable, Sendable {
  public var number: Int

  public init(number: Int) {
    self.number = number
  }

  public static func < (left: InodeID, right: InodeID) -> Bool { left.number < right.number }
}

/// On whose behalf a file is touched.
public struct Credentials: Equatable, Sendable {
  public var user: Int
  public var group: Int
  public var groups: [Int]

  public static let root = Credentials(user: 0, group: 0, groups: [0])

  public init(user: Int, group: Int, groups: [Int]) {
    self.user = user
    self.group = group
    self.groups = groups
  }
}

/// How a process sees the file system: where its `/` is, and what is mounted over it (containers have both).
public struct MountView: Equatable, Sendable {
  public struct Bind: Equatable, Sendable {
    /// The path at which the process sees it.
    public var at: String
    /// The host's path that appears there.
    public var source: String
    public var readOnly: Bool

    public init(at: String, source: String, readOnly: Bool = false) {
      self.at = at
      self.source = source
      self.readOnly = readOnly
    }
  }

  /// The host's path of the process's `/`.
  public var root: String
  public var binds: [Bind]

  /// The host itself.
  public static let host = MountView(root: "/", binds: [])

  public init(root: String, binds: [Bind]) {
    self.root = root
    self.binds = binds
  }
}

/// Who looks at the file system, from which directory, and through which mounts.
public struct Accessor: Equatable, Sendable {
  public var credentials: Credentials
  public var directory: String
  public var view: MountView
  /// The permission bits that new files do not get.
  public var umask: Int

  public static let root = Accessor(credentials: .root)

  public init(credentials: Credentials, directory: String = "/", view: MountView = .host, umask: Int = 0o022) {
    self.credentials = credentials
    self.directory = directory
    self.view = view
    self.umask = umask
  }
}
