/// What the panel of connections asks about: places in the lists that the matrix names.
public struct ConnectionQuestion: Equatable, Sendable {
  public var namespace: Int
  public var port: Int

  public init(namespace: Int = 0, port: Int = 0) {
    self.namespace = namespace
    self.port = port
  }
}

/// Who reaches whom, as a grid: row = from, column = to.
public struct ConnectionMatrix: Equatable, Sendable {
  /// One cell of it.
  public struct Mark: Equatable, Sendable {
    /// One character, such as `+`, `i`, `e`, `x`, `-`.
    public var sign: Character
    /// Whether the connection is allowed; nil where the question makes no sense.
    public var allowed: Bool? { sign == "-" ? nil : sign == "+" }
    /// The sign before the last change of the policies; nil where it was the same.
    public var before: Character?
  }

  /// The namespaces and ports that can be asked about; the question holds places in them.
  public var namespaces: [String]
  public var ports: [String]
  public var rows: [String]
  public var columns: [String]
  /// A row for each name, a sign for each name across, in ASCII.
  public var signs: [[UInt8]]
  /// The signs before the last change of the policies; without rows where nothing has changed.
  public var earlier: [[UInt8]]
  /// What the signs mean, in a few words each.
  public var legend: [String]
  /// What has changed, and since when: `2 closed since "k apply -f np.yaml"`; empty where nothing has.
  public var change: String

  public init(
    namespaces: [String], ports: [String], rows: [String], columns: [String], signs: [[UInt8]],
    earlier: [[UInt8]] = [], legend: [String] = [], change: String = ""
  ) {
    self.namespaces = namespaces
    self.ports = ports
    self.rows = rows
    self.columns = columns
    self.signs = signs
    self.earlier = earlier
    self.legend = legend
    self.change = change
  }

  /// Nil outside of the grid.
  public func mark(row: Int, column: Int) -> Mark? {
    guard signs.indices.contains(row), signs[row].indices.contains(column) else { return nil }
    let sign = signs[row][column]
    let old = earlier.indices.contains(row) && earlier[row].indices.contains(column) ? earlier[row][column] : sign
    return Mark(
      sign: Character(UnicodeScalar(sign)), before: old == sign ? nil : Character(UnicodeScalar(old)))
  }
}

/// Why one connection is allowed or refused.
public struct ConnectionReason: Equatable, Sendable {
  /// Which policy's which rule decides, in one or two sentences.
  public var summary: String
  /// The same before the last change; nil where nothing has changed for this connection.
  public var before: String?
  /// The whole path of the decision, a sentence each.
  public var path: [String]

  public init(summary: String, before: String? = nil, path: [String] = []) {
    self.summary = summary
    self.before = before
    self.path = path
  }
}
