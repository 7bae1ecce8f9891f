import OrderedCollections
public import Simulation

/// Something in the world that acts by itself when its time has come.
enum Actor: Hashable, Comparable, Sendable {
  /// systemd of a host.
  case services(String)
  case kubelet(String)
  case member(MemberID)
  /// A program of a container's script on a node.
  case program(String, String)

  private var order: (Int, String, Int, String) {
    switch self {
    case .services(let host): (0, host, 0, "")
    case .member(let id): (1, id.host, id.pid, "")
    case .kubelet(let host): (2, host, 0, "")
    case .program(let host, let id): (3, host, 0, id)
    }
  }

  static func < (left: Actor, right: Actor) -> Bool { left.order < right.order }
}

/// When each actor acts next. An actor has one such moment: asking for an earlier one replaces it.
struct Schedule: Sendable {
  private var moments: OrderedDictionary<Actor, Instant> = [:]

  var next: Instant? { moments.values.min() }

  mutating func wake(_ actor: Actor, at instant: Instant) {
    moments[actor] = min(moments[actor] ?? .never, instant)
  }

  mutating func forget(_ actor: Actor) {
    moments[actor] = nil
  }

  /// Takes out who acts first, if that is due by `instant`; equal moments in the order of the actors.
  mutating func popDue(by instant: Instant) -> (Instant, Actor)? {
    var first: (at: Instant, actor: Actor)?
    for (actor, at) in moments where at <= instant {
      if first.map({ (at, actor) < ($0.at, $0.actor) }) ?? true { first = (at, actor) }
    }
    guard let first else { return nil }
    moments[first.actor] = nil
    return first
  }
}

extension World {
  /// When something is due to happen next; nil where nothing is.
  public var nextEvent: Instant? { schedule.next }

  /// Lets time pass: what is due happens, in its order, at its time.
  public mutating func advance(to instant: Instant) {
    var atOnce = 0
    while let (at, actor) = schedule.popDue(by: instant) {
      atOnce = at > now ? 0 : atOnce + 1
      precondition(atOnce < 10_000, "\(actor) asked for 10,000 turns at \(now.seconds) s")
      now = max(now, at)
      act(actor)
    }
    now = max(now, instant)
  }

  mutating func wake(_ actor: Actor, at instant: Instant) {
    schedule.wake(actor, at: max(instant, now))
  }

  mutating func wake(_ actor: Actor, after span: Span) {
    schedule.wake(actor, at: now + span)
  }

  private mutating func act(_ actor: Actor) {
    switch actor {
    case .services(let host): workOffServices(of: host)
    case .kubelet(let host): stepKubelet(of: host)
    case .member(let id): stepMember(id)
    case .program(let host, let id): answerQuestion(of: host, id)
    }
  }
}
