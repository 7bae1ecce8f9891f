public import Simulation

extension World {
  /// When something is due to happen next; nil where nothing is.
  public var nextEvent: Instant? { nil }

  /// Lets time pass: what is due happens, in its order, at its time.
  public mutating func advance(to instant: Instant) {
    now = max(now, instant)
  }
}
