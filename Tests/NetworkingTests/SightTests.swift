import Documents
import Networking
import Testing

@Suite("What the panel of connections looks at")
struct SightTests {
  private let cluster = { (policies: [Value]) in snake + policies }

  @Test func whatHasChangedStandsBesideWhatIs() {
    var now = LivePolicies(objects: cluster([rightPolicy]), outside: [IPAddress(v4: 203, 0, 113, 10)])
    var before: LivePolicies? = LivePolicies(objects: cluster([oneRulePolicy]), outside: [IPAddress(v4: 203, 0, 113, 10)])
    let probes = [1111, 1111, 2222, 3333, 80].map { Probe(.tcp, $0) }
    let sight = ConnectionSight([0, 1, 2, 3, 4], probes: probes, now: &now, before: &before)
    #expect(sight.verdicts.map { String(decoding: $0, as: UTF8.self) } == ["+++ee", "+++++", "+++++", "+++++", "++++-"])
    #expect(sight.earlier.isEmpty)
    let others = [2222, 2222, 1111, 3333, 80].map { Probe(.tcp, $0) }
    let next = ConnectionSight([0, 1, 2, 3, 4], probes: others, now: &now, before: &before)
    #expect(String(decoding: next.verdicts[0], as: UTF8.self) == "+eeee")
    #expect(String(decoding: next.earlier[0], as: UTF8.self) == "+++ee")
    #expect((next.opened, next.closed) == (0, 2))
  }

  @Test func aPodThatWasNotThereHasNoPast() {
    var now = LivePolicies(objects: snake + [rightPolicy, pod("project-snake/a-new", ["app": "backend"], "10.44.0.30")])
    var before: LivePolicies? = LivePolicies(objects: snake)
    let sight = ConnectionSight([0, 4], probes: [Probe(.tcp, 80), Probe(.tcp, 80)], now: &now, before: &before)
    #expect(sight.verdicts.map { String(decoding: $0, as: UTF8.self) } == ["+e", "e+"])
    #expect(sight.earlier.isEmpty)
  }

  /// A Pod whose status alone has changed is no reason to judge anew; one whose label has changed is.
  @Test func onlyWhatDecidesIsJudgedAnew() {
    var live = LivePolicies(objects: snake + [rightPolicy])
    let probe = Probe(.tcp, 1111)
    #expect(live.matrix(on: probe).rows[0] == "++ee")
    var objects = snake + [rightPolicy]
    objects[2].set(["status", "conditions"], to: [["type": "Ready"]])
    live.update(objects: objects)
    #expect(live.matrix(on: probe).rows[0] == "++ee")
    objects[2].set(["metadata", "labels"], to: ["app": "db3"])
    live.update(objects: objects)
    #expect(live.matrix(on: probe).rows[0] == "+eee")
    objects[2].set(["metadata", "labels"], to: ["app": "db1"])
    objects[2].set(["status", "phase"], to: "Failed")
    live.update(objects: objects)
    #expect(live.matrix(on: probe).rows[0] == "++ee")
  }
}
