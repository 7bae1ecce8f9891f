public import Hosts
import Networking
public import OrderedCollections
public import Simulation

/// Everything that is simulated, as one value: copy it to remember a moment.
///
/// The same seed and the same inputs give the same world. Nothing in it reads the clock, chance, files, network or
/// locale of the machine that it runs on.
public struct World: Sendable {
  /// How much simulated time has passed. Only `advance(to:)` moves it.
  public internal(set) var now = Instant.start
  /// What the clocks of the hosts showed when the world was created.
  public var epoch: WallTime
  public var seed: UInt64
  public var hosts: OrderedDictionary<String, Host> = [:]
  /// What the world was made from.
  public internal(set) var plan: WorldPlan?
  public internal(set) var settings = WorldSettings()
  /// The processes of control planes that run.
  var members: OrderedDictionary<MemberID, Member> = [:]
  var schedule = Schedule()
  /// The hosts that are nodes of a cluster.
  var nodes: OrderedDictionary<String, NodeEntry> = [:]
  /// The clusters' networks as they were seen last.
  var networks: [String: CachedNetwork] = [:]
  /// What the kube-proxies of each cluster remember of their clients.
  var balancers: [String: ServiceBalancer] = [:]
  /// Services that are going to end by themselves, by host.
  var serviceEnds: [String: [ServiceEnd]] = [:]
  /// The UID of kube-system by cluster, as it was when the world was made.
  var identities: [String: String] = [:]
  /// Objects that were made and deleted through API servers, events and leases left out; the oldest first.
  public internal(set) var audit: [AuditEntry] = []
  /// Grows with every change of an object in a cluster, for those who wait for one.
  public internal(set) var changes = 0
  /// Nil where no program of a container is run, as in a copy that looks ahead.
  var programs: ContainerPrograms?
  /// What programs have read before.
  public var memo = Memo()
  /// Sequences of chance in use, by the name of their consumer.
  private var chances: OrderedDictionary<String, Chance> = [:]

  public init(seed: UInt64, epoch: WallTime = WallTime(year: 2026, month: 11, day: 25, hour: 8)) {
    self.seed = seed
    self.epoch = epoch
  }

  /// What the clock of every host shows.
  public var wall: WallTime { wall(at: now) }

  public func wall(at instant: Instant) -> WallTime { epoch + (instant - .start) }

  /// The moment at which the hosts' clocks show `wall`; negative before the world was created.
  public func instant(of wall: WallTime) -> Instant { Instant.start + (wall - epoch) }

  /// Draws from the sequence of one consumer, such as "pod-names"; other consumers are not affected.
  public mutating func draw<Result>(_ consumer: String, _ use: (inout Chance) -> Result) -> Result {
    var chance = chances[consumer] ?? Chance(seed: seed, name: consumer)
    defer { chances[consumer] = chance }
    return use(&chance)
  }
}
