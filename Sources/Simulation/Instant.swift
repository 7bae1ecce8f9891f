/// A moment of simulated time: nanoseconds since the world was created. Never the machine's time.
public struct Instant: Comparable, Hashable, Sendable {
  public var nanoseconds: Int64

  public static let start = Instant(nanoseconds: 0)
  /// Later than everything that can happen.
  public static let never = Instant(nanoseconds: .max)

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Seconds since the world was created.
  public init(seconds: Double) {
    self.nanoseconds = Int64((seconds * 1e9).rounded())
  }

  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  public static func + (left: Instant, right: Span) -> Instant {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return overflow ? .never : Instant(nanoseconds: sum)
  }

  public static func - (left: Instant, right: Instant) -> Span {
    Span(nanoseconds: left.nanoseconds - right.nanoseconds)
  }

  public static func += (left: inout Instant, right: Span) { left = left + right }
}

/// A length of simulated time in nanoseconds.
public struct Span: Comparable, Hashable, Sendable {
  public var nanoseconds: Int64

  public static let zero = Span(nanoseconds: 0)

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  public static func seconds(_ count: Double) -> Span { Span(nanoseconds: Int64((count * 1e9).rounded())) }
  public static func seconds(_ count: Int) -> Span { Span(nanoseconds: Int64(count) * 1_000_000_000) }
  public static func milliseconds(_ count: Int) -> Span { Span(nanoseconds: Int64(count) * 1_000_000) }
  public static func microseconds(_ count: Int) -> Span { Span(nanoseconds: Int64(count) * 1_000) }

  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
  public static func + (left: Span, right: Span) -> Span { Span(nanoseconds: left.nanoseconds + right.nanoseconds) }
  public static func - (left: Span, right: Span) -> Span { Span(nanoseconds: left.nanoseconds - right.nanoseconds) }
  public static func * (left: Span, right: Int) -> Span { Span(nanoseconds: left.nanoseconds * Int64(right)) }
}
