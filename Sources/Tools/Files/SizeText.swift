import Hosts

/// Sizes as `ls -h`, `du -h` and `df -h` write them.
enum SizeText {
  /// `4.0K`, `12M`: rounded up.
  static func human(_ bytes: Int, base: Int = 1024) -> String {
    guard bytes >= base else { return String(bytes) }
    let units = base == 1024 ? ["K", "M", "G", "T", "P", "E"] : ["k", "M", "G", "T", "P", "E"]
    var divisor = base
    var unit = 0
    while unit + 1 < units.count && bytes / divisor >= base {
      divisor *= base
      unit += 1
    }
    let tenths = (bytes * 10 + divisor - 1) / divisor
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10)\(units[unit])" }
    let whole = (bytes + divisor - 1) / divisor
    if whole >= base && unit + 1 < units.count { return "1.0\(units[unit + 1])" }
    return "\(whole)\(units[unit])"
  }

  /// In blocks of a size, rounded up.
  static func blocks(_ bytes: Int, of size: Int) -> Int { (bytes + size - 1) / size }

  /// `K`, `1M`, `MB`, `4096`: the size in bytes, and the suffix that is printed behind numbers where only a unit was given.
  static func blockSize(_ text: String) -> (size: Int, suffix: String)? {
    let digits = text.prefix { $0.isNumber }
    let unit = String(text.dropFirst(digits.count))
    if unit.isEmpty { return Int(digits).map { ($0, "") } }
    guard let factor = SizeNumber.factor(unit) else { return nil }
    return (factor * (Int(digits) ?? 1), digits.isEmpty ? unit : "")
  }
}

/// What files occupy on a disk of blocks of 4 KiB.
enum DiskUse {
  static func bytes(_ inode: Inode) -> Int {
    switch inode.kind {
    case .directory: 4096
    case .link, .file(.device): 0
    case .file: (inode.size + 4095) / 4096 * 4096
    }
  }
}
