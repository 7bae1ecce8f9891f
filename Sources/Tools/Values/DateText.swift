import Simulation

/// Reads dates as GNU's `date -d` and `touch -d` do, as far as people write them by hand.
struct DateText {
  private var year: Int
  private var month: Int
  private var day: Int
  private var hour: Int
  private var minute: Int
  private var second: Int
  private var nanosecond = 0
  private var zoneMinutes = 0
  private var hasTime = false
  private var hasDate = false
  private var weekday: (day: Int, offset: Int)?
  /// Offsets by unit, applied at the end.
  private var years = 0
  private var months = 0
  private var seconds = 0
  private var days = 0
  private let now: WallTime
  private var tokens: ArraySlice<String> = []

  /// The moment that a text names; nil where it is not understood.
  static func parse(_ text: String, now: WallTime) -> WallTime? {
    var reader = DateText(now)
    return reader.read(text)
  }

  private init(_ now: WallTime) {
    self.now = now
    (year, month, day) = now.date
    (hour, minute, second) = (now.hour, now.minute, now.second)
    nanosecond = now.nanosecond
  }

  private mutating func read(_ text: String) -> WallTime? {
    let trimmed = text.trimmingBlanks()
    if trimmed.hasPrefix("@") {
      let parts = trimmed.dropFirst().split(separator: ".", maxSplits: 1)
      guard let first = parts.first, let whole = Int64(first) else { return nil }
      let fraction = parts.count > 1 ? Int64(String(parts[1].prefix(9)).padded(to: 9, left: true, with: "0")) : 0
      guard let fraction else { return nil }
      return WallTime(unixSeconds: whole) + Span(nanoseconds: fraction)
    }
    guard let words = Self.tokenize(trimmed) else { return nil }
    tokens = words[...]
    while !tokens.isEmpty {
      guard readItem() else { return nil }
    }
    return result()
  }

  private func result() -> WallTime? {
    var (h, m, s, n) = (hour, minute, second, nanosecond)
    if !hasTime && (hasDate || weekday != nil) { (h, m, s, n) = (0, 0, 0, 0) }
    guard (1...12).contains(month), day >= 1, day <= Calendar.daysIn(month, of: year), h < 24, m < 60, s <= 60 else {
      return nil
    }
    // Beyond this no date is counted; sums of the rest stay within what numbers hold.
    let most = 1_000_000_000_000
    guard [years, months, days, seconds].allSatisfy({ $0.magnitude < UInt(most) }) else { return nil }
    let total = year * 12 + month - 1 + months + years * 12
    let (y, mo) = (total / 12, total % 12 + 1)
    var wall = WallTime(year: y, month: mo, day: 1, hour: h, minute: m, second: s)
    wall = wall + Span.seconds((day - 1 + days) * 86400 + seconds - zoneMinutes * 60)
    if let weekday, !hasDate {
      let ahead = (weekday.day - wall.weekday + 7) % 7
      var move = ahead + weekday.offset * 7
      if weekday.offset > 0 && ahead > 0 { move -= 7 }
      wall = wall + Span.seconds(move * 86400)
    }
    return wall + Span(nanoseconds: Int64(n))
  }

  private static func tokenize(_ text: String) -> [String]? {
    var tokens: [String] = []
    var current = ""
    func kind(_ character: Character) -> Int { character.isLetter ? 1 : 0 }
    for character in text {
      if character == " " || character == "," || character == "\t" || character == "\n" {
        if !current.isEmpty { tokens.append(current) }
        current = ""
        continue
      }
      guard character.isASCII else { return nil }
      if let last = current.last, kind(last) != kind(character), !(character == "." || last == ".") {
        tokens.append(current)
        current = ""
      }
      current.append(character)
    }
    if !current.isEmpty { tokens.append(current) }
    return tokens
  }

  private mutating func readItem() -> Bool {
    guard let token = tokens.popFirst() else { return false }
    if token.first?.isLetter == true { return readWord(token.lowercased()) }
    if token.contains(":") { return readTime(token) }
    if token.contains("/") || token.dropFirst().contains("-") { return readCalendarDay(token) }
    return readNumber(token)
  }

