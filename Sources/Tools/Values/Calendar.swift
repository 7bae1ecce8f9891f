import Simulation

/// Moments as text, in the words of strftime(3) in the C locale and UTC.
enum Calendar {
  static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  static func format(_ format: String, _ wall: WallTime) -> String {
    var result = ""
    var rest = format[...]
    while let character = rest.popFirst() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      let start = rest
      var flag: Character?
      while let next = rest.first, "-_0^#+".contains(next) { flag = rest.removeFirst() == "-" ? "-" : next }
      let digits = rest.prefix { $0.isNumber }
      let width = Int(digits)
      rest = rest.dropFirst(digits.count)
      if let next = rest.first, next == "E" || next == "O" { rest.removeFirst() }
      var colons = 0
      while rest.first == ":" {
        colons += 1
        rest.removeFirst()
      }
      guard let letter = rest.popFirst(), let field = field(letter, colons, wall) else {
        result += "%\(start[..<rest.startIndex])"
        continue
      }
      result += dress(field, flag, width)
    }
    return result
  }

  private enum Field {
    case text(String)
    case number(Int, width: Int, filler: Character)
  }

  private static func dress(_ field: Field, _ flag: Character?, _ width: Int?) -> String {
    switch field {
    case .text(let text):
      let cased = flag == "^" ? text.uppercased() : flag == "#" ? (text == text.uppercased() ? text.lowercased() : text.uppercased()) : text
      return cased.padded(to: width ?? 0, with: flag == "0" ? "0" : " ")
    case .number(let value, let standard, let filler):
      if flag == "-" { return String(value) }
      let chosen: Character = flag == "_" ? " " : flag == "0" ? "0" : filler
      return String(value).padded(to: width ?? standard, with: chosen)
    }
  }

  private static func field(_ letter: Character, _ colons: Int, _ wall: WallTime) -> Field? {
    let (year, month, day) = wall.date
    let hour12 = wall.hour % 12 == 0 ? 12 : wall.hour % 12
    switch letter {
    case "a": return .text(String(days[wall.weekday].prefix(3)))
    case "A": return .text(days[wall.weekday])
    case "b", "h": return .text(String(months[month - 1].prefix(3)))
    case "B": return .text(months[month - 1])
    case "c": return .text(format("%a %b %e %H:%M:%S %Y", wall))
    case "C": return .number(year / 100, width: 2, filler: "0")
    case "d": return .number(day, width: 2, filler: "0")
    case "D", "x": return .text(format("%m/%d/%y", wall))
    case "e": return .number(day, width: 2, filler: " ")
    case "F": return .text(format("%Y-%m-%d", wall))
    case "g": return .number(isoWeek(wall).year % 100, width: 2, filler: "0")
    case "G": return .number(isoWeek(wall).year, width: 4, filler: "0")
    case "H": return .number(wall.hour, width: 2, filler: "0")
    case "I": return .number(hour12, width: 2, filler: "0")
    case "j": return .number(dayOfYear(wall), width: 3, filler: "0")
    case "k": return .number(wall.hour, width: 2, filler: " ")
    case "l": return .number(hour12, width: 2, filler: " ")
    case "m": return .number(month, width: 2, filler: "0")
    case "M": return .number(wall.minute, width: 2, filler: "0")
    case "n": return .text("\n")
    case "N": return .number(wall.nanosecond, width: 9, filler: "0")
    case "p": return .text(wall.hour < 12 ? "AM" : "PM")
    case "P": return .text(wall.hour < 12 ? "am" : "pm")
    case "q": return .number((month + 2) / 3, width: 1, filler: "0")
    case "r": return .text(format("%I:%M:%S %p", wall))
    case "R": return .text(format("%H:%M", wall))
    case "s": return .number(Int(wall.unixSeconds), width: 1, filler: "0")
    case "S": return .number(wall.second, width: 2, filler: "0")
    case "t": return .text("\t")
    case "T", "X": return .text(format("%H:%M:%S", wall))
    case "u": return .number(wall.weekday == 0 ? 7 : wall.weekday, width: 1, filler: "0")
    case "U": return .number((dayOfYear(wall) + 6 - wall.weekday) / 7, width: 2, filler: "0")
    case "V": return .number(isoWeek(wall).week, width: 2, filler: "0")
    case "w": return .number(wall.weekday, width: 1, filler: "0")
    case "W": return .number((dayOfYear(wall) + 6 - (wall.weekday + 6) % 7) / 7, width: 2, filler: "0")
    case "y": return .number(year % 100, width: 2, filler: "0")
    case "Y": return .number(year, width: 4, filler: "0")
    case "z": return .text(["+0000", "+00:00", "+00:00:00", "+00"][min(colons, 3)])
    case "Z": return .text("UTC")
    case "%": return .text("%")
    default: return nil
    }
  }

  static func dayOfYear(_ wall: WallTime) -> Int {
    let start = WallTime(year: wall.date.year, month: 1, day: 1)
    return Int((wall.unixSeconds - start.unixSeconds) / 86400) + 1
  }

  private static func isoWeek(_ wall: WallTime) -> (year: Int, week: Int) {
    let weekday = (wall.weekday + 6) % 7
    let thursday = WallTime(unixSeconds: wall.unixSeconds + Int64(3 - weekday) * 86400)
    return (thursday.date.year, (dayOfYear(thursday) - 1) / 7 + 1)
  }

  static func daysIn(_ month: Int, of year: Int) -> Int {
    let leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}
