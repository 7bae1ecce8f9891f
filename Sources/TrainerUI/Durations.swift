/// How lengths of time are written.
enum Durations {
  /// `07:42`, `1:07:31`.
  static func clock(_ seconds: Double) -> String {
    let whole = max(0, Int(seconds.rounded(.down)))
    let minutes = two(whole / 60 % 60)
    return whole >= 3600 ? "\(whole / 3600):\(minutes):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
  }

  /// What is left of a countdown: rounded up, so that `0:01` is shown until the last moment.
  static func left(_ seconds: Double) -> String { clock(max(0, seconds).rounded(.up)) }

  /// `3 s`, `2:51`, `1:02:03`.
  static func short(_ seconds: Double) -> String {
    let whole = max(0, Int(seconds.rounded()))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
    return clock(Double(whole))
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
