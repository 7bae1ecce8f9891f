/// A day of the Gregorian calendar, also where it is too far away for a moment in nanoseconds.
struct CivilDay {
  let year: Int
  let month: Int
  let day: Int

  /// The day that is so many days after 1 January 1970. Years are counted from March, so that leap days come last.
  init(_ days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
    month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  private func padded(_ number: Int, to width: Int) -> String { String(number).padded(to: width, with: "0") }

  /// `2026-01-31`
  var numbers: String { "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))" }
  /// `Jan 31, 2026`
  var words: String { "\(Calendar.months[month - 1].prefix(3)) \(padded(day, to: 2)), \(year)" }
}
