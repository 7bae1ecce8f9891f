/// Sizes as etcd prints them (go-humanize's Bytes: powers of 1000).
public enum HumanSize {
  public static func si(_ bytes: Int64) -> String {
    if bytes < 10 { return "\(bytes) B" }
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    var scale: Int64 = 1
    var unit = 0
    while unit + 1 < units.count && bytes / scale >= 1000 {
      scale *= 1000
      unit += 1
    }
    // Rounded to a tenth, halves up; from ten on without a fraction.
    let tenths = (bytes * 10 + scale / 2) / scale
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) \(units[unit])" }
    // Go prints without a fraction by rounding halves to the even number.
    let whole = tenths / 10
    let rest = tenths % 10
    return "\(rest > 5 || (rest == 5 && whole % 2 == 1) ? whole + 1 : whole) \(units[unit])"
  }
}

/// File modes as Go prints them: `drwxr-xr-x`.
enum GoFileMode {
  static func directory(_ mode: Int) -> String {
    let letters = Array("rwxrwxrwx")
    let bits = (0..<9).map { mode & (0o400 >> $0) != 0 ? letters[$0] : "-" }
    return "d\(String(bits))"
  }
}
