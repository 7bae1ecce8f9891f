public import Simulation

/// A length of time as Go writes it: `5s`, `1m30s`, `300ms`.
public enum GoDuration {
  /// Reads a duration; nil where Go's time.ParseDuration fails.
  public static func parse(_ text: String) -> Span? {
    if text == "0" { return .zero }
    var rest = text[...]
    var sign = 1.0
    if let first = rest.first, first == "-" || first == "+" {
      sign = first == "-" ? -1 : 1
      rest.removeFirst()
    }
    if rest.isEmpty { return nil }
    var seconds = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits), !digits.isEmpty else { return nil }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !($0.isNumber || $0 == ".") }
      guard let scale = units[String(unit)] else { return nil }
      rest = rest.dropFirst(unit.count)
      seconds += number * scale
    }
    return .seconds(sign * seconds)
  }

  private static let units: [String: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
  ]

  /// As Go's Duration.String: `45.111885ms`, `1m0s`.
  public static func text(_ span: Span) -> String {
    let nanoseconds = span.nanoseconds
    if nanoseconds == 0 { return "0s" }
    if nanoseconds < 0 { return "-\(text(Span(nanoseconds: -nanoseconds)))" }
    if nanoseconds < 1_000 { return "\(nanoseconds)ns" }
    if nanoseconds < 1_000_000 { return "\(decimal(nanoseconds, 1_000))µs" }
    if nanoseconds < 1_000_000_000 { return "\(decimal(nanoseconds, 1_000_000))ms" }
    let minutes = nanoseconds / 60_000_000_000
    let rest = "\(decimal(nanoseconds % 60_000_000_000, 1_000_000_000))s"
    if minutes == 0 { return rest }
    return minutes < 60 ? "\(minutes)m\(rest)" : "\(minutes / 60)h\(minutes % 60)m\(rest)"
  }

  private static func decimal(_ number: Int64, _ unit: Int64) -> String {
    var fraction = String(number % unit + unit).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? "\(number / unit)" : "\(number / unit).\(fraction)"
  }
}
