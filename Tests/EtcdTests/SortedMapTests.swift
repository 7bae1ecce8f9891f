import Simulation
import Testing

@testable import Etcd

@Suite("A sorted map")
struct SortedMapTests {
  @Test("agrees with a dictionary under random writes, and copies do not change")
  func agreesWithDictionary() {
    var chance = Chance(seed: 7)
    var map = SortedMap<Int, Int>()
    var expected: [Int: Int] = [:]
    var old: (map: SortedMap<Int, Int>, expected: [Int: Int]) = (map, expected)
    for step in 0..<20_000 {
      let key = chance.below(2_000)
      if chance.below(step < 10_000 ? 3 : 2) == 0 {
        #expect(map.remove(key) == expected.removeValue(forKey: key))
      } else {
        map.set(key, step)
        expected[key] = step
      }
      if step % 4_000 == 3_999 {
        check(old.map, old.expected)
        check(map, expected)
        old = (map, expected)
      }
    }
    for key in expected.keys.sorted() { map.remove(key) }
    #expect(map.isEmpty)
  }

  private func check(_ map: SortedMap<Int, Int>, _ expected: [Int: Int]) {
    let sorted = expected.keys.sorted()
    #expect(map.keys == sorted)
    #expect(map.count == sorted.count)
    #expect(sorted.allSatisfy { map[$0] == expected[$0] })
    #expect(map.first?.key == sorted.first)
    #expect(map.last?.key == sorted.last)
    #expect(map.count(from: 500, to: 700) == sorted.count { (500..<700).contains($0) })
    #expect(map.last(before: 1_000)?.key == sorted.last { $0 < 1_000 })
  }

  @Test("takes keys that only grow")
  func growing() {
    var map = SortedMap<Int, Int>()
    for key in 0..<100_000 { map.set(key, key) }
    #expect(map.count == 100_000)
    #expect(map.count(from: 10, to: 99_990) == 99_980)
    #expect(map[77_777] == 77_777)
  }
}
