import Simulation

/// How far the clocks of a time zone are from UTC, as the IANA database has it since 2007.
///
/// Differs: zones that are not listed here run by UTC.
struct ZoneClock: Sendable {
  /// When the clocks are an hour ahead.
  enum Summer: Sendable {
    case never
    /// From the last Sunday of March to the last of October, 01:00 UTC.
    case europe
    /// From the second Sunday of March, 02:00, to the first of November, 02:00.
    case america
    /// From the first Sunday of October, 02:00, to the first of April, 03:00.
    case australia
    /// From the last Sunday of September, 02:00, to the first of April, 03:00.
    case newZealand
  }

  /// Minutes ahead of UTC in winter.
  var minutes: Int
  var summer: Summer

  static let utc = ZoneClock(minutes: 0, summer: .never)

  init(minutes: Int, summer: Summer) {
    self.minutes = minutes
    self.summer = summer
  }

  /// Nil where the zone is not known here.
  init?(_ name: String) {
    if name.isEmpty || ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu"].contains(name) {
      self = .utc
    } else if name.hasPrefix("Etc/GMT"), let hours = Int(name.dropFirst(7)) {
      // The signs of these names are turned round.
      self.init(minutes: -60 * hours, summer: .never)
    } else if let zone = Self.zones[name] {
      self = zone
    } else {
      return nil
    }
  }

  /// What the clocks of the zone show.
  func local(_ time: WallTime) -> WallTime { time + .seconds(60 * offset(time)) }

  /// When the clocks show that; of an hour that is there twice the first, of one that is not there the next.
  func moment(of local: WallTime) -> WallTime {
    let ahead = local + .seconds(-60 * (minutes + 60))
    return self.local(ahead) == local ? ahead : local + .seconds(-60 * minutes)
  }

  private func offset(_ time: WallTime) -> Int { isSummer(time) ? minutes + 60 : minutes }

  private func isSummer(_ time: WallTime) -> Bool {
    let year = (time + .seconds(60 * minutes)).date.year
    func at(_ month: Int, _ sunday: Sunday, minute: Int) -> WallTime {
      sunday.of(year, month) + .seconds(60 * minute)
    }
    let now = time.unixSeconds
    switch summer {
    case .never: return false
    case .europe:
      return now >= at(3, .last, minute: 60).unixSeconds && now < at(10, .last, minute: 60).unixSeconds
    case .america:
      return now >= at(3, .second, minute: 120 - minutes).unixSeconds
        && now < at(11, .first, minute: 60 - minutes).unixSeconds
    case .australia:
      return now >= at(10, .first, minute: 120 - minutes).unixSeconds
        || now < at(4, .first, minute: 120 - minutes).unixSeconds
    case .newZealand:
      return now >= at(9, .last, minute: 120 - minutes).unixSeconds
        || now < at(4, .first, minute: 120 - minutes).unixSeconds
    }
  }

  private enum Sunday {
    case first
    case second
    case last

    /// Its midnight.
    func of(_ year: Int, _ month: Int) -> WallTime {
      let day = 86_400
      switch self {
      case .first, .second:
        let start = WallTime(year: year, month: month, day: 1)
        let ahead = (7 - start.weekday) % 7 + (self == .second ? 7 : 0)
        return start + .seconds(ahead * day)
      case .last:
        let end = WallTime(year: year, month: month + 1, day: 1) + .seconds(-day)
        return end + .seconds(-end.weekday * day)
      }
    }
  }

  private static let zones: [String: ZoneClock] = {
    var zones: [String: ZoneClock] = [:]
    for (minutes, summer, names) in table {
      for name in names.split(separator: " ") { zones[String(name)] = ZoneClock(minutes: minutes, summer: summer) }
    }
    return zones
  }()

  private static let table: [(Int, Summer, String)] = [
    (0, .europe, "Europe/London Europe/Dublin Europe/Lisbon"),
    (
      60, .europe,
      "Europe/Amsterdam Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest "
        + "Europe/Copenhagen Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Oslo Europe/Paris Europe/Prague "
        + "Europe/Rome Europe/Stockholm Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich CET"
    ),
    (
      120, .europe,
      "Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Riga Europe/Sofia "
        + "Europe/Tallinn Europe/Vilnius EET"
    ),
    (180, .never, "Europe/Istanbul Europe/Minsk Europe/Moscow Africa/Nairobi Asia/Baghdad Asia/Riyadh"),
    (-240, .america, "America/Halifax"),
    (-300, .america, "America/Detroit America/New_York America/Toronto US/Eastern EST5EDT"),
    (-360, .america, "America/Chicago America/Winnipeg US/Central CST6CDT"),
    (-420, .america, "America/Denver America/Edmonton US/Mountain MST7MDT"),
    (-480, .america, "America/Los_Angeles America/Vancouver US/Pacific PST8PDT"),
    (-540, .america, "America/Anchorage US/Alaska"),
    (-180, .never, "America/Argentina/Buenos_Aires America/Sao_Paulo"),
    (-300, .never, "America/Bogota America/Lima EST"), (-360, .never, "America/Mexico_City America/Costa_Rica"),
    (-420, .never, "America/Phoenix MST"), (-600, .never, "Pacific/Honolulu US/Hawaii HST"),
    (60, .never, "Africa/Lagos Africa/Algiers Africa/Tunis"), (120, .never, "Africa/Johannesburg Africa/Harare"),
    (240, .never, "Asia/Dubai Asia/Baku"), (300, .never, "Asia/Karachi Asia/Tashkent"),
    (330, .never, "Asia/Kolkata Asia/Calcutta Asia/Colombo"), (345, .never, "Asia/Kathmandu"),
    (360, .never, "Asia/Dhaka"), (420, .never, "Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta"),
    (
      480, .never,
      "Asia/Hong_Kong Asia/Kuala_Lumpur Asia/Manila Asia/Shanghai Asia/Singapore Asia/Taipei Australia/Perth"
    ),
    (540, .never, "Asia/Seoul Asia/Tokyo Japan"), (570, .never, "Australia/Darwin"),
    (570, .australia, "Australia/Adelaide"), (600, .never, "Australia/Brisbane"),
    (600, .australia, "Australia/Hobart Australia/Melbourne Australia/Sydney"),
    (720, .newZealand, "Pacific/Auckland NZ"),
  ]
}
