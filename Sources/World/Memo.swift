/// What has been worked out of texts that are read again and again, such as a kubeconfig by every command: the same
/// text gives the same, so nobody can tell whether it was remembered.
public struct Memo: Sendable {
  private struct Key: Hashable {
    var kind: String
    var text: String
  }

  /// More than these are forgotten, all at once.
  private static let limit = 16

  private var results: [Key: any Sendable] = [:]

  /// What `make` makes of a text, or has made of it before. A failure is not remembered.
  ///
  /// - Parameter kind: What is made of it, as a text may be read in several ways.
  public mutating func result<Result: Sendable, Failure>(
    _ kind: String, of text: String, _ make: (String) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let key = Key(kind: kind, text: text)
    if let known = results[key] as? Result { return known }
    let made = try make(text)
    if results.count >= Self.limit { results = [:] }
    results[key] = made
    return made
  }
}
