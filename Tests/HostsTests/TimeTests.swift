import Simulation
import Testing

/// Times that people write may lie beyond what can be counted; then they stop at the ends.
struct TimeTests {
  @Test(arguments: [(1e300, Int64.max), (-1e300, .min), (.infinity, .max), (.nan, 0), (1.5, 1_500_000_000)])
  func secondsStopAtTheEnds(_ seconds: Double, _ nanoseconds: Int64) {
    #expect(Span.seconds(seconds).nanoseconds == nanoseconds)
  }

  @Test func sumsStopAtTheEnds() {
    let long = Span.seconds(Int.max)
    #expect((long + long).nanoseconds == .max)
    #expect((.zero - long - long).nanoseconds == .min)
    #expect((long * -2).nanoseconds == .min)
    #expect(Instant.start + long == .never)
    #expect((WallTime(unixSeconds: .max) + long).unixNanoseconds == .max)
    #expect((WallTime(unixSeconds: .max) - WallTime(unixSeconds: .min)).nanoseconds == .max)
  }

  @Test(arguments: ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "1969-12-31T23:59:58.5Z"])
  func datesOfAnyYearAreRead(_ text: String) throws {
    let time = try #require(WallTime(rfc3339: text))
    #expect((0..<1_000_000_000).contains(time.nanosecond))
    #expect((0..<60).contains(time.second) && (0..<24).contains(time.hour))
    #expect(!time.rfc3339Micro.isEmpty)
  }
}
