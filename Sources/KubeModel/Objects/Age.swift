public import Simulation

/// Lengths of time in the short form of tables, such as `5m10s` or `47h`.
public enum Age {
  /// apimachinery's duration.HumanDuration.
  public static func text(_ span: Span) -> String {
    let seconds = Int(span.nanoseconds / 1_000_000_000)
    if seconds < -1 { return "<invalid>" }
    if seconds < 0 { return "0s" }
    if seconds < 120 { return "\(seconds)s" }
    let minutes = seconds / 60
    if minutes < 10 { return pair(minutes, "m", seconds % 60, "s") }
    if minutes < 180 { return "\(minutes)m" }
    let hours = minutes / 60
    if hours < 8 { return pair(hours, "h", minutes % 60, "m") }
    if hours < 48 { return "\(hours)h" }
    let days = hours / 24
    if hours < 24 * 8 { return pair(days, "d", hours % 24, "h") }
    if hours < 24 * 365 * 2 { return "\(days)d" }
    if hours < 24 * 365 * 8 { return pair(days / 365, "y", days % 365, "d") }
    return "\(days / 365)y"
  }

  /// The age of something with that time stamp; `<unknown>` where there is none.
  public static func text(since timestamp: String?, now: WallTime) -> String {
    guard let timestamp, let time = WallTime(rfc3339: timestamp) else { return "<unknown>" }
    return text(now - time)
  }

  private static func pair(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
  }
}
