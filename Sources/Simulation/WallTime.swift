/// What a clock on the wall of the simulation shows: seconds since 1970 and a fraction, always UTC.
public struct WallTime: Comparable, Hashable, Sendable {
  public var unixNanoseconds: Int64

  public init(unixNanoseconds: Int64) {
    self.unixNanoseconds = unixNanoseconds
  }

  public init(unixSeconds: Int64) {
    self.unixNanoseconds = unixSeconds.multipliedWithinBounds(by: 1_000_000_000)
  }

  public var unixSeconds: Int64 { Self.floorDivide(unixNanoseconds, 1_000_000_000) }
  /// Nanoseconds within the second, 0 to 999,999,999.
  public var nanosecond: Int { Int((unixNanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000) }

  public static func < (left: WallTime, right: WallTime) -> Bool { left.unixNanoseconds < right.unixNanoseconds }
  public static func + (left: WallTime, right: Span) -> WallTime {
    WallTime(unixNanoseconds: left.unixNanoseconds.addingWithinBounds(right.nanoseconds))
  }
  public static func - (left: WallTime, right: WallTime) -> Span {
    Span(nanoseconds: left.unixNanoseconds.subtractingWithinBounds(right.unixNanoseconds))
  }

  /// The date in the proleptic Gregorian calendar (Howard Hinnant's algorithm for days from civil).
  public var date: (year: Int, month: Int, day: Int) {
    let days = Self.floorDivide(unixSeconds, 86400) + 719_468
    let era = Self.floorDivide(days, 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (Int(year), Int(month), Int(dayOfYear - (153 * shifted + 2) / 5 + 1))
  }

  public var hour: Int { Int(unixSeconds - Self.floorDivide(unixSeconds, 86400) * 86400) / 3600 }
  public var minute: Int { Int(unixSeconds - Self.floorDivide(unixSeconds, 3600) * 3600) / 60 }
  public var second: Int { Int(unixSeconds - Self.floorDivide(unixSeconds, 60) * 60) }
  /// 0 is Sunday.
  public var weekday: Int {
    let days = Self.floorDivide(unixSeconds, 86400) + 4
    return Int(days - Self.floorDivide(days, 7) * 7)
  }

  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = Self.floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    self.init(unixSeconds: days * 86400 + Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second))
  }

  /// `2026-11-25T08:00:00Z`, as Kubernetes writes metav1.Time.
  public var rfc3339: String { text(fraction: 0) }

  /// `2026-11-25T08:00:00.000000Z`, as Kubernetes writes metav1.MicroTime.
  public var rfc3339Micro: String { text(fraction: 6) }

  /// Reads `2026-11-25T08:00:00Z`, with a fraction of the second or without; nil for anything else.
  public init?(rfc3339 text: String) {
    var text = text
    let parsed = text.withUTF8 { Self.parse($0) }
    guard let parsed else { return nil }
    self = parsed
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> WallTime? {
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var number = 0
      for byte in bytes[range] {
        guard byte >= 48, byte <= 57 else { return nil }
        number = number * 10 + Int(byte - 48)
      }
      return number
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var time = WallTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    if bytes[19] == UInt8(ascii: ".") {
      var scale: Int64 = 100_000_000
      for byte in bytes[20..<(bytes.count - 1)] {
        guard byte >= 48, byte <= 57 else { return nil }
        time.unixNanoseconds = time.unixNanoseconds.addingWithinBounds(Int64(byte - 48) * scale)
        scale /= 10
      }
    }
    return time
  }

  /// Date and time with so many digits of the fraction of a second. Every change of an object writes some of these.
  private func text(fraction: Int) -> String {
    let (year, month, day) = date
    var parts = [(year, 4, "-"), (month, 2, "-"), (day, 2, "T"), (hour, 2, ":"), (minute, 2, ":")] as
      [(number: Int, width: Int, mark: Unicode.Scalar)]
    parts.append((second, 2, fraction == 0 ? "Z" : "."))
    if fraction > 0 {
      var divisor = 1
      for _ in fraction..<9 { divisor *= 10 }
      parts.append((nanosecond / divisor, fraction, "Z"))
    }
    return String(unsafeUninitializedCapacity: 32) { bytes in
      var length = 0
      for part in parts {
        var rest = part.number
        for place in stride(from: length + part.width - 1, through: length, by: -1) {
          bytes[place] = UInt8(48 + rest % 10)
          rest /= 10
        }
        bytes[length + part.width] = UInt8(part.mark.value)
        length += part.width + 1
      }
      return length
    }
  }

  private static func floorDivide(_ left: Int64, _ right: Int64) -> Int64 {
    left / right - (left % right < 0 ? 1 : 0)
  }
}
