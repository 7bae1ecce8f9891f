import Simulation

/// When a CronJob runs: five fields, or a name such as `@daily` (robfig/cron's standard parser).
struct CronSchedule: Equatable, Sendable {
  private var minutes: Set<Int>
  private var hours: Set<Int>
  private var days: Set<Int>
  private var months: Set<Int>
  private var weekdays: Set<Int>
  private var isAnyDay: Bool
  private var isAnyWeekday: Bool

  private static let named = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]
  private static let monthNames = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  /// Nil where the text is no schedule.
  init?(_ text: String) {
    let fields = (Self.named[text] ?? text).split(separator: " ").map { $0.lowercased() }
    guard fields.count == 5, let minutes = Self.values(fields[0], 0...59),
      let hours = Self.values(fields[1], 0...23), let days = Self.values(fields[2], 1...31),
      let months = Self.values(fields[3], 1...12, Self.monthNames, 1),
      let weekdays = Self.values(fields[4], 0...7, Self.weekdayNames, 0)
    else { return nil }
    self.minutes = minutes
    self.hours = hours
    self.days = days
    self.months = months
    self.weekdays = Set(weekdays.map { $0 % 7 })
    isAnyDay = fields[2].hasPrefix("*") || fields[2] == "?"
    isAnyWeekday = fields[4].hasPrefix("*") || fields[4] == "?"
  }

  /// The first moment after `time` that the schedule names; nil where there is none within five years.
  func next(after time: WallTime) -> WallTime? {
    var date = WallTime(unixSeconds: (time.unixSeconds / 60 + 1) * 60)
    let end = WallTime(unixSeconds: time.unixSeconds + 5 * 366 * 86400)
    while date < end {
      let (year, month, day) = date.date
      if !months.contains(month) {
        date =
          month == 12
          ? WallTime(year: year + 1, month: 1, day: 1) : WallTime(year: year, month: month + 1, day: 1)
      } else if !matchesDay(day, date.weekday) {
        date = WallTime(unixSeconds: WallTime(year: year, month: month, day: day).unixSeconds + 86400)
      } else if !hours.contains(date.hour) {
        date = WallTime(unixSeconds: (date.unixSeconds / 3600 + 1) * 3600)
      } else if !minutes.contains(date.minute) {
        date = WallTime(unixSeconds: date.unixSeconds + 60)
      } else {
        return date
      }
    }
    return nil
  }

  /// Where both the day of the month and of the week are given, either is enough.
  private func matchesDay(_ day: Int, _ weekday: Int) -> Bool {
    let (isDay, isWeekday) = (days.contains(day), weekdays.contains(weekday))
    return isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday
  }

  private static func values(
    _ field: String, _ range: ClosedRange<Int>, _ names: [String] = [], _ offset: Int = 0
  ) -> Set<Int>? {
    func number(_ text: Substring) -> Int? {
      names.firstIndex(of: String(text)).map { $0 + offset } ?? Int(text)
    }
    var found: Set<Int> = []
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "/", omittingEmptySubsequences: false)
      guard let body = halves.first, halves.count <= 2 else { return nil }
      let step = halves.count == 2 ? Int(halves[1]) : 1
      guard let step, step > 0 else { return nil }
      let ends = body.split(separator: "-", omittingEmptySubsequences: false)
      let bounds: ClosedRange<Int>
      if body == "*" || body == "?" {
        bounds = range
      } else if ends.count == 2, let first = number(ends[0]), let last = number(ends[1]), first <= last {
        bounds = first...last
      } else if ends.count == 1, let first = number(ends[0]) {
        bounds = first...(halves.count == 2 ? max(first, range.upperBound) : first)
      } else {
        return nil
      }
      guard range.contains(bounds.lowerBound), range.contains(bounds.upperBound) else { return nil }
      found.formUnion(stride(from: bounds.lowerBound, through: bounds.upperBound, by: step))
    }
    return found
  }
}
