/// A moment of simulated time: nanoseconds since the world was created. Never the machine's time.
///
/// Moments, lengths and wall times stop at the ends of what they can hold (some 292 years either way), since what people
/// write into manifests and commands may lie beyond.
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
    self.nanoseconds = Int64(nearest: seconds * 1e9)
  }

  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  public static func + (left: Instant, right: Span) -> Instant {
    Instant(nanoseconds: left.nanoseconds.addingWithinBounds(right.nanoseconds))
  }

  public static func - (left: Instant, right: Instant) -> Span {
    Span(nanoseconds: left.nanoseconds.subtractingWithinBounds(right.nanoseconds))
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

  public static func seconds(_ count: Double) -> Span { Span(nanoseconds: Int64(nearest: count * 1e9)) }
  public static func seconds(_ count: Int) -> Span { .nanosecond * count * 1_000_000_000 }
  public static func milliseconds(_ count: Int) -> Span { .nanosecond * count * 1_000_000 }
  public static func microseconds(_ count: Int) -> Span { .nanosecond * count * 1_000 }

  private static let nanosecond = Span(nanoseconds: 1)

  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
  public static func + (left: Span, right: Span) -> Span {
    Span(nanoseconds: left.nanoseconds.addingWithinBounds(right.nanoseconds))
  }
  public static func - (left: Span, right: Span) -> Span {
    Span(nanoseconds: left.nanoseconds.subtractingWithinBounds(right.nanoseconds))
  }
  public static func * (left: Span, right: Int) -> Span {
    Span(nanoseconds: left.nanoseconds.multipliedWithinBounds(by: Int64(right)))
  }
}

// Arithmetic that stops at the least and the greatest number.
extension Int64 {
  /// The whole number nearest to another, as far as it can be held; 0 for what is no number.
  public init(nearest number: Double) {
    self = number.isNaN ? 0 : Int64(exactly: number.rounded()) ?? (number < 0 ? .min : .max)
  }

  func addingWithinBounds(_ other: Int64) -> Int64 {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other < 0 ? .min : .max) : sum
  }

  func subtractingWithinBounds(_ other: Int64) -> Int64 {
    let (difference, overflows) = subtractingReportingOverflow(other)
    return overflows ? (other > 0 ? .min : .max) : difference
  }

  func multipliedWithinBounds(by other: Int64) -> Int64 {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? ((self < 0) == (other < 0) ? .max : .min) : product
  }
}

extension Int {
  /// The whole number nearest to another, as far as it can be held; 0 for what is no number.
  public init(nearest number: Double) { self = Int(Int64(nearest: number)) }
}
