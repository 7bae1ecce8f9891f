/// The numbers that `head`, `tail`, `split` and `dd` take: digits and a unit (`10K`, `2MB`).
enum SizeNumber {
  /// Nil where it is no number.
  static func parse(_ text: String, units: Bool = true) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count)
    let number: Int
    if digits.isEmpty {
      guard !suffix.isEmpty else { return nil }
      number = 1
    } else {
      number = Int(digits) ?? .max
    }
    if suffix.isEmpty { return number }
    guard units, let factor = factor(String(suffix)), !digits.isEmpty else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }

  static func factor(_ unit: String) -> Int? {
    switch unit {
    case "b": return 512
    case "c": return 1
    case "w": return 2
    case "kB", "KB": return 1000
    case "K", "k", "KiB": return 1024
    case "MB": return 1_000_000
    case "M", "m", "MiB": return 1 << 20
    case "GB": return 1_000_000_000
    case "G", "GiB": return 1 << 30
    case "TB": return 1_000_000_000_000
    case "T", "TiB": return 1 << 40
    default: return nil
    }
  }
}