  private mutating func readTime(_ token: String) -> Bool {
    var clock = token[...]
    if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      guard readZone(String(clock[sign...])) else { return false }
      clock = clock[..<sign]
    }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let h = Int(parts[0]), let m = Int(parts[1]) else { return false }
    (hour, minute, second, nanosecond) = (h, m, 0, 0)
    if parts.count == 3 {
      let pieces = parts[2].split(whereSeparator: { $0 == "." || $0 == "," })
      guard let first = pieces.first, let s = Int(first) else { return false }
      second = s
      if pieces.count > 1 {
        guard let fraction = Int(String(pieces[1].prefix(9)).padded(to: 9, left: true, with: "0")) else { return false }
        nanosecond = fraction
      }
    }
    hasTime = true
    if let next = tokens.first?.lowercased(), let isAfternoon = ["am": false, "a.m.": false, "pm": true, "p.m.": true][next] {
      guard (1...12).contains(hour) else { return false }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
      tokens.removeFirst()
    }
    return readCorrection()
  }

  /// A sign and a number behind a time of day are hours (or hours and minutes) of a time zone, whatever follows.
  private mutating func readCorrection() -> Bool {
    guard let first = tokens.first, let sign = first.first, sign == "+" || sign == "-" else { return true }
    var digits = first.dropFirst()
    var count = 1
    if digits.isEmpty {
      guard let next = tokens.dropFirst().first else { return true }
      digits = next[...]
      count = 2
    }
    let plain = digits.filter { $0 != ":" }
    guard let number = Int(plain), digits.allSatisfy({ $0.isNumber || $0 == ":" }) else { return true }
    let minutes = plain.count <= 2 ? number * 60 : number / 100 * 60 + number % 100
    guard minutes <= 24 * 60 else { return false }
    zoneMinutes = sign == "-" ? -minutes : minutes
    tokens = tokens.dropFirst(count)
    return true
  }

  private mutating func readZone(_ text: String) -> Bool {
    let digits = text.dropFirst().filter { $0 != ":" }
    guard let number = Int(digits), digits.count == 4 || digits.count == 2 else { return false }
    let minutes = digits.count == 2 ? number * 60 : number / 100 * 60 + number % 100
    zoneMinutes = text.hasPrefix("-") ? -minutes : minutes
    return true
  }

  private mutating func readCalendarDay(_ token: String) -> Bool {
    if token.contains("/") {
      let parts = token.split(separator: "/").map { Int($0) }
      guard (2...3).contains(parts.count), let first = parts[0], let second = parts[1] else { return false }
      if parts.count == 3 && first > 31 {
        guard let third = parts[2] else { return false }
        (year, month, day) = (first, second, third)
      } else {
        (month, day) = (first, second)
        if parts.count == 3 {
          guard let third = parts[2] else { return false }
          year = third < 69 ? 2000 + third : third < 100 ? 1900 + third : third
        }
      }
    } else if hasDate, hasTime == false, let number = Int(token) {
      return readSigned(number)
    } else {
      let parts = token.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 3, let first = parts[0], let second = parts[1], let third = parts[2] else { return false }
      (year, month, day) = (first, second, third)
    }
    hasDate = true
    return true
  }

  private mutating func readNumber(_ token: String) -> Bool {
    if token == "-" || token == "+" {
      guard let next = tokens.popFirst(), let number = Int(next) else { return false }
      return readSigned(token == "-" ? -number : number)
    }
    if hasTime, token.hasPrefix("+") || token.hasPrefix("-"), token.count == 5, tokens.first.flatMap({ Self.unit($0.lowercased()) }) == nil {
      return readZone(token)
    }
    guard let number = Int(token.hasPrefix("+") ? String(token.dropFirst()) : token) else { return false }
    if let next = tokens.first?.lowercased() {
      if Self.unit(next) != nil { return readSigned(number) }
      if let named = Self.month(next) {
        tokens.removeFirst()
        (month, day) = (named, number)
        hasDate = true
        if let text = tokens.first, text.count == 4, let named = Int(text) {
          year = named
          tokens.removeFirst()
        }
        return true
      }
      if let isAfternoon = ["am": false, "pm": true][next], (1...12).contains(number) {
        tokens.removeFirst()
        (hour, minute, second, nanosecond) = (number % 12 + (isAfternoon ? 12 : 0), 0, 0, 0)
        hasTime = true
        return true
      }
    }
    switch token.count {
    case 8 where !hasDate:
      (year, month, day) = (number / 10000, number / 100 % 100, number % 100)
      hasDate = true
    case 4 where hasDate && hasTime: year = number
    case 1, 2, 3, 4:
      (hour, minute) = token.count <= 2 ? (number, 0) : (number / 100, number % 100)
      (second, nanosecond) = (0, 0)
      hasTime = true
    default: return false
    }
    return true
  }

  private mutating func readSigned(_ number: Int) -> Bool {
    guard let word = tokens.popFirst()?.lowercased(), let unit = Self.unit(word) else { return false }
    var amount = number
    if tokens.first?.lowercased() == "ago" {
      amount = -amount
      tokens.removeFirst()
    }
    add(amount, unit)
    return true
  }

  private mutating func add(_ amount: Int, _ unit: Unit) {
    switch unit {
    case .year: years += amount
    case .month: months += amount
    case .days(let count): days += amount * count
    case .seconds(let count): seconds += amount * count
    }
  }

  private mutating func readWord(_ word: String) -> Bool {
    switch word {
    case "now", "today": return true
    case "yesterday": days -= 1
    case "tomorrow": days += 1
    case "z", "utc", "gmt": zoneMinutes = 0
    case "t": return hasDate
    case "next", "last", "this":
      let amount = word == "next" ? 1 : word == "last" ? -1 : 0
      guard let name = tokens.popFirst()?.lowercased() else { return false }
      if let unit = Self.unit(name) {
        add(amount, unit)
      } else if let named = Self.day(name) {
        weekday = (named, amount)
      } else {
        return false
      }
    default:
      if let named = Self.month(word) { return readMonth(named) }
      if let named = Self.day(word) {
        weekday = (named, 0)
        return true
      }
      if let unit = Self.unit(word) {
        let isAgo = tokens.first?.lowercased() == "ago"
        if isAgo { tokens.removeFirst() }
        add(isAgo ? -1 : 1, unit)
        return true
      }
      return false
    }
    return true
  }

  private mutating func readMonth(_ named: Int) -> Bool {
    month = named
    guard let text = tokens.popFirst(), let number = Int(text) else { return false }
    day = number
    hasDate = true
    if let next = tokens.first, next.count == 4, let named = Int(next), named > 1900 {
      year = named
      tokens.removeFirst()
    }
    return true
  }

  private enum Unit {
    case year
    case month
    case days(Int)
    case seconds(Int)
  }

  private static func unit(_ word: String) -> Unit? {
    let singular = word.count > 1 && word.hasSuffix("s") ? String(word.dropLast()) : word
    switch singular {
    case "year": return .year
    case "month": return .month
    case "fortnight": return .days(14)
    case "week": return .days(7)
    case "day": return .days(1)
    case "hour": return .seconds(3600)
    case "minute", "min": return .seconds(60)
    case "second", "sec": return .seconds(1)
    default: return nil
    }
  }

  private static func month(_ word: String) -> Int? {
    let index = Calendar.months.firstIndex { name in
      let lower = name.lowercased()
      return word == lower || word == lower.prefix(3) || word == "\(lower.prefix(3))." || word == "sept" && lower.hasPrefix("sept")
    }
    return index.map { $0 + 1 }
  }

  private static func day(_ word: String) -> Int? {
    Calendar.days.firstIndex { $0.lowercased() == word || $0.lowercased().prefix(3) == word }
  }
}

extension String {
  func trimmingBlanks() -> String {
    var text = self[...]
    while let first = text.first, first == " " || first == "\n" || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\n" || last == "\t" { text.removeLast() }
    return String(text)
  }
}
