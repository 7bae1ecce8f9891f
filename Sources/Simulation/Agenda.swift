/// What is going to happen: events by time, and in the order of their scheduling where times are equal.
public struct Agenda<Event: Sendable>: Sendable {
  private struct Entry: Sendable {
    var at: Instant
    var number: UInt64
    var event: Event
  }

  /// A binary heap, the next event first.
  private var heap: [Entry] = []
  private var scheduled: UInt64 = 0

  public init() {}

  public var isEmpty: Bool { heap.isEmpty }
  public var count: Int { heap.count }
  /// When the next event is due.
  public var next: Instant? { heap.first?.at }

  public mutating func schedule(_ event: Event, at: Instant) {
    heap.append(Entry(at: at, number: scheduled, event: event))
    scheduled += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if !precedes(child, parent) { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the next event out if it is due at `now` or before.
  public mutating func popDue(by now: Instant) -> (at: Instant, event: Event)? {
    guard let first = heap.first, first.at <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      siftDown()
    }
    return (first.at, first.event)
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(child, least) {
        least = child
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    (heap[left].at, heap[left].number) < (heap[right].at, heap[right].number)
  }
}
