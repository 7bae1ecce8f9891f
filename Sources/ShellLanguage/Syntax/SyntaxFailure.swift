/// Why a text cannot be run, in bash's words.
public struct SyntaxFailure: Error, Hashable, Sendable {
  /// Without the leading `bash: ` and without the line.
  public var message: String
  public var line: Int
  /// The line of the text that scripts and `bash -c` show in a second message; nil where bash shows none.
  public var source: String?
  /// More input could make it right: a prompt goes on reading.
  public var isIncomplete: Bool
  public var status: Int

  public init(_ message: String, line: Int, source: String? = nil, isIncomplete: Bool = false, status: Int = 2) {
    self.message = message
    self.line = line
    self.source = source
    self.isIncomplete = isIncomplete
    self.status = status
  }

  /// Valid for bash, but not done here.
  var isRefusal: Bool { message.hasPrefix("not simulated: ") }

  /// All that is printed, where `name` is `bash`, a script's name or `bash: eval`.
  public func text(name: String, isInteractive: Bool) -> String {
    if isInteractive { return "\(name): \(message)\n" }
    let first = "\(name): line \(line): \(message)\n"
    guard let source else { return first }
    return "\(first)\(name): line \(line): `\(source)'\n"
  }
}

/// What bash says about a text that it runs nevertheless.
public struct SyntaxWarning: Hashable, Sendable {
  public var message: String
  public var line: Int
}
